"""Nights of a schedule as documents and tables: what would be lit, when, and why."""

from collections.abc import Iterable
from datetime import date
from operator import itemgetter
from typing import Any

from lighting.cli import show
from lighting.errors import NothingMatched
from lighting.times import from_rfc3339, rfc3339, show_dated
from schedules.compile import Night, plan_nights
from schedules.document import ALL, Document


def groups_for(document: Document, choice: str | None) -> tuple[str, ...]:
    """Give the groups of a choice: `group:NAME` joined by commas; all of them for none or `all`.

    Raises:
        NothingMatched: A part is no group that the document assigns a calendar.
    """
    if choice is None or choice.strip() == ALL:
        return document.groups
    names = []
    for part in choice.split(","):
        name = part.strip().removeprefix("group:")
        if name not in document.groups and ALL not in document.groups:
            raise NothingMatched(part.strip(), [f"group:{group}" for group in document.groups])
        names.append(name)
    return tuple(dict.fromkeys(names))


def nights_of(
    document: Document, groups: Iterable[str], first: date, count: int
) -> tuple[Night, ...]:
    """Plan nights of several groups, night by night."""
    planned = (night for name in groups for night in plan_nights(document, name, first, count))
    return tuple(sorted(planned, key=lambda night: night.date))


def preview_document(document: Document, nights: Iterable[Night]) -> dict[str, Any]:
    """Give nights as the document that --json prints."""
    rows = [_night_row(document, night) for night in nights]
    return {"schema": "lighting.schedule-preview/1", "nights": rows}


def print_nights(rows: Iterable[dict[str, Any]], timezone: str) -> None:
    """Print nights of a preview document, each with its switch points and their reasons."""
    for number, night in enumerate(rows):
        if number:
            show.print_line()
        why = f'rule "{night["rule"]}"' if night["rule"] else "the calendar's default"
        guess = "; the holiday's date is an estimate" if night["estimated"] else ""
        heading = f"{night['night']}  {night['group']}: profile {night['profile']}"
        show.print_text(f"{heading} ({why}{guess})")
        if not night["points"]:
            show.print_text("  off all night")
        show.print_table(_columns(timezone), night["points"])


def _columns(timezone: str) -> tuple[show.Column, ...]:
    return (
        ("at", lambda point: show_dated(from_rfc3339(point["at"]), timezone)),
        ("level", lambda point: f"{point['level']} %" if point["level"] else "off"),
        ("fade", lambda point: f"{point['fade_s']} s" if point["fade_s"] else ""),
        ("because", itemgetter("because")),
    )


def _night_row(document: Document, night: Night) -> dict[str, Any]:
    zone = document.site.timezone
    points = [
        {
            "at": rfc3339(point.at_s * 1000, zone),
            "level": point.level,
            "fade_s": point.fade_s,
            "because": point.because,
        }
        for point in night.points
    ]
    return {
        "night": night.date.isoformat(),
        "group": night.group,
        "profile": night.profile,
        "rule": night.rule,
        "estimated": night.estimated,
        "points": points,
    }
