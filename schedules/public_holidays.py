"""Holidays of a country by date and name; dates that are not yet sure are said to be estimates.

The only file that knows the `holidays` library, which is imported when a rule first needs it: that
takes longer than planning a year.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from schedules.errors import UnreadableValueError, nearest, shown

if TYPE_CHECKING:
    from holidays import HolidayBase

PUBLIC = "public"
ENGLISH = "en_US"
# Years whose holidays a document may name; names, unlike dates, hardly change.
NAMED_YEARS = range(2020, 2036)
# The library's attributes with its ways to mark a name, the longer ones first.
LABELS = {"observed_estimated_label": True, "estimated_label": True, "observed_label": False}


@lru_cache(maxsize=512)
def feasts_of_year(country: str, category: str, year: int) -> dict[date, dict[str, bool]]:
    """Give the holidays of a year: for each date its names, and whether each is an estimate.

    Names are in English and in the country's language, in the form of `plain_name`. The answer is
    empty beyond the years that the library knows.

    Args:
        country: ISO 3166-1 code, or ISO 3166-2 for a part of a country: "ID", "DE-BE".
        category: One of the library's: "public", "government", ...
        year: Of the common era.
    """
    feasts: dict[date, dict[str, bool]] = {}
    for calendar in _in_both_languages(country, category, range(year, year + 1)):
        for day in calendar:
            names = (_without_label(calendar, name) for name in calendar.get_list(day))
            feasts.setdefault(day, {}).update({plain_name(name): guess for name, guess in names})
    return feasts


def check_holiday(country: str, category: str, name: str | None) -> None:
    """See that a country has such holidays.

    Raises:
        UnreadableValueError: the country, the category or the name is not known.
    """
    try:
        _in_both_languages(country, category, years=())
    except NotImplementedError as error:
        message = f"the holidays of country {shown(country)} are not known"
        remedy = 'write its ISO 3166 code: country = "ID", or "DE-BE" for a part of one'
        raise UnreadableValueError(message, remedy) from error
    except ValueError as error:
        message = f"country {shown(country)} has no {shown(category)} holidays"
        raise UnreadableValueError(message, 'write "holiday" for the public ones') from error
    # Names take many years to collect, so only where one is asked for.
    known = _names(country, category) if name else frozenset()
    if name and plain_name(name) not in {plain_name(one) for one in known}:
        message = f"no {category} holiday of {country} is called {shown(name)}"
        raise UnreadableValueError(message, nearest(name, known))


def check_date(country: str, days: Sequence[date]) -> None:
    """See that one of the days is a holiday of a country, of whatever category.

    Raises:
        UnreadableValueError: the country is not known, or none of the days is a holiday there.
    """
    check_holiday(country, PUBLIC, None)
    feasts = [_feasts_of_any_kind(country, year) for year in sorted({day.year for day in days})]
    if not any(day in year for day in days for year in feasts):
        message = f"{shown(str(days[0]))} is no holiday of {country}"
        guesses = [str(day) for year in feasts for day, is_guess in year.items() if is_guess]
        known = guesses or [str(day) for year in feasts for day in year]
        beyond = "its holidays in that year are not known: leave it out"
        raise UnreadableValueError(message, nearest(str(days[0]), known) if known else beyond)


def plain_name(name: str) -> str:
    """Give a holiday's name as names are compared: without case, commas and spare spaces."""
    return " ".join(name.replace(",", " ").replace("\u2019", "'").casefold().split())


def _feasts_of_any_kind(country: str, year: int) -> dict[date, bool]:
    """Give the holidays of a year, each with whether its date is an estimate for some name."""
    [calendar, *_] = _in_both_languages(country, PUBLIC, years=())
    found: dict[date, bool] = {}
    for category in calendar.supported_categories:
        for day, names in feasts_of_year(country, category, year).items():
            found[day] = found.get(day, False) or any(names.values())
    return found


@lru_cache(maxsize=32)
def _names(country: str, category: str) -> frozenset[str]:
    return frozenset(
        _without_label(calendar, name)[0]
        for calendar in _in_both_languages(country, category, NAMED_YEARS)
        for day in calendar
        for name in calendar.get_list(day)
    )


def _in_both_languages(country: str, category: str, years: Iterable[int]) -> list["HolidayBase"]:
    from holidays import country_holidays  # noqa: PLC0415 - see the module's docstring

    code, _, part = country.partition("-")

    def calendar(language: str) -> "HolidayBase":
        return country_holidays(
            code, subdiv=part or None, years=years, categories=(category,), language=language
        )

    # A language is always named, or the library would take that of the process.
    in_english = calendar(ENGLISH)
    local = in_english.default_language
    return [in_english] if local in {None, ENGLISH} else [in_english, calendar(str(local))]


def _without_label(calendar: "HolidayBase", name: str) -> tuple[str, bool]:
    for label, is_estimate in LABELS.items():
        before, _, after = calendar.tr(getattr(calendar, label, "%s")).partition("%s")
        is_mark = before or after
        if is_mark and name.startswith(before) and name.endswith(after):
            return name.removeprefix(before).removesuffix(after), is_estimate
    return name, False
