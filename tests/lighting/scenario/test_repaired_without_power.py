"""Drivers that are repaired while their pole has no power, as nodes and controller live it."""

from functools import cache

import pytest

from devices.sim.ailments import Ailment, Kind
from devices.sim.lamp import LampSpec
from lighting.demo.town import SCHEDULE, SITE, lamps_of_town
from lighting.faults.fault import Fault
from lighting.scenario.book import Book
from lighting.scenario.city import SteppedCity
from lighting.site.config import parse_config

HOUR_MS = 3_600_000
START_MS = 1_793_606_400_000
"""2026-11-02T16:00 in Kupang."""
FROM_MS = START_MS + 3 * HOUR_MS
REPAIRED_MS = FROM_MS + 2 * HOUR_MS
POWER_MS = REPAIRED_MS + HOUR_MS // 4
"""Power goes a quarter of an hour before the repair, and comes back as much after it."""
CASES = ("repaired", "cut off", "not repaired")


def ailments(node: str, case: str) -> list[Ailment]:
    gone_ms = REPAIRED_MS - HOUR_MS // 4
    until_ms = None if case == "not repaired" else REPAIRED_MS
    found = [
        Ailment(Kind.DRIVER_FAILED, node, FROM_MS, until_ms),
        Ailment(Kind.POLE_OUTAGE, node, gone_ms, POWER_MS),
    ]
    if case == "cut off":
        found.append(Ailment(Kind.BROKEN_LINK, node, FROM_MS - HOUR_MS, gone_ms))
    return found


@cache
def drivers() -> dict[str, Fault]:
    """What became of the drivers' faults, of which nobody said that they ended."""
    lamps = [one for one in lamps_of_town(600) if "main-roads" in one.groups][: len(CASES)]
    book = Book()
    city = SteppedCity(
        parse_config(SITE, "lighting.toml"),
        lambda: book,
        lamps,
        SCHEDULE,
        start_ms=START_MS,
        specs=[LampSpec(lamp.node, lamp.power_w, lamp.panel) for lamp in lamps],
        ailments=[
            one
            for lamp, each in zip(lamps, CASES, strict=True)
            for one in ailments(lamp.node, each)
        ],
        keeps_samples=False,
    )
    city.live_until_ms(POWER_MS + HOUR_MS)
    city.close()
    case_of = {lamp.id: case for lamp, case in zip(lamps, CASES, strict=True)}
    faults = book.faults(code="GEAR_FAIL")
    assert len(faults) == len(CASES)
    return {case_of[one.lamp or ""]: one for one in faults}


@pytest.mark.parametrize("case", ["repaired", "cut off"])
def test_its_fault_is_in_the_book_and_over_once_the_node_is_back(case: str) -> None:
    fault = drivers()[case]
    assert (fault.state, fault.since_ms) == ("cleared", FROM_MS)
    assert POWER_MS <= (fault.cleared_ms or 0) <= POWER_MS + HOUR_MS // 2


def test_one_that_was_not_repaired_stays_open_without_a_break() -> None:
    fault = drivers()["not repaired"]
    assert (fault.state, fault.since_ms, fault.changes) == ("active", FROM_MS, 0)
