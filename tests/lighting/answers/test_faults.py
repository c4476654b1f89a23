"""Faults and incidents as people see them."""

from dataclasses import replace

import pytest

from lighting.errors import LightingError, NothingMatched, WrongUse
from lighting.questions.of_city import ListFaults, ShowFault, ShowStatus
from lighting.rows import FaultRow, IncidentRow
from lighting.stores.sqlite import SqliteStore
from tests.support.asking import ask, put
from tests.support.city_of_tests import NOW_MS, lamps, lit_city
from tests.support.stored import fault, incident


def ids(document: dict[str, list[dict[str, object]]], kind: str = "faults") -> list[object]:
    return [one["id"] for one in document[kind]]


def test_a_fault_is_shown_with_its_place_and_evidence(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    put(city, fault(since_ms=NOW_MS, acknowledged_by="ani", state="acknowledged"))
    (shown,) = ask(city, ListFaults(), store)["faults"]
    assert shown == {
        "id": "F-000001",
        "code": "LAMP_FAIL",
        "lamp": "KPG-0001",
        "panel": "P-01",
        "street": "Jl. El Tari",
        "kelurahan": "Oebobo",
        "severity": 3,
        "state": "acknowledged",
        "since": "2026-08-16T20:00:00+08:00",
        "cleared_at": None,
        "origin": "controller",
        "evidence": "1.8 W of 70 W",
        "incident": None,
        "explained_by": None,
        "explains": [],
        "unknown_since": None,
        "times_back": 0,
        "held_back_by": None,
        "flapping_since": None,
        "quiet_since": None,
        "acknowledged_by": "ani",
        "acknowledged_reason": None,
        "acknowledged_at": None,
        "closed_by": None,
        "closed_at": None,
        "closed_proof": None,
        "closed_without_proof": None,
    }


def test_pending_and_cleared_faults_are_listed_only_when_asked_for(store: SqliteStore) -> None:
    city = lit_city(lamps(2))
    over = fault("F-000001", state="cleared", cleared_ms=NOW_MS)
    done = fault("F-000000", state="closed", cleared_ms=NOW_MS)
    store.commit([FaultRow(over), FaultRow(done)], {})
    put(city, fault("F-000002", state="pending"), fault("F-000003", lamp="KPG-0002"))
    assert ids(ask(city, ListFaults(), store)) == ["F-000003"]
    assert ids(ask(city, ListFaults(state="pending"), store)) == ["F-000002"]
    assert ids(ask(city, ListFaults(state="active"), store)) == ["F-000003"]
    assert ids(ask(city, ListFaults(state="cleared"), store)) == ["F-000001"]
    assert ids(ask(city, ListFaults(state="closed"), store)) == ["F-000000"]
    assert len(ids(ask(city, ListFaults(state="all"), store))) == 4


def test_what_the_city_knows_counts_before_what_the_store_has(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    store.commit([FaultRow(fault(state="pending"))], {})
    put(city, fault(state="acknowledged"))
    (shown,) = ask(city, ListFaults(state="all"), store)["faults"]
    assert shown["state"] == "acknowledged"


def test_each_condition_leaves_those_that_fit_it(store: SqliteStore) -> None:
    city = lit_city(lamps(2))
    put(
        city,
        fault("F-000001"),
        fault("F-000002", code="DAY_BURN", since_ms=NOW_MS, severity=2, origin="node"),
        fault("F-000003", code="SUPPLY_LOSS", lamp=None, panel="P-02", since_ms=NOW_MS - 1),
    )

    def found(question: ListFaults) -> list[str]:
        return sorted(map(str, ids(ask(city, question, store))))

    assert found(ListFaults(code="DAY_BURN")) == ["F-000002"]
    assert found(ListFaults(severity=3)) == ["F-000001", "F-000003"]
    assert found(ListFaults(panel="P-02")) == ["F-000003"]
    assert found(ListFaults(origin="node")) == ["F-000002"]
    assert found(ListFaults(kelurahan="Oebobo")) == ["F-000001", "F-000002"]
    assert found(ListFaults(since_ms=NOW_MS)) == ["F-000001", "F-000002"]


@pytest.mark.parametrize(
    ("question", "error", "says"),
    [
        (ListFaults(panel="p-10"), NothingMatched, "P-01"),
        (ListFaults(kelurahan="Oebob"), NothingMatched, "Oebobo"),
        (ListFaults(code="lamp-fail"), WrongUse, "LAMP_FAIL"),
        (ListFaults(origin="x"), WrongUse, "node, controller"),
    ],
)
def test_a_misspelt_name_is_an_error_and_no_empty_list(
    store: SqliteStore, question: ListFaults, error: type[LightingError], says: str
) -> None:
    with pytest.raises(error) as raised:
        ask(lit_city(lamps(2)), question, store)
    assert says in raised.value.remedy


def test_codes_and_panels_that_only_faults_have_can_be_asked_for(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    put(city, fault("F-000001", code="WASP_NEST", panel="P-99"))
    assert ids(ask(city, ListFaults(code="WASP_NEST", panel="P-99"), store)) == ["F-000001"]


def test_members_of_an_open_incident_hang_on_it(store: SqliteStore) -> None:
    city = lit_city(lamps(2))
    lost = [
        fault(f"F-{number}", code="COMM_LOST", lamp=f"KPG-000{number}", incident="I-000002")
        for number in (1, 2)
    ]
    put(city, *lost, fault("F-000009"))
    city.incidents["P-01"] = incident()
    document = ask(city, ListFaults(), store)
    assert ids(document) == ["F-000009"]
    assert document["incidents"] == [
        {
            "id": "I-000002",
            "code": "SUPPLY_LOSS",
            "panel": "P-01",
            "since": "2026-08-17T00:00:00+08:00",
            "until": None,
            "lamps": ["KPG-0001", "KPG-0002"],
            "members": 2,
            "kind": "panel",
            "where": "P-01",
            "cause": "",
            "parent": None,
            "evidence": "2 of 2 lamps of P-01 within 3 s",
        }
    ]
    assert ids(ask(city, ListFaults(state="all"), store)) == ["F-000009", "F-1", "F-2"]
    city.incidents.clear()
    assert ids(ask(city, ListFaults(), store)) == ["F-000009", "F-1", "F-2"]


def test_the_fault_of_a_panel_is_told_once_as_its_incident(store: SqliteStore) -> None:
    city = lit_city(lamps(2))
    put(
        city,
        fault("F-000001", code="SUPPLY_LOSS", lamp=None),
        fault("F-000002", code="SUPPLY_LOSS", lamp=None, panel="P-02"),
        fault("F-000003", code="COMM_LOST", incident="I-000002"),
    )
    city.incidents["P-01"] = incident()
    assert ids(ask(city, ListFaults(), store)) == ["F-000002"]
    assert ids(ask(city, ListFaults(state="active"), store)) == ["F-000002"]
    assert len(ids(ask(city, ListFaults(members=True), store))) == 3
    status = ask(city, ShowStatus(), store)["faults"]
    assert (status["open"], status["of_incidents"]) == (1, 2)


def test_a_broken_driver_stands_for_its_dark_lamp_and_both_are_shown_when_asked_for(
    store: SqliteStore,
) -> None:
    city = lit_city(lamps(2))
    silent = {"code": "GEAR_COMM", "severity": 2, "origin": "node", "since_ms": NOW_MS + 1}
    put(city, fault("F-1"), fault("F-2", **silent), fault("F-3", lamp="KPG-0002", code="TILT"))
    listed = ask(city, ListFaults(), store)["faults"]
    assert [one["id"] for one in listed] == ["F-2", "F-3"]
    assert listed[0]["explains"] == [{"id": "F-1", "code": "LAMP_FAIL", "severity": 3}]
    status = ask(city, ShowStatus(), store)["faults"]
    assert status["by_code"] == {"GEAR_COMM": 1, "TILT": 1}
    assert (status["open"], status["explained"]) == (2, 1)
    assert ids(ask(city, ListFaults(members=True), store)) == ["F-2", "F-1", "F-3"]
    assert ids(ask(city, ListFaults(code="LAMP_FAIL"), store)) == ["F-1"]
    assert ids(ask(city, ListFaults(severity=3), store)) == ["F-1", "F-3"]
    assert ask(city, ShowFault("F-1"), store)["fault"]["explained_by"] == "F-2"


def test_incidents_fit_by_their_own_marks(store: SqliteStore) -> None:
    elsewhere = replace(lamps(3)[2], panel="P-09", kelurahan="Alak")
    city = lit_city((*lamps(2), elsewhere))
    city.incidents["P-01"] = incident()
    store.commit([IncidentRow(incident("I-000001", cleared_ms=NOW_MS, since_ms=NOW_MS - 1))], {})
    for fitting in (
        ListFaults(code="SUPPLY_LOSS"),
        ListFaults(severity=3),
        ListFaults(panel="P-01"),
        ListFaults(kelurahan="Oebobo"),
        ListFaults(origin="controller"),
        ListFaults(since_ms=NOW_MS),
    ):
        assert ids(ask(city, fitting, store), "incidents") == ["I-000002"], fitting
    for foreign in (
        ListFaults(code="LAMP_FAIL"),
        ListFaults(severity=1),
        ListFaults(panel="P-09"),
        ListFaults(kelurahan="Alak"),
        ListFaults(origin="node"),
    ):
        assert ids(ask(city, foreign, store), "incidents") == [], foreign
    assert ids(ask(city, ListFaults(state="all"), store), "incidents") == ["I-000002", "I-000001"]
    assert ids(ask(city, ListFaults(state="cleared"), store), "incidents") == ["I-000001"]


def test_a_state_that_there_is_not_is_said(store: SqliteStore) -> None:
    with pytest.raises(WrongUse, match="no state") as caught:
        ask(lit_city(lamps(1)), ListFaults(state="open"), store)
    assert "cleared" in caught.value.remedy


def test_one_fault_says_what_it_means_and_what_to_do_open_or_long_over(
    store: SqliteStore,
) -> None:
    city = lit_city(lamps(1))
    store.commit([FaultRow(fault("F-000001", state="cleared", cleared_ms=NOW_MS))], {})
    put(city, fault("F-000002"))
    for id_, state in (("F-000001", "cleared"), ("F-000002", "active")):
        shown = ask(city, ShowFault(id_), store)["fault"]
        assert (shown["id"], shown["state"]) == (id_, state)
        assert "gives no light" in shown["sentence"]
        assert shown["remedy"]
    with pytest.raises(NothingMatched, match="F-9"):
        ask(city, ShowFault("F-9"), store)
