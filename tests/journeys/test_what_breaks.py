"""One thing breaks in a night: it is found, under the right name, and nothing else is."""

from collections.abc import Callable

from devices.sim.ailments import Ailment, Kind
from tests.journeys.stepped_city import SteppedCity, at_ms
from tests.support.city_of_tests import SCHEDULE, lamp

Build = Callable[..., SteppedCity]

ROADS = [lamp(number) for number in range(1, 6)]
PARKS = [lamp(number, "parks", "P-02") for number in range(6, 9)]
LAMPS = [*ROADS, *PARKS]
NOON = "2026-08-16T12:00"


def night_with(build: Build, *ailments: Ailment, until: str = "2026-08-17T09:00") -> SteppedCity:
    city = build(LAMPS, SCHEDULE, start_ms=at_ms(NOON), ailments=ailments)
    city.live_until(until)
    city.check_nothing_lost()
    return city


def ailment(kind: Kind, target: str, begin: str, end: str | None = None) -> Ailment:
    return Ailment(kind, target, at_ms(begin), at_ms(end) if end else None)


def test_a_healthy_night_is_without_faults(build: Build) -> None:
    assert night_with(build).faults() == []


def test_a_dead_lamp_is_found_in_the_evening_it_dies(build: Build) -> None:
    dead = ailment(Kind.DEAD_LAMP, "n-0002", "2026-08-16T15:00")
    (fault,) = night_with(build, dead).faults()
    assert (fault.code, fault.lamp, fault.origin) == ("LAMP_FAIL", "KPG-0002", "controller")
    assert fault.active_ms is not None
    assert at_ms("2026-08-16T18:00") < fault.active_ms < at_ms("2026-08-16T18:40")


def test_a_lamp_that_is_replaced_is_no_fault_any_more(build: Build) -> None:
    dead = ailment(Kind.DEAD_LAMP, "n-0002", "2026-08-16T19:00", "2026-08-16T21:00")
    (fault,) = night_with(build, dead).faults()
    assert fault.state == "cleared"
    assert fault.cleared_ms is not None
    assert at_ms("2026-08-16T21:00") < fault.cleared_ms < at_ms("2026-08-16T22:00")


def test_a_lamp_that_burns_by_day_is_found_in_the_morning(build: Build) -> None:
    stuck = ailment(Kind.DAY_BURNER, "n-0003", "2026-08-17T03:00")
    city = night_with(build, stuck, until="2026-08-17T11:00")
    codes = {fault.code for fault in city.faults() if fault.state == "active"}
    assert "DAY_BURN" in codes
    assert {fault.lamp for fault in city.faults()} == {"KPG-0003"}
    assert codes <= {"DAY_BURN", "DIM_FAIL", "POWER_HIGH"}


def test_a_panel_without_power_is_one_incident_and_no_list_of_lamps(build: Build) -> None:
    cut = ailment(Kind.PANEL_OUTAGE, "P-01", "2026-08-16T20:00", "2026-08-16T22:30")
    city = build(LAMPS, SCHEDULE, start_ms=at_ms(NOON), ailments=[cut])
    city.live_until("2026-08-16T21:00")
    (incident,) = city.service.city.incidents.values()
    assert (incident.panel, incident.cleared_ms) == ("P-01", None)
    assert set(incident.members) == {one.id for one in ROADS}
    loose = [one for one in city.service.city.faults.values() if one.lamp and not one.incident]
    assert loose == []
    city.live_until("2026-08-17T09:00")
    assert city.service.city.incidents == {}
    assert city.service.city.faults == {}
    assert {fault.code for fault in city.faults()} == {"SUPPLY_LOSS", "COMM_LOST"}
    assert city.rows("SELECT count(*) FROM incident") == [(1,)]
    city.check_nothing_lost()
    city.check_obeyed()


def test_a_node_that_goes_silent_is_one_fault_and_delivers_its_events_when_it_is_back(
    build: Build,
) -> None:
    mute = ailment(Kind.SILENCE, "n-0004", "2026-08-16T20:00", "2026-08-17T04:00")
    (fault,) = night_with(build, mute).faults()
    assert (fault.code, fault.lamp, fault.state) == ("COMM_LOST", "KPG-0004", "cleared")


def test_a_watchdog_that_bites_is_told_once(build: Build) -> None:
    bitten = ailment(Kind.REBOOT, "n-0005", "2026-08-16T23:10")
    (fault,) = night_with(build, bitten).faults()
    assert (fault.code, fault.lamp) == ("RESET", "KPG-0005")
