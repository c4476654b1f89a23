"""What the document says and nobody follows."""

from collections.abc import Iterator
from datetime import date

from schedules.lint.finding import Hit
from schedules.lint.year import City, ProgramYear

YEAR_NIGHTS = 365


def find(city: City) -> Iterator[Hit]:
    """Find profiles, calendars and rules without a night."""
    calendars = city.document.calendars
    named = {calendar.default for calendar in calendars.values()}
    named |= {rule.profile for calendar in calendars.values() for rule in calendar.rules}
    for name in city.document.profiles:
        if name not in named:
            sentence = f"no calendar names profile {name}"
            yield Hit("unused-profile", ("profile", name), sentence, groups=(), lamps=())
    assigned = set(city.document.assignments.values())
    for name in calendars:
        if name not in assigned:
            sentence = f"no group is assigned calendar {name}"
            yield Hit("unused-calendar", ("calendar", name), sentence, groups=(), lamps=())


def find_rules(year: ProgramYear) -> Iterator[Hit]:
    """Find rules that choose no night of a whole year."""
    if len(year.courses) < YEAR_NIGHTS:
        return
    used = {year.rule_place(course) for course in year.courses}
    first, last = year.courses[0].night.date, year.courses[-1].night.date
    for number, rule in enumerate(year.calendar.rules):
        place = ("calendar", year.calendar_name, "rules", number)
        if place not in used:
            yield Hit("rule-without-night", place, _sentence(rule.on.text, first, last))


def _sentence(words: str, first: date, last: date) -> str:
    return f'rule "{words}" chooses no night from {first} to {last}'
