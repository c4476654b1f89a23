"""Photocell and effects of sensors on top of a program: the ladder with them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.decision import Situation, Trust, Wanted, decide
from schedules.effects import Do
from schedules.program import Program, SwitchPoint
from schedules.sensing import (
    FRESH_MS,
    EffectOnTop,
    Light,
    PhotocellOnTop,
    Senses,
    Trigger,
    judge_light,
    photocell_window,
)
from schedules.spans import Spans
from tests.schedules.test_decision import make_override

PARKS = Program(
    id="parks",
    from_s=0,
    until_s=86_400,
    nights=1,
    points=(
        SwitchPoint(20_000, 100, 30, "sunset-10m"),
        SwitchPoint(40_000, 30, 60, "23:00"),
        SwitchPoint(60_000, 0, 5, "sunrise"),
    ),
    ordinary=(SwitchPoint(30_000, 60, 0, "20:00"),),
)
CELL = PhotocellOnTop(on_below=20, off_above=60, early_s=1800, late_s=900)
MOTION = EffectOnTop(
    name="walker", sensor="motion", do=Do.MAX, value=80, hold_s=180, fade_s=2, fade_back_s=10
)
DARK, BRIGHT = Light(is_dark=True, until_ms=10**9), Light(is_dark=False, until_ms=10**9)


def make_situation(*effects: EffectOnTop, senses: Senses | None = None) -> Situation:
    return Situation((), PARKS, 100, Trust.SYNCED, None, (CELL,), effects, senses or Senses())


def at(situation: Situation, now_s: int) -> Wanted:
    return decide(situation, now_s * 1000)


@pytest.mark.parametrize(
    ("now_s", "light", "level"),
    [
        (18_199, DARK, 100),  # no program yet: the default holds, whatever the sensor says
        (58_199, DARK, 30),
        (58_200, BRIGHT, 0),
        (58_200, DARK, 30),
        (60_000, DARK, 30),
        (60_899, DARK, 30),
        (60_900, DARK, 0),
        (20_899, BRIGHT, 0),
        (20_900, BRIGHT, 100),
    ],
)
def test_a_photocell_decides_in_its_window_and_nowhere_else(
    now_s: int, light: Light, level: int
) -> None:
    assert at(make_situation(senses=Senses(light=light)), now_s).level == level


def test_what_a_photocell_changes_is_told_with_the_switch_that_it_is_about() -> None:
    wanted = at(make_situation(senses=Senses(light=BRIGHT)), 58_200)
    assert wanted == Wanted(0, "sensor", "photocell: light over parks 23:00", 60_000_000, 60)
    lit = at(make_situation(senses=Senses(light=DARK)), 60_000)
    assert lit == Wanted(30, "sensor", "photocell: dark over parks sunrise", 60_900_000, 5)


def test_a_sensor_that_died_gives_the_level_back_to_the_program() -> None:
    dying = Senses(light=Light(is_dark=True, until_ms=60_500_000))
    assert at(make_situation(senses=dying), 60_000).until_ms == 60_500_000
    assert at(make_situation(senses=dying), 60_500).by == "program"


def test_a_switch_by_the_clock_is_none_of_the_photocells_business() -> None:
    assert photocell_window(PARKS, (CELL,), 40_000) is None


def test_light_between_the_two_limits_leaves_it_as_it_was() -> None:
    def judged(before: Light | None, lux: float, now_ms: int = 1000) -> Light | None:
        return judge_light(before, (CELL,), lux, now_ms)

    assert judged(None, 19.9) == Light(is_dark=True, until_ms=1000 + FRESH_MS)
    assert judged(None, 60.1) == Light(is_dark=False, until_ms=1000 + FRESH_MS)
    assert judged(None, 40) is None
    assert judged(DARK, 40) == Light(is_dark=True, until_ms=1000 + FRESH_MS)
    assert judged(DARK._replace(until_ms=1000), 40) is None
    never = CELL.model_copy(update={"spans": Spans(windows=((5000, 6000, 1),))})
    assert judge_light(DARK, (never,), 5, 1000) is None


def test_a_photocell_of_other_nights_changes_nothing_and_its_begin_is_known() -> None:
    later = CELL.model_copy(update={"spans": Spans(windows=((58_300, 59_000, 1),))})
    situation = replace(make_situation(senses=Senses(light=BRIGHT)), photocells=(later,))
    assert at(situation, 58_200) == Wanted(30, "program", "parks 23:00", 58_300_000, 60)
    assert at(situation, 58_300).level == 0


def triggered(last_s: int, *, is_on: bool = False) -> Senses:
    return Senses((Trigger("motion", last_s * 1000, is_on),))


def test_an_effect_holds_for_its_time_after_the_last_trigger() -> None:
    situation = make_situation(MOTION, senses=triggered(50_000))
    expected = Wanted(80, "sensor", "walker over parks 23:00", 50_180_000, 2, 10)
    assert at(situation, 50_000) == at(situation, 50_179) == expected
    assert at(situation, 50_180) == Wanted(30, "program", "parks 23:00", 60_000_000, 60)


def test_an_effect_goes_on_while_its_sensor_is_triggered() -> None:
    situation = make_situation(MOTION, senses=triggered(41_000, is_on=True))
    assert at(situation, 55_000) == Wanted(
        80, "sensor", "walker over parks 23:00", 60_000_000, 2, 10
    )


def test_an_effect_that_changes_nothing_leaves_the_program_its_word() -> None:
    situation = make_situation(MOTION, senses=triggered(30_000))
    assert at(situation, 30_000) == Wanted(100, "program", "parks sunset-10m", 30_180_000, 30)
    other = MOTION.model_copy(update={"sensor": "door"})
    assert at(make_situation(other, senses=triggered(50_000)), 50_000).by == "program"


def test_an_effect_counts_only_in_its_part_of_the_night() -> None:
    part = MOTION.model_copy(update={"spans": Spans(daily=(50_100, 50))})
    situation = make_situation(part, senses=triggered(50_000))
    assert [at(situation, now_s).level for now_s in (50_099, 50_100, 50_149, 50_150)] == [
        30,
        80,
        80,
        30,
    ]
    assert at(situation, 50_000).until_ms == 50_100_000


@pytest.mark.parametrize(
    ("do", "value", "level"),
    [
        (Do.SET, 7, 7),
        (Do.MAX, 40, 40),
        (Do.MIN, 20, 20),
        (Do.ADD, 25, 55),
        (Do.ADD, -50, 0),
        (Do.MULTIPLY, 150, 45),
        (Do.MULTIPLY, 400, 100),
    ],
)
def test_each_word_of_an_effect_does_what_it_says(do: Do, value: int, level: int) -> None:
    effect = MOTION.model_copy(update={"do": do, "value": value})
    assert at(make_situation(effect, senses=triggered(50_000)), 50_000).level == level


def test_of_several_effects_the_last_named_is_done_first_and_all_are_told() -> None:
    bus = EffectOnTop(name="bus", sensor="motion", do=Do.ADD, value=20, hold_s=60)
    first = at(make_situation(MOTION, bus, senses=triggered(50_000)), 50_000)
    assert (first.level, first.what) == (80, "bus + walker over parks 23:00")
    second = at(make_situation(bus, MOTION, senses=triggered(50_000)), 50_000)
    assert (second.level, second.what) == (100, "walker + bus over parks 23:00")
    assert second.until_ms == 50_060_000


def test_an_override_stands_above_all_sensors_and_says_how_it_ends() -> None:
    base = make_situation(MOTION, senses=triggered(50_000))
    one = replace(make_override(start_ms=50_000_000, until_ms=50_100_000), fade_back_s=9)
    wanted = at(replace(base, overrides=(one,)), 50_050)
    assert (wanted.by, wanted.level, wanted.fade_back_s) == ("override", 40, 9)


def test_without_a_trusted_clock_no_sensor_darkens() -> None:
    off = MOTION.model_copy(update={"do": Do.SET, "value": 0})
    situation = replace(
        make_situation(off, senses=triggered(50_000)), trust=Trust.UNKNOWN, default_level=90
    )
    assert at(situation, 50_000) == Wanted(90, "default", "clock unknown", 50_180_000, 0)


MOMENTS = st.integers(0, 200_000_000)
SPANS = st.sampled_from(
    [
        Spans(),
        Spans(daily=(50_000, 9000)),
        Spans(windows=((30_000, 45_000, 2), (59_000, 61_000, 1))),
    ]
)
EFFECTS = st.builds(
    EffectOnTop,
    name=st.sampled_from(["one", "two"]),
    sensor=st.sampled_from(["motion", "door"]),
    do=st.sampled_from(Do),
    value=st.integers(-100, 400),
    hold_s=st.integers(1, 7200),
    fade_s=st.integers(0, 5),
    spans=SPANS,
)
CELLS = st.builds(
    PhotocellOnTop,
    on_below=st.just(20),
    off_above=st.just(60),
    early_s=st.integers(0, 9000),
    late_s=st.integers(0, 9000),
    spans=SPANS,
)
SENSES = st.builds(
    Senses,
    st.lists(
        st.builds(Trigger, st.sampled_from(["motion", "door"]), MOMENTS, st.booleans()),
        max_size=2,
        unique_by=lambda one: one.sensor,
    ).map(tuple),
    st.none() | st.builds(Light, st.booleans(), MOMENTS),
)
SITUATIONS = st.builds(
    Situation,
    st.just(()),
    st.just(PARKS),
    st.integers(0, 100),
    st.sampled_from(Trust),
    st.sampled_from([None, None, 70]),
    st.lists(CELLS, max_size=2).map(tuple),
    st.lists(EFFECTS, max_size=3).map(tuple),
    SENSES,
)


@given(SITUATIONS, MOMENTS)
def test_a_level_is_from_0_to_100_whatever_sensors_say(situation: Situation, now_ms: int) -> None:
    assert 0 <= decide(situation, now_ms).level <= 100


@given(SITUATIONS, MOMENTS, st.data())
def test_an_answer_with_sensors_holds_until_its_end(
    situation: Situation, now_ms: int, data: st.DataObject
) -> None:
    wanted = decide(situation, now_ms)
    end_ms = wanted.until_ms or now_ms + 100_000_000
    assert end_ms > now_ms
    later_ms = data.draw(st.integers(now_ms, end_ms - 1))
    assert decide(situation, later_ms) == wanted


@given(SITUATIONS, MOMENTS)
def test_every_hold_ends(situation: Situation, now_ms: int) -> None:
    triggers = tuple(one._replace(is_on=False) for one in situation.senses.triggers)
    over_ms = 200_000_000 + 7200 * 1000
    ended = replace(situation, photocells=(), senses=Senses(triggers))
    plain = replace(ended, effects=())
    later_ms = max(now_ms, over_ms)
    assert decide(ended, later_ms) == decide(plain, later_ms)


@given(SITUATIONS, MOMENTS)
def test_a_photocell_changes_nothing_outside_its_window(situation: Situation, now_ms: int) -> None:
    without = replace(situation, photocells=())
    window = photocell_window(PARKS, situation.photocells, now_ms // 1000)
    light = situation.senses.light
    if window is None or light is None or light.until_ms <= now_ms:
        with_, plain = decide(situation, now_ms), decide(without, now_ms)
        assert replace(with_, until_ms=None) == replace(plain, until_ms=None)


@given(SITUATIONS, MOMENTS)
def test_without_settings_or_without_senses_the_answer_is_exactly_the_old_one(
    situation: Situation, now_ms: int
) -> None:
    plain = replace(situation, photocells=(), effects=(), senses=Senses())
    assert decide(replace(situation, senses=Senses()), now_ms) == decide(plain, now_ms)
    assert decide(replace(situation, photocells=(), effects=()), now_ms) == decide(plain, now_ms)
