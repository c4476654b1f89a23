"""What nodes can't hold or do is found before anything is sent."""

from typing import Any

import pytest

from lighting.city import City
from lighting.desired.able import Lack
from lighting.errors import Refused
from lighting.orders.lamps import import_lamps
from lighting.rows import Say
from lighting.site.inventory import Lamp, write_lamps
from tests.support.city_of_tests import (
    NOW_MS,
    SCHEDULE,
    Talker,
    apply,
    bare_city,
    hear,
    importing,
    lamp,
    lamps,
    lit_city,
    order,
    override,
    rows,
)

ABLE = {"dim": True, "min_level": 1, "max_points": 600, "max_program_bytes": 16_384, "fade": True}
TOP = SCHEDULE.replace('at = "06:00"', 'at = "sunrise"').replace(
    "[profile.main-road]\n",
    '[effect.walker]\nsensor = "motion"\ndo = "max"\nvalue = 100\nhold = "3m"\n'
    "[lamp-type.led-70]\nvirtual_power = 90\n"
    "[profile.main-road]\n"
    'effects = ["walker"]\nphotocell = { on_below = 20, off_above = 60 }\n',
)


def city_with(*told: dict[str, Any] | None, of: tuple[Lamp, ...] | None = None) -> City:
    """A city whose nodes have said what they can do; None: that one is silent."""
    city = bare_city(of or lamps(len(told)))
    for number, able in enumerate(told, start=1):
        if able is not None:
            hear(city, Talker(f"n-{number:04}").status(capabilities=ABLE | able))
    return city


def unable(city: City, text: str = SCHEDULE) -> list[tuple[str, list[str]]]:
    answer, _ = order(city, apply(text))
    return [(one["code"], one["lamps"]) for one in answer["unable"]]


@pytest.mark.parametrize("able", [{"max_points": 100}, {"max_program_bytes": 1000}])
def test_a_schedule_that_a_node_has_no_room_for_is_refused_with_the_lamps_named(
    able: dict[str, int],
) -> None:
    city = city_with({}, able, able, None)
    with pytest.raises(Refused, match="KPG-0002, KPG-0003 can't hold the program"):
        order(city, apply())
    assert (city.applied, city.programs) == (None, {})


def test_of_many_lamps_without_room_some_are_named() -> None:
    city = city_with(*([{"max_points": 9}] * 7))
    with pytest.raises(Refused, match="KPG-0005 and 2 more can't hold"):
        order(city, apply())


def test_lamps_are_not_imported_whose_nodes_have_no_room() -> None:
    city = lit_city(lamps(1))
    city.twins.clear()
    hear(city, Talker("n-0001").status(capabilities=ABLE | {"max_points": 9}))
    csv = write_lamps((*lamps(1), lamp(2)))
    with pytest.raises(Refused, match="KPG-0001 can't hold"):
        import_lamps(city, importing(csv), NOW_MS)
    assert len(city.inventory.lamps) == 1


def test_what_nodes_cant_do_is_told_and_the_schedule_goes_out() -> None:
    city = city_with({}, {"dim": False}, {"min_level": 70}, {"fade": False}, None)
    answer, actions = order(city, apply())
    assert [(one["code"], one["what"], one["lamps"]) for one in answer["unable"]] == [
        (
            "no-dimming",
            "main-roads asks for 60 %: these only switch, and are full",
            ["KPG-0002"],
        ),
        (
            "min-level",
            "main-roads asks for 60 %: these give no less than 70 %",
            ["KPG-0003"],
        ),
        ("no-fade", "main-roads fades: these jump to each level", ["KPG-0004"]),
    ]
    assert rows(actions, Say)


def test_a_program_of_full_and_off_asks_nothing_of_a_switch() -> None:
    plain = SCHEDULE.replace('  { at = "22:00", level = 60, fade = "2m" },\n', "")
    assert unable(city_with({"dim": False}), plain) == []


def test_sensors_and_factors_that_a_node_lacks_are_told() -> None:
    one, two = (
        Lamp(**{**{name: getattr(lamp(number), name) for name in Lamp.__slots__}, "type": "led-70"})
        for number in (1, 2)
    )
    able = {"sensors": ["motion"], "photocell": True, "factors": True}
    city = city_with({}, able, of=(one, two))
    assert unable(city, TOP) == [
        ("no-sensor", ["KPG-0001"]),
        ("no-photocell", ["KPG-0001"]),
        ("no-factors", ["KPG-0001"]),
    ]


def test_an_override_that_nodes_cant_do_is_told() -> None:
    city = city_with({"dim": False}, {"fade": False}, None)
    order(city, apply())
    answer, _ = order(city, override(level=40))
    assert [(one["code"], one["lamps"]) for one in answer["unable"]] == [
        ("no-dimming", ["KPG-0001"]),
        ("no-fade", ["KPG-0002"]),
    ]
    full, _ = order(city, override(level=100, fade_s=0))
    assert full["unable"] == []
    assert Lack("a", "b", ("c",)).row() == {"code": "a", "what": "b", "lamps": ["c"]}
