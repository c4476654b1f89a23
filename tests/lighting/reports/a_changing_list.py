"""July 2026 of five lamps while the list changes at noon of the 10th, the 15th and the 20th.

On the 10th lamp 2 goes, on the 15th lamp 3 has 40 W in place of 100 and lamp 4 gets a customer
number, on the 20th lamp 1 comes. All burn from 18:00 to 06:00, but for lamp 3, that is dead from
noon of the 13th to noon of the 17th. All of that was counted.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from lighting.rows import FaultRow, HourRow, LampsRow, Row, ScheduleRow
from lighting.site.inventory import Lamp, write_lamps
from lighting.site.replaced_list import replaced
from tests.support.city_of_tests import HOUR_MS, SCHEDULE, lamp
from tests.support.stored import audit_row, fault

ONE, TWO = (replace(lamp(number), customer="5401") for number in (1, 2))
OLD_THREE = replace(lamp(3), customer="5402", power_w=100.0)
THREE = replace(OLD_THREE, power_w=40.0)
OLD_FOUR = replace(lamp(4), panel="P-02")
FOUR = replace(OLD_FOUR, customer="5402")
FIVE = replace(lamp(5), customer="5403", panel="P-02")
LISTS = (
    (10, (TWO, OLD_THREE, OLD_FOUR, FIVE), (OLD_THREE, OLD_FOUR, FIVE)),
    (15, (OLD_THREE, OLD_FOUR, FIVE), (THREE, FOUR, FIVE)),
    (20, (THREE, FOUR, FIVE), (ONE, THREE, FOUR, FIVE)),
)
NOW = LISTS[-1][2]


def at(day: int, hour: int = 0) -> int:
    """A moment of July by the clock of Kupang [ms since 1970 UTC]; the 32nd is the end."""
    begin = datetime(2026, 7, 1, tzinfo=UTC).timestamp() - 8 * 3600
    return int(begin * 1000) + ((day - 1) * 24 + hour) * HOUR_MS


def hours(one: Lamp, from_ms: int, to_ms: int) -> Iterator[HourRow]:
    """What was counted of a lamp in a time."""
    for at_ms in range(from_ms, to_ms, HOUR_MS):
        is_dead = one.id == THREE.id and at(13, 12) <= at_ms < at(17, 12)
        hour = (at_ms - at(1)) // HOUR_MS % 24
        lit_s = 3600.0 if (hour < 6 or hour >= 18) and not is_dead else 0.0
        wh = one.power_w * lit_s / 3600
        yield HourRow(one.id, at_ms, wh, lit_s, wh, wh, wh, 3600.0, 12, "counted")


def rows(*, is_kept: bool = True) -> list[Row]:
    """All that the controller kept of it, or what one of before lists were kept would have."""
    found: list[Row] = [LampsRow(write_lamps(NOW))]
    found.append(ScheduleRow(1, SCHEDULE, "s.toml", "ani", "test", at(1) - 5))
    for day, before, after in LISTS:
        found.append(replace(audit_row(), action="lamp import", at_ms=at(day, 12)))
        if is_kept:
            found.append(replaced(before, after, at(day, 12)))
    times = {"since_ms": at(13, 12), "active_ms": at(13, 12), "cleared_ms": at(17, 12)}
    found.append(FaultRow(fault("F-000001", lamp=THREE.id, state="cleared", **times)))
    for one, from_ms, to_ms in (
        (ONE, at(20, 12), at(32)),
        (TWO, at(1), at(10, 12)),
        (OLD_THREE, at(1), at(15, 12)),
        (THREE, at(15, 12), at(32)),
        (FOUR, at(1), at(32)),
        (FIVE, at(1), at(32)),
    ):
        found += hours(one, from_ms, to_ms)
    return found
