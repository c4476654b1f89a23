"""The words for dates in a calendar's rules: "fri, sat", "12-24..01-02", "eve of holiday".

Reading and matching; the date that is asked about is that of a night's evening.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from schedules.holiday_dates import AS_PUBLISHED, HolidayDates, feasts_on
from schedules.public_holidays import plain_name

DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Some days of the week, Monday 0."""

    numbers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Dates:
    """From a date to a date, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class YearlyDates:
    """From (month, day) to (month, day) of each year, over New Year if the last comes earlier."""

    first: tuple[int, int]
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The nth (1..5, or -1 for the last) weekday of a month, of each month if None."""

    nth: int
    weekday: int
    month: int | None


@dataclass(frozen=True, slots=True)
class Holiday:
    """Holidays of a category: the one of that name, or all."""

    category: str
    name: str | None


PlainDays = Weekdays | Dates | YearlyDates | NthWeekday | Holiday


@dataclass(frozen=True, slots=True)
class EveOf:
    """The day before."""

    day: PlainDays


Days = PlainDays | EveOf


@dataclass(frozen=True, slots=True)
class Match:
    """A date is among the days; `is_estimate` if that hangs on a holiday that is not yet sure.

    `holiday` is the date of the holiday that matched, the next day for an eve.
    """

    is_estimate: bool
    holiday: date | None = field(default=None, compare=False)


def match(
    days: Days, day: date, country: str | None, dates: HolidayDates = AS_PUBLISHED
) -> Match | None:
    """Say whether a date is among the days; None if it is not."""
    if isinstance(days, EveOf):
        return match(days.day, day + timedelta(days=1), country, dates)
    if isinstance(days, Holiday):
        return _match_holiday(days, feasts_on(day, country or "", days.category, dates), day)
    return Match(is_estimate=False) if _is_among(days, day) else None


def _is_among(days: Weekdays | Dates | YearlyDates | NthWeekday, day: date) -> bool:
    if isinstance(days, Weekdays):
        return day.weekday() in days.numbers
    if isinstance(days, Dates):
        return days.first <= day <= days.last
    if isinstance(days, YearlyDates):
        return _is_between(days.first, (day.month, day.day), days.last)
    return _is_nth(days, day)


def _is_between(first: tuple[int, int], day: tuple[int, int], last: tuple[int, int]) -> bool:
    if first <= last:
        return first <= day <= last
    return day >= first or day <= last


def _is_nth(rule: NthWeekday, day: date) -> bool:
    if day.weekday() != rule.weekday or rule.month not in {None, day.month}:
        return False
    if rule.nth < 0:
        return (day + timedelta(days=DAYS_OF_WEEK)).month != day.month
    return (day.day - 1) // DAYS_OF_WEEK + 1 == rule.nth


def _match_holiday(rule: Holiday, feasts: Mapping[str, bool], day: date) -> Match | None:
    if rule.name is None:
        return Match(all(feasts.values()), day) if feasts else None
    is_estimate = feasts.get(plain_name(rule.name))
    return None if is_estimate is None else Match(is_estimate, day)
