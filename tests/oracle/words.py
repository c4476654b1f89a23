"""Whether an evening is among the days that the words of a rule name."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import holidays

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
COUNTS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5}
ONE_DAY = timedelta(days=1)
LABELS = ("observed_estimated_label", "estimated_label")

Table = Mapping[str, Any]
Feast = tuple[frozenset[str], bool]
"""The names of a holiday in all languages, and whether its date is an estimate."""


def names(words: str, day: date, country: str, dates: Table) -> bool:
    """Say whether one of the words, joined by commas, names the day."""
    return any(_one(word.strip().lower(), day, country, dates) for word in words.split(","))


def _one(word: str, day: date, country: str, dates: Table) -> bool:
    if word.startswith("eve of "):
        return _one(word.removeprefix("eve of "), day + ONE_DAY, country, dates)
    head, _, name = word.partition(":")
    if head.split()[-1] == "holiday":
        kind = "government" if head.startswith("government") else "public"
        feasts = _feasts(day, country, kind, dates)
        return any(not name or name.strip() in told for told, _ in feasts)
    if "-" in word:
        return _among_dates(word, day)
    count, _, rest = word.partition(" ")
    return _nth(count, rest, day) if rest else _among_weekdays(word, day)


def _among_dates(word: str, day: date) -> bool:
    first, _, last = word.partition("..")
    last = last or first
    told = day.isoformat()
    if len(first) < len(told):
        told = told[5:]
    return first <= told <= last if first <= last else told >= first or told <= last


def _among_weekdays(word: str, day: date) -> bool:
    first, _, last = word.partition("..")
    number, end = WEEK.index(first[:3]), WEEK.index((last or first)[:3])
    while number % 7 != end:
        if number % 7 == day.weekday():
            return True
        number += 1
    return end == day.weekday()


def _nth(count: str, rest: str, day: date) -> bool:
    weekday, _, month = rest.partition(" of ")
    if WEEK[day.weekday()] != weekday[:3] or (month and int(month) != day.month):
        return False
    alike = [day.replace(day=1) + ONE_DAY * n for n in range(31)]
    alike = [one for one in alike if one.month == day.month and one.weekday() == day.weekday()]
    wanted = len(alike) if count == "last" else COUNTS[count]
    return alike.index(day) + 1 == wanted


def _feasts(day: date, country: str, kind: str, dates: Table) -> Sequence[Feast]:
    moved: dict[str, str] = dates.get("moved", {})
    found = list(_published(country, kind, day))
    if day.isoformat() in moved:
        found = [one for one in found if one not in _that_move(found)]
    for source, target in moved.items():
        if target == day.isoformat():
            found += _that_move(_published(country, kind, date.fromisoformat(source)))
    return found


def _that_move(found: Sequence[Feast]) -> Sequence[Feast]:
    return [one for one in found if one[1]] or found


@lru_cache(maxsize=100_000)
def _published(country: str, kind: str, day: date) -> Sequence[Feast]:
    found: list[Feast] = []
    for calendar in _calendars(country, kind, day.year):
        marks = _marks(calendar)
        for name in calendar.get_list(day):
            is_guess = any(mark in name for mark in marks)
            found.append((frozenset({_bare(name, marks)}), is_guess))
    return found


@lru_cache(maxsize=1_000)
def _calendars(country: str, kind: str, year: int) -> list[Any]:
    code, _, part = country.partition("-")
    local = holidays.country_holidays(code).default_language
    return [
        holidays.country_holidays(
            code, subdiv=part or None, years=year, categories=(kind,), language=language
        )
        for language in dict.fromkeys(("en_US", local))
    ]


def _marks(calendar: Any) -> Sequence[str]:  # noqa: ANN401 - the library names no type for it
    """Give the words that mark an estimate in a calendar's language: "(estimated)"."""
    labels = (calendar.tr(getattr(calendar, name, "%s")) for name in LABELS)
    return [mark for label in labels if (mark := label.replace("%s", "").strip())]


def _bare(name: str, marks: Sequence[str]) -> str:
    for mark in marks:
        name = name.replace(mark, "")
    return " ".join(name.lower().replace(",", "").split())
