"""A calendar: ordered rules that choose the profile for a night. The first that matches wins."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from schedules.day_words import read_days
from schedules.days import Days, match


@dataclass(frozen=True, slots=True)
class Occasion:
    """The days of a rule, and the operator's words for them on one line."""

    text: str
    days: tuple[Days, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The profile of a night and the words of the rule that chose it; None for the default.

    `is_estimate` if the rule matched through a holiday whose date is not yet sure.
    """

    profile: str
    rule: str | None
    is_estimate: bool


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

    def choose(self, evening: date, country: str | None) -> Choice:
        """Choose the profile for the night of an evening."""
        for rule in self.rules:
            matches = [match(days, evening, country) for days in rule.on.days]
            found = [one for one in matches if one]
            if found:
                # One sure reason is enough.
                return Choice(rule.profile, rule.on.text, all(one.is_estimate for one in found))
        return Choice(self.default, None, is_estimate=False)
