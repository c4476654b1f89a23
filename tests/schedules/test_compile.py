from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.compile import compile_program, evening_of, plan_night, plan_nights
from schedules.document import read_document
from schedules.errors import DocumentError, NoSuchGroupError, NoSuchNightError
from schedules.fit import Room
from schedules.program import SwitchPoint
from tests.schedules.documents import (
    KUPANG,
    LONGYEARBYEN,
    OSLO,
    document_text,
    local_points,
    make_document,
    utc_s,
)

ONE_DAY = timedelta(days=1)
ON_AND_OFF = '{ at = "sunset", level = 100 }, { at = "sunrise", level = 0 }'


def test_a_night_at_kupang_switches_at_the_hand_written_moments() -> None:
    """Sunset 17:43:24 and sunrise 05:56:12 are the almanac's."""
    document = make_document(
        '{ at = "sunset-10m", level = 100, fade = "30s" }, { at = "22:00", level = 60 },'
        '{ at = "04:30", level = 100 }, { at = "sunrise+5m", level = 0 }'
    )
    night = plan_night(document, "parks", date(2026, 8, 16))
    expected_s = [1786872804, 1786888800, 1786912200, 1786917672]
    assert [point.level for point in night.points] == [100, 60, 100, 0]
    assert [point.fade_s for point in night.points] == [30, 0, 0, 0]
    assert [point.because for point in night.points] == [
        "sunset-10m",
        "22:00",
        "04:30",
        "sunrise+5m",
    ]
    for point, moment_s in zip(night.points, expected_s, strict=True):
        assert abs(point.at_s - moment_s) <= 60
    assert [point.at_s for point in night.points[1:3]] == expected_s[1:3]
    assert (night.from_s, night.until_s) == (1786852800, 1786939200)


# (zone, evening, the night's points), the instants from the zones' own rules for 2026.
CHANGES = [
    (
        "Africa/Cairo",
        "2026-04-23",
        [("2026-04-24T01:00:00+03:00", 50), ("2026-04-24T05:00:00+03:00", 0)],
    ),
    (
        "Africa/Cairo",
        "2026-10-29",
        [("2026-10-30T00:30:00+02:00", 50), ("2026-10-30T05:00:00+02:00", 0)],
    ),
    (
        "America/Santiago",
        "2026-09-05",
        [("2026-09-06T01:00:00-03:00", 50), ("2026-09-06T05:00:00-03:00", 0)],
    ),
    (
        "Europe/Berlin",
        "2026-03-28",
        [("2026-03-29T00:30:00+01:00", 50), ("2026-03-29T05:00:00+02:00", 0)],
    ),
]


@pytest.mark.parametrize(("zone", "evening", "expected"), CHANGES)
def test_steps_keep_their_clock_times_over_a_clock_change(
    zone: str, evening: str, expected: list[tuple[str, int]]
) -> None:
    steps = '{ at = "00:30", level = 50 }, { at = "05:00", level = 0 }'
    document = make_document(steps, site=(zone, 0, 0))
    assert [point[:2] for point in local_points(document, evening)] == expected


def test_a_double_time_lights_at_the_first_and_darkens_at_the_second() -> None:
    steps = '{ at = "01:40", level = 50 }, { at = "01:45", level = 0 }'
    document = make_document(steps, site=("Australia/Lord_Howe", -31.55, 159.08))
    assert local_points(document, "2026-04-04") == [
        ("2026-04-05T01:40:00+11:00", 50, "01:40"),
        ("2026-04-05T01:45:00+10:30", 0, "01:45"),
    ]


def test_a_clamp_moves_a_sun_time_and_says_so() -> None:
    steps = (
        '{ at = "sunset", level = 100, not_before = "18:00", not_after = "18:30" },'
        '{ at = "sunrise", level = 0, not_before = "05:00", not_after = "05:30" }'
    )
    assert local_points(make_document(steps), "2026-08-16") == [
        ("2026-08-16T18:00:00+08:00", 100, "sunset not before 18:00"),
        ("2026-08-17T05:30:00+08:00", 0, "sunrise not after 05:30"),
    ]


def test_a_clamp_that_is_not_reached_changes_nothing() -> None:
    clamped = '{ at = "sunset", level = 100, not_before = "17:00", not_after = "18:30" }'
    plain = '{ at = "sunset", level = 100 }'
    assert local_points(make_document(clamped), "2026-08-16") == local_points(
        make_document(plain), "2026-08-16"
    )


def test_steps_are_taken_in_order_of_time_and_the_later_one_wins_a_second() -> None:
    steps = (
        '{ at = "05:00", level = 0 }, { at = "22:00", level = 60 }, { at = "20:00", level = 80 },'
        '{ at = "22:00:00", level = 40 }'
    )
    assert [point[1:] for point in local_points(make_document(steps), "2026-08-16")] == [
        (80, "20:00"),
        (40, "22:00:00"),
        (0, "05:00"),
    ]


def test_a_step_before_the_night_moves_to_noon_and_one_after_it_does_not_happen() -> None:
    steps = '{ at = "sunset-12h", level = 30 }, { at = "sunrise+7h", level = 50 }'
    assert local_points(make_document(steps), "2026-08-16") == [
        ("2026-08-16T12:00:00+08:00", 30, "sunset-12h")
    ]


def test_a_lamp_left_lit_goes_off_at_noon() -> None:
    document = make_document('{ at = "22:00", level = 60 }', '{ on = "sun", profile = "special" }')
    assert local_points(document, "2026-08-15") == [
        ("2026-08-15T12:00:00+08:00", 0, "noon"),
        ("2026-08-15T22:00:00+08:00", 60, "22:00"),
    ]
    assert local_points(document, "2026-08-16") == [("2026-08-16T12:00:00+08:00", 0, "noon")]
    assert local_points(document, "2026-08-17") == [("2026-08-17T22:00:00+08:00", 60, "22:00")]


def test_a_step_exactly_at_noon_needs_no_other_point() -> None:
    document = make_document('{ at = "12:00", level = 10 }')
    assert local_points(document, "2026-08-16") == [("2026-08-16T12:00:00+08:00", 10, "12:00")]
    program = compile_program(document, "parks", date(2026, 8, 16), 2)
    assert [point.because for point in program.points] == ["12:00", "12:00"]
    assert [point.because for point in program.ordinary] == ["12:00"]


MIDSUMMER, MIDWINTER = "2026-06-21", "2026-12-21"


def test_under_a_midnight_sun_a_profile_of_sun_times_stays_off() -> None:
    assert local_points(make_document(ON_AND_OFF, site=LONGYEARBYEN), MIDSUMMER) == []


def test_one_unclamped_sun_time_puts_off_the_whole_night_of_a_midnight_sun() -> None:
    steps = '{ at = "22:00", level = 50 }, { at = "sunrise", level = 0 }'
    assert local_points(make_document(steps, site=LONGYEARBYEN), MIDSUMMER) == []
    steps = '{ at = "sunset", level = 50, not_before = "22:00" }'
    assert local_points(make_document(steps, site=LONGYEARBYEN), MIDSUMMER) == []


def test_under_a_midnight_sun_clamps_and_clock_times_hold() -> None:
    steps = (
        '{ at = "sunset", level = 100, not_after = "23:00" }, { at = "02:00", level = 50 },'
        '{ at = "sunrise", level = 0, not_before = "03:00" }'
    )
    assert [
        point[1:] for point in local_points(make_document(steps, site=LONGYEARBYEN), MIDSUMMER)
    ] == [
        (100, "sunset not after 23:00"),
        (50, "02:00"),
        (0, "sunrise not before 03:00"),
    ]


def test_in_a_polar_night_the_lamps_burn_from_noon_to_noon() -> None:
    document = make_document(ON_AND_OFF, site=LONGYEARBYEN)
    assert local_points(document, MIDWINTER) == [("2026-12-21T12:00:00+01:00", 100, "sunset")]
    program = compile_program(document, "parks", date(2026, 12, 20), 3)
    assert {point.level for point in program.points} == {100}
    assert [(point.at_s, point.level) for point in program.ordinary] == [(0, 100)]


def test_in_a_polar_night_clamps_hold() -> None:
    steps = (
        '{ at = "dusk", level = 100, not_before = "15:30" },'
        '{ at = "dawn", level = 0, not_after = "09:00" }'
    )
    assert local_points(make_document(steps, site=LONGYEARBYEN), MIDWINTER) == [
        ("2026-12-21T15:30:00+01:00", 100, "dusk not before 15:30"),
        ("2026-12-22T09:00:00+01:00", 0, "dawn not after 09:00"),
    ]


def test_each_event_is_judged_by_its_own_elevation() -> None:
    """On 1 March there is a sunset in Longyearbyen; in Oslo no June night is without one."""
    document = make_document(ON_AND_OFF, site=OSLO)
    assert [point[1] for point in local_points(document, MIDSUMMER)] == [100, 0]
    trondheim = ("Europe/Oslo", 63.43, 10.40)
    document = make_document(ON_AND_OFF, site=trondheim)
    assert [point[1] for point in local_points(document, MIDSUMMER)] == [100, 0]
    steps = '{ at = "dusk", level = 100 }, { at = "dawn", level = 0 }'
    assert local_points(make_document(steps, site=trondheim), MIDSUMMER) == []


def test_a_night_knows_its_profile_its_rule_and_whether_that_is_sure() -> None:
    rules = (
        '{ on = "holiday:Hari Raya Idul Fitri, 08-16..08-17", profile = "special" },'
        '{ on = "holiday", profile = "p" }'
    )
    document = make_document(rules=rules)
    first, second, third = (
        plan_night(document, "parks", day)
        for day in (date(2027, 3, 10), date(2026, 8, 17), date(2026, 8, 18))
    )
    words = "holiday:Hari Raya Idul Fitri, 08-16..08-17"
    assert (first.profile, first.rule, first.estimated) == ("special", words, True)
    assert (second.profile, second.rule, second.estimated) == ("special", words, False)
    assert (third.profile, third.rule, third.estimated) == ("p", None, False)
    assert (third.date, third.group) == (date(2026, 8, 18), "parks")


def test_the_night_of_a_moment_changes_at_local_noon() -> None:
    document = make_document()
    assert evening_of(document, utc_s("2026-08-17T11:59:59+08:00")) == date(2026, 8, 16)
    assert evening_of(document.site, utc_s("2026-08-17T12:00:00+08:00")) == date(2026, 8, 17)


def test_a_program_begins_with_an_explicit_point_at_noon() -> None:
    program = compile_program(make_document(), "parks", date(2026, 8, 16), 60)
    noon_s = utc_s("2026-08-16T12:00+08:00")
    assert program.points[0] == SwitchPoint(noon_s, 0, 0, "noon")
    assert (program.id, program.from_s, program.nights) == ("parks", noon_s, 60)
    assert program.until_s == utc_s("2026-10-15T12:00+08:00")


def test_the_ordinary_night_is_the_default_one_after_the_last() -> None:
    document = make_document(
        '{ at = "18:00", level = 60 }, { at = "05:00", level = 0 }',
        '{ on = "2026-08-18", profile = "special" }',
    )
    program = compile_program(document, "parks", date(2026, 8, 16), 2)
    assert program.ordinary == (
        SwitchPoint(6 * 3600, 60, 0, "18:00"),
        SwitchPoint(17 * 3600, 0, 0, "05:00"),
    )


def test_an_ordinary_night_after_a_lit_one_begins_with_a_point_at_noon() -> None:
    rules = '{ on = "2026-08-16", profile = "p" }, { on = "2026-01-01..2027-01-01", profile = "q" }'
    text = document_text(rules=rules).replace('default = "p"', 'default = "special"')
    text = text.replace('profile = "q"', 'profile = "special"')
    document = read_document(text, "test.toml")
    program = compile_program(document, "parks", date(2026, 8, 16), 1)
    assert program.ordinary == (SwitchPoint(0, 0, 0, "noon"),)
    program = compile_program(document, "parks", date(2026, 8, 17), 1)
    assert program.ordinary == ()


def test_an_ordinary_night_of_twenty_five_hours_repeats_within_a_day() -> None:
    document = make_document(
        '{ at = "18:00", level = 60 }, { at = "11:30", level = 0 }',
        site=("Europe/Berlin", 52.5, 13.4),
    )
    program = compile_program(document, "parks", date(2026, 10, 23), 1)
    assert [point.because for point in program.ordinary] == ["18:00"]


def clock_steps(count: int) -> str:
    return ", ".join(f'{{ at = "20:{number:02}", level = 60 }}' for number in range(count))


def test_a_program_too_long_for_a_node_gets_fewer_nights() -> None:
    program = compile_program(make_document(clock_steps(8)), "parks", date(2026, 8, 16), 90)
    assert 60 <= program.nights < 90
    assert program.until_s - program.from_s == program.nights * 86_400
    assert len(program.points) + len(program.ordinary) <= 600


@pytest.mark.parametrize("count", [24, 40])
def test_a_profile_of_many_steps_fits_for_a_week_and_more(count: int) -> None:
    program = compile_program(make_document(clock_steps(count)), "parks", date(2026, 8, 16))
    assert 7 <= program.nights < 60
    assert len(program.ordinary) == count + 1
    assert len(program.points) == program.nights * (count + 1)  # each begins lit, hence "noon"


def test_a_node_with_more_room_gets_more_nights() -> None:
    document, room = make_document(clock_steps(24)), Room(points=4_000, size_bytes=65_536)
    program = compile_program(document, "parks", date(2026, 8, 16), room=room)
    assert program.nights > 60


def test_a_program_that_cannot_last_a_week_says_what_to_shorten() -> None:
    document = make_document(clock_steps(12))
    with pytest.raises(DocumentError) as caught:
        compile_program(document, "parks", date(2026, 8, 16), room=Room(points=91))
    assert str(caught.value) == (
        "test.toml:12: a node has room for 6 nights of parks, and needs 7; "
        "use fewer steps in the profiles of calendar c, or fewer events"
    )


def test_groups_and_nights_that_do_not_exist_are_refused() -> None:
    with pytest.raises(NoSuchGroupError):
        plan_night(make_document(), "roads", date(2026, 8, 16))
    with pytest.raises(NoSuchNightError):
        plan_night(make_document(), "parks", date.max)


def step_texts() -> st.SearchStrategy[str]:
    clock = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
    event = st.sampled_from(["sunset", "dusk", "dawn", "sunrise"])
    sun = st.builds("{}{}{}m".format, event, st.sampled_from("+-"), st.integers(0, 720))
    level = st.sampled_from([0, 10, 60, 100])
    clamps = st.sampled_from(["", ', not_after = "23:00"', ', not_before = "03:00"'])
    clock_step = st.builds('{{ at = "{}", level = {} }}'.format, clock, level)
    sun_step = st.builds('{{ at = "{}", level = {}{} }}'.format, sun, level, clamps)
    return st.lists(clock_step | sun_step, max_size=6).map(", ".join)


SITES = [KUPANG, OSLO, LONGYEARBYEN, ("Africa/Cairo", 30.0, 31.2), ("Pacific/Apia", -13.8, -171.8)]


@given(step_texts(), st.sampled_from(SITES), st.dates(date(2011, 12, 20), date(2030, 1, 1)))
def test_nights_are_strictly_rising_inside_noon_to_noon_and_dark_between(
    steps: str, site: tuple[str, float, float], first: date
) -> None:
    nights = plan_nights(make_document(steps, site=site), "parks", first, 5)
    assert [night.date for night in nights] == [first + number * ONE_DAY for number in range(5)]
    for night in nights:
        moments_s = [night.from_s - 1, *(point.at_s for point in night.points), night.until_s]
        assert all(earlier < later for earlier, later in pairwise(moments_s))
    for night, following in pairwise(nights):
        assert night.until_s == following.from_s
        if night.points and night.points[-1].level:
            assert following.points[0].at_s == following.from_s


@given(step_texts(), st.sampled_from(SITES), st.dates(date(2011, 12, 20), date(2030, 1, 1)))
def test_a_program_holds_the_same_points_as_its_nights(
    steps: str, site: tuple[str, float, float], first: date
) -> None:
    document = make_document(steps, site=site)
    program = compile_program(document, "parks", first, 3)
    nights = plan_nights(document, "parks", first, 3)
    points = [point for night in nights for point in night.points]
    assert list(program.points[-len(points) :] if points else ()) == points
    assert program.points[0].at_s == program.from_s == nights[0].from_s
    assert program.until_s == nights[-1].until_s
    offsets_s = [-1, *(point.at_s for point in program.ordinary), 86_400]
    assert all(earlier < later for earlier, later in pairwise(offsets_s))
