import pytest

from devices.link import Connected, Lost
from lighting.city import City
from lighting.controller import Tick, handle
from lighting.faults.life import Fault
from lighting.health.silence import is_lost
from lighting.rows import Action, FaultRow, IncidentRow
from tests.support.city_of_tests import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    REPORT_MS,
    Talker,
    bare_city,
    hear,
    lamp,
    lamps,
    rows,
)

SILENT_MS = 3 * REPORT_MS + 1


def tick(city: City, now_ms: int) -> list[Action]:
    return list(handle(city, Tick(), now_ms))


def live(city: City, from_ms: int, until_ms: int, *silent: str) -> None:
    """All lamps but the silent ones report, and time passes, minute by minute."""
    talkers = [
        Talker(one.node, f"{at_ms:016x}"[-16:])
        for at_ms in (from_ms,)
        for one in city.inventory.lamps
        if one.id not in silent
    ]
    for now_ms in range(from_ms, until_ms, MINUTE_MS):
        if (now_ms - from_ms) % REPORT_MS == 0:
            for talker in talkers:
                hear(city, talker.sample(now_ms), now_ms)
        tick(city, now_ms)


def lost(city: City) -> dict[str | None, Fault]:
    return {fault.lamp: fault for fault in city.faults.values() if fault.code == "COMM_LOST"}


def test_a_node_that_falls_silent_is_a_fault_after_three_report_periods() -> None:
    city = bare_city([lamp(1), lamp(2, panel="P-02")])
    live(city, NOW_MS, NOW_MS + HOUR_MS)
    assert lost(city) == {}
    live(city, NOW_MS + HOUR_MS, NOW_MS + 2 * HOUR_MS, "KPG-0002")
    (fault,) = lost(city).values()
    assert (fault.lamp, fault.state) == ("KPG-0002", "active")
    live(city, NOW_MS + 2 * HOUR_MS, NOW_MS + 3 * HOUR_MS)
    assert lost(city) == {}


def test_a_will_says_at_once_that_a_node_is_gone() -> None:
    city, node = bare_city(lamps(1)), Talker()
    hear(city, node.status())
    hear(city, node.will())
    tick(city, NOW_MS + 1)
    assert [fault.evidence for fault in lost(city).values()] == [
        "its connection broke off (last will)"
    ]


def test_a_node_never_heard_is_to_be_installed_and_no_fault_until_it_spoke() -> None:
    city = bare_city(lamps(1))
    for hour in range(48):
        tick(city, NOW_MS + hour * HOUR_MS)
    assert lost(city) == {}
    heard_ms = NOW_MS + 48 * HOUR_MS
    hear(city, Talker().sample(heard_ms), heard_ms)
    for minute in range(17):
        tick(city, heard_ms + minute * MINUTE_MS)
    assert list(lost(city)) == ["KPG-0001"]


def test_nobody_is_blamed_while_our_own_link_is_down() -> None:
    city = bare_city(lamps(5))
    live(city, NOW_MS, NOW_MS + HOUR_MS)
    assert list(handle(city, Lost("broker gone"), NOW_MS + HOUR_MS)) == []
    for minute in range(600):
        tick(city, NOW_MS + HOUR_MS + minute * MINUTE_MS)
    assert city.faults == {}
    assert city.incidents == {}


def test_nobody_is_blamed_when_our_link_just_came_back() -> None:
    city = bare_city(lamps(5))
    live(city, NOW_MS, NOW_MS + HOUR_MS)
    handle(city, Lost("broker gone"), NOW_MS + HOUR_MS)
    back_ms = NOW_MS + 5 * HOUR_MS
    list(handle(city, Connected(session_present=True), back_ms))
    for passed_ms in range(0, SILENT_MS - 1, MINUTE_MS):
        tick(city, back_ms + passed_ms)
    assert lost(city) == {}
    tick(city, back_ms + SILENT_MS)
    assert len(lost(city)) == 5


@pytest.mark.parametrize("leap_ms", [20 * MINUTE_MS, DAY_MS, 365 * DAY_MS])
def test_nobody_is_blamed_for_a_leap_of_our_own_clock(leap_ms: int) -> None:
    city = bare_city(lamps(5))
    live(city, NOW_MS, NOW_MS + HOUR_MS)
    live(city, NOW_MS + HOUR_MS + leap_ms, NOW_MS + 2 * HOUR_MS + leap_ms)
    assert lost(city) == {}
    assert city.incidents == {}


@pytest.mark.parametrize("step_ms", [20 * MINUTE_MS, DAY_MS, 365 * DAY_MS])
def test_silence_is_still_found_after_our_clock_was_set_back(step_ms: int) -> None:
    city = bare_city([lamp(1), lamp(2, panel="P-02")])
    live(city, NOW_MS, NOW_MS + HOUR_MS)
    back_ms = NOW_MS + HOUR_MS - step_ms
    live(city, back_ms, back_ms + HOUR_MS, "KPG-0002")
    assert list(lost(city)) == ["KPG-0002"]


def test_a_sleeping_node_is_not_silent_before_it_should_wake() -> None:
    city, node = bare_city(lamps(1)), Talker()
    hear(city, node.status(sleeping_until_ms=NOW_MS + 6 * HOUR_MS))
    for minute in range(6 * 60 + 15):
        tick(city, NOW_MS + minute * MINUTE_MS)
    assert lost(city) == {}
    tick(city, NOW_MS + 6 * HOUR_MS + SILENT_MS)
    assert list(lost(city)) == ["KPG-0001"]


def test_a_panels_lamps_silent_together_are_one_incident_and_its_end_ends_it() -> None:
    city = bare_city([*lamps(6), lamp(9, panel="P-02")])
    live(city, NOW_MS, NOW_MS + HOUR_MS)
    silent = [f"KPG-{number:04}" for number in range(1, 6)]
    live(city, NOW_MS + HOUR_MS, NOW_MS + 2 * HOUR_MS, *silent)
    (incident,) = city.incidents.values()
    assert (incident.panel, incident.code) == ("P-01", "SUPPLY_LOSS")
    assert list(incident.members) == silent
    assert {fault.incident for fault in lost(city).values()} == {incident.id}
    panel_fault = city.faults["panel:P-01", "SUPPLY_LOSS", "controller"]
    assert (panel_fault.state, panel_fault.lamp) == ("active", None)
    live(city, NOW_MS + 2 * HOUR_MS, NOW_MS + 3 * HOUR_MS)
    assert city.incidents == {}
    assert city.faults == {}


def test_an_incident_is_kept_with_its_beginning_and_its_end() -> None:
    city = bare_city(lamps(4))
    talkers = [Talker(one.node) for one in city.inventory.lamps]
    for talker in talkers:
        hear(city, talker.status())
        hear(city, talker.will())
    found = rows(tick(city, NOW_MS + 1), IncidentRow)
    assert [row.incident.cleared_ms for row in found] == [None]
    back_ms = NOW_MS + 5 * MINUTE_MS
    assert rows(tick(city, back_ms), IncidentRow) == []
    for talker in talkers:
        hear(city, talker.sample(back_ms), back_ms)
    ended = [*tick(city, back_ms + 1), *tick(city, back_ms + 2)]
    assert [row.incident.cleared_ms is not None for row in rows(ended, IncidentRow)] == [True]
    cleared = [row.fault for row in rows(ended, FaultRow) if row.fault.state == "cleared"]
    assert {fault.code for fault in cleared} == {"COMM_LOST", "SUPPLY_LOSS"}


def test_a_single_dark_lamp_among_many_is_no_incident() -> None:
    city = bare_city(lamps(6))
    live(city, NOW_MS, NOW_MS + HOUR_MS)
    live(city, NOW_MS + HOUR_MS, NOW_MS + 2 * HOUR_MS, "KPG-0001")
    assert city.incidents == {}
    assert list(lost(city)) == ["KPG-0001"]


def open_fault(city: City, code: str) -> Fault:
    return next(one for one in city.faults.values() if one.code == code)


def test_nobody_knows_of_the_faults_of_a_silent_lamp_until_it_is_heard() -> None:
    city, node = bare_city(lamps(1)), Talker()
    hear(city, node.fault(1, "LED_OPEN", begin=True))
    for minute in range(17):
        tick(city, NOW_MS + minute * MINUTE_MS)
    assert open_fault(city, "LED_OPEN").unknown_since_ms is None
    tick(city, NOW_MS + 18 * MINUTE_MS)
    assert open_fault(city, "LED_OPEN").unknown_since_ms == NOW_MS
    for hour in range(1, 100):
        tick(city, NOW_MS + hour * HOUR_MS)
    assert open_fault(city, "LED_OPEN").state == "active"
    back_ms = NOW_MS + 100 * HOUR_MS
    node.connection = 2
    hear(city, node.sample(back_ms), back_ms)
    tick(city, back_ms + 1)
    tick(city, back_ms + MINUTE_MS)
    assert open_fault(city, "LED_OPEN").unknown_since_ms is None


def test_a_link_that_breaks_every_few_minutes_is_one_line_and_its_lamp_is_not_called_silent() -> (
    None
):
    city, node = bare_city(lamps(1)), Talker()
    told: set[tuple[str, str]] = set()
    for minute in range(120):
        now_ms = NOW_MS + minute * MINUTE_MS
        if minute % 6 == 0:
            node.connection += 1
            hear(city, node.status(now_ms), now_ms)
        if minute % 6 == 2:
            hear(city, node.will(), now_ms)
        told |= {(row.fault.id, row.fault.state) for row in rows(tick(city, now_ms), FaultRow)}
    assert {id_ for id_, state in told if state == "active"} == {"F-000001"}
    assert open_fault(city, "COMM_LOST").flapping_ms is not None
    heard_ms = NOW_MS + 120 * MINUTE_MS
    node.connection += 1
    hear(city, node.status(heard_ms), heard_ms)
    tick(city, heard_ms + 1)
    assert open_fault(city, "COMM_LOST").state == "active"
    assert not is_lost(city, "KPG-0001")
    for minute in range(1, 33):
        at_ms = heard_ms + minute * MINUTE_MS
        hear(city, node.sample(at_ms), at_ms)
        tick(city, at_ms)
    assert lost(city) == {}
