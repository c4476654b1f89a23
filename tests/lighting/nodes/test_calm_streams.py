"""Streams of anything that can befall a lamp: the short way gives what the whole way gives."""

from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from lighting.city import City
from lighting.controller import Tick, handle
from lighting.errors import Refused
from lighting.questions.maintenance import StartMaintenance
from lighting.rows import Action, Say, TwinRow
from lighting.stores.sqlite import SqliteStore
from lighting.work import keeping
from lighting.work.order import WAITING, WorkOrder
from lighting.work.questions import VisitLamp
from tests.support.city_of_tests import (
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    SCHEDULE,
    SECOND_MS,
    Said,
    Talker,
    apply,
    hear,
    lamps,
    lit_city,
    order,
    override,
    rows,
)

LIMITS = """
[faults.type.LED-70]
volt_low_clear_v = 226
temp_clear_c = 48
tolerance_w = 12
curr_low_share = 0.9
dark_share = 0.6
pf_margin = 0.01
"""
LATER = SCHEDULE.replace('"06:00"', '"05:45"').replace('"22:00", level = 60', '"21:40", level = 60')

ODD: dict[str, tuple[float, ...]] = {
    "power_w": (0.05, 1.0, 42.8, 49.0, 61.0, 69.7, 78.5, 95.0),
    "uptime_s": (30,),
    "energy_wh": (0, 2**48 - 1),
    "supply_v": (225.0, 199.0, 175.0, 65_535.0),
    "supply_a": (0.0, 0.12, 0.35, 70.0),
    "power_factor": (0.88, 0.5),
    "led_temp_c": (50.0, 75.0),
    "gear_temp_c": (50.0, -70.0),
    "supply_losses": (2**32 - 1,),
    "burn_s": (3, 2**32 - 2, 50_000 * 3_600),
    "rssi_dbm": (-90.0,),
    "supply_hz": (49.8, 400.0),
}


def city_of(kind: str) -> City:
    return lit_city([replace(one, type=kind) for one in lamps(1)], LIMITS)


@dataclass
class Stream:
    """What a node says, in and out of turn, and what becomes of it on its way."""

    random: Random
    talker: Talker = field(default_factory=Talker)
    held_up: list[Said] = field(default_factory=list)
    last: Said | None = None
    at_ms: int = 0
    starts: int = 3

    def next(self, city: City, now_ms: int) -> list[Said]:
        """What comes next: nearly always one message, as it was sent."""
        chance = self.random.random()
        if chance < 0.01:
            return [self.talker.will()]
        if chance < 0.03 and self.last:
            return [self.last]  # delivered twice
        said = self._said(city, now_ms)
        if chance < 0.05:
            self.held_up.append(said)
            return []
        self.last = said
        if self.held_up and chance < 0.5:
            return [said, self.held_up.pop()]
        return [said]

    def _said(self, city: City, now_ms: int) -> Said:
        chance = self.random.random()
        if chance < 0.04:
            return self.talker.holding(city, now_ms)
        if chance < 0.042:
            self.talker.session = f"{self.random.randrange(16**16):016x}"
            return self.talker.status(now_ms)
        if chance < 0.045:
            self.talker.connection += 1
        if chance < 0.06:
            self.talker.seq += self.random.choice((1, 2, 8, 30))
        if self.random.random() > 0.05:  # or else the moment of the last one
            self.at_ms = now_ms + self.random.choice((*20 * (0,), -90_000, 70_000, -40_000))
        return self.talker.sample(self.at_ms, **self._measured(now_ms))

    def _measured(self, now_ms: int) -> dict[str, Any]:
        pick, hours = self.random.choice, (now_ms - NOW_MS) / HOUR_MS % 24
        level = 60 if 2 <= hours < 10 else 0 if 10 <= hours < 22 else 100
        if self.random.random() < 0.02:
            level = pick((0, 59, 60, 100))
        power_w = 1 + 0.69 * level
        self.starts += self.random.random() < 0.005
        facts = {
            "level": level,
            "power_w": power_w,
            "starts": self.starts,
            "uptime_s": 86_400,
            "energy_wh": now_ms // HOUR_MS,
            "supply_v": 230.0,
            "supply_a": power_w / 210,
            "power_factor": 0.95 if level else 0.4,
            "led_temp_c": 40.0,
            "supply_losses": 4,
            "burn_s": now_ms // HOUR_MS * 60,
        }
        if self.random.random() < 0.2:
            del facts[pick(sorted(facts))]
        if self.random.random() < 0.06:
            name = pick(sorted(ODD))
            facts[name] = pick(ODD[name])
        return facts


def befall(random: Random, cities: tuple[City, ...], now_ms: int) -> None:
    """What people and time do to both cities."""
    chance = random.random()
    level, kind = random.choice((60, 100)), random.choice((SCHEDULE, LATER))
    for city in cities:
        if chance < 0.003:
            order(city, override(level=level, until_ms=now_ms + HOUR_MS), now_ms)
        elif chance < 0.006:
            order(city, apply(kind), now_ms)
        elif chance < 0.01:
            with suppress(Refused):
                order(city, VisitLamp("KPG-0001", "self-test", 10, "", "ani"), now_ms)
        elif chance < 0.012:
            until_ms = now_ms + 2 * HOUR_MS
            order(city, StartMaintenance("KPG-0001", None, until_ms, "painting", "ani"), now_ms)
        elif chance < 0.02:
            keeping.keep(city, in_proof(now_ms))
        elif chance < 0.1:
            city.ledger.open = {}


def in_proof(now_ms: int) -> WorkOrder:
    who = ("W-000900", "KPG-0001", ("KPG-0001",), "P-01", (), ("LAMP_FAIL",))
    done = WorkOrder(*who, 3, "", now_ms, now_ms)
    return replace(done, state="done", done_by="ani", done_ms=now_ms, proof=WAITING)


@pytest.mark.parametrize("first", range(0, 40, 5))
def test_both_ways_know_keep_and_find_the_same(first: int, tmp_path: Path) -> None:
    assert sum(lived(seed, tmp_path / f"{seed}.db") for seed in range(first, first + 5))


def lived(seed: int, path: Path) -> int:
    """How often the short way was taken in a stream."""
    random = Random(seed)  # noqa: S311 - a test's choices
    kind = random.choice(("", "LED-70"))
    quick, thorough = city_of(kind), city_of(kind)
    stream, now_ms, moved = Stream(random), NOW_MS, 0
    with closing(SqliteStore.open(path)) as store:
        for step in range(220):
            now_ms += random.choice((SECOND_MS, SECOND_MS, MINUTE_MS, 5 * MINUTE_MS))
            befall(random, (quick, thorough), now_ms)
            said = stream.next(quick, now_ms)
            if step < 3:
                said = [stream.talker.holding(quick, now_ms)]
            has_ticked = random.random() < 0.3
            took = live(quick, said, now_ms, has_ticked=has_ticked)
            thorough_took = live(thorough, said, now_ms, has_ticked=has_ticked, is_short=False)
            assert [plain(one) for one in took] == [plain(one) for one in thorough_took], step
            assert known(quick) == known(thorough), step
            store.commit([one for one in took if not isinstance(one, Say)], quick.counts)
            moved += sum(row.is_moved for row in rows(took, TwinRow))
    with closing(SqliteStore.open(path)) as store:
        assert {one.node: one for one in store.load(now_ms).twins} == quick.twins
    return moved


def live(
    city: City, said: list[Said], now_ms: int, *, has_ticked: bool, is_short: bool = True
) -> list[Action]:
    """What follows from some messages, and from the time."""
    actions: list[Action] = []
    for one in said:
        if not is_short:
            city.calm.clear()
        actions += hear(city, one, now_ms)
    return [*actions, *handle(city, Tick(), now_ms)] if has_ticked else actions


def plain(one: Action) -> str:
    """An action, by whatever way it came."""
    return repr(TwinRow(one.twin) if isinstance(one, TwinRow) else one)


def known(city: City) -> tuple[object, ...]:
    book = (city.faults, city.resting, city.ailing, city.held_back, city.incidents)
    work = (city.work, city.visits, city.repaired, city.ledger.open)
    return city.twins, city.early, *book, *work, city.counts, list(city.delays_ms)
