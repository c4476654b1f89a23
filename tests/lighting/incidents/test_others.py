"""Incidents of faults other than silence: a firmware, a storm, a voltage."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from lighting.city import City
from lighting.controller import Tick, handle
from lighting.faults.fault import Fault
from lighting.faults.incidents import Incident
from lighting.faults.storm import FEWEST_FAULTS, WITHIN_MS
from lighting.nodes.twin import Twin
from lighting.rows import Action, FaultRow, IncidentRow
from lighting.site.inventory import Lamp
from tests.support.asking import put
from tests.support.city_of_tests import (
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    SECOND_MS,
    bare_city,
    lamp,
    rows,
)
from tests.support.stored import fault

PER_PANEL = 10


def town(panels: int) -> list[Lamp]:
    """Panels P-00, P-01, ..., five in each kelurahan."""
    return [
        replace(
            lamp(panel * PER_PANEL + number + 1, panel=f"P-{panel:02}"),
            kelurahan=f"K-{panel // 5}",
        )
        for panel in range(panels)
        for number in range(PER_PANEL)
    ]


def heard(lamps: list[Lamp], versions: Iterable[str] = ()) -> City:
    """A city whose nodes spoke a moment ago, each with its firmware."""
    city, told = bare_city(lamps), list(versions)
    for number, one in enumerate(lamps):
        version = told[number % len(told)] if told else None
        city.twins[one.node] = Twin(
            one.node, heard_ms=NOW_MS, sampled_ms=NOW_MS, supply_v=221.0, firmware=version
        )
    return city


def live(city: City, now_ms: int) -> list[Action]:
    """Every node is heard, and a moment passes."""
    for node, twin in city.twins.items():
        city.twins[node] = changed(twin, heard_ms=now_ms)
    return list(handle(city, Tick(), now_ms))


def have(city: City, code: str, lamps: Iterable[Lamp], **facts: object) -> None:
    """Have lamps a fault that proved true."""
    plain = {"since_ms": NOW_MS, "active_ms": NOW_MS, **facts}
    for number, one in enumerate(lamps):
        put(city, fault(f"F-{code}-{number}", code=code, lamp=one.id, panel=one.panel, **plain))


def mended(city: City, code: str, lamps: Iterable[Lamp]) -> None:
    for one in lamps:
        del city.faults[one.id, code, "controller"]


def measure(city: City, panel: str, **facts: object) -> None:
    """Have the lamps of a panel said something else."""
    for one in city.inventory.panels[panel]:
        city.twins[one.node] = changed(city.twins[one.node], **facts)


def only(city: City) -> Incident:
    (incident,) = city.incidents.values()
    return incident


def held(city: City, code: str) -> set[str | None]:
    return {one.incident for one in city.faults.values() if one.code == code}


NEW_AND_OLD = ("1.5.0", "1.4.2")


def with_new(city: City) -> list[Lamp]:
    nodes = [one.node for one in city.twins.values() if one.firmware == "1.5.0"]
    return [city.inventory.by_node[node] for node in nodes]


def test_nodes_of_one_firmware_that_reboot_are_one_incident() -> None:
    city = heard(town(4), NEW_AND_OLD)
    have(city, "RESET", with_new(city)[:8])
    (row,) = rows(live(city, NOW_MS + SECOND_MS), IncidentRow)
    incident = row.incident
    assert (incident.kind, incident.scope, incident.code) == ("firmware", "1.5.0 RESET", "RESET")
    assert (
        incident.cause
        == "RESET: 8 of 20 nodes with firmware 1.5.0, 0 of 20 with others: the firmware"
    )
    assert held(city, "RESET") == {incident.id}


def test_its_members_are_complete_as_further_nodes_of_the_version_follow() -> None:
    city = heard(town(4), NEW_AND_OLD)
    have(city, "RESET", with_new(city)[:8])
    live(city, NOW_MS + SECOND_MS)
    first = only(city)
    have(city, "RESET", with_new(city)[:15])
    live(city, NOW_MS + 2 * SECOND_MS)
    assert (only(city).id, len(only(city).members)) == (first.id, 15)
    assert set(only(city).members) == {one.lamp for one in city.faults.values()}
    assert held(city, "RESET") == {first.id}


def test_faults_of_other_kinds_on_its_members_are_their_own() -> None:
    city = heard(town(4), NEW_AND_OLD)
    have(city, "RESET", with_new(city)[:8])
    have(city, "LAMP_FAIL", with_new(city)[:1])
    live(city, NOW_MS + SECOND_MS)
    assert held(city, "LAMP_FAIL") == {None}


def test_a_firmwares_incident_ends_and_gives_back_what_is_left() -> None:
    city = heard(town(4), NEW_AND_OLD)
    have(city, "RESET", with_new(city)[:8])
    live(city, NOW_MS + SECOND_MS)
    mended(city, "RESET", with_new(city)[:6])
    found = live(city, NOW_MS + 2 * SECOND_MS)
    assert [row.incident.cleared_ms for row in rows(found, IncidentRow)] == [NOW_MS + 2 * SECOND_MS]
    assert city.incidents == {}
    assert {row.fault.incident for row in rows(found, FaultRow)} == {None}
    assert held(city, "RESET") == {None}


@pytest.mark.parametrize(
    ("new", "old", "code"),
    [
        (4, 0, "RESET"),  # too few to say
        (8, 4, "RESET"),  # others have it as well
        (8, 0, "LAMP_FAIL"),  # no firmware is to blame for a dark lamp
    ],
)
def test_what_is_no_firmwares_matter(new: int, old: int, code: str) -> None:
    city = heard(town(4), NEW_AND_OLD)
    others = [one for one in city.inventory.lamps if one not in with_new(city)]
    have(city, code, [*with_new(city)[:new], *others[:old]])
    live(city, NOW_MS + SECOND_MS)
    assert city.incidents == {}


def test_where_all_nodes_have_one_firmware_there_is_nothing_to_compare_it_with() -> None:
    city = heard(town(4), ["1.5.0"])
    have(city, "RESET", city.inventory.lamps[:20])
    live(city, NOW_MS + SECOND_MS)
    assert city.incidents == {}


def test_pending_faults_are_no_evidence_against_a_firmware() -> None:
    city = heard(town(4), NEW_AND_OLD)
    have(city, "RESET", with_new(city)[:8], state="pending", active_ms=None)
    live(city, NOW_MS + SECOND_MS)
    assert city.incidents == {}


STORMY = ("TILT", "LAMP_FAIL", "VOLT_HIGH", "LEAKAGE")


def storm(city: City, count: int, codes: tuple[str, ...] = STORMY, **facts: object) -> list[Fault]:
    """So many faults of some kinds, spread over the panels."""
    lamps = [one for n in range(PER_PANEL) for one in city.inventory.lamps[n::PER_PANEL]]
    for number, code in enumerate(codes):
        have(city, code, lamps[number : count : len(codes)], **facts)
    return list(city.faults.values())


def test_many_faults_of_many_kinds_within_an_hour_are_a_storm_and_children_are_held_back() -> None:
    city = heard(town(8))
    faults = storm(city, FEWEST_FAULTS)
    live(city, NOW_MS + SECOND_MS)
    incident = only(city)
    assert (incident.kind, incident.scope, incident.code) == ("storm", "kupang", "LEAKAGE")
    assert set(incident.members) == {one.lamp for one in faults}
    assert {one.incident for one in city.faults.values()} == {incident.id}
    assert "20 faults of 4 kinds on 8 panels within an hour" in incident.cause


def test_what_breaks_while_a_storm_lasts_belongs_to_it() -> None:
    city = heard(town(8))
    storm(city, FEWEST_FAULTS)
    live(city, NOW_MS + SECOND_MS)
    first = only(city)
    later_ms = NOW_MS + 30 * MINUTE_MS
    have(city, "RELAY_FAIL", city.inventory.lamps[-3:], since_ms=later_ms, active_ms=later_ms)
    live(city, later_ms)
    assert only(city).id == first.id
    assert len(only(city).members) == FEWEST_FAULTS + 3
    assert held(city, "RELAY_FAIL") == {first.id}


def test_a_storm_is_over_an_hour_after_its_last_lamp_and_gives_its_faults_back() -> None:
    city = heard(town(8))
    storm(city, FEWEST_FAULTS)
    for passed_ms in range(SECOND_MS, WITHIN_MS, 5 * MINUTE_MS):
        live(city, NOW_MS + passed_ms)
    assert len(city.incidents) == 1
    for passed_ms in range(WITHIN_MS, WITHIN_MS + 10 * MINUTE_MS, MINUTE_MS):
        live(city, NOW_MS + passed_ms)
    assert city.incidents == {}
    assert {one.incident for one in city.faults.values()} == {None}


@pytest.mark.parametrize("looks_min", [(59, 60, 75), (60, 75), (62, 75)])
def test_a_storm_is_the_same_whenever_somebody_looks(looks_min: tuple[int, ...]) -> None:
    """The twentieth fault comes an hour after the first, and one of them is mended by then."""
    city = heard(town(8))
    for number, one in enumerate(storm(city, FEWEST_FAULTS)):
        moment_ms = NOW_MS + number * 3 * MINUTE_MS + (number == FEWEST_FAULTS - 1) * 3 * MINUTE_MS
        put(city, replace(one, since_ms=moment_ms, active_ms=moment_ms))
    mended_ms = NOW_MS + 58 * MINUTE_MS
    key, first = next(iter(city.faults.items()))
    del city.faults[key]
    city.resting[key] = replace(first, state="cleared", cleared_ms=mended_ms)
    for look_min in looks_min:
        live(city, NOW_MS + look_min * MINUTE_MS)
    incident = only(city)
    assert (incident.since_ms, incident.last_ms) == (NOW_MS, NOW_MS + HOUR_MS)
    assert len(incident.members) == FEWEST_FAULTS


@pytest.mark.parametrize(("code", "is_storm"), [("COMM_LOST", False), ("VOLT_HIGH", True)])
def test_links_that_broke_and_are_back_make_no_storm(*, code: str, is_storm: bool) -> None:
    city = heard(town(8))
    storm(city, FEWEST_FAULTS, ("TILT", "LAMP_FAIL", "LEAKAGE", code))
    for key, one in list(city.faults.items()):
        if one.code == code:
            del city.faults[key]
            city.resting[key] = replace(one, state="cleared", cleared_ms=NOW_MS + SECOND_MS)
    live(city, NOW_MS + 2 * SECOND_MS)
    assert any(one.kind == "storm" for one in city.incidents.values()) == is_storm


def test_what_begins_when_the_worst_is_over_is_no_part_of_a_storm() -> None:
    city = heard(town(8))
    storm(city, FEWEST_FAULTS)
    live(city, NOW_MS + SECOND_MS)
    later_ms = NOW_MS + HOUR_MS + MINUTE_MS
    have(city, "RELAY_FAIL", city.inventory.lamps[-3:], since_ms=later_ms, active_ms=later_ms)
    live(city, NOW_MS + 59 * MINUTE_MS)
    live(city, later_ms)
    assert held(city, "RELAY_FAIL") == {None}


def test_a_dark_panel_in_a_storm_stays_an_incident_of_its_own() -> None:
    city = heard(town(8))
    storm(city, FEWEST_FAULTS)
    live(city, NOW_MS + SECOND_MS)
    for one in city.inventory.panels["P-03"]:
        city.twins[one.node] = changed(city.twins[one.node], is_down=True)
    handle(city, Tick(), NOW_MS + 2 * SECOND_MS)
    list(handle(city, Tick(), NOW_MS + 3 * SECOND_MS))
    city.listening.touched.update(one.node for one in city.inventory.panels["P-03"])
    list(handle(city, Tick(), NOW_MS + 4 * SECOND_MS))
    panel = city.incidents["panel:P-03"]
    assert held(city, "COMM_LOST") == {panel.id}


@pytest.mark.parametrize(
    ("count", "codes", "panels", "facts"),
    [
        (FEWEST_FAULTS - 1, STORMY, 8, {}),  # too few
        (FEWEST_FAULTS + 8, STORMY[:3], 8, {}),  # too much alike
        (FEWEST_FAULTS, STORMY, 2, {}),  # two panels have it only
        (FEWEST_FAULTS, STORMY, 8, {"since_ms": NOW_MS - 2 * HOUR_MS}),  # long ago
        (FEWEST_FAULTS, ("RESET", "CLOCK", "LIFE_DUE", "DATA_BAD"), 8, {}),  # not the weather's
    ],
)
def test_what_is_no_storm(
    count: int, codes: tuple[str, ...], panels: int, facts: dict[str, object]
) -> None:
    city = heard(town(panels))
    storm(city, count, codes, **facts)
    live(city, NOW_MS + SECOND_MS)
    assert [one for one in city.incidents.values() if one.kind == "storm"] == []


def test_half_of_a_panels_lamps_with_too_low_a_voltage_are_one_incident() -> None:
    city = heard(town(5))
    measure(city, "P-02", supply_v=185.0)
    have(city, "VOLT_LOW", city.inventory.panels["P-02"][:5])
    live(city, NOW_MS + SECOND_MS)
    incident = only(city)
    assert (incident.kind, incident.scope, incident.code) == ("panel", "P-02", "VOLT_LOW")
    assert incident.cause == (
        "5 of 10 lamps of P-02 have too low a voltage (down to 185 V); neighbours on P-00, P-01,"
        " P-03 and 1 more fine: transformer, neutral or feeder of P-02"
    )
    assert held(city, "VOLT_LOW") == {incident.id}
    have(city, "VOLT_LOW", city.inventory.panels["P-02"])
    live(city, NOW_MS + 2 * SECOND_MS)
    assert (only(city).id, len(only(city).members)) == (incident.id, 10)
    mended(city, "VOLT_LOW", city.inventory.panels["P-02"][:6])
    live(city, NOW_MS + 3 * SECOND_MS)
    assert city.incidents == {}
    assert held(city, "VOLT_LOW") == {None}


@pytest.mark.parametrize(
    "facts",
    [
        {"heard_ms": None, "sampled_ms": None, "supply_v": None},  # never heard
        {"sampled_ms": NOW_MS - HOUR_MS},  # heard, but not of its voltage lately
        {"is_down": True},
        {"supply_v": None},  # it does not measure
        {"supply_v": 190.0},  # too low as well, if yet without a fault
        {"supply_v": 12.0},  # no mains
    ],
)
def test_only_a_panel_that_lately_told_a_voltage_inside_the_limits_is_a_fine_neighbour(
    facts: dict[str, object],
) -> None:
    city = heard(town(3))
    measure(city, "P-00", **facts)
    have(city, "VOLT_LOW", city.inventory.panels["P-02"])
    list(handle(city, Tick(), NOW_MS + SECOND_MS))
    assert "neighbours on P-01 fine" in city.incidents["panel:P-02 VOLT_LOW"].cause


def test_with_silent_neighbours_only_no_panel_is_said_to_be_fine() -> None:
    city = heard(town(2))
    measure(city, "P-00", heard_ms=None, supply_v=None)
    have(city, "VOLT_LOW", city.inventory.panels["P-01"])
    list(handle(city, Tick(), NOW_MS + SECOND_MS))
    assert "no panel near it is known to be fine" in only(city).cause


@pytest.mark.parametrize(("code", "count"), [("VOLT_LOW", 4), ("POWER_LOW", 10), ("LAMP_FAIL", 10)])
def test_what_the_supply_of_a_panel_does_not_explain_is_each_lamps_own(
    code: str, count: int
) -> None:
    city = heard(town(5))
    have(city, code, city.inventory.panels["P-02"][:count])
    live(city, NOW_MS + SECOND_MS)
    assert city.incidents == {}


def test_a_silent_lamp_says_nothing_of_its_panels_voltage() -> None:
    city = heard(town(5))
    lamps = city.inventory.panels["P-02"]
    have(city, "VOLT_LOW", lamps[:4])
    have(city, "COMM_LOST", lamps[8:])
    for one in lamps[8:]:
        city.twins[one.node] = changed(city.twins[one.node], is_down=True)
    list(handle(city, Tick(), NOW_MS + SECOND_MS))
    assert "panel:P-02 VOLT_LOW" in city.incidents


def test_a_sag_of_the_whole_city_is_one_incident_and_unfolds_as_it_ends() -> None:
    city = heard(town(20))
    have(city, "VOLT_LOW", city.inventory.lamps)
    found = live(city, NOW_MS + SECOND_MS)
    told = [row.incident for row in rows(found, IncidentRow) if row.incident.parent is None]
    assert [(one.kind, one.scope, len(one.members)) for one in told] == [
        ("district", "kupang", 200)
    ]
    assert told[0].cause.endswith("20 panels: the supplier's network")
    assert {one.parent for one in city.incidents.values()} == {None, told[0].id}
    mended(city, "VOLT_LOW", city.inventory.lamps[10:])
    live(city, NOW_MS + 2 * SECOND_MS)
    assert sorted(one.scope for one in city.incidents.values()) == ["P-00"]
    assert {one.parent for one in city.incidents.values()} == {None}


def test_a_panel_may_go_dark_after_its_voltage_sagged() -> None:
    city = heard(town(5))
    lamps = city.inventory.panels["P-02"]
    have(city, "VOLT_LOW", lamps)
    live(city, NOW_MS + SECOND_MS)
    for one in lamps:
        city.twins[one.node] = changed(city.twins[one.node], is_down=True)
        city.listening.touched.add(one.node)
    list(handle(city, Tick(), NOW_MS + 2 * SECOND_MS))
    assert {one.code for one in city.incidents.values()} == {"VOLT_LOW", "SUPPLY_LOSS"}
