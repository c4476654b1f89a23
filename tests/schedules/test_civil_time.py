from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.civil_time import NOON_S, clock_s, evening_at, instant_s, night_window
from schedules.errors import NoSuchNightError
from tests.schedules.documents import utc_s

ZONES = ["Asia/Makassar", "Africa/Cairo", "America/Santiago", "Australia/Lord_Howe"]
ZONES += ["Europe/Berlin", "Pacific/Apia", "Pacific/Chatham", "Asia/Kathmandu"]
EVENINGS = st.dates(date(1970, 1, 2), date(2199, 12, 30))
ONE_DAY = timedelta(days=1)

# (zone, date, clock time, the instant to light, the instant to darken), from the zones' own rules.
CHANGES = [
    # Cairo springs from 00:00 to 01:00 and falls from 24:00 to 23:00.
    ("Africa/Cairo", "2026-04-24", "00:30", "2026-04-24T01:00+03:00", "2026-04-24T01:00+03:00"),
    ("Africa/Cairo", "2026-10-29", "23:30", "2026-10-29T23:30+03:00", "2026-10-29T23:30+02:00"),
    # Santiago falls from 24:00 to 23:00 and springs from 00:00 to 01:00.
    ("America/Santiago", "2026-04-04", "23:15", "2026-04-04T23:15-03:00", "2026-04-04T23:15-04:00"),
    ("America/Santiago", "2026-09-06", "00:00", "2026-09-06T01:00-03:00", "2026-09-06T01:00-03:00"),
    # Lord Howe moves by half an hour.
    (
        "Australia/Lord_Howe",
        "2026-04-05",
        "01:45",
        "2026-04-05T01:45+11:00",
        "2026-04-05T01:45+10:30",
    ),
    (
        "Australia/Lord_Howe",
        "2026-10-04",
        "02:10",
        "2026-10-04T02:30+11:00",
        "2026-10-04T02:30+11:00",
    ),
    ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T03:00+02:00", "2026-03-29T03:00+02:00"),
    ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"),
    # Samoa left out the whole of this day.
    ("Pacific/Apia", "2011-12-30", "12:00", "2011-12-31T00:00+14:00", "2011-12-31T00:00+14:00"),
    ("Asia/Makassar", "2026-08-16", "22:00", "2026-08-16T22:00+08:00", "2026-08-16T22:00+08:00"),
]


@pytest.mark.parametrize(("zone", "day", "clock", "lit", "dark"), CHANGES)
def test_a_skipped_time_follows_the_gap_and_a_double_one_rather_lights_too_long(
    zone: str, day: str, clock: str, lit: str, dark: str
) -> None:
    hours, minutes = clock.split(":")
    second_of_day = int(hours) * 3600 + int(minutes) * 60
    day_of = date.fromisoformat(day)
    assert instant_s(zone, day_of, second_of_day, lit=True) == utc_s(lit)
    assert instant_s(zone, day_of, second_of_day, lit=False) == utc_s(dark)


def test_times_before_noon_belong_to_the_evening_before() -> None:
    evening = date(2026, 12, 31)
    assert clock_s("Asia/Makassar", evening, NOON_S, lit=True) == utc_s("2026-12-31T12:00+08:00")
    assert clock_s("Asia/Makassar", evening, 0, lit=True) == utc_s("2027-01-01T00:00+08:00")
    last_s = clock_s("Asia/Makassar", evening, NOON_S - 1, lit=True)
    assert last_s == utc_s("2027-01-01T11:59:59+08:00")


def test_the_night_of_a_clock_change_is_an_hour_shorter_or_longer() -> None:
    lengths_s = [
        night.until_s - night.from_s
        for night in (
            night_window("Europe/Berlin", date(2026, 3, 28)),
            night_window("Europe/Berlin", date(2026, 10, 24)),
            night_window("Australia/Lord_Howe", date(2026, 10, 3)),
        )
    ]
    assert lengths_s == [23 * 3600, 25 * 3600, 23 * 3600 + 1800]


@given(st.sampled_from(ZONES), EVENINGS)
def test_nights_follow_each_other_from_noon_to_noon(zone: str, evening: date) -> None:
    night, following = night_window(zone, evening), night_window(zone, evening + ONE_DAY)
    assert night.from_s < night.until_s == following.from_s
    assert evening_at(zone, night.from_s) == evening_at(zone, night.until_s - 1) == evening


@given(
    zone=st.sampled_from(ZONES),
    day=EVENINGS,
    second_of_day=st.integers(0, 86_399),
    lit=st.booleans(),
)
def test_an_instant_shows_the_clock_time_or_is_the_first_after_a_gap(
    zone: str, day: date, second_of_day: int, *, lit: bool
) -> None:
    at_s = instant_s(zone, day, second_of_day, lit=lit)
    wanted = datetime.combine(day, datetime.min.time()) + timedelta(seconds=second_of_day)
    local = datetime.fromtimestamp(at_s, ZoneInfo(zone))
    if local.replace(tzinfo=None) != wanted:
        before = datetime.fromtimestamp(at_s - 1, ZoneInfo(zone))
        assert before.replace(tzinfo=None) < wanted < local.replace(tzinfo=None)


@pytest.mark.parametrize("evening", [date.min, date(1969, 12, 31), date(2200, 1, 1), date.max])
def test_nights_outside_the_years_of_zone_rules_are_refused(evening: date) -> None:
    with pytest.raises(NoSuchNightError, match="nights are planned for 1970 to 2199"):
        night_window("Asia/Makassar", evening)
