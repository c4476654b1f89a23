"""Work on lamps: their faults are held back while it lasts, and what still holds is raised then."""

from contextlib import closing
from pathlib import Path

import pytest

from lighting.answers.faults import list_faults
from lighting.answers.lamps import show_lamp
from lighting.answers.maintenance import list_maintenance
from lighting.answers.status import show_status
from lighting.city import City
from lighting.controller import Tick, handle
from lighting.errors import NothingMatched, WrongUse
from lighting.faults.fault import Fault
from lighting.questions.maintenance import EndMaintenance, StartMaintenance
from lighting.questions.of_city import ListFaults, ShowLamp
from lighting.rows import Action, AuditRow, FaultRow, Row, Say
from lighting.running.restoring import restore
from lighting.site.inventory import write_lamps
from lighting.stores.sqlite import SqliteStore
from tests.support.city_of_tests import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    REPORT_MS,
    Talker,
    bare_city,
    config,
    hear,
    importing,
    lamp,
    lamps,
    lit_city,
    order,
    rows,
)

UNTIL_MS = NOW_MS + 2 * HOUR_MS
WORK = StartMaintenance("KPG-0001", None, UNTIL_MS, "new driver", "maria")


def tick(city: City, now_ms: int) -> list[Action]:
    return list(handle(city, Tick(), now_ms))


def dark(city: City, node: Talker, from_ms: int, count: int) -> list[Action]:
    """So many measurements of a lamp that gives no light."""
    found: list[Action] = []
    for number in range(count):
        at_ms = from_ms + number * REPORT_MS
        found += hear(city, node.sample(at_ms, level=100, power_w=0.9), at_ms)
    return found


def holding(count: int = 1) -> tuple[City, Talker]:
    """A city whose first lamp holds its documents."""
    city, node = lit_city(lamps(count)), Talker()
    hear(city, node.holding(city, NOW_MS - MINUTE_MS), NOW_MS - MINUTE_MS)
    return city, node


def fault_of(city: City, code: str, name: str = "KPG-0001") -> Fault | None:
    found = (one for one in city.faults.values() if (one.lamp, one.code) == (name, code))
    return next(found, None)


def state_of(city: City, code: str) -> str | None:
    fault = fault_of(city, code)
    return fault.state if fault else None


def test_what_is_found_during_maintenance_stays_pending_and_nobody_is_told() -> None:
    city, node = holding()
    order(city, WORK)
    found = dark(city, node, NOW_MS + REPORT_MS, 10)
    assert {row.fault.state for row in rows(found, FaultRow)} == {"pending"}
    fault = fault_of(city, "LAMP_FAIL")
    assert fault is not None
    assert (fault.state, fault.held_back) == ("pending", "M-000002")


def test_what_still_holds_afterwards_is_raised_with_its_hold() -> None:
    city, node = holding()
    order(city, WORK)
    dark(city, node, NOW_MS + REPORT_MS, 23)
    (entry,) = rows(tick(city, UNTIL_MS), AuditRow)
    assert (entry.who, entry.action) == ("controller", "maintenance end")
    dark(city, node, UNTIL_MS + 2 * REPORT_MS, 1)
    assert state_of(city, "LAMP_FAIL") == "pending"
    dark(city, node, UNTIL_MS + 3 * REPORT_MS, 1)
    fault = fault_of(city, "LAMP_FAIL")
    assert fault is not None
    assert (fault.state, fault.since_ms) == ("active", NOW_MS + REPORT_MS)
    assert (fault.active_ms or 0) > UNTIL_MS


def test_what_was_mended_during_maintenance_was_never_a_fault() -> None:
    city, node = holding()
    order(city, WORK)
    dark(city, node, NOW_MS + REPORT_MS, 3)
    well_ms = NOW_MS + HOUR_MS
    hear(city, node.sample(well_ms, level=100, power_w=70.0), well_ms)
    tick(city, UNTIL_MS)
    assert fault_of(city, "LAMP_FAIL") is None


def test_what_a_node_reported_meanwhile_is_raised_as_maintenance_ends() -> None:
    city, node = holding()
    order(city, WORK)
    hear(city, node.fault(1, "LED_OPEN", begin=True))
    assert state_of(city, "LED_OPEN") == "pending"
    order(city, EndMaintenance("M-000002", "done", "maria"), NOW_MS + HOUR_MS)
    fault = fault_of(city, "LED_OPEN")
    assert fault is not None
    assert (fault.state, fault.active_ms) == ("active", NOW_MS + HOUR_MS)


def test_a_reboot_during_maintenance_is_forgotten_with_it() -> None:
    city, node = holding()
    hear(city, node.status())
    order(city, WORK)
    again = node.again("b2" * 8)
    hear(city, again.status(NOW_MS + 1, boot_reason="watchdog", boots=2), NOW_MS + 1)
    assert state_of(city, "RESET") == "pending"
    tick(city, UNTIL_MS)
    assert fault_of(city, "RESET") is None


def test_a_fault_that_was_open_before_maintenance_stays_open_in_it() -> None:
    city, node = holding()
    dark(city, node, NOW_MS, 4)
    begin_ms = NOW_MS + HOUR_MS
    order(city, StartMaintenance("all", None, UNTIL_MS, "driver", "maria"), begin_ms)
    dark(city, node, begin_ms, 3)
    assert state_of(city, "LAMP_FAIL") == "active"


def test_lamps_that_are_switched_off_for_work_are_silent_but_no_incident() -> None:
    city = bare_city(lamps(6))
    talkers = [Talker(one.node) for one in city.inventory.lamps]
    for talker in talkers:
        hear(city, talker.sample())
    order(city, StartMaintenance("panel:P-01", None, UNTIL_MS, "breaker", "maria"))
    for talker in talkers:
        hear(city, talker.will(), NOW_MS + 1)
    for passed_ms in range(MINUTE_MS, HOUR_MS, MINUTE_MS):
        tick(city, NOW_MS + passed_ms)
    assert city.incidents == {}
    assert {one.state for one in city.faults.values()} == {"pending"}
    for passed_ms in range(0, 10 * MINUTE_MS, MINUTE_MS):
        tick(city, UNTIL_MS + passed_ms)
    assert [one.scope for one in city.incidents.values()] == ["P-01"]


def test_an_incident_that_is_being_repaired_lasts_until_it_is() -> None:
    city = bare_city(lamps(6))
    talkers = [Talker(one.node) for one in city.inventory.lamps]
    for talker in talkers:
        hear(city, talker.sample())
        hear(city, talker.will())
    tick(city, NOW_MS + 1)
    order(city, StartMaintenance("panel:P-01", None, UNTIL_MS, "breaker", "maria"), NOW_MS + 2)
    tick(city, NOW_MS + HOUR_MS)
    assert len(city.incidents) == 1


def test_a_lamp_that_two_people_work_on_is_held_back_until_both_are_done() -> None:
    city, node = holding()
    order(city, WORK)
    order(city, StartMaintenance("all", None, UNTIL_MS + HOUR_MS, "feeder", "joko"))
    hear(city, node.fault(1, "LED_OPEN", begin=True))
    order(city, EndMaintenance("M-000003", "done", "joko"), NOW_MS + HOUR_MS)
    fault = fault_of(city, "LED_OPEN")
    assert fault is not None
    assert (fault.state, fault.held_back) == ("pending", "M-000002")
    tick(city, UNTIL_MS)
    assert state_of(city, "LED_OPEN") == "active"


@pytest.mark.parametrize("until_ms", [NOW_MS, NOW_MS + 7 * DAY_MS + 1])
def test_maintenance_ends_within_a_week_from_now(until_ms: int) -> None:
    city, _ = holding()
    with pytest.raises(WrongUse) as caught:
        order(city, StartMaintenance("all", None, until_ms, "long", "maria"))
    assert caught.value.why
    assert caught.value.remedy
    assert city.maintenance == {}


def test_how_long_work_may_last_is_a_setting() -> None:
    city = bare_city(lamps(1), "[faults]\nmaintenance_h = 36\n")
    order(city, StartMaintenance("all", None, NOW_MS + 36 * HOUR_MS, "long", "maria"))
    with pytest.raises(WrongUse, match="longer than 36 hours") as caught:
        order(city, StartMaintenance("all", None, NOW_MS + 37 * HOUR_MS, "long", "maria"))
    assert "maintenance_h" in caught.value.why


def test_how_long_a_new_node_is_installed_is_a_setting() -> None:
    city = bare_city(lamps(1), "[faults]\ncommissioning_h = 0.5\n")
    city.listed = city.inventory
    order(city, importing(write_lamps([*lamps(1), lamp(2)])))
    hear(city, Talker("n-0002").fault(1, "LED_OPEN", begin=True, now_ms=NOW_MS), NOW_MS)
    tick(city, NOW_MS)
    (one,) = city.maintenance.values()
    assert one.until_ms == NOW_MS + HOUR_MS // 2


def test_maintenance_that_does_not_last_can_not_be_ended() -> None:
    city, _ = holding()
    with pytest.raises(NothingMatched, match="M-000009") as caught:
        order(city, EndMaintenance("M-000009", "done", "maria"))
    assert "maintenance list" in caught.value.remedy


def test_who_began_it_and_why_is_kept_and_shown(tmp_path: Path) -> None:
    city, node = holding(2)
    _, actions = order(city, WORK)
    (entry,) = rows(actions, AuditRow)
    assert (entry.who, entry.action, entry.reason) == ("maria", "maintenance start", "new driver")
    hear(city, node.fault(1, "LED_OPEN", begin=True))
    (one,) = list_maintenance(city)["maintenance"]
    assert (one["for"], one["lamps"], one["held_back"]) == ("KPG-0001", ["KPG-0001"], 1)
    store = SqliteStore.open(tmp_path / "lighting.db")
    shown = show_lamp(city, ShowLamp("KPG-0001"), NOW_MS, store)["lamp"]
    assert [one["id"] for one in shown["maintenance"]] == ["M-000002"]
    assert [fault["held_back_by"] for fault in shown["faults"]] == ["M-000002"]
    listed = list_faults(city, ListFaults(), store)
    assert (listed["faults"], listed["held_back"]) == ([], 1)
    (pending,) = list_faults(city, ListFaults(state="pending"), store)["faults"]
    assert pending["held_back_by"] == "M-000002"
    store.close()


def test_all_work_on_a_lamp_is_shown_and_counted(tmp_path: Path) -> None:
    city, _ = holding(3)
    order(city, WORK)
    order(city, StartMaintenance("KPG-0001,KPG-0002", None, UNTIL_MS + HOUR_MS, "pole", "joko"))
    with closing(SqliteStore.open(tmp_path / "lighting.db")) as store:
        shown = show_lamp(city, ShowLamp("KPG-0001"), NOW_MS, store)["lamp"]
        status = show_status(city, NOW_MS, store)
    assert [one["reason"] for one in shown["maintenance"]] == ["pole", "new driver"]
    assert status["maintenance"] == {
        "lamps": 2,
        "works": 2,
        "until": "2026-08-16T23:00:00+08:00",
        "installing": 0,
    }


def test_maintenance_outlives_a_restart_and_ends_in_time(tmp_path: Path) -> None:
    city, node = holding()
    store = SqliteStore.open(tmp_path / "lighting.db")
    actions: list[Action] = [*order(city, importing(write_lamps(lamps(1))))[1]]
    actions += order(city, WORK)[1]
    actions += hear(city, node.fault(1, "LED_OPEN", begin=True))
    store.commit(facts(actions), {})
    again = restore(config(), store.load(NOW_MS), "c1" * 8, NOW_MS)
    assert again.held_back == {"KPG-0001": "M-000002"}
    assert state_of(again, "LED_OPEN") == "pending"
    again.inventory = city.inventory
    store.commit(facts(tick(again, UNTIL_MS)), {})
    assert state_of(again, "LED_OPEN") == "active"
    assert store.load(UNTIL_MS).maintenance == ()
    assert store.load(UNTIL_MS).next_order == 3
    store.close()


def facts(actions: list[Action]) -> list[Row]:
    return [one for one in actions if not isinstance(one, Say)]


def test_a_node_that_is_put_up_has_two_hours_from_its_first_word() -> None:
    city, _ = holding()
    city.listed = city.inventory
    order(city, importing(write_lamps([*lamps(1), lamp(2)])))
    tick(city, NOW_MS + DAY_MS)
    (one,) = city.maintenance.values()
    assert (one.kind, one.lamps, one.until_ms) == ("installation", ("KPG-0002",), None)
    first_ms, node = NOW_MS + 2 * DAY_MS, Talker("n-0002")
    hear(city, node.fault(1, "LED_OPEN", begin=True, now_ms=first_ms), first_ms)
    tick(city, first_ms)
    fault = fault_of(city, "LED_OPEN", "KPG-0002")
    assert fault is not None
    assert fault.state == "pending"
    tick(city, first_ms + 2 * HOUR_MS - 1)
    assert city.held_back == {"KPG-0002": one.id}
    tick(city, first_ms + 2 * HOUR_MS)
    after = fault_of(city, "LED_OPEN", "KPG-0002")
    assert after is not None
    assert after.state == "active"


def test_the_first_list_of_a_city_is_no_installation() -> None:
    city = bare_city(())
    order(city, importing(write_lamps(lamps(3))))
    assert city.maintenance == {}


def test_work_on_lamps_that_are_gone_from_the_list_is_over() -> None:
    city, _ = holding()
    city.listed = city.inventory
    order(city, importing(write_lamps([*lamps(1), lamp(2)])))
    order(city, importing(write_lamps(lamps(1))))
    tick(city, NOW_MS + 1)
    assert city.maintenance == {}
