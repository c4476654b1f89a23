import json
from datetime import date

import pytest

from schedules.compile import compile_program, plan_nights
from schedules.document import Document
from schedules.effects import Do
from schedules.on_top import effects_on_top, photocells_on_top
from schedules.program import Program, SwitchPoint
from schedules.sensing import EffectOnTop, PhotocellOnTop, PhotocellWindow, photocell_window
from schedules.spans import Spans
from tests.schedules.documents import KUPANG, LONGYEARBYEN, make_document, utc_s

FIRST = date(2026, 8, 16)
EFFECTS = """
[effect.motion]
sensor = "motion"
do = "max"
value = 100
hold = "3m"
fade = "2s"
fade_back = "10s"
from = "22:00"
until = "05:00"
[effect.bus]
sensor = "bus-stop"
do = "multiply"
value = 150
hold = 90
[profile.other]
steps = []
effects = ["bus", "motion"]
"""
NIGHT = '{ at = "sunset", level = 100 }, { at = "sunrise", level = 0 }'
CELL = "photocell = { on_below = 20, off_above = 60.5 }"


def with_effects(rules: str = "", site: tuple[str, float, float] = KUPANG) -> Document:
    profile = 'effects = ["motion", "bus"]'
    return make_document(NIGHT, rules, site, profile=profile, extra=EFFECTS)


def test_effects_are_handed_on_with_the_part_of_the_night_in_which_they_hold() -> None:
    document = with_effects()
    motion, bus = effects_on_top(document, plan_nights(document, "parks", FIRST, 90))
    assert json.loads(motion.model_dump_json(exclude_none=True)) == {
        "name": "motion",
        "sensor": "motion",
        "do": "max",
        "value": 100,
        "hold_s": 180,
        "fade_s": 2,
        "fade_back_s": 10,
        "spans": {"daily": [14 * 3600, 7 * 3600]},
    }
    assert bus == EffectOnTop(
        name="bus", sensor="bus-stop", do=Do.MULTIPLY, value=150, hold_s=90, spans=Spans()
    )
    assert EffectOnTop.model_validate_json(motion.model_dump_json(exclude_none=True)) == motion


def test_settings_of_effects_are_the_same_from_day_to_day() -> None:
    document = with_effects()
    today, tomorrow = (
        effects_on_top(document, plan_nights(document, "parks", date(2026, 8, day), 90))
        for day in (16, 17)
    )
    assert today == tomorrow


def test_the_order_of_effects_is_that_of_the_nights_profile() -> None:
    document = with_effects('{ on = "2026-08-17", profile = "other" }')
    told = effects_on_top(document, plan_nights(document, "parks", FIRST, 3))
    for day, expected in (
        (16, ["motion", "bus"]),
        (17, ["bus", "motion"]),
        (18, ["motion", "bus"]),
    ):
        at_s = utc_s(f"2026-08-{day}T23:00+08:00")
        assert [one.name for one in told if one.spans.holds_at(at_s)] == expected


def test_over_a_clock_change_the_window_of_an_effect_keeps_its_clock_times() -> None:
    document = with_effects(site=("Europe/Berlin", 52.52, 13.405))
    nights = plan_nights(document, "parks", date(2026, 10, 23), 4)
    motion = effects_on_top(document, nights)[0]
    for text, expected in (
        ("2026-10-23T21:59:59+02:00", False),
        ("2026-10-23T22:00:00+02:00", True),
        ("2026-10-25T04:59:59+01:00", True),
        ("2026-10-25T05:00:00+01:00", False),
        ("2026-10-25T22:00:00+01:00", True),
    ):
        assert motion.spans.holds_at(utc_s(text)) is expected


@pytest.mark.parametrize(
    ("evening", "holds"), [("2026-12-21", True), ("2026-06-21", False)], ids=["dark", "light"]
)
def test_an_effect_from_sunset_to_sunrise_follows_a_polar_sun(*, evening: str, holds: bool) -> None:
    extra = EFFECTS.replace('"22:00"', '"sunset"').replace('"05:00"', '"sunrise"')
    profile = 'effects = ["motion"]'
    document = make_document(NIGHT, site=LONGYEARBYEN, profile=profile, extra=extra)
    nights = plan_nights(document, "parks", date.fromisoformat(evening), 2)
    assert [one.spans for one in effects_on_top(document, nights)] == ([Spans()] if holds else [])


def test_without_effects_and_photocells_there_is_nothing_on_top() -> None:
    document = make_document()
    nights = plan_nights(document, "parks", FIRST, 2)
    assert effects_on_top(document, nights) == ()
    assert photocells_on_top(document, nights) == ()


def test_a_photocell_is_handed_on_once_with_the_nights_of_its_profiles() -> None:
    extra = f"[profile.same]\nsteps = [{NIGHT}]\n{CELL}"
    rules = '{ on = "2026-08-17", profile = "special" }, { on = "2026-08-18", profile = "same" }'
    document = make_document(NIGHT, rules, profile=CELL, extra=extra)
    nights = plan_nights(document, "parks", FIRST, 3)
    cell = {"on_below": 20, "off_above": 60.5, "early_s": 1800, "late_s": 1800}
    windows = [[nights[0].from_s, nights[0].until_s, 1], [nights[2].from_s, nights[2].until_s, 1]]
    [told] = photocells_on_top(document, nights)
    dumped = told.model_dump(mode="json", exclude_none=True)
    assert dumped == {**cell, "spans": {"windows": windows}}
    [always] = photocells_on_top(document, nights[:1])
    assert always.model_dump(mode="json", exclude_none=True) == {**cell, "spans": {}}


def program(*points: tuple[int, int, str]) -> Program:
    told = tuple(SwitchPoint(at_s, level, 0, because) for at_s, level, because in points)
    return Program("parks", 0, 86_400, 1, told, ())


ALWAYS = PhotocellOnTop(on_below=20, off_above=60, early_s=600, late_s=900)
SWITCHES = program(
    (0, 0, "noon"), (10_000, 80, "sunset-10m"), (40_000, 0, "sunrise not after 6:00")
)


@pytest.mark.parametrize(
    ("at_s", "expected"),
    [
        (9_399, None),
        (9_400, PhotocellWindow(9_400, 10_000, 10_900, 0, 80)),
        (10_000, PhotocellWindow(9_400, 10_000, 10_900, 0, 80)),
        (10_899, PhotocellWindow(9_400, 10_000, 10_900, 0, 80)),
        (10_900, None),
        (39_400, PhotocellWindow(39_400, 40_000, 40_900, 80, 0)),
        (40_899, PhotocellWindow(39_400, 40_000, 40_900, 80, 0)),
        (40_900, None),
        (-1, None),
    ],
)
def test_a_window_lies_around_each_switch_by_the_sun(
    at_s: int, expected: PhotocellWindow | None
) -> None:
    assert photocell_window(SWITCHES, [ALWAYS], at_s) == expected


def test_a_window_ends_at_the_neighbouring_points() -> None:
    near = program((9_900, 0, "noon"), (10_000, 80, "dusk"), (10_300, 40, "22:00"))
    assert photocell_window(near, [ALWAYS], 10_100) == PhotocellWindow(9_900, 10_000, 10_300, 0, 80)
    assert photocell_window(near, [ALWAYS], 10_300) is None
    first = program((10_000, 80, "dusk"))
    assert photocell_window(first, [ALWAYS], 9_500) == PhotocellWindow(9_400, 10_000, 10_900, 0, 80)


@pytest.mark.parametrize("because", ["22:00", "noon", "Pasar sunset", "Pasar until sunrise"])
def test_clock_times_and_events_have_no_window(because: str) -> None:
    other = program((0, 0, "noon"), (10_000, 80, because))
    assert photocell_window(other, [ALWAYS], 10_000) is None


def test_a_change_from_light_to_light_has_no_window() -> None:
    other = program((0, 30, "12:00"), (10_000, 80, "sunset"))
    assert photocell_window(other, [ALWAYS], 10_000) is None


def test_outside_the_nights_of_its_profile_a_photocell_has_no_window() -> None:
    never = ALWAYS.model_copy(update={"spans": Spans(windows=((0, 5_000, 1),))})
    assert photocell_window(SWITCHES, [never], 10_000) is None
    assert photocell_window(SWITCHES, [never, ALWAYS], 10_000) is not None
    assert photocell_window(SWITCHES, [], 10_000) is None


def test_a_compiled_night_has_a_window_at_dusk_and_one_at_dawn() -> None:
    """Sunset of 16 August at Kupang is at 17:43, sunrise at 05:56."""
    document = make_document(NIGHT, profile=CELL)
    cells = photocells_on_top(document, plan_nights(document, "parks", FIRST, 2))
    compiled = compile_program(document, "parks", FIRST, 2)
    for text, expected in (("17:00", 0), ("17:20", 1), ("18:10", 1), ("18:20", 0), ("22:00", 0)):
        window = photocell_window(compiled, cells, utc_s(f"2026-08-16T{text}+08:00"))
        assert (window is not None) is bool(expected)
