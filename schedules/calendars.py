"""A calendar: ordered rules that choose the profile for a night. The first that matches wins."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from schedules.day_words import read_days
from schedules.days import Days, Match, match
from schedules.holiday_dates import AS_PUBLISHED, HolidayDates


@dataclass(frozen=True, slots=True)
class Occasion:
    """The days of a rule, and the operator's words for them on one line."""

    text: str
    days: tuple[Days, ...]

    def match(
        self, evening: date, country: str | None, dates: HolidayDates = AS_PUBLISHED
    ) -> Match | None:
        """Match an evening; one sure reason is enough, and of the unsure ones the first is told."""
        unsure = None
        for days in self.days:
            found = match(days, evening, country, dates)
            if found and not found.is_estimate:
                return found
            unsure = unsure or found
        return unsure


@dataclass(frozen=True, slots=True)
class Choice:
    """The profile of a night and the words of the rule that chose it; None for the default.

    `is_estimate` if the rule matched through a holiday whose date is not yet sure; `holiday` is
    the date of the holiday through which it matched, if any.
    """

    profile: str
    rule: str | None
    is_estimate: bool
    holiday: date | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """A rule that was looked at for a night: its number from 0, its words, its profile, its match.

    The calendar's default, which always matches, has neither number nor words.
    """

    number: int | None
    rule: str | None
    profile: str
    match: Match | None


def read_occasion(value: object) -> Occasion:
    """Read a rule's `on`; see `read_days`, also for what it raises."""
    days = read_days(value)
    return Occasion(" ".join(str(value).split()), days)


class Rule(BaseModel):
    """On these evenings that profile."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    on: Annotated[Occasion, PlainValidator(read_occasion)]
    profile: str


class Calendar(BaseModel):
    """Rules in order, and the profile of all other nights."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    default: str
    rules: Annotated[tuple[Rule, ...], Field(strict=False)] = ()

    def choose(
        self, evening: date, country: str | None, dates: HolidayDates = AS_PUBLISHED
    ) -> Choice:
        """Choose the profile for the night of an evening."""
        for rule in self.rules:
            found = rule.on.match(evening, country, dates)
            if found:
                return Choice(rule.profile, rule.on.text, found.is_estimate, found.holiday)
        return Choice(self.default, None, is_estimate=False)


def trace(
    calendar: Calendar, evening: date, country: str | None, dates: HolidayDates = AS_PUBLISHED
) -> tuple[Looked, ...]:
    """Give every rule that is looked at for a night, in order; the last one is that which holds."""
    looked: list[Looked] = []
    for number, rule in enumerate(calendar.rules):
        found = rule.on.match(evening, country, dates)
        looked.append(Looked(number, rule.on.text, rule.profile, found))
        if found:
            return tuple(looked)
    return (*looked, Looked(None, None, calendar.default, Match(is_estimate=False)))
