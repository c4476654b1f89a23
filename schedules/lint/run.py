"""Runs all checks: each distinct program once, whatever the number of its lamps."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from schedules.compile import plan_nights
from schedules.document import Document, calendar_name
from schedules.groups import ALL, GROUP, groups_around
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
from schedules.lint.courses import course_of
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
    """Look at nights beforehand, and say what would go wrong.

    Args:
        document: The operator's.
        lamps: The list of lamps; None if there is none, then nothing is said that needs one.
        first: Evening of the first night.
        nights: How many.

    Returns:
        Findings, the worst first.
    """
    listed = None if lamps is None else grouped(document, lamps)
    years = tuple(_years(document, listed or (), first, nights))
    found: list[Finding] = []
    for year in years:
        found.extend(gather(document, _unexplained(_hits(year)), year.groups, names(year.lamps)))
    city = City(document, listed, first, years)
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
    for key, each in groups.items():
        name, also = next(iter(each.items()))
        planned = plan_nights(document, name, first, nights, also)
        courses = tuple(course_of(document, night) for night in planned)
        yield ProgramYear(document, tuple(each), tuple(followers.get(key, ())), courses)


def _key(document: Document, group: str, also: tuple[str, ...]) -> Key:
    around = groups_around(document.groups_nested, [GROUP + group])
    meant = {ALL, group, *around, *also}
    events = (number for number, event in enumerate(document.events) if event.group in meant)
    return calendar_name(document, group), tuple(events)
