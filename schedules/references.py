"""Finds names that point to nothing, or in a circle: profiles, effects, holidays, groups.

It works on the raw tables, so that these errors are listed beside those of form.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, TypeVar

from schedules.day_words import read_days
from schedules.days import EveOf, Holiday
from schedules.errors import Problem, UnreadableValueError, nearest, shown
from schedules.groups import GROUP, cycles
from schedules.holiday_dates import read_date
from schedules.lines import KeyPath, line_at
from schedules.public_holidays import check_date, check_holiday
from schedules.site import COUNTRY
from schedules.wording import where

Finding = tuple[KeyPath, str, str]
K = TypeVar("K")


def broken_references(
    raw: dict[str, Any], source: str, lines: dict[KeyPath, int]
) -> Iterator[Problem]:
    """Give a problem for each name that points to nothing, as it is found."""
    parts = (_in_profiles, _in_calendars, _in_events, _in_groups, _in_dates, _in_assign)
    for path, what, remedy in chain.from_iterable(part(raw) for part in parts):
        yield Problem(source, line_at(lines, path), f"{where(path)}: {what}", remedy)


def _in_profiles(raw: dict[str, Any]) -> Iterator[Finding]:
    known = _table(raw, "effect")
    for name, profile in _tables(_table(raw, "profile").items()):
        for number, effect in enumerate(_list(profile, "effects")):
            path: KeyPath = ("profile", name, "effects", number)
            yield from _unknown("effect", effect, known, path)


def _in_calendars(raw: dict[str, Any]) -> Iterator[Finding]:
    profiles = _table(raw, "profile")
    country = _table(raw, "site").get("country")
    for name, calendar in _tables(_table(raw, "calendar").items()):
        path: KeyPath = ("calendar", name)
        yield from _unknown("profile", calendar.get("default"), profiles, (*path, "default"))
        for number, rule in _tables(enumerate(_list(calendar, "rules"))):
            at: KeyPath = (*path, "rules", number)
            yield from _unknown("profile", rule.get("profile"), profiles, (*at, "profile"))
            yield from _unknown_holidays(rule.get("on"), country, (*at, "on"))


def _in_events(raw: dict[str, Any]) -> Iterator[Finding]:
    country = _table(raw, "site").get("country")
    for number, event in _tables(enumerate(_list(raw, "event"))):
        yield from _unknown_holidays(event.get("on"), country, ("event", number, "on"))


def _in_groups(raw: dict[str, Any]) -> Iterator[Finding]:
    members = {
        name: _list(group, "members") for name, group in _tables(_table(raw, "group").items())
    }
    for way in cycles(members):
        closing = members[way[-2]].index(GROUP + way[-1])
        what = f"the group {shown(way[0])} is within itself: {' > '.join(way)}"
        yield ("group", way[-2], "members", closing), what, "take one of them out of the other"


def _in_dates(raw: dict[str, Any]) -> Iterator[Finding]:
    table, country = _table(raw, "holidays"), _table(raw, "site").get("country")
    told: list[tuple[KeyPath, list[Any]]] = [
        (("holidays", "confirmed", number), [day])
        for number, day in enumerate(_list(table, "confirmed"))
    ]
    for day, target in _table(table, "moved").items():
        told.append((("holidays", "moved", day), [day, target]))
    for path, texts in told:
        try:
            _check_dates(texts, country)
        except UnreadableValueError as error:
            yield path, error.what, error.remedy or ""


def _check_dates(texts: list[Any], country: object) -> None:
    """See that one of the days is a holiday: the library may by now know what was moved."""
    try:
        days = [read_date(text) for text in texts]
    except UnreadableValueError:
        return  # already listed with the errors of form
    _check_country(country)
    if isinstance(country, str) and COUNTRY.fullmatch(country):
        check_date(country, days)


def _in_assign(raw: dict[str, Any]) -> Iterator[Finding]:
    calendars = _table(raw, "calendar")
    for group, calendar in _table(raw, "assign").items():
        yield from _unknown("calendar", calendar, calendars, ("assign", group))


def _unknown(kind: str, name: object, known: dict[str, Any], path: KeyPath) -> Iterator[Finding]:
    if isinstance(name, str) and name not in known:
        yield path, f"there is no {kind} {shown(name)}", nearest(name, known)


def _unknown_holidays(on: object, country: object, path: KeyPath) -> Iterator[Finding]:
    try:
        days = read_days(on)
    except UnreadableValueError:
        return  # already listed with the errors of form
    plain = (day.day if isinstance(day, EveOf) else day for day in days)
    for holiday in (day for day in plain if isinstance(day, Holiday)):
        try:
            _check(holiday, country)
        except UnreadableValueError as error:
            yield path, error.what, error.remedy or ""


def _check(holiday: Holiday, country: object) -> None:
    _check_country(country)
    if isinstance(country, str) and COUNTRY.fullmatch(country):
        check_holiday(country, holiday.category, holiday.name)


def _check_country(country: object) -> None:
    if country is None:
        message = "the site has no country whose holidays could be meant"
        raise UnreadableValueError(message, 'add country = "ID", an ISO 3166 code, to [site]')


def _list(table: dict[str, Any], key: str) -> list[Any]:
    value = table.get(key)
    return value if isinstance(value, list) else []


def _table(raw: dict[str, Any], key: str) -> dict[str, Any]:
    table = raw.get(key)
    return table if isinstance(table, dict) else {}


def _tables(items: Iterable[tuple[K, Any]]) -> Iterator[tuple[K, dict[str, Any]]]:
    return ((name, table) for name, table in items if isinstance(table, dict))
