"""Whatever a valid document says, every minute has a level, and only one."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from schedules.compile import compile_program, plan_nights
from schedules.on_top import effects_on_top, photocells_on_top
from schedules.sensing import photocell_window
from tests.schedules.documents import KUPANG, LONGYEARBYEN, OSLO, make_document

LORD_HOWE = ("Australia/Lord_Howe", -31.55, 159.08)
CAIRO = ("Africa/Cairo", 30.04, 31.24)
SITES = st.sampled_from([KUPANG, OSLO, LONGYEARBYEN, LORD_HOWE, CAIRO])
LEVELS = st.sampled_from([0, 1, 60, 100])
CLOCKS = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
SUNS = st.builds(
    "{}{}{}m".format,
    st.sampled_from(["sunset", "dusk", "dawn", "sunrise"]),
    st.sampled_from("+-"),
    st.integers(0, 720),
)
SUN_STEPS = st.builds(
    '{{ at = "{}", level = {}{} }}'.format,
    SUNS,
    LEVELS,
    st.sampled_from(["", ', not_after = "23:00"', ', not_before = "03:00"']),
)
CLOCK_STEPS = st.builds('{{ at = "{}", level = {}, fade = "20m" }}'.format, CLOCKS, LEVELS)
STEPS = st.lists(CLOCK_STEPS | SUN_STEPS, max_size=6).map(", ".join)
EVENTS = st.lists(
    st.builds(
        '[[event]]\nname = "E"\non = "{}"\nfor = "all"\n'
        'from = "{}"\nuntil = "{}"\nlevel = {}\nfade_back = "1m"\n'.format,
        st.sampled_from(["mon..sun", "sat, sun", "holiday", "2nd fri"]),
        SUNS,
        SUNS | CLOCKS,
        LEVELS,
    ),
    max_size=3,
).map("".join)
MIN_BURNS = st.sampled_from(["", 'min_burn = "10m"', 'min_burn = "3h"'])
EFFECTS = """
effects = ["motion"]
photocell = { on_below = 20, off_above = 60, late = "3h" }
[effect.motion]
sensor = "motion"
do = "add"
value = -20
hold = "3m"
from = "dusk"
until = "05:00"
"""
DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@given(st.data(), SITES, DAYS)
def test_every_minute_has_a_level(
    data: st.DataObject, site: tuple[str, float, float], first: date
) -> None:
    steps, burn, extra = data.draw(STEPS), data.draw(MIN_BURNS), data.draw(EVENTS)
    document = make_document(steps, site=site, country="EG", profile=burn, extra=extra)
    program = compile_program(document, "parks", first, 2)
    for at_s in range(program.from_s, program.until_s + 3 * 86_400, 60):
        point = program.point_at(at_s)
        assert point is not None
        assert 0 <= point.level <= 100
        assert point.at_s <= at_s


@given(st.data(), SITES, DAYS)
def test_no_burning_is_shorter_than_the_minimum_and_nights_are_in_order(
    data: st.DataObject, site: tuple[str, float, float], first: date
) -> None:
    steps, extra = data.draw(STEPS), data.draw(EVENTS)
    burn = 'min_burn = "3h"'
    document = make_document(steps, site=site, country="EG", profile=burn, extra=extra)
    for night in plan_nights(document, "parks", first, 3):
        moments_s = [night.from_s - 1, *(point.at_s for point in night.points), night.until_s]
        assert all(earlier < later for earlier, later in pairwise(moments_s))
        assert len(night.origins) == len(night.points)
        lit_s: int | None = None
        for at_s, level in [(p.at_s, p.level) for p in night.points] + [(night.until_s, 0)]:
            assert level or lit_s is None or at_s - lit_s >= 10_800
            lit_s = (at_s if lit_s is None else lit_s) if level else None


@given(STEPS.filter(lambda steps: "sun" in steps or "d" in steps), SITES, DAYS)
def test_what_stands_on_top_is_told_for_every_minute(
    steps: str, site: tuple[str, float, float], first: date
) -> None:
    suns = '{ at = "sunset", level = 60, not_after = "23:00" }'
    document = make_document(f"{suns}, {steps}".rstrip(", "), site=site, profile=EFFECTS.strip())
    nights = plan_nights(document, "parks", first, 2)
    program = compile_program(document, "parks", first, 2)
    cells, effects = photocells_on_top(document, nights), effects_on_top(document, nights)
    assert len(cells) == 1
    for at_s in range(program.from_s, program.until_s, 600):
        window = photocell_window(program, cells, at_s)
        assert window is None or window.from_s <= at_s < window.until_s
        for effect in effects:
            edge_s = effect.spans.next_edge_s(at_s)
            assert edge_s is None or edge_s > at_s
