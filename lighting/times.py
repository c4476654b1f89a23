"""Times as people type and read them, in the site's zone; everything inside is UTC.

The words for clock and sun are those of a schedule; what the moment is for is left to the caller.
"""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from lighting.errors import WrongUse
from schedules.anchors import Clock, SunTime, read_anchor
from schedules.civil_time import FIRST_YEAR, LAST_YEAR, instant_s
from schedules.errors import UnreadableValueError, shown
from schedules.site import Site
from schedules.sun import Stays, sun_moment

FORMS = (
    "18:00, 2026-08-16 18:00, +2h, +30m, tomorrow 05:00, sunset-15m or 2026-08-16T18:00:00+08:00"
)
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_STEP = re.compile(r"([+-])(?:([0-9]{1,3})d)?(?:([0-9]{1,4})h)?(?:([0-9]{1,5})m(?:in)?)?")


def parse_moment(text: str, now_ms: int, site: Site, *, past: bool = False) -> int:
    """Read a typed time.

    Args:
        text: One of `FORMS`; a date alone is its first instant.
        now_ms: The present moment [ms since 1970 UTC].
        site: Whose zone and sun are meant.
        past: Whether a time without a date is the latest such moment instead of the next one.

    Returns:
        The moment [ms since 1970 UTC].

    Raises:
        WrongUse: The text is none of the forms, or names a moment that there is not.
    """
    words = " ".join(text.split())
    try:
        if (step := _STEP.fullmatch(words)) and len(words) > 1:
            return now_ms + _step_ms(step)
        if re.match(r"\d{4}-\d\d-\d\d[Tt]", words):
            return _absolute_ms(words, site)
        day_word, _, rest = words.partition(" ")
        day = _day(day_word, now_ms, site)
        if day is None:
            return _nearest_s(read_anchor(words), now_ms, site, past=past) * 1000
        return _anchored_s(read_anchor(rest or "00:00"), day, site) * 1000
    except (UnreadableValueError, ValueError, OverflowError) as error:
        raise WrongUse(f"{shown(text)} is not a time", str(error), f"write {FORMS}") from error


def show(at_ms: int, timezone: str, now_ms: int) -> str:
    """Write a moment for a person: `18:14 WITA`, with its date when that is not today's."""
    zone = ZoneInfo(timezone)
    at, now = (datetime.fromtimestamp(ms / 1000, zone) for ms in (at_ms, now_ms))
    dated = show_dated(at_ms, timezone)
    return dated if at.date() != now.date() else dated.partition(" ")[2]


def show_dated(at_ms: int, timezone: str) -> str:
    """Write a moment for a person, always with its date: `2026-08-16 18:14 WITA`."""
    return f"{datetime.fromtimestamp(at_ms / 1000, ZoneInfo(timezone)):%Y-%m-%d %H:%M %Z}"


def rfc3339(at_ms: int, timezone: str) -> str:
    """Write a moment for a program: `2026-08-16T18:14:03+08:00`, milliseconds where there are."""
    at = datetime.fromtimestamp(at_ms // 1000, ZoneInfo(timezone))
    return at.replace(microsecond=at_ms % 1000 * 1000).isoformat(
        timespec="milliseconds" if at_ms % 1000 else "seconds"
    )


def from_rfc3339(text: str) -> int:
    """Read what `rfc3339` wrote [ms since 1970 UTC].

    Raises:
        ValueError: It is no such time, or has no offset.
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text} has no offset from UTC")
    return _ms(at)


def age(span_ms: int) -> str:
    """Write a length of time for a person, in the largest unit that says enough: `3 h`."""
    span_s = max(0, span_ms) // 1000
    for unit_s, unit in ((172_800, "days"), (7200, "h"), (120, "min")):
        if span_s >= unit_s:
            return f"{span_s // {'days': 86_400, 'h': 3600, 'min': 60}[unit]} {unit}"
    return f"{span_s} s"


def _ms(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def _step_ms(step: re.Match[str]) -> int:
    days, hours, minutes = (int(part or 0) for part in step.groups()[1:])
    span_ms = ((days * 24 + hours) * 60 + minutes) * 60_000
    return -span_ms if step[1] == "-" else span_ms


def _absolute_ms(text: str, site: Site) -> int:
    at = datetime.fromisoformat(text)
    _check_year(at.date())
    return _ms(at if at.tzinfo else at.replace(tzinfo=ZoneInfo(site.timezone)))


def _today(now_ms: int, site: Site) -> date:
    return datetime.fromtimestamp(now_ms / 1000, ZoneInfo(site.timezone)).date()


def _day(word: str, now_ms: int, site: Site) -> date | None:
    if word.lower() in _DAYS:
        return _today(now_ms, site) + timedelta(days=_DAYS[word.lower()])
    return date.fromisoformat(word) if re.fullmatch(r"\d{4}-\d\d-\d\d", word) else None


def _nearest_s(anchor: Clock | SunTime, now_ms: int, site: Site, *, past: bool) -> int:
    today = _today(now_ms, site)
    moments = [_anchored_s(anchor, today + timedelta(days=day), site) for day in (-2, -1, 0, 1, 2)]
    if past:
        return max(at_s for at_s in moments if at_s * 1000 <= now_ms)
    return min(at_s for at_s in moments if at_s * 1000 > now_ms)


def _anchored_s(anchor: Clock | SunTime, day: date, site: Site) -> int:
    """Give the second of a clock or sun time on a calendar day.

    Raises:
        ValueError: The day has no such event.
    """
    _check_year(day)
    if isinstance(anchor, Clock):
        return instant_s(site.timezone, day, anchor.second_of_day, lit=True)
    morning = day + timedelta(days=1) if anchor.event.is_in_evening else day
    midnight_s = instant_s(site.timezone, morning, 0, lit=True)
    at_s = sun_moment(site.place, midnight_s, anchor.event)
    if isinstance(at_s, Stays):
        raise ValueError(f"there is no {anchor.event} on {day} at this place")  # noqa: TRY004 - a day, not a type
    return at_s + anchor.offset_s


def _check_year(day: date) -> None:
    if not FIRST_YEAR < day.year < LAST_YEAR:
        raise ValueError(f"{day} is outside the years {FIRST_YEAR + 1} to {LAST_YEAR - 1}")
