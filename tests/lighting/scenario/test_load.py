"""How much people are told in ten minutes, and of an incident."""

from dataclasses import replace

from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.notify.wording import Message
from lighting.scenario.load import (
    DAY_MS,
    WINDOW_MS,
    Change,
    alarms,
    changes_of,
    median_within,
    most_within,
    said_of,
)
from lighting.site.inventory import Lamp
from tests.support.city_of_tests import lamp

NOON_MS = 1_786_852_800_000
"""2026-08-16 12:00 in Kupang."""
ZONE = "Asia/Makassar"
MINUTE_MS = 60_000
LAMPS: tuple[Lamp, ...] = tuple(lamp(number) for number in range(1, 5))
FAULT = Fault(
    "F-1", "LAMP_FAIL", LAMPS[0].id, "P-01", 3, "active", NOON_MS, NOON_MS, None, "controller", "x"
)
INCIDENT = Incident("I-1", "SUPPLY_LOSS", "P-01", NOON_MS, None, ("A",), "1 of 1", NOON_MS)


def told(changes: list[Change], hours: int = 4) -> list[str]:
    end_ms = NOON_MS + hours * 60 * MINUTE_MS
    return [message.title for _, message in said_of(changes, LAMPS, ZONE, NOON_MS, end_ms)]


def test_the_most_within_ten_minutes_is_counted_wherever_they_begin() -> None:
    assert most_within([]) == 0
    assert most_within([0, 500_000, 700_000, 1_100_000, 3_000_000]) == 3


def test_the_median_counts_the_quiet_ten_minutes_too() -> None:
    assert median_within([], 0, WINDOW_MS) == 0
    assert median_within([1, 2, 3], 0, 3 * WINDOW_MS) == 0
    assert median_within([1, WINDOW_MS, WINDOW_MS + 1], 0, 3 * WINDOW_MS) == 1


def test_the_median_leaves_out_the_ten_minutes_of_a_storm() -> None:
    told_ms = [1, 2, WINDOW_MS, WINDOW_MS + 1]
    assert median_within(told_ms, 0, 3 * WINDOW_MS) == 2
    assert median_within(told_ms, 0, 3 * WINDOW_MS, frozenset({0, 1})) == 0
    assert median_within(told_ms, 0, WINDOW_MS, frozenset({0})) == 0


def test_messages_are_those_that_would_have_gone() -> None:
    cleared = replace(FAULT, state="cleared", cleared_ms=NOON_MS + 30 * MINUTE_MS)
    became: list[Change] = [(NOON_MS, FAULT), (NOON_MS + 30 * MINUTE_MS, cleared)]
    assert [title.split(",")[0] for title in told(became)] == ["1 fault", "1 resolved"]
    assert told([(NOON_MS, replace(FAULT, state="pending"))]) == []
    assert told(changes_of([cleared], [])) == told(became)


def test_an_incident_is_told_and_not_the_fault_of_its_panel() -> None:
    of_panel = replace(FAULT, id="F-2", code="SUPPLY_LOSS", lamp=None)
    over = replace(INCIDENT, cleared_ms=NOON_MS + 90 * MINUTE_MS)
    titles = told(changes_of([of_panel], [over]))
    assert [title.split(":")[0] for title in titles] == ["SUPPLY_LOSS P-01", "over"]


def test_the_figures_count_what_a_larger_incident_took_in_as_its_own() -> None:
    smaller = replace(INCIDENT, id="I-2", parent="I-1", cleared_ms=NOON_MS + WINDOW_MS)
    said = [(NOON_MS + n, Message("t", "b", 4, of)) for n, of in enumerate(("I-2", "I-1", "I-1"))]
    larger = replace(INCIDENT, cleared_ms=NOON_MS + WINDOW_MS)
    figures = alarms(said, [larger, smaller], NOON_MS, NOON_MS + DAY_MS)
    assert figures == {
        "count": 3,
        "incidents": 1,
        "most_per_10_min": 3,
        "median_per_10_min": 0.0,
        "most_per_incident": 3,
        "per_day": 3.0,
        "stormy_10_min": 2,
    }
