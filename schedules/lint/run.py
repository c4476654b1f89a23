"""Runs all checks: each distinct program once, whatever the number of its lamps."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from schedules.compile import plan_nights
from schedules.document import Document, calendar_name
from schedules.groups import ALL, GROUP, groups_holding
from schedules.lint import (
    assignments,
    burning,
    darkness,
    dates,
    flicker,
    levels,
    order,
    unused,
    weekdays,
)
from schedules.lint.courses import Course, Sky, course_of, sky_of
from schedules.lint.finding import Finding, Hit, gather, merge
from schedules.lint.kinds import EXPLAINED_BY
from schedules.lint.lamps import GroupedLamp, ListedLamp, grouped, names
from schedules.lint.year import City, ProgramYear

OF_PROGRAMS = (
    burning.find,
    darkness.find,
    flicker.find,
    order.find,
    weekdays.find,
    levels.find,
    dates.find,
    unused.find_rules,
)
OF_CITY = (assignments.find, unused.find)

# A calendar and the numbers of the events on top of it.
Key = tuple[str, tuple[int, ...]]


def lint(
    document: Document, lamps: Iterable[ListedLamp] | None, first: date, nights: int
) -> list[Finding]:
    """Look at nights beforehand, and say what would go wrong; see `plan_city`, `lint_city`."""
    return lint_city(plan_city(document, lamps, first, nights))


def plan_city(
    document: Document, lamps: Iterable[ListedLamp] | None, first: date, nights: int
) -> City:
    """Plan the nights of each distinct program.

    Args:
        document: The operator's.
        lamps: The list of lamps; None if there is none, then nothing is said that needs one.
        first: Evening of the first night.
        nights: How many.
    """
    listed = None if lamps is None else grouped(document, lamps)
    years = tuple(_years(document, listed or (), first, nights))
    return City(document, listed, years)


def lint_city(city: City) -> list[Finding]:
    """Say what would go wrong in the planned nights, the worst first."""
    document, found = city.document, list[Finding]()
    for year in city.programs:
        found.extend(gather(document, _unexplained(_hits(year)), year.groups, names(year.lamps)))
    of_city = (hit for find in OF_CITY for hit in find(city))
    return merge([*found, *gather(document, of_city, (), ())])


def _hits(year: ProgramYear) -> list[Hit]:
    return [hit for find in OF_PROGRAMS for hit in find(year)]


def _unexplained(hits: Sequence[Hit]) -> Iterator[Hit]:
    """Leave out what is only a consequence of something else in the same night."""
    there = {(hit.code, hit.night) for hit in hits}
    return (hit for hit in hits if (EXPLAINED_BY.get(hit.code), hit.night) not in there)


def _years(
    document: Document, lamps: Iterable[GroupedLamp], first: date, nights: int
) -> Iterator[ProgramYear]:
    groups: dict[Key, dict[str, tuple[str, ...]]] = {}
    followers: dict[Key, list[ListedLamp]] = {}
    for name in document.groups:
        groups.setdefault(_key(document, name, ()), {})[name] = ()
    for one in lamps:
        group = one.program(document)
        if group is not None:
            key = _key(document, group, one.groups)
            groups.setdefault(key, {}).setdefault(group, one.groups)
            followers.setdefault(key, []).append(one.lamp)
    skies: dict[date, Sky] = {}
    for key, each in groups.items():
        name, also = next(iter(each.items()))
        courses = list[Course]()
        for night in plan_nights(document, name, first, nights, also):
            if night.date not in skies:
                skies[night.date] = sky_of(document.site, night)
            courses.append(course_of(document, night, skies[night.date]))
        lit = tuple(followers.get(key, ()))
        yield ProgramYear(document, tuple(each), also, lit, tuple(courses))


def _key(document: Document, group: str, also: tuple[str, ...]) -> Key:
    around = groups_holding(document.holders, [GROUP + group])
    meant = {ALL, group, *around, *also}
    events = (number for number, event in enumerate(document.events) if event.group in meant)
    return calendar_name(document, group), tuple(events)
