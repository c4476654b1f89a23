"""Nights as iCalendar (RFC 5545): an entry for each stretch of light, in UTC."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from lighting.pictures.light import Stretch, stretches
from schedules.compile import Night
from schedules.site import Site

MOST_OCTETS = 75
END = "\r\n"


def calendar_text(nights: Iterable[Night], site: Site, now_s: int) -> str:
    """Write nights as a calendar that other programs can show.

    Args:
        nights: Of any groups.
        site: The city; its name makes the entries unique.
        now_s: When it is written [s since 1970 UTC].
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//street-lighting//schedule preview//EN"]
    for night in nights:
        for one in stretches(night):
            if one.level:
                lines += _entry(night, one, site, now_s)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}{END}" for line in lines for folded in _folded(line))


def _entry(night: Night, one: Stretch, site: Site, now_s: int) -> Iterator[str]:
    rule = f'rule "{night.rule}"' if night.rule else "the calendar's default"
    why = f"{one.because}; profile {night.profile} ({rule})"
    yield "BEGIN:VEVENT"
    yield f"UID:{one.from_s}-{night.group}@{site.name}"
    yield f"DTSTAMP:{_utc(now_s)}"
    yield f"DTSTART:{_utc(one.from_s)}"
    yield f"DTEND:{_utc(one.until_s)}"
    yield f"SUMMARY:{_escaped(f'{night.group} {one.level} %')}"
    yield f"DESCRIPTION:{_escaped(why)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _utc(at_s: int) -> str:
    return f"{datetime.fromtimestamp(at_s, UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for mark in "\\;,":
        text = text.replace(mark, f"\\{mark}")
    return "".join(each if each.isprintable() else " " for each in text)


def _folded(line: str) -> Iterator[str]:
    """Cut a line that is too long: what follows begins with a space; no character is cut."""
    part = ""
    for each in line:
        if len((part + each).encode()) > MOST_OCTETS:
            yield part
            part = " "
        part += each
    yield part
