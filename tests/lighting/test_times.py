from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lighting.errors import WrongUse
from lighting.times import age, from_rfc3339, parse_moment, rfc3339, show
from schedules.site import Site

KUPANG = Site(
    name="kupang", timezone="Asia/Makassar", latitude=-10.178, longitude=123.607, country="ID"
)
TROMSO = Site(name="tromso", timezone="Europe/Oslo", latitude=69.65, longitude=18.96)
NOW = "2026-08-16T22:04:00+08:00"
NOW_MS = from_rfc3339(NOW)


def typed(text: str, *, past: bool = False) -> str:
    return rfc3339(parse_moment(text, NOW_MS, KUPANG, past=past), KUPANG.timezone)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("23:30", "2026-08-16T23:30:00+08:00"),
        ("18:00", "2026-08-17T18:00:00+08:00"),
        ("22:04", "2026-08-17T22:04:00+08:00"),
        ("2026-08-16 18:00", "2026-08-16T18:00:00+08:00"),
        ("2026-08-16T18:00", "2026-08-16T18:00:00+08:00"),
        ("2026-08-16T10:00:00Z", "2026-08-16T18:00:00+08:00"),
        ("2026-08-16T18:00:00.250+08:00", "2026-08-16T18:00:00.250+08:00"),
        ("+2h", "2026-08-17T00:04:00+08:00"),
        ("+1h30m", "2026-08-16T23:34:00+08:00"),
        ("-30m", "2026-08-16T21:34:00+08:00"),
        ("+1d", "2026-08-17T22:04:00+08:00"),
        ("tomorrow 05:00", "2026-08-17T05:00:00+08:00"),
        ("Today  05:00", "2026-08-16T05:00:00+08:00"),
        ("yesterday", "2026-08-15T00:00:00+08:00"),
        ("2026-08-01", "2026-08-01T00:00:00+08:00"),
    ],
)
def test_a_typed_time_is_a_moment(text: str, meant: str) -> None:
    assert typed(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [("18:00", "2026-08-16T18:00:00+08:00"), ("23:30", "2026-08-15T23:30:00+08:00")],
)
def test_looking_back_a_clock_time_is_the_last_such_moment(text: str, meant: str) -> None:
    assert typed(text, past=True) == meant


def test_sun_times_are_those_of_the_almanac() -> None:
    """Published for Kupang: sunset 17:43 on 16 and 17 August 2026, sunrise 05:56 on the 17th."""
    assert typed("sunset-15m")[:15] == "2026-08-17T17:2"
    assert typed("today sunset")[:16] == "2026-08-16T17:43"
    assert typed("sunrise")[:16] == "2026-08-17T05:56"
    assert typed("2026-08-16 sunrise")[:15] == "2026-08-16T05:5"
    assert typed("sunset", past=True)[:16] == "2026-08-16T17:43"


def test_a_day_without_a_sunset_says_so() -> None:
    midsummer_ms = from_rfc3339("2026-06-21T12:00:00+02:00")
    with pytest.raises(WrongUse) as caught:
        parse_moment("sunset", midsummer_ms, TROMSO)
    assert "no sunset" in caught.value.why


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "soon",
        "25:00",
        "18.00",
        "tomorrow soon",
        "2026-13-01",
        "2026-02-30 10:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31 10:00",
        "9999-12-31T23:59:59-12:00",
    ],
)
def test_what_is_no_time_is_wrong_use(text: str) -> None:
    with pytest.raises(WrongUse) as caught:
        parse_moment(text, NOW_MS, KUPANG)
    assert "tomorrow 05:00" in caught.value.remedy


@given(st.text(max_size=30), st.booleans())
def test_any_text_is_a_moment_or_wrong_use(text: str, past: bool) -> None:  # noqa: FBT001 - drawn
    with suppress(WrongUse):
        assert isinstance(parse_moment(text, NOW_MS, KUPANG, past=past), int)


@given(st.integers(0, 7_000_000_000_000), st.sampled_from(["Asia/Makassar", "Europe/Oslo"]))
def test_what_is_written_for_programs_is_read_again(at_ms: int, timezone: str) -> None:
    assert from_rfc3339(rfc3339(at_ms, timezone)) == at_ms


def test_a_time_for_programs_needs_its_offset() -> None:
    with pytest.raises(ValueError, match="no offset"):
        from_rfc3339("2026-08-16T18:00:00")


def test_a_time_for_people_has_its_zone_and_its_date_when_that_is_not_today() -> None:
    earlier_ms = from_rfc3339("2026-08-16T18:14:59+08:00")
    assert show(earlier_ms, KUPANG.timezone, NOW_MS) == "18:14 WITA"
    assert show(earlier_ms, KUPANG.timezone, NOW_MS + 2 * 3_600_000) == "2026-08-16 18:14 WITA"


@pytest.mark.parametrize(
    ("span_ms", "said"),
    [
        (-5, "0 s"),
        (119_999, "119 s"),
        (120_000, "2 min"),
        (7_199_999, "119 min"),
        (7_200_000, "2 h"),
        (172_800_000, "2 days"),
    ],
)
def test_an_age_is_said_in_one_unit(span_ms: int, said: str) -> None:
    assert age(span_ms) == said
