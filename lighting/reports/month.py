"""A calendar month at a place: its days, each from midnight to midnight of the site's clock."""

from dataclasses import dataclass
from datetime import date, timedelta

from schedules.civil_time import instant_s


@dataclass(frozen=True, slots=True)
class Day:
    """A date, and the time that it lasts [ms since 1970 UTC]."""

    date: date
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class Month:
    """All days of a month, the oldest first."""

    days: tuple[Day, ...]

    @property
    def name(self) -> str:
        """As it is typed: `2026-10`."""
        return self.days[0].date.isoformat()[:7]

    @property
    def from_ms(self) -> int:
        """Its first moment [ms since 1970 UTC]."""
        return self.days[0].from_ms

    @property
    def to_ms(self) -> int:
        """The first moment after it [ms since 1970 UTC]."""
        return self.days[-1].to_ms


def month_of(first: date, timezone: str) -> Month:
    """Give the month that a date lies in."""
    start = first.replace(day=1)
    after = (start + timedelta(days=31)).replace(day=1)
    dates = [start + timedelta(days=number) for number in range((after - start).days)]
    moments = [instant_s(timezone, day, 0, lit=True) * 1000 for day in (*dates, after)]
    return Month(tuple(map(Day, dates, moments, moments[1:])))
