from pathlib import Path

from lighting.city import City
from lighting.controller import SESSION_FACT, Tick, handle
from lighting.desired.documents import live_overrides
from lighting.rows import Action, DocumentRow, FactRow, LampsRow, Row, Say
from lighting.running.restoring import restore
from lighting.site.config import parse_config
from lighting.site.inventory import write_lamps
from lighting.stores.kept import Kept
from lighting.stores.sqlite import SqliteStore
from tests.support.city_of_tests import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    SCHEDULE,
    SITE,
    Talker,
    apply,
    bare_city,
    config,
    hear,
    importing,
    lamp,
    lamps,
    order,
    override,
    release,
    rows,
)

SESSION = "d1" * 8


class Town:
    """A city whose rows go into a real store, and that can die at any moment."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lighting.db"
        self.store = SqliteStore.open(self._path)
        self.city = bare_city(())

    def keep(self, actions: list[Action]) -> None:
        facts: list[Row] = [one for one in actions if not isinstance(one, Say)]
        self.store.commit(facts, {**self.city.counts})

    def die(self, now_ms: int = NOW_MS) -> City:
        self.store.close()
        self.store = SqliteStore.open(self._path)
        return restore(config(), self.store.load(now_ms), SESSION, now_ms)


def living_town(folder: Path) -> Town:
    town = Town(folder)
    csv = write_lamps([*lamps(2), lamp(3, "parks")])
    town.keep(order(town.city, importing(csv))[1])
    town.keep(order(town.city, apply())[1])
    town.keep(order(town.city, override())[1])
    answer, actions = order(town.city, override("KPG-0003"))
    town.keep(actions)
    town.keep(order(town.city, release(answer["override"]["id"]), NOW_MS + 1)[1])
    node = Talker()
    town.keep(hear(town.city, node.status()))
    town.keep(hear(town.city, node.events(1, 3)))
    town.keep(hear(town.city, node.fault(2, "LED_OPEN", begin=True)))
    town.keep([FactRow(SESSION_FACT, town.city.session)])
    return town


def test_an_empty_store_is_a_city_without_lamps() -> None:
    city = restore(config(), Kept(), SESSION, NOW_MS)
    assert (city.inventory.lamps, city.applied, city.session) == ((), None, SESSION)
    assert (city.next_fault, city.next_order, city.past_session) == (1, 1, None)


def test_a_city_comes_back_as_its_last_commit_left_it(tmp_path: Path) -> None:
    town = living_town(tmp_path)
    before, after = town.city, town.die()
    assert after.inventory == before.inventory
    assert after.programs == before.programs
    assert after.desired == before.desired
    assert after.group_overrides == before.group_overrides
    assert after.twins == before.twins
    assert after.faults == before.faults
    assert after.changes == before.changes
    assert after.applied is not None
    assert before.applied is not None
    assert after.applied.row == before.applied.row
    assert (after.next_fault, after.next_order) == (before.next_fault, before.next_order)
    assert (after.session, after.past_session) == (SESSION, before.session)
    assert live_overrides(after, NOW_MS) == live_overrides(before, NOW_MS) != []


def test_after_a_restart_nothing_is_issued_that_was_issued_before(tmp_path: Path) -> None:
    town = living_town(tmp_path)
    city = town.die()
    _, actions = order(city, apply(), NOW_MS + MINUTE_MS)
    assert rows(actions, DocumentRow) == []


def test_after_a_restart_events_go_on_where_they_were(tmp_path: Path) -> None:
    town = living_town(tmp_path)
    city = town.die()
    node = Talker(seq=10)
    hear(city, node.events(2, 3))
    assert city.twins["n-0001"].upto == 3
    assert city.counts["events"] == town.city.counts["events"]


def test_an_override_that_ended_meanwhile_is_over(tmp_path: Path) -> None:
    later_ms = NOW_MS + 3 * HOUR_MS
    assert live_overrides(living_town(tmp_path).die(later_ms), later_ms) == []


def test_a_program_of_a_schedule_before_does_not_come_back(tmp_path: Path) -> None:
    town = living_town(tmp_path)
    less = SCHEDULE.replace('"group:parks" = "parks"\n', "")
    town.keep(order(town.city, apply(less), NOW_MS + 1)[1])
    city = town.die()
    assert set(city.programs) == {"main-roads"}
    list(handle(city, Tick(), NOW_MS + 80 * DAY_MS))  # and nobody tries to renew it


def test_a_document_that_can_not_be_read_is_left_out() -> None:
    row = DocumentRow("desired", "n-0001", 5, 5, b'{"v": 99}')
    strange = DocumentRow("mood", "n-0001", 5, 5, b"{}")
    city = restore(config(), Kept(documents=(row, strange)), SESSION, NOW_MS)
    assert city.desired == {}


def test_faults_are_found_again_under_their_lamp_or_panel(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.city = bare_city(lamps(4))
    town.keep([LampsRow(write_lamps(lamps(4)))])
    for one in town.city.inventory.lamps:
        talker = Talker(one.node)
        town.keep(hear(town.city, talker.status()))
        town.keep(hear(town.city, talker.will()))
    town.keep(list(handle(town.city, Tick(), NOW_MS)))
    city = town.die()
    assert set(city.faults) == set(town.city.faults)
    assert ("panel:P-01", "SUPPLY_LOSS", "controller") in city.faults
    assert city.incidents == town.city.incidents


def test_a_store_from_a_time_ahead_does_not_stop_the_search_for_the_silent(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.city = bare_city(lamps(1))
    town.keep([LampsRow(write_lamps(lamps(1)))])
    ahead_ms = NOW_MS + 30 * DAY_MS
    town.keep(hear(town.city, Talker().sample(ahead_ms), ahead_ms))
    city = town.die()
    city.link_up_ms = NOW_MS
    for minute in range(30):
        list(handle(city, Tick(), NOW_MS + minute * MINUTE_MS))
    assert [fault.code for fault in city.faults.values()] == ["COMM_LOST"]


def test_the_settings_are_those_of_now_not_of_then(tmp_path: Path) -> None:
    town = living_town(tmp_path)
    settings = parse_config(SITE + "[nodes]\nreport_s = 60\n", "lighting.toml")
    city = restore(settings, town.store.load(NOW_MS), SESSION, NOW_MS)
    assert city.config.nodes.report_s == 60
