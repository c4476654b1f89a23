"""Incidents as people see them: open and past, with their children and their faults."""

import pytest

from lighting.answers.incidents import list_incidents, show_incident
from lighting.city import City
from lighting.errors import NothingMatched, WrongUse
from lighting.faults.incidents import Incident
from lighting.questions.of_city import ListIncidents, ShowIncident
from lighting.rows import IncidentRow
from lighting.stores.sqlite import SqliteStore
from tests.support.asking import put
from tests.support.city_of_tests import NOW_MS, lamps, lit_city
from tests.support.stored import fault, incident


def open_in(city: City, *some: Incident) -> None:
    city.incidents.update({one.key: one for one in some})


def ids(city: City, question: ListIncidents, store: SqliteStore) -> list[str]:
    return [one["id"] for one in list_incidents(city, question, store)["incidents"]]


def test_open_ones_are_listed_the_latest_first_and_past_ones_when_asked_for(
    store: SqliteStore,
) -> None:
    city = lit_city(lamps(2))
    over = incident("I-000001", since_ms=NOW_MS - 9, cleared_ms=NOW_MS)
    store.commit([IncidentRow(over)], {})
    early = incident("I-000002", since_ms=NOW_MS - 5)
    late = incident("I-000003", since_ms=NOW_MS, panel="P-02")
    open_in(city, early, late)
    assert ids(city, ListIncidents(), store) == ["I-000003", "I-000002"]
    assert ids(city, ListIncidents(past=True), store) == ["I-000003", "I-000002", "I-000001"]


def test_they_can_be_chosen_by_their_kind(store: SqliteStore) -> None:
    city = lit_city(lamps(2))
    open_in(city, incident("I-000002"), incident("I-000003", kind="district", scope="Oebobo"))
    assert ids(city, ListIncidents("district"), store) == ["I-000003"]
    assert ids(city, ListIncidents("storm"), store) == []
    with pytest.raises(WrongUse, match="no kind of an incident") as raised:
        ids(city, ListIncidents("distrct"), store)
    assert raised.value.remedy == "did you mean district?"


def test_what_is_known_of_an_open_one_counts_before_what_is_kept(store: SqliteStore) -> None:
    city = lit_city(lamps(2))
    store.commit([IncidentRow(incident("I-000002", members=("KPG-0001",)))], {})
    open_in(city, incident("I-000002"))
    (shown,) = list_incidents(city, ListIncidents(past=True), store)["incidents"]
    assert shown["members"] == 2


def test_one_is_shown_with_its_children_and_the_faults_that_it_holds_back(
    store: SqliteStore,
) -> None:
    city = lit_city(lamps(2))
    parent = incident("I-000002", kind="district", scope="Oebobo", panel="", cause="power cut")
    children = [incident(f"I-00000{n}", panel=f"P-0{n}", parent="I-000002") for n in (3, 4)]
    open_in(city, parent, *children)
    put(
        city,
        fault("F-000001", code="COMM_LOST", incident="I-000002"),
        fault("F-000002", code="COMM_LOST", lamp="KPG-0002", incident="I-000003"),
    )
    shown = show_incident(city, ShowIncident("I-000002"), store)["incident"]
    assert (shown["kind"], shown["where"], shown["cause"]) == ("district", "Oebobo", "power cut")
    assert (shown["children"], shown["faults"]) == (["I-000003", "I-000004"], ["F-000001"])
    child = show_incident(city, ShowIncident("I-000003"), store)["incident"]
    assert (child["parent"], child["children"], child["faults"]) == ("I-000002", [], ["F-000002"])


def test_one_that_is_over_is_shown_with_its_end_and_its_past_children(store: SqliteStore) -> None:
    city = lit_city(lamps(2))
    over = incident("I-000001", kind="district", scope="Oebobo", panel="", cleared_ms=NOW_MS)
    child = incident("I-000002", parent="I-000001", cleared_ms=NOW_MS)
    store.commit([IncidentRow(over), IncidentRow(child)], {})
    shown = show_incident(city, ShowIncident("I-000001"), store)["incident"]
    assert (shown["until"], shown["children"]) == ("2026-08-16T20:00:00+08:00", ["I-000002"])


@pytest.mark.parametrize("has_open", [True, False])
def test_one_that_never_was_says_what_to_do(store: SqliteStore, *, has_open: bool) -> None:
    city = lit_city(lamps(2))
    if has_open:
        open_in(city, incident("I-000002"))
    with pytest.raises(NothingMatched, match="I-000009") as caught:
        show_incident(city, ShowIncident("I-000009"), store)
    assert caught.value.why
    assert ("I-000002" if has_open else "lighting incident list --past") in caught.value.remedy
