"""A boot forgets faults: what a node neither flags nor tells anew after it is over."""

from collections.abc import Sequence
from itertools import permutations

import pytest

from lighting.city import City
from lighting.controller import Tick, handle
from lighting.faults.fault import Fault
from lighting.nodes.in_turn import WAIT_MS
from lighting.nodes.twin import Twin
from lighting.rows import Action, FaultRow
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
    rows,
)

NODE = "n-0001"
CODE = "LED_OPEN"
BOOTED_MS = NOW_MS + 10 * MINUTE_MS
LATER_MS = NOW_MS + 40 * MINUTE_MS
BEGAN = {"n": 1, "at_ms": NOW_MS + MINUTE_MS, "clock": "synced", "kind": "fault"} | {
    "code": CODE,
    "begin": True,
}
BOOT = {"n": 2, "at_ms": BOOTED_MS, "clock": "synced", "kind": "boot"}


def sessions() -> tuple[Talker, Talker]:
    """A node before and after a boot, that said enough for nothing to wait for its turn."""
    old = Talker(seq=20)
    new = old.again("b2" * 8)
    new.seq = 20
    return old, new


def restarted(city: City) -> None:
    """Have the controller know no more than what is kept."""
    city.twins = {node: Twin.from_json(twin.to_json()) for node, twin in city.twins.items()}


def of_node(city: City) -> list[Fault]:
    return [one for one in city.faults.values() if one.origin == "node"]


def taken(said: Sequence[Said]) -> tuple[City, list[Action]]:
    """All of it taken, the second session known from the start, minutes and a restart apart."""
    city = bare_city(lamps(1))
    old, new = Talker(), Talker(session="b2" * 8)
    actions = hear(city, old.status())
    actions += hear(city, new.status(NOW_MS + SECOND_MS, boots=2), NOW_MS + SECOND_MS)
    for n, one in enumerate(said):
        now_ms = LATER_MS + n * MINUTE_MS
        actions += hear(city, one, now_ms)
        actions += handle(city, Tick(), now_ms + WAIT_MS)
        restarted(city)
    return city, actions


def told(what: str) -> list[Said]:
    """A fault before a boot, and what is said after it."""
    old, new = sessions()
    began = old.event_list([BEGAN], now_ms=NOW_MS + MINUTE_MS)
    report = new.reported(BOOTED_MS)
    flagging = new.reported(BOOTED_MS, fault_flags=[CODE])
    anew = new.fault(3, CODE, begin=True, now_ms=BOOTED_MS + MINUTE_MS)
    before = new.fault(3, CODE, begin=True, now_ms=BOOTED_MS - SECOND_MS)
    ended = new.fault(3, CODE, begin=False, now_ms=BOOTED_MS)
    carried = new.event_list([BEGAN], now_ms=BOOTED_MS + SECOND_MS)
    boot = new.event_list([BOOT], now_ms=BOOTED_MS + SECOND_MS)
    return {
        "nothing": [began, report],
        "nothing, twice": [began, report, began, report],
        "flags it": [began, flagging],
        "tells it anew": [began, report, anew],
        "tells it anew before it reports": [began, report, before],
        "tells its end": [began, report, ended],
        "says what was not said": [report, carried, boot],
        "says what was not said, and flags it": [flagging, carried, boot],
    }[what]


OPEN = {
    "flags it",
    "tells it anew",
    "tells it anew before it reports",
    "says what was not said, and flags it",
}
OVER = {"nothing", "nothing, twice", "tells its end", "says what was not said"}


@pytest.mark.parametrize("what", sorted(OPEN | OVER))
def test_a_fault_stands_after_a_boot_as_the_node_says_in_whatever_order_it_comes(what: str) -> None:
    for said in permutations(told(what)):
        city, actions = taken(said)
        assert [one.state for one in of_node(city)] == ["active"] * (what in OPEN)
        booked = {row.fault.state for row in rows(actions, FaultRow) if row.fault.code == CODE}
        assert "active" in booked


@pytest.fixture
def ailing() -> City:
    """A city whose lamp told a fault that no report flagged."""
    city = bare_city(lamps(1))
    node = Talker()
    hear(city, node.status())
    hear(city, node.reported())
    hear(city, node.event_list([BEGAN], now_ms=NOW_MS + MINUTE_MS), NOW_MS + MINUTE_MS)
    assert [one.state for one in of_node(city)] == ["active"]
    return city


def test_it_ends_when_the_first_report_was_said(ailing: City) -> None:
    _, new = sessions()
    hear(ailing, new.reported(BOOTED_MS), BOOTED_MS + SECOND_MS)
    assert of_node(ailing) == []
    assert ailing.resting[lamps(1)[0].id, CODE, "node"].cleared_ms == BOOTED_MS


def test_a_report_that_the_broker_kept_ends_it_as_well(ailing: City) -> None:
    _, new = sessions()
    restarted(ailing)
    hear(ailing, new.reported(BOOTED_MS), BOOTED_MS + HOUR_MS, is_retained=True)
    assert of_node(ailing) == []


def test_the_kept_report_of_the_session_before_ends_nothing_that_was_told_since(
    ailing: City,
) -> None:
    old, new = Talker(session="e5" * 8), Talker(session="b2" * 8, log="77aa", seq=20)
    hear(ailing, new.fault(1, "LEAKAGE", begin=True, now_ms=BOOTED_MS), BOOTED_MS)
    hear(ailing, old.reported(BOOTED_MS - MINUTE_MS), BOOTED_MS, is_retained=True)
    assert [one.code for one in of_node(ailing)] == ["LEAKAGE"]
    hear(ailing, new.reported(BOOTED_MS + MINUTE_MS), BOOTED_MS + MINUTE_MS)
    assert [one.code for one in of_node(ailing)] == ["LEAKAGE"]


def test_reports_of_the_same_session_end_nothing_that_was_told_by_an_event(ailing: City) -> None:
    node = Talker(seq=20, connection=2)
    hear(ailing, node.reported(BOOTED_MS), BOOTED_MS)
    assert [one.code for one in of_node(ailing)] == [CODE]


def test_a_clock_that_was_lost_with_the_power_keeps_nothing_open(ailing: City) -> None:
    _, new = sessions()
    topic, payload = new.reported(1_000)
    hear(ailing, (topic, payload.replace(b'"synced"', b'"unknown"')), BOOTED_MS)
    assert of_node(ailing) == []


def test_what_a_clock_ahead_told_ends_with_a_later_report(ailing: City) -> None:
    _, new = sessions()
    hear(ailing, new.reported(NOW_MS), BOOTED_MS)  # said before the fault, by its clock
    assert [one.code for one in of_node(ailing)] == [CODE]
    hear(ailing, new.reported(BOOTED_MS), BOOTED_MS + MINUTE_MS)
    assert of_node(ailing) == []


def test_what_only_happens_is_left_for_its_hour(ailing: City) -> None:
    node = Talker(seq=30)
    hear(ailing, node.fault(2, "FW", begin=True, now_ms=BOOTED_MS), BOOTED_MS)
    _, new = sessions()
    hear(ailing, new.reported(BOOTED_MS + MINUTE_MS), BOOTED_MS + MINUTE_MS)
    assert [one.code for one in of_node(ailing)] == ["FW"]
    hear(ailing, new.reported(BOOTED_MS + HOUR_MS), BOOTED_MS + HOUR_MS)
    assert of_node(ailing) == []


def test_what_was_remembered_before_sessions_were_ends_with_the_next_boot(ailing: City) -> None:
    kept = ailing.twins[NODE].to_json()
    older = kept.replace(b',true,"' + b"a1" * 8 + b'"]', b",true]")
    assert older != kept
    ailing.twins[NODE] = Twin.from_json(older)
    assert [one.session for one in ailing.twins[NODE].told] == [""]
    _, new = sessions()
    hear(ailing, new.reported(BOOTED_MS), BOOTED_MS)
    assert of_node(ailing) == []


def test_sessions_of_what_was_told_take_no_memory_of_their_own(ailing: City) -> None:
    twin = Twin.from_json(ailing.twins[NODE].to_json())
    assert twin.told[0].session is twin.session
