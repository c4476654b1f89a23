"""Reads the words of a rule into days: each word, its form, and what is wrong with it."""

import re
from collections.abc import Callable
from datetime import date

from schedules.days import (
    DAYS_OF_WEEK,
    Dates,
    Days,
    EveOf,
    Holiday,
    NthWeekday,
    PlainDays,
    Weekdays,
    YearlyDates,
)
from schedules.errors import UnreadableValueError, did_you_mean, shown
from schedules.public_holidays import PUBLIC

MONTHS = 12
# A leap year, so that 02-29 is a date.
LEAP_YEAR = 2024
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAY = (
    "mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
)
NTH = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "last": -1}
EXAMPLES = (
    'write for example "fri, sat", "mon..thu", "2nd sat", "2026-08-16", "08-16..08-20", '
    '"holiday" or "eve of 12-25"'
)
KEYWORDS = ("holiday", "eve of holiday", "last fri", *NTH, *WEEKDAYS)


def read_days(value: object) -> tuple[Days, ...]:
    """Read a rule's words, joined by commas.

    Raises:
        UnreadableValueError: one of them is not understood.
    """
    if not isinstance(value, str):
        message = f"{shown(value)} is not a text in quotes"
        raise UnreadableValueError(message, EXAMPLES)
    return tuple(_read_word(" ".join(word.split())) for word in value.split(","))


def _read_word(word: str) -> Days:
    eve = re.fullmatch(r"eve of (.+)", word, re.IGNORECASE)
    if eve is None:
        return _read_plain(word)
    day = _read_plain(eve[1])
    is_span = isinstance(day, Dates | YearlyDates) and day.first != day.last
    if is_span or (isinstance(day, Weekdays) and len(day.numbers) > 1):
        message = f"{shown(word)} is the eve of several days"
        raise UnreadableValueError(message, 'name one: "eve of 12-25", "eve of sat"')
    return EveOf(day)


def _read_plain(word: str) -> PlainDays:
    for pattern, make in FORMS.items():
        found = re.fullmatch(pattern, word, re.IGNORECASE | re.ASCII)
        if found:
            return make(word, *found.groups())
    message = f"{shown(word)} names no days"
    close = did_you_mean(word.lower(), KEYWORDS)
    raise UnreadableValueError(message, f"{close} {EXAMPLES}" if close else EXAMPLES)


def _weekdays(_word: str, first: str, last: str | None) -> PlainDays:
    start = _weekday(first)
    length = (_weekday(last or first) - start) % DAYS_OF_WEEK + 1
    return Weekdays(frozenset((start + number) % DAYS_OF_WEEK for number in range(length)))


def _weekday(name: str) -> int:
    return next(number for number, day in enumerate(WEEKDAYS) if day.startswith(name.lower()[:3]))


def _nth_weekday(word: str, nth: str, weekday: str, month: str | None) -> PlainDays:
    if month is not None and not 1 <= int(month) <= MONTHS:
        message = f"{shown(word)} names no month"
        raise UnreadableValueError(message, 'months are 01 to 12: "last fri of 08"')
    return NthWeekday(NTH[nth.lower()], _weekday(weekday), int(month) if month else None)


def _dates(word: str, first: str, last: str | None) -> PlainDays:
    span = Dates(_date(word, first), _date(word, last or first))
    if span.last < span.first:
        message = f"{shown(word)} ends before it starts"
        raise UnreadableValueError(message, "write the earlier date first")
    return span


def _yearly_dates(word: str, first: str, last: str | None) -> PlainDays:
    days = [_date(word, f"{LEAP_YEAR}-{day}") for day in (first, last or first)]
    return YearlyDates((days[0].month, days[0].day), (days[1].month, days[1].day))


def _date(word: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"{shown(word)} is not in the calendar"
        raise UnreadableValueError(message, "dates are YYYY-MM-DD or MM-DD") from error


def _holiday(_word: str, category: str | None, name: str | None) -> PlainDays:
    return Holiday((category or PUBLIC).lower(), name)


FORMS: dict[str, Callable[..., PlainDays]] = {
    rf"({WEEKDAY})(?: ?\.\. ?({WEEKDAY}))?": _weekdays,
    rf"({'|'.join(NTH)}) ({WEEKDAY})(?: of ([0-9]{{1,2}}))?": _nth_weekday,
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?: ?\.\. ?([0-9]{4}-[0-9]{2}-[0-9]{2}))?": _dates,
    r"([0-9]{2}-[0-9]{2})(?: ?\.\. ?([0-9]{2}-[0-9]{2}))?": _yearly_dates,
    r"(?:([a-z_]+) )?holiday(?:: ?(.+))?": _holiday,
}
