"""Finds names in a document that point to nothing: profiles, calendars, holidays.

It works on the raw tables, so that these errors are listed beside those of form.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, TypeVar

from schedules.day_words import read_days
from schedules.days import EveOf, Holiday
from schedules.errors import Problem, UnreadableValueError, nearest, shown
from schedules.lines import KeyPath, line_at
from schedules.public_holidays import check_holiday
from schedules.site import COUNTRY
from schedules.wording import where

Finding = tuple[KeyPath, str, str]
K = TypeVar("K")


def broken_references(
    raw: dict[str, Any], source: str, lines: dict[KeyPath, int]
) -> Iterator[Problem]:
    """Give a problem for each name that points to nothing, as it is found."""
    for path, what, remedy in chain(_in_calendars(raw), _in_assign(raw)):
        yield Problem(source, line_at(lines, path), f"{where(path)}: {what}", remedy)


def _in_calendars(raw: dict[str, Any]) -> Iterator[Finding]:
    profiles = _table(raw, "profile")
    country = _table(raw, "site").get("country")
    for name, calendar in _tables(_table(raw, "calendar").items()):
        path: KeyPath = ("calendar", name)
        yield from _unknown("profile", calendar.get("default"), profiles, (*path, "default"))
        rules = calendar.get("rules")
        for number, rule in _tables(enumerate(rules if isinstance(rules, list) else ())):
            at: KeyPath = (*path, "rules", number)
            yield from _unknown("profile", rule.get("profile"), profiles, (*at, "profile"))
            yield from _unknown_holidays(rule.get("on"), country, (*at, "on"))


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
    if country is None:
        message = "the site has no country whose holidays could be meant"
        raise UnreadableValueError(message, 'add country = "ID", an ISO 3166 code, to [site]')
    if isinstance(country, str) and COUNTRY.fullmatch(country):
        check_holiday(country, holiday.category, holiday.name)


def _table(raw: dict[str, Any], key: str) -> dict[str, Any]:
    table = raw.get(key)
    return table if isinstance(table, dict) else {}


def _tables(items: Iterable[tuple[K, Any]]) -> Iterator[tuple[K, dict[str, Any]]]:
    return ((name, table) for name, table in items if isinstance(table, dict))
