"""The short way gives what the whole way gives: two cities hear the same, one of them at length."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from lighting.city import City
from lighting.nodes.moves import move_of, moved
from lighting.rows import FaultRow, SampleRow, TwinRow
from tests.support.city_of_tests import (
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    Said,
    Talker,
    hear,
    lamps,
    lit_city,
    order,
    override,
    rows,
)

LEVEL, POWER_W = 100, 70.0


def calm_city(talker: Talker, lamp_type: str = "") -> tuple[City, int]:
    """A city whose only lamp has measured twice what it should."""
    city = lit_city([replace(one, type=lamp_type) for one in lamps(1)])
    hear(city, talker.holding(city, NOW_MS - MINUTE_MS), NOW_MS - MINUTE_MS)
    now_ms = NOW_MS + 10 * MINUTE_MS
    for _ in range(2):
        now_ms += MINUTE_MS
        hear(city, in_order(talker, now_ms), now_ms)
    return city, now_ms


def in_order(talker: Talker, at_ms: int, **more: Any) -> Said:  # noqa: ANN401 - any measurement
    facts = {"level": LEVEL, "power_w": POWER_W, "starts": 3, "uptime_s": 86_400, **more}
    return talker.sample(at_ms, **facts)


def test_a_lamp_that_measured_what_it_should_is_calm_and_stays_so() -> None:
    talker = Talker()
    city, now_ms = calm_city(talker)
    (calm,) = city.calm.values()
    actions = hear(city, in_order(talker, now_ms + MINUTE_MS), now_ms + MINUTE_MS)
    assert calm is next(iter(city.calm.values()))
    assert calm.twin is city.twins["n-0001"]
    assert [type(one) for one in actions] == [SampleRow, TwinRow]


@pytest.mark.parametrize(
    "new",
    [
        {"power_w": 5.0},
        {"power_w": 95.0},
        {"power_w": None},
        {"level": 60},
        {"starts": 4},
        {"uptime_s": 1},
    ],
)
def test_whatever_is_new_is_judged_in_full(new: dict[str, Any]) -> None:
    talker = Talker()
    city, now_ms = calm_city(talker)
    (before,) = city.calm.values()
    hear(city, in_order(talker, now_ms + MINUTE_MS, **new), now_ms + MINUTE_MS)
    assert before not in list(city.calm.values())


def test_a_lamp_that_tells_its_energy_stays_calm() -> None:
    talker = Talker()
    city, now_ms = calm_city(talker)
    (calm,) = city.calm.values()
    hear(city, talker.events(1, now_ms=now_ms + 1), now_ms + 1)
    assert calm.twin is city.twins["n-0001"]
    hear(city, in_order(talker, now_ms + MINUTE_MS), now_ms + MINUTE_MS)
    assert [calm] == list(city.calm.values())


def test_a_lamp_that_tells_of_a_fault_is_judged_in_full() -> None:
    talker = Talker()
    city, now_ms = calm_city(talker)
    (calm,) = city.calm.values()
    hear(city, talker.fault(1, "GEAR_FAIL", begin=True, now_ms=now_ms + 1), now_ms + 1)
    hear(city, in_order(talker, now_ms + MINUTE_MS), now_ms + MINUTE_MS)
    assert calm not in list(city.calm.values())


def test_a_lamp_with_a_fault_is_not_calm() -> None:
    talker = Talker()
    city, now_ms = calm_city(talker)
    found = []
    for _ in range(3):
        now_ms += MINUTE_MS
        found += rows(hear(city, in_order(talker, now_ms, power_w=1.0), now_ms), FaultRow)
        assert not city.calm
    assert {row.fault.code for row in found} == {"LAMP_FAIL"}


@pytest.mark.parametrize("seed", range(60))
def test_whatever_comes_the_short_way_and_the_whole_way_give_the_same(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a test's choices
    talker = Talker()
    kind = random.choice(("", "LED-70"))
    (quick, now_ms), (thorough, _) = calm_city(talker, kind), calm_city(Talker(), kind)
    assert quick.calm
    for step in range(200):
        now_ms += random.choice((1_000, MINUTE_MS, 5 * MINUTE_MS, 20 * MINUTE_MS))
        if random.random() < 0.01:
            what = override(level=random.choice((60, 100)), until_ms=now_ms + HOUR_MS)
            for city in (quick, thorough):
                order(city, what, now_ms)
        if random.random() < 0.1:
            for city in (quick, thorough):
                city.ledger.open = {}
        said = _anything(random, talker, quick, now_ms)
        thorough.calm.clear()
        before = dict(quick.twins)
        took, took_thoroughly = hear(quick, said, now_ms), hear(thorough, said, now_ms)
        assert _plain(took) == _plain(took_thoroughly), step
        assert quick.twins == thorough.twins
        if any(row.is_moved for row in rows(took, TwinRow)):
            assert moved(before["n-0001"], move_of(quick.twins["n-0001"])) == quick.twins["n-0001"]
        assert quick.faults == thorough.faults
        assert quick.counts == thorough.counts
        assert list(quick.delays_ms) == list(thorough.delays_ms)


def _plain(actions: Any) -> list[str]:  # noqa: ANN401 - rows of all kinds
    return [repr(TwinRow(one.twin) if isinstance(one, TwinRow) else one) for one in actions]


def _anything(random: Random, talker: Talker, city: City, now_ms: int) -> Said:
    chance = random.random()
    if chance < 0.03:
        return talker.holding(city, now_ms)
    if chance < 0.04:
        talker.session = f"{random.randrange(16**16):016x}"
        return talker.status(now_ms)
    if chance < 0.06:
        talker.seq += random.randrange(3)
    if chance > 0.92:
        return talker.events(talker.seq + 1, now_ms=now_ms)
    at_ms = now_ms + random.choice((*20 * (0,), -90_000, 70_000, -1_000))
    hours = (now_ms - NOW_MS) / HOUR_MS % 24
    wanted = 60 if 2 <= hours < 10 else 0 if 10 <= hours < 22 else 100
    if random.random() < 0.05:
        wanted = random.choice((0, 59, 60, 100))
    power_w = 1 + 0.69 * wanted + random.choice((*8 * (0,), 0.3, -2, 7, 9.9, 10.4, -60))
    facts: dict[str, Any] = {"level": wanted, "power_w": power_w, "energy_wh": now_ms // HOUR_MS}
    facts["starts"] = 3 + (random.random() < 0.02)
    facts["uptime_s"] = random.choice((*30 * (86_400,), 30))
    return talker.sample(at_ms, **facts)
