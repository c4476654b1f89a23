from pathlib import Path

import pytest

from lighting.answers import answer
from lighting.city import City
from lighting.controller import Tick, handle
from lighting.errors import NothingMatched, Refused, WrongUse
from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.health.judging import CONTROLLER
from lighting.orders import carry_out
from lighting.rows import AuditRow, FaultRow
from lighting.stores.sqlite import SqliteStore
from lighting.work import keeping
from lighting.work.order import WorkOrder
from lighting.work.questions import (
    FinishWork,
    ListUnproven,
    ListWork,
    TakeWork,
)
from tests.support.city_of_tests import (
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    Talker,
    hear,
    lamps,
    lit_city,
    rows,
)


def broken(city: City, number: int = 1, code: str = "LAMP_FAIL", **more: object) -> Fault:
    facts = {
        "id": f"F-{number:06}",
        "code": code,
        "lamp": f"KPG-{number:04}",
        "panel": "P-01",
        "severity": 3,
        "state": "active",
        "since_ms": NOW_MS,
        "active_ms": NOW_MS,
        "cleared_ms": None,
        "origin": CONTROLLER,
        "evidence": "commanded 100 %, 1.8 W of 70 W",
        **more,
    }
    fault = Fault(**facts)  # type: ignore[arg-type]  # names are checked by the class itself
    city.faults[fault.lamp or f"panel:{fault.panel}", code, CONTROLLER] = fault
    return fault


def tick(city: City, now_ms: int = NOW_MS) -> list[WorkOrder]:
    return rows(keeping.tick(city, now_ms), WorkOrder)


def lit(city: City, minutes: int, power_w: float = 70.0, first_ms: int = NOW_MS) -> int:
    """A lamp that measures every five minutes; gives when it last did."""
    node = Talker()
    hear(city, node.holding(city, first_ms), first_ms)
    at_ms = first_ms
    for minute in range(0, minutes + 1, 5):
        at_ms = first_ms + minute * MINUTE_MS
        hear(city, node.sample(at_ms, power_w=power_w, uptime_s=9_999), at_ms)
    return at_ms


def test_a_fault_makes_one_order_for_its_lamp_whatever_else_is_wrong_with_it() -> None:
    city = lit_city(lamps(3))
    broken(city)
    broken(city, code="POWER_LOW", severity=2, id="F-000002")
    (order,) = tick(city)
    assert (order.id, order.state, order.lamps) == ("W-000001", "open", ("KPG-0001",))
    assert order.codes == ("LAMP_FAIL", "POWER_LOW")
    assert tick(city, NOW_MS + MINUTE_MS) == []


def test_a_warning_becomes_work_only_if_it_lasts_an_hour_and_needs_a_visit() -> None:
    city = lit_city(lamps(3))
    broken(city, code="COMM_LOST", severity=2)
    broken(city, 2, code="CLOCK", severity=2)
    broken(city, 3, code="RESET", severity=1)
    assert tick(city) == []
    assert [one.subject for one in tick(city, NOW_MS + HOUR_MS)] == ["KPG-0001"]


def test_what_is_held_back_under_an_incident_belongs_to_the_incidents_order() -> None:
    city = lit_city(lamps(3))
    broken(city)
    (own,) = tick(city)
    broken(city, incident="I-000009")
    members = tuple(one.id for one in city.inventory.lamps)
    city.incidents["P-01"] = Incident(
        "I-000009", "SUPPLY_LOSS", "P-01", NOW_MS, None, members, "3 of 3 lamps", NOW_MS
    )
    after = {one.subject: one for one in tick(city, NOW_MS + MINUTE_MS)}
    assert after["incident:I-000009"].lamps == members
    assert after[own.subject].state == "gone"
    assert after[own.subject].note == "it belongs to incident I-000009"


def test_a_fault_that_is_over_ends_an_open_order_and_a_taken_one_asks_for_closing() -> None:
    city = lit_city(lamps(3))
    broken(city)
    broken(city, 2)
    tick(city)
    carry_out(city, TakeWork(("W-000002",), "", "ani"), NOW_MS)
    city.faults.clear()
    after = {one.id: one for one in tick(city, NOW_MS + MINUTE_MS)}
    assert after["W-000001"].state == "gone"
    assert (after["W-000002"].state, after["W-000002"].over_ms) == ("taken", NOW_MS + MINUTE_MS)


def test_an_order_asks_for_closing_only_as_long_as_its_fault_is_over() -> None:
    city = lit_city(lamps(3))
    broken(city)
    tick(city)
    carry_out(city, TakeWork(("W-000001",), "", "ani"), NOW_MS)
    city.faults.clear()
    (over,) = tick(city, NOW_MS + MINUTE_MS)
    broken(city)
    (back,) = tick(city, NOW_MS + 2 * MINUTE_MS)
    assert over.note == "the fault is over: close it with lighting work done"
    assert (back.over_ms, back.note) == (None, None)


def test_ten_minutes_of_right_power_at_night_prove_a_repair_and_close_the_fault() -> None:
    city = lit_city(lamps(3))
    broken(city)
    tick(city)
    now_ms = lit(city, 15, first_ms=NOW_MS + 5 * MINUTE_MS)
    broken(city)
    answer_, actions = carry_out(city, FinishWork("W-000001", "", later=False, who="ani"), now_ms)
    assert answer_["order"]["proof"] == "measured"
    assert "70.0 W of 70.0 W at 100 %" in answer_["order"]["figures"]
    assert [one.fault.state for one in rows(actions, FaultRow)] == ["closed"]
    assert not any(one.fault.is_unproven for one in rows(actions, FaultRow))
    assert city.faults == {}
    (entry,) = rows(actions, AuditRow)
    assert (entry.who, entry.action, entry.target) == ("ani", "work done", "W-000001")


def test_without_proof_a_reason_is_needed_and_a_taken_one_is_not_taken_twice() -> None:
    city = lit_city(lamps(3))
    broken(city)
    tick(city)
    carry_out(city, TakeWork(("W-000001",), "", "ani"), NOW_MS)
    with pytest.raises(Refused, match="ani's"):
        carry_out(city, TakeWork(("W-000001",), "", "budi"), NOW_MS)
    with pytest.raises(Refused, match="nothing proves"):
        carry_out(city, FinishWork("W-000001", "", later=False, who="ani"), NOW_MS)
    given = FinishWork("W-000001", "pole gone", later=False, who="ani")
    told, actions = carry_out(city, given, NOW_MS)
    assert told["order"]["proof"] == "reason"
    (row,) = rows(actions, FaultRow)
    assert (row.fault.is_unproven, row.fault.closed_proof) == (True, "pole gone")


def test_an_order_that_waits_is_proved_by_the_night_or_opens_again() -> None:
    for power_w, state, proof in ((70.0, "done", "measured"), (1.8, "open", None)):
        city = lit_city(lamps(3))
        broken(city)
        tick(city)
        carry_out(city, FinishWork("W-000001", "", later=True, who="ani"), NOW_MS)
        assert tick(city, NOW_MS + MINUTE_MS) == []
        now_ms = lit(city, 15, power_w, NOW_MS + 5 * MINUTE_MS)
        keeping_rows = tick(city, now_ms)
        order = city.work["W-000001"]
        assert keeping_rows
        assert (order.state, order.proof) == (state, proof)


def test_an_order_without_proof_for_two_nights_opens_again_and_is_forgotten_when_settled() -> None:
    city = lit_city(lamps(3))
    broken(city)
    tick(city)
    carry_out(city, FinishWork("W-000001", "", later=True, who="ani"), NOW_MS)
    assert tick(city, NOW_MS + 48 * HOUR_MS) == []
    (again,) = tick(city, NOW_MS + 48 * HOUR_MS + 1)
    assert (again.state, again.note) == ("open", "no proof came within two nights")
    carry_out(city, FinishWork("W-000001", "pole gone", later=False, who="ani"), NOW_MS)
    assert city.repaired
    tick(city, NOW_MS + 49 * HOUR_MS)
    assert (city.work, city.repaired) == ({}, {})


def test_a_leaning_pole_is_not_proved_by_power() -> None:
    city = lit_city(lamps(3))
    broken(city, code="TILT", severity=4)
    tick(city)
    now_ms = lit(city, 15, first_ms=NOW_MS + 5 * MINUTE_MS)
    with pytest.raises(Refused, match="nothing proves") as refused:
        carry_out(city, FinishWork("W-000001", "", later=False, who="ani"), now_ms)
    assert refused.value.why == "TILT is still seen, and power says nothing of it"
    assert "self-test" not in refused.value.remedy


def test_a_refusal_names_the_lamps_that_are_not_proved_yet() -> None:
    city = lit_city(lamps(3))
    members = tuple(one.id for one in city.inventory.lamps)
    facts = ("I-000009", "SUPPLY_LOSS", "P-01", NOW_MS, None, members, "3 of 3 lamps", NOW_MS)
    city.incidents["P-01"] = Incident(*facts)
    (order,) = tick(city)
    done = FinishWork(order.id, "", later=False, who="ani")
    with pytest.raises(Refused) as refused:
        carry_out(city, done, NOW_MS)
    assert refused.value.why == "incident I-000009 is not over"
    carry_out(city, TakeWork((order.id,), "", "ani"), NOW_MS)
    del city.incidents["P-01"]
    now_ms = lit(city, 15, first_ms=NOW_MS + 5 * MINUTE_MS)
    with pytest.raises(Refused) as refused:
        carry_out(city, done, now_ms)
    assert refused.value.why.startswith("KPG-0002 and 1 more of 3: ")


def test_orders_and_what_was_closed_without_proof_are_there_after_a_restart(tmp_path: Path) -> None:
    city = lit_city(lamps(3))
    broken(city)
    broken(city, 2)
    made = tick(city)
    _, done = carry_out(
        city, FinishWork("W-000002", "pole gone", later=False, who="ani"), NOW_MS + 1
    )
    store = SqliteStore.open(tmp_path / "lighting.db")
    store.commit([*made, *rows(done, WorkOrder)], {})
    kept = store.load(NOW_MS)
    states = {one.id: one.state for one in kept.work}
    assert states == {"W-000001": "open", "W-000002": "done"}
    assert kept.next_work == 3
    assert [one.reason for one in store.unproven(NOW_MS, NOW_MS + HOUR_MS)] == ["pole gone"]
    store.close()


def test_nothing_is_said_to_be_unproven_in_a_time_that_has_not_begun(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "lighting.db")
    with pytest.raises(WrongUse, match="has not begun"):
        answer(lit_city(lamps(1)), ListUnproven(NOW_MS, NOW_MS + HOUR_MS), NOW_MS, store)
    store.close()


def test_the_tick_of_the_controller_makes_orders_and_they_are_listed(tmp_path: Path) -> None:
    city = lit_city(lamps(3))
    broken(city)
    list(handle(city, Tick(), NOW_MS))
    store = SqliteStore.open(tmp_path / "lighting.db")
    listed = answer(city, ListWork(), NOW_MS, store)["orders"]
    (row,) = [one for one in listed if one["what"] == "KPG-0001"]
    assert (row["id"], row["street"], row["taken_by"]) == (row["id"], "Jl. El Tari", None)
    assert answer(city, ListWork(mine="ani"), NOW_MS, store)["orders"] == []
    for wrong in (ListWork(kelurahan="Oeboboo"), ListWork(panel="P-1")):
        with pytest.raises(NothingMatched, match=r"Oeboboo|P-1") as nothing:
            answer(city, wrong, NOW_MS, store)
        assert nothing.value.nearest[0] in {"Oebobo", "P-01"}
    store.close()
