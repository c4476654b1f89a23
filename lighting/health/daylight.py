"""Whether the sun is up over the town, and since when: what makes a burning lamp a day burner."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from schedules.sun import Place, Stays, SunEvent, sun_moment

LAST_YEAR_S = 7_258_118_400
"""2200: what a node says of moments beyond is nonsense, and calendars end somewhere [s]."""


def sun_up(place: Place, timezone: str, moment_s: int) -> tuple[float, float] | None:
    """Seconds since sunrise and until sunset, None while the sun is down.

    Where the sun does not rise or set that day, it counts from or until the clock's midnight.
    A moment that no calendar holds is dark: nothing can be said of it.
    """
    if not 0 <= moment_s < LAST_YEAR_S:
        return None
    day = datetime.fromtimestamp(moment_s, ZoneInfo(timezone)).date()
    span = _day(place, timezone, day)
    if span is None or not span[0] <= moment_s < span[1]:
        return None
    return moment_s - span[0], span[1] - moment_s


def days_between(
    place: Place, timezone: str, from_s: int, until_s: int
) -> Iterator[tuple[int, int]]:
    """Give sunrise and sunset of each of the town's days that a span touches [s since 1970 UTC]."""
    day = datetime.fromtimestamp(from_s, ZoneInfo(timezone)).date()
    while _midnight_s(timezone, day) < until_s:
        if (span := _day(place, timezone, day)) is not None:
            yield span
        day += timedelta(days=1)


@lru_cache(maxsize=1024)
def _day(place: Place, timezone: str, day: date) -> tuple[int, int] | None:
    begin_s = _midnight_s(timezone, day)
    end_s = _midnight_s(timezone, day + timedelta(days=1))
    sunrise = sun_moment(place, begin_s, SunEvent.SUNRISE)
    sunset = sun_moment(place, end_s, SunEvent.SUNSET)
    if Stays.BELOW in (sunrise, sunset):
        return None
    return (
        begin_s if isinstance(sunrise, Stays) else sunrise,
        end_s if isinstance(sunset, Stays) else sunset,
    )


def _midnight_s(timezone: str, day: date) -> int:
    return int(datetime.combine(day, time(), ZoneInfo(timezone)).timestamp())
