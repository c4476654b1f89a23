"""What comes of a session that was replaced: events are judged, in any order; all else is kept."""

from collections.abc import Sequence
from itertools import permutations

import pytest

from lighting.city import City
from lighting.controller import Tick, handle
from lighting.faults.fault import Fault
from lighting.nodes.in_turn import WAIT_MS
from lighting.rows import Action, EventRow, FaultRow, SampleRow, TwinRow
from tests.support.city_of_tests import (
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    SECOND_MS,
    Said,
    Talker,
    bare_city,
    hear,
    lamps,
    lit_city,
    rows,
)

NODE = "n-0001"
CODE = "LED_OPEN"
LATER_MS = NOW_MS + 40 * MINUTE_MS


def two_sessions() -> tuple[Talker, Talker]:
    old = Talker()
    return old, old.again("b2" * 8)


def replaced() -> tuple[City, Talker, Talker]:
    """A city that heard of a reboot, and the node before and after it."""
    city = lit_city(lamps(1))
    old, new = two_sessions()
    hear(city, old.status())
    hear(city, old.holding(city))
    hear(city, new.status(NOW_MS + MINUTE_MS, boots=2), NOW_MS + MINUTE_MS)
    return city, old, new


def told(*begins: bool) -> list[Said]:
    """That a fault began and ended, the first half before a reboot and the rest after it."""
    old, new = two_sessions()
    said: list[Said] = []
    for n, begin in enumerate(begins, 1):
        node = old if n <= len(begins) // 2 else new
        node.seq = 10 * n  # after what else it said
        said.append(node.fault(n, CODE, begin=begin, now_ms=NOW_MS + n * MINUTE_MS))
    return said


def taken(said: Sequence[Said]) -> tuple[City, list[Action]]:
    """All of it taken, the second session known from the start, minutes apart."""
    city = bare_city(lamps(1))
    old, new = two_sessions()
    actions = hear(city, old.status())
    actions += hear(city, new.status(NOW_MS + SECOND_MS, boots=2), NOW_MS + SECOND_MS)
    for n, one in enumerate(said):
        now_ms = LATER_MS + n * MINUTE_MS
        actions += hear(city, one, now_ms)
        actions += handle(city, Tick(), now_ms + WAIT_MS)
    return city, actions


def of_node(city: City) -> list[Fault]:
    return [one for one in city.faults.values() if one.code == CODE]


@pytest.mark.parametrize(
    "begins",
    [(True, False), (True, True), (True, False, True), (True, False, True, False)],
    ids=["ended after", "told twice", "came back", "came and went twice"],
)
def test_a_fault_is_in_the_book_and_stands_as_it_would_in_whatever_order_it_is_told(
    begins: tuple[bool, ...],
) -> None:
    for said in permutations(told(*begins)):
        city, actions = taken(said)
        assert [one.state for one in of_node(city)] == ["active"] * begins[-1]
        booked = {row.fault.state for row in rows(actions, FaultRow) if row.fault.code == CODE}
        assert "active" in booked
        assert len(rows(actions, EventRow)) == len(begins)


def test_what_began_in_a_session_that_was_replaced_is_in_the_book_since_it_began() -> None:
    city, old, _ = replaced()
    hear(city, old.fault(1, CODE, begin=True, now_ms=NOW_MS + SECOND_MS), LATER_MS)
    (fault,) = of_node(city)
    assert (fault.state, fault.since_ms) == ("active", NOW_MS + SECOND_MS)


def test_its_end_is_taken_as_well() -> None:
    city, old, new = replaced()
    hear(city, old.fault(1, CODE, begin=True), LATER_MS)
    hear(city, old.fault(2, CODE, begin=False, now_ms=NOW_MS + SECOND_MS), LATER_MS)
    assert of_node(city) == []
    assert city.resting[lamps(1)[0].id, CODE, "node"].cleared_ms == NOW_MS + SECOND_MS
    hear(city, new.fault(3, CODE, begin=True, now_ms=LATER_MS), LATER_MS)
    assert [one.state for one in of_node(city)] == ["active"]


def test_what_the_next_session_no_longer_flags_is_not_begun_anew_by_news_of_the_one_before() -> (
    None
):
    city = bare_city(lamps(1))
    old, new = two_sessions()
    hear(city, old.status())
    began = old.fault(1, CODE, begin=True, now_ms=NOW_MS)
    old.seq = 1
    hear(city, old.reported(NOW_MS + SECOND_MS, fault_flags=[CODE]), NOW_MS + SECOND_MS)
    hear(city, new.status(NOW_MS + MINUTE_MS, boots=2), NOW_MS + MINUTE_MS)
    hear(city, new.reported(NOW_MS + MINUTE_MS), NOW_MS + MINUTE_MS)
    assert of_node(city) == []
    found = hear(city, began, NOW_MS + 2 * MINUTE_MS)
    assert len(rows(found, EventRow)) == 1
    assert of_node(city) == []
    again = new.fault(2, CODE, begin=True, now_ms=NOW_MS + 3 * MINUTE_MS)
    hear(city, again, NOW_MS + 3 * MINUTE_MS)
    assert [one.state for one in of_node(city)] == ["active"]


def test_a_late_measurement_is_kept_and_finds_nothing() -> None:
    city, old, _ = replaced()
    before = city.twins[NODE]
    for n in range(1, 20):
        dark = old.sample(NOW_MS + n * SECOND_MS, power_w=0.0, supply_v=120.0)
        found = hear(city, dark, NOW_MS + 2 * MINUTE_MS)
        assert len(rows(found, SampleRow)) == 1
        assert rows(found, FaultRow) == []
    assert (city.twins[NODE], city.faults) == (before, {})


def test_a_late_measurement_ends_nothing_either() -> None:
    city, old, new = replaced()
    well = [old.sample(NOW_MS + n * SECOND_MS, power_w=70.0) for n in range(1, 20)]
    hear(city, new.holding(city, NOW_MS + MINUTE_MS), NOW_MS + MINUTE_MS)
    for n in range(2, 12):
        at_ms = NOW_MS + n * MINUTE_MS
        hear(city, new.sample(at_ms, power_w=0.0, supply_v=230.0), at_ms)
    known = dict(city.faults)
    assert {one.state for one in known.values()} == {"active"}
    for one in well:
        hear(city, one, NOW_MS + 12 * MINUTE_MS)
    assert city.faults == known


def test_a_late_birth_report_or_will_changes_nothing() -> None:
    city, old, _ = replaced()
    before = city.twins[NODE]
    late_ms = NOW_MS + HOUR_MS
    hear(city, old.reported(NOW_MS + SECOND_MS, fault_flags=[CODE]), late_ms)
    hear(city, old.status(NOW_MS + SECOND_MS, boot_reason="watchdog", boots=1), late_ms)
    found = hear(city, old.will(), late_ms)
    assert rows(found, TwinRow) == []
    assert (city.twins[NODE], city.faults) == (before, {})
