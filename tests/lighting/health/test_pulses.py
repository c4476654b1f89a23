"""A visit: what a lamp does for whoever stands at its pole is no fault of the lamp."""

import pytest

from devices.sim.lamp import LampSpec
from lighting.city import City
from lighting.demo.town import SCHEDULE, SITE, lamps_of_town
from lighting.scenario.book import Book
from lighting.scenario.city import SteppedCity
from lighting.site.config import parse_config
from lighting.work.questions import VisitLamp
from tests.support.city_of_tests import (
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    REPORT_MS,
    Talker,
    hear,
    lamps,
    lit_city,
    order,
)

START_MS = 1_793_606_400_000
"""2026-11-02T16:00 in Kupang."""
NIGHT_MS = NOW_MS + 3 * HOUR_MS
NOON_MS = NOW_MS + 16 * HOUR_MS


@pytest.fixture
def city() -> City:
    """One lamp that holds all its documents since the early evening."""
    made = lit_city(lamps(1))
    hear(made, Talker().holding(made, NOW_MS), NOW_MS)
    return made


def visit(action: str, seconds: int) -> VisitLamp:
    return VisitLamp("KPG-0001", action, seconds, "", "maria")


@pytest.mark.parametrize("start_h", [3, 20], ids=["in the evening", "at noon"])
def test_self_tests_one_after_the_other_raise_nothing(start_h: int) -> None:
    played, book = lamps_of_town(24), Book()
    city = SteppedCity(
        parse_config(SITE, "lighting.toml"),
        lambda: book,
        played,
        SCHEDULE,
        start_ms=START_MS,
        specs=[LampSpec(lamp.node, lamp.power_w, lamp.panel) for lamp in played],
    )
    begin_ms = START_MS + start_h * HOUR_MS
    for number in range(8):
        city.live_until_ms(begin_ms + number * 6 * MINUTE_MS)
        city.ask(VisitLamp(played[0].id, "self-test", 60, "", "maria"))
        city.ask(VisitLamp(played[1].id, "self-test", 10, "", "maria"))
    city.live_until_ms(begin_ms + 2 * HOUR_MS)
    visits = city.service.city.visits
    city.close()
    assert {one.state for one in visits.values()} == {"passed"}
    assert book.faults() == []


def measured(city: City, node: Talker, at_ms: int, starts: int, level: int, power_w: float) -> None:
    hear(city, node.sample(at_ms, level=level, power_w=power_w, starts=starts), at_ms)


def test_a_lamp_that_blinks_for_somebody_is_not_cycling(city: City) -> None:
    node = Talker(seq=9)
    measured(city, node, NIGHT_MS, 100, 60, 42.2)
    order(city, visit("identify", 30), NIGHT_MS + MINUTE_MS)
    measured(city, node, NIGHT_MS + REPORT_MS, 115, 60, 42.2)
    assert city.faults == {}


def test_a_lamp_that_goes_on_and_off_long_after_a_visit_is_cycling(city: City) -> None:
    node = Talker(seq=9)
    order(city, visit("identify", 30), NIGHT_MS - HOUR_MS)
    measured(city, node, NIGHT_MS, 100, 60, 42.2)
    measured(city, node, NIGHT_MS + REPORT_MS, 115, 60, 42.2)
    assert [fault.code for fault in city.faults.values()] == ["CYCLING"]


def test_a_lamp_under_test_by_day_is_neither_a_day_burner_nor_disobedient(city: City) -> None:
    node = Talker(seq=9)
    measured(city, node, NOON_MS, 100, 0, 0.4)
    order(city, visit("self-test", 60), NOON_MS + MINUTE_MS)
    for number, level in enumerate((100, 50, 10)):
        at_ms = NOON_MS + (2 + number) * MINUTE_MS
        measured(city, node, at_ms, 101, level, 0.7 * level)
    measured(city, node, NOON_MS + 2 * REPORT_MS, 101, 0, 0.4)
    assert city.faults == {}
