"""February 2024 of eight lamps whose truth is known, as raw samples each quarter of an hour.

Who audits it reads the samples only: what is computed here uses nothing of the program.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

from devices.wire.up import Sample
from lighting.rows import FaultRow, LampsRow, Row, SampleRow, ScheduleRow
from lighting.site.lamp_csv import write_lamps
from tests.support.city_of_tests import lamp
from tests.support.stored import audit_row, fault

WITA = timezone(timedelta(hours=8))
"""Kupang has no summer time."""
QUARTER_MS, HOUR_MS, DAY_MS = 900_000, 3_600_000, 86_400_000
DAYS = [date(2024, 2, day) for day in range(1, 30)]
POWER_W = 70.0
ON_MIN, OFF_MIN = 18 * 60 + 15, 5 * 60 + 45
SCHEDULE = """
[site]
name = "kupang"
timezone = "Asia/Makassar"
latitude = -10.178
longitude = 123.607
country = "ID"

[profile.roads]
steps = [{ at = "18:15", level = 100 }, { at = "05:45", level = 0 }]

[calendar.all]
default = "roads"

[assign]
"all" = "all"
"""
TARIFFS = "".join(
    f'[[tariff]]\nfrom = {start}\nname = "P-3/TR"\ncurrency = "IDR"\nper_kwh = {price}\n'
    for start, price in (("2024-01-01", 1444.7), ("2024-02-16", 1699.53))
)
NUMBERS = {1: "5401", 2: "5401", 3: "5402", 4: "5402", 5: "", 6: "5402", 8: "5403"}
LISTED = tuple(replace(lamp(number), customer=customer) for number, customer in NUMBERS.items())
LOST = lamp(7)
"""It was taken out of the list in the month."""


def at(day: int, hour: float = 0) -> int:
    """A moment of the month by the clock of Kupang [ms since 1970 UTC]."""
    begin = datetime(2024, 2, 1, tzinfo=WITA) + timedelta(days=day - 1, hours=hour)
    return int(begin.timestamp() * 1000)


@dataclass(frozen=True)
class Reading:
    """One raw sample."""

    at_ms: int
    energy_wh: int
    burn_s: int
    power_w: float


def is_lit(at_ms: int) -> bool:
    clock = datetime.fromtimestamp(at_ms / 1000, WITA)
    minute = clock.hour * 60 + clock.minute
    return minute >= ON_MIN or minute < OFF_MIN


def is_told(number: int, at_ms: int) -> bool:
    """Whether a node told anything then: one was away, one came, one went, one never came."""
    if number == 3:
        return not at(15) < at_ms < at(17, 6)
    return (
        not (number == 4 and at_ms < at(14, 12))
        and not (number == 7 and at_ms >= at(11))
        and number != 8
    )


def readings(number: int) -> list[Reading]:
    """What the node of a lamp told."""
    found, wh, burn_s = [], 1000.0 * number, 50_000 * number
    for at_ms in range(at(1) - DAY_MS, at(30) + DAY_MS, QUARTER_MS):
        lit = is_lit(at_ms) and number != 6
        if number == 2 and at_ms in {at(10, 12), at(12, 22)}:
            wh, burn_s = 0.0, 0  # it began anew, once by day and once at night
        if number == 4 and at_ms == at(20, 12):
            wh, burn_s = 400_000.0, 9  # another node
        found.append(Reading(at_ms, int(wh), burn_s, POWER_W * lit))
        wh += POWER_W / 4 * lit
        burn_s += 900 * lit
    return [one for one in found if is_told(number, one.at_ms)]


def rows() -> Iterator[Row]:
    """All that the controller kept of it."""
    yield LampsRow(write_lamps([*LISTED, LOST]))
    yield ScheduleRow(1, SCHEDULE, "s.toml", "ani", "test", at(1) - DAY_MS)
    yield replace(audit_row(), action="lamp import", at_ms=at(11, 10))
    times = {"since_ms": at(5), "active_ms": at(5), "cleared_ms": at(20)}
    yield FaultRow(fault("F-000001", lamp="KPG-0006", state="closed", **times))
    for number in range(1, 9):
        for one in readings(number):
            node = (
                f"n-9{number:03}" if number == 4 and one.at_ms >= at(20, 12) else f"n-{number:04}"
            )
            facts = {"energy_wh": one.energy_wh, "burn_s": one.burn_s, "power_w": one.power_w}
            sample = Sample.model_validate({"at_ms": one.at_ms, "level": 100, **facts})
            yield SampleRow(node, f"KPG-{number:04}", node * 2, sample, "synced", one.at_ms + 9)


@dataclass
class Audited:
    """What an auditor finds of a lamp's day."""

    energy_wh: float = 0.0
    burn_s: float = 0.0
    covered_s: float = 0.0


def audited(found: Sequence[Reading]) -> dict[date, Audited]:
    """Add up what lies between samples that are near each other, by the days of Kupang.

    A counter that fell, or rose by more than the lamp can, tells nothing: power does.
    """
    days = {day: Audited() for day in DAYS}
    for before, after in pairwise(found):
        span_s = (after.at_ms - before.at_ms) / 1000
        if span_s > 3_900:
            continue
        mean_w = (before.power_w + after.power_w) / 2
        wh, burn_s = after.energy_wh - before.energy_wh, after.burn_s - before.burn_s
        day = datetime.fromtimestamp(before.at_ms / 1000, UTC).astimezone(WITA).date()
        if day in days:  # a quarter of an hour lies in one day
            days[day].energy_wh += wh if 0 <= wh <= 50 else mean_w * span_s / 3600
            days[day].burn_s += burn_s if 0 <= burn_s <= 1_005 else span_s * mean_w / POWER_W
            days[day].covered_s += span_s
    return days
