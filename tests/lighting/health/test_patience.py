"""Silence where nobody says again what was lost: no false ones, and none found late in company."""

from random import Random

from devices.link import Connected, Lost
from lighting.controller import Tick, handle
from lighting.rows import FaultRow
from lighting.site.inventory import Lamp
from tests.support.city_of_tests import (
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    REPORT_MS,
    SECOND_MS,
    Talker,
    bare_city,
    hear,
    lamp,
    lamps,
    rows,
)

ONCE = "[nodes]\ntelemetry_qos = 0\n"


class Town:
    """Lamps that each say what they measure once, over links that lose some of it.

    Args:
        loss: the share that is lost.
        settings: of the controller.
        town: the lamps.
    """

    def __init__(
        self, loss: float, settings: str = ONCE, town: tuple[Lamp, ...] = lamps(5)
    ) -> None:
        self.city = bare_city(town, settings)
        self.now_ms = NOW_MS
        self.found_ms: dict[str, int] = {}
        self._talkers = {one.id: Talker(one.node) for one in town}
        self._loss = loss
        self._dice = Random(7)  # noqa: S311 - the same each time
        for talker in self._talkers.values():
            hear(self.city, talker.status(self.now_ms), self.now_ms)

    def live(self, hours: float, *silent: str) -> None:
        """Let time pass, with some lamps of which nothing comes through."""
        for now_ms in range(self.now_ms, self.now_ms + int(hours * HOUR_MS), MINUTE_MS):
            if (now_ms - NOW_MS) % REPORT_MS == 0:
                self._speak(now_ms, silent)
            found = rows(list(handle(self.city, Tick(), now_ms + SECOND_MS)), FaultRow)
            for row in found:
                if row.fault.code == "COMM_LOST" and row.fault.state == "active":
                    self.found_ms.setdefault(row.fault.lamp or "", now_ms)
        self.now_ms += int(hours * HOUR_MS)

    def _speak(self, now_ms: int, silent: tuple[str, ...]) -> None:
        for id_, talker in self._talkers.items():
            said = talker.sample(now_ms)
            if id_ not in silent and self._dice.random() >= self._loss:
                hear(self.city, said, now_ms)


def test_three_reports_lost_in_a_row_are_chance_where_one_in_ten_is_lost() -> None:
    town = Town(0.1)
    town.live(120)
    assert town.found_ms == {}


def test_a_lamp_that_is_gone_is_found_all_the_same_and_its_end_as_well() -> None:
    town = Town(0.1)
    town.live(48)
    gone_ms = town.now_ms
    town.live(2, "KPG-0003")
    assert list(town.found_ms) == ["KPG-0003"]
    assert 6 * REPORT_MS < town.found_ms["KPG-0003"] - gone_ms < 10 * REPORT_MS
    assert town.city.listening.unsure == set()
    town.live(1)
    assert town.city.faults == {}


def test_where_next_to_nothing_is_lost_three_periods_are_enough() -> None:
    town = Town(0.0)
    town.live(48)
    gone_ms = town.now_ms
    town.live(1, "KPG-0003")
    assert town.found_ms["KPG-0003"] - gone_ms <= 3 * REPORT_MS + 3 * MINUTE_MS


def test_no_link_is_so_bad_that_it_is_waited_for_longer_than_is_set() -> None:
    town = Town(0.6, f"{ONCE}[faults]\nsilent_periods_most = 5\n")
    town.live(24)
    town.found_ms.clear()
    gone_ms = town.now_ms
    town.live(1, "KPG-0003")
    assert town.found_ms["KPG-0003"] - gone_ms <= 5 * REPORT_MS + 3 * MINUTE_MS


def test_what_is_said_until_it_came_is_missed_after_three_periods_as_ever() -> None:
    town = Town(0.05, "[faults]\nsilent_periods_most = 12\n")
    town.live(24)
    assert town.city.listening.losses.links == {}
    town.found_ms.clear()
    gone_ms = town.now_ms
    town.live(1, "KPG-0003")
    assert town.found_ms["KPG-0003"] - gone_ms <= 3 * REPORT_MS + 3 * MINUTE_MS


def test_how_many_periods_is_a_setting() -> None:
    town = Town(0.0, "[faults]\nsilent_periods = 6\n")
    town.live(1)
    gone_ms = town.now_ms
    town.live(1, "KPG-0003")
    assert 5 * REPORT_MS < town.found_ms["KPG-0003"] - gone_ms <= 6 * REPORT_MS + 3 * MINUTE_MS


def test_a_panel_whose_lamps_are_silent_together_is_found_as_early_as_ever() -> None:
    begun: list[int] = []
    for settings in (ONCE, ""):
        town = Town(0.05, settings, (*lamps(8), *(lamp(n, panel="P-02") for n in range(20, 30))))
        town.live(24)
        gone_ms = town.now_ms
        gone = [one.id for one in town.city.inventory.panels["P-01"]]
        while not town.city.incidents:
            town.live(1 / 60, *gone)
        begun.append(town.now_ms - gone_ms)
        town.live(4 / 60, *gone)
        assert set(gone) <= set(town.found_ms)
        held = {one.incident for one in town.city.faults.values() if one.lamp in gone}
        assert held == {one.id for one in town.city.incidents.values()}
        town.live(1)
        assert (town.city.incidents, town.city.faults) == ({}, {})
    assert begun[0] <= begun[1]


def test_what_an_incident_leaves_behind_stays_silent() -> None:
    town = Town(0.05, town=(*lamps(8), *(lamp(n, panel="P-02") for n in range(20, 30))))
    town.live(24)
    gone = [one.id for one in town.city.inventory.panels["P-01"]]
    town.live(0.4, *gone)
    town.live(0.3, "KPG-0001")
    assert town.city.incidents == {}
    assert [(one.lamp, one.state) for one in town.city.faults.values()] == [("KPG-0001", "active")]


def test_what_is_lost_while_our_own_link_is_down_is_not_the_lamps_loss() -> None:
    town = Town(0.0)
    town.live(24)
    before = town.city.listening.losses.city
    handle(town.city, Lost("broker gone"), town.now_ms)
    town.live(10, *(one.id for one in town.city.inventory.lamps))
    list(handle(town.city, Connected(session_present=True), town.now_ms))
    town.live(24)
    after = town.city.listening.losses.city
    assert town.city.twins["n-0001"].holes > 100
    assert after.lost <= before.lost
