"""Lamps as people see them: asked, reported, silent, converged; never guessed."""

from dataclasses import replace

import pytest

from lighting.errors import NothingMatched, WrongUse
from lighting.faults.life import Fault
from lighting.questions.of_city import ListLamps, ShowLamp
from lighting.stores.sqlite import SqliteStore
from tests.support.asking import ask, obey, put, row_of
from tests.support.city_of_tests import (
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    Talker,
    hear,
    lamp,
    lamps,
    lit_city,
    order,
    override,
)
from tests.support.stored import event_row, fault


def lost(number: int = 1) -> Fault:
    return fault(f"F-9{number}", code="COMM_LOST", lamp=f"KPG-{number:04}", severity=2)


def test_a_lamp_that_was_never_heard_is_silent_and_nothing_is_said_of_it(
    store: SqliteStore,
) -> None:
    row = row_of(ask(lit_city(lamps(1)), ListLamps(), store))
    assert (row["wanted_level"], row["reported_level"], row["reported_at"]) == (100, None, None)
    assert (row["silent"], row["silent_since"], row["converged"]) == (True, None, False)
    assert row["reason"] is None


def test_a_lamp_that_does_what_it_should_is_converged(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    obey(city)
    assert row_of(ask(city, ListLamps(), store)) == {
        "lamp": "KPG-0001",
        "node": "n-0001",
        "street": "Jl. El Tari",
        "kelurahan": "Oebobo",
        "panel": "P-01",
        "groups": ["main-roads"],
        "nominal_w": 70.0,
        "standby_w": 1.0,
        "wanted_level": 100,
        "reported_level": 100,
        "reason": "program: main-roads 18:00",
        "reported_at": "2026-08-16T19:58:00+08:00",
        "heard_at": "2026-08-16T19:58:00+08:00",
        "silent": False,
        "silent_since": None,
        "converged": True,
        "is_installed": True,
        "maintenance": [],
        "faults": [],
    }


def test_a_lamp_at_another_level_is_not_converged(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    obey(city, level=60)
    row = row_of(ask(city, ListLamps(), store))
    assert (row["wanted_level"], row["reported_level"], row["converged"]) == (100, 60, False)


@pytest.mark.parametrize(("after_ms", "is_converged"), [(59_999, True), (60_000, False)])
def test_a_node_has_a_minute_to_report_a_step_of_its_program(
    store: SqliteStore,
    after_ms: int,
    is_converged: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    city = lit_city(lamps(1))
    obey(city)
    at_22 = NOW_MS + 2 * HOUR_MS
    row = row_of(ask(city, ListLamps(), store, at_22 + after_ms))
    assert (row["wanted_level"], row["reported_level"]) == (60, 100)
    assert row["converged"] is is_converged


def test_a_node_that_lacks_a_document_is_not_converged_whatever_it_does(
    store: SqliteStore,
) -> None:
    city = lit_city(lamps(1))
    obey(city)
    order(city, override())
    row = row_of(ask(city, ListLamps(), store))
    assert (row["wanted_level"], row["reported_level"], row["converged"]) == (100, 100, False)


def test_a_node_that_has_not_said_what_it_wants_is_not_converged(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    hear(city, Talker().holding(city))
    row = row_of(ask(city, ListLamps(), store))
    assert (row["reported_level"], row["converged"]) == (None, False)


def test_a_silent_lamp_is_silent_since_it_was_last_heard_and_never_converged(
    store: SqliteStore,
) -> None:
    city = lit_city(lamps(1))
    obey(city)
    put(city, lost())
    row = row_of(ask(city, ListLamps(), store, NOW_MS + HOUR_MS))
    assert (row["silent"], row["silent_since"]) == (True, "2026-08-16T19:58:00+08:00")
    assert (row["reported_level"], row["converged"]) == (100, False)
    assert row["faults"] == ["COMM_LOST"]


def test_a_fault_that_is_not_proved_yet_makes_no_lamp_faulty_or_silent(
    store: SqliteStore,
) -> None:
    city = lit_city(lamps(1))
    obey(city)
    put(city, replace(lost(), state="pending"), fault(state="pending"))
    row = row_of(ask(city, ListLamps(), store))
    assert (row["silent"], row["faults"]) == (False, [])


def test_each_condition_leaves_those_that_fit_it(store: SqliteStore) -> None:
    city = lit_city(lamps(4))
    for number in (1, 2, 3):
        obey(city, f"n-{number:04}", level=60 if number == 3 else 100)
    put(city, fault(lamp="KPG-0002"), lost(4))

    def found(question: ListLamps) -> list[str]:
        return [row["lamp"] for row in ask(city, question, store)["lamps"]]

    assert found(ListLamps(silent=True)) == ["KPG-0004"]
    assert found(ListLamps(faulty=True)) == ["KPG-0002", "KPG-0004"]
    assert found(ListLamps(not_converged=True)) == ["KPG-0003", "KPG-0004"]
    assert found(ListLamps(faulty=True, silent=True)) == ["KPG-0004"]
    assert found(ListLamps("KPG-0001,KPG-0003")) == ["KPG-0001", "KPG-0003"]
    assert found(ListLamps(None, "KPG-0001")) == ["KPG-0002", "KPG-0003", "KPG-0004"]


def test_a_choice_of_nothing_says_what_is_near(store: SqliteStore) -> None:
    with pytest.raises(NothingMatched) as caught:
        ask(lit_city(lamps(2)), ListLamps("group:main-road"), store)
    assert caught.value.nearest[0] == "group:main-roads"


def test_lamps_of_one_program_but_other_groups_may_want_other_levels(store: SqliteStore) -> None:
    both = replace(lamp(2), groups=("main-roads", "district-3"))
    city = lit_city((lamp(1), both, lamp(3, "parks")))
    order(city, override("group:district-3", level=30))
    order(city, override("KPG-0003", level=20))
    levels = [row["wanted_level"] for row in ask(city, ListLamps(), store)["lamps"]]
    assert levels == [100, 30, 20]


def test_everything_known_of_one_lamp(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    talker = obey(city)
    order(city, override())
    hear(city, talker.sample(NOW_MS - MINUTE_MS, energy_wh=5, burn_s=9, supply_v=228.9), NOW_MS)
    put(city, fault())
    store.commit([event_row(n) for n in range(1, 30)], {})
    row = ask(city, ShowLamp("KPG-0001"), store)["lamp"]
    assert (row["nominal_w"], row["power_w"], row["supply_v"]) == (70.0, 70.0, 228.9)
    assert (row["energy_wh"], row["burn_s"]) == (5, 9)
    assert row["sampled_at"] == "2026-08-16T20:00:00+08:00"
    assert set(row["versions"]) == {"desired", "program:main-roads", "group:main-roads"}
    assert row["versions"]["desired"]["wanted"] == row["versions"]["desired"]["reported"]
    assert row["versions"]["group:main-roads"]["reported"] is None
    assert [event["n"] for event in row["events"]] == list(range(29, 9, -1))
    assert row["events"][0]["at"] == "2026-08-17T00:00:00+08:00"
    assert "at_ms" not in row["events"][0]
    assert [one["code"] for one in row["faults"]] == ["LAMP_FAIL"]
    assert row["boots"] == 1


def test_a_field_that_a_node_made_up_takes_the_place_of_none_of_ours(store: SqliteStore) -> None:
    row = event_row()
    made_up = {"received_ms": "x", "received_at": "x", "at": "x", "log": "x", "node": "n-9"}
    event = row.event.model_validate({**row.event.model_dump(), **made_up})
    store.commit([replace(row, event=event)], {})
    (shown,) = ask(lit_city(lamps(1)), ShowLamp("KPG-0001"), store)["lamp"]["events"]
    assert (shown["log"], shown["at"]) == ("9f31", "2026-08-17T00:00:00+08:00")
    assert shown["received_at"] == "2026-08-17T00:00:00.001+08:00"


def test_a_lamp_before_any_document_was_issued_has_its_default(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    city.desired.clear()
    city.programs.clear()
    row = ask(city, ShowLamp("KPG-0001"), store)["lamp"]
    assert row["wanted_level"] == 100
    assert row["versions"] == {"desired": {"wanted": None, "reported": None}}


def test_a_choice_is_not_one_lamp(store: SqliteStore) -> None:
    city = lit_city(lamps(2))
    with pytest.raises(WrongUse, match="not one lamp"):
        ask(city, ShowLamp("group:main-roads"), store)
    with pytest.raises(NothingMatched, match="KPG-9"):
        ask(city, ShowLamp("KPG-9"), store)
