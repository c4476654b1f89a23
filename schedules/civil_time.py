"""Local clock times as UTC seconds, nights with a clock change included.

A night runs from local noon to the next local noon and is named by the date of its evening.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from schedules.errors import NoSuchNightError

NOON_S = 43_200
# Outside these years zone rules and holidays are guesswork; dates near date.max overflow.
FIRST_YEAR, LAST_YEAR = 1970, 2199


@dataclass(frozen=True, slots=True)
class Window:
    """One night: from the noon of `evening` up to, and without, the next noon [s, UTC]."""

    evening: date
    from_s: int
    until_s: int


@lru_cache(maxsize=4096)
def night_window(timezone: str, evening: date) -> Window:
    """Give the night of an evening in an IANA zone.

    Raises:
        NoSuchNightError: the evening lies outside the years that can be planned.
    """
    if not FIRST_YEAR <= evening.year <= LAST_YEAR:
        message = f"no night {evening}: nights are planned for {FIRST_YEAR} to {LAST_YEAR}"
        raise NoSuchNightError(message)
    following = evening + timedelta(days=1)
    noons_s = [instant_s(timezone, day, NOON_S, lit=True) for day in (evening, following)]
    return Window(evening, noons_s[0], noons_s[1])


def clock_s(timezone: str, evening: date, second_of_day: int, *, lit: bool) -> int:
    """Give the UTC second of a clock time in a night: before noon it is the next date's."""
    day = evening if second_of_day >= NOON_S else evening + timedelta(days=1)
    return instant_s(timezone, day, second_of_day, lit=lit)


def evening_at(timezone: str, moment_s: int) -> date:
    """Give the date of the evening of the night to which a UTC second belongs."""
    local = datetime.fromtimestamp(moment_s, ZoneInfo(timezone))
    second_of_day = local.hour * 3600 + local.minute * 60
    is_evening = second_of_day >= NOON_S
    return local.date() if is_evening else local.date() - timedelta(days=1)


@lru_cache(maxsize=16_384)
def instant_s(timezone: str, day: date, second_of_day: int, *, lit: bool) -> int:
    """Give the UTC second of a local clock time.

    A time that the clock skips becomes the first instant after the gap. Of a time that comes
    twice, a step that lights takes the first and one that darkens the second: rather too long lit.

    Args:
        timezone: IANA name.
        day: Local date.
        second_of_day: Clock time [s after 00:00].
        lit: Whether the step lights (level above 0).
    """
    zone = ZoneInfo(timezone)
    clock = time(second_of_day // 3600, second_of_day // 60 % 60, second_of_day % 60)
    local = datetime.combine(day, clock, zone)
    first_s, second_s = (int(local.replace(fold=fold).timestamp()) for fold in (0, 1))
    if first_s <= second_s:
        return first_s if lit else second_s
    # In a gap fold 1 lies before the change and fold 0 after it (PEP 495).
    return _first_after_change(zone, second_s, first_s)


def _first_after_change(zone: ZoneInfo, before_s: int, after_s: int) -> int:
    offset = datetime.fromtimestamp(after_s, zone).utcoffset()
    seconds = range(before_s, after_s)
    return before_s + bisect_left(
        seconds,
        1,
        key=lambda at_s: datetime.fromtimestamp(at_s, zone).utcoffset() == offset,
    )
