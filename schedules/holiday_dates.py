"""What the operator knows better than the library of holidays: dates confirmed, dates moved."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, model_validator

from schedules.errors import UnreadableValueError, shown
from schedules.public_holidays import feasts_of_year

MOST_DATES = 400


def read_date(value: object) -> date:
    """Read a date.

    Raises:
        UnreadableValueError: it is not YYYY-MM-DD in quotes, or not in the calendar.
    """
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        message = f"{shown(value)} is not a date"
        raise UnreadableValueError(message, 'write "2027-03-10", in quotes') from error


Day = Annotated[date, PlainValidator(read_date)]


class HolidayDates(BaseModel):
    """Dates of holidays that are sure, or fall on another day than was estimated."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    confirmed: Annotated[tuple[Day, ...], Field(strict=False, max_length=MOST_DATES)] = ()
    moved: Annotated[dict[Day, Day], Field(max_length=MOST_DATES)] = {}

    @model_validator(mode="after")
    def _each_date_is_told_once(self) -> "HolidayDates":
        for day in self.confirmed:
            if day in self.moved:
                message = f"{day} is both confirmed and moved"
                raise UnreadableValueError(message, "keep it in one of the two")
        for day, target in self.moved.items():
            if day == target:
                message = f"{day} is moved to itself"
                raise UnreadableValueError(message, f'write confirmed = ["{day}"]')
        return self


AS_PUBLISHED = HolidayDates()


def feasts_on(
    day: date, country: str, category: str, dates: HolidayDates = AS_PUBLISHED
) -> Mapping[str, bool]:
    """Give a day's holidays by name, each with whether its date is an estimate.

    From a date that the operator moved go the holidays that are estimates, or all if none is.

    Args:
        day: The date.
        country: As for `feasts_of_year`.
        category: As for `feasts_of_year`.
        dates: What the operator knows better.
    """
    published = feasts_of_year(country, category, day.year).get(day, {})
    if not dates.moved and day not in dates.confirmed:
        return published
    found = dict(published)
    if day in dates.confirmed:
        found = dict.fromkeys(found, False)
    if day in dates.moved:
        found = {name: guess for name, guess in found.items() if name not in _movable(published)}
    for source, target in dates.moved.items():
        if target == day:
            away = feasts_of_year(country, category, source.year).get(source, {})
            found.update(dict.fromkeys(_movable(away), False))
    return found


def _movable(feasts: Mapping[str, bool]) -> tuple[str, ...]:
    guesses = tuple(name for name, is_estimate in feasts.items() if is_estimate)
    return guesses or tuple(feasts)
