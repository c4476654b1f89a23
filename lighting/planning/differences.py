"""What one schedule does otherwise than another: which groups, on which nights, at which steps."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher, unified_diff
from typing import Any
from zoneinfo import ZoneInfo

from schedules.compile import Night, plan_nights
from schedules.document import ALL, Document
from schedules.program import SwitchPoint

NIGHTS = 7
"""Nights that are compared unless others are asked for: each weekday once."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What is otherwise for one group.

    Attributes:
        group: Its name.
        nights: Evenings of the nights that are otherwise, rising.
        what: What is otherwise on the first of them, in words.
    """

    group: str
    nights: tuple[date, ...]
    what: str


def differences(
    before: Document | None, after: Document, first: date, nights: int = NIGHTS
) -> list[Difference]:
    """Compare nights of every group that has a calendar in either schedule.

    Args:
        before: The schedule that is compared with; None: there is none.
        after: The other one.
        first: Evening of the first night.
        nights: How many nights.
    """
    assigned = (*(before.groups if before else ()), *after.groups)
    found = (_of_group(before, after, group, first, nights) for group in dict.fromkeys(assigned))
    return [one for one in found if one.nights]


def other_parts(before: Document, after: Document) -> list[str]:
    """Name the tables beside the nights whose entries are otherwise: `lamp-type led-70`."""
    tables: tuple[tuple[str, Mapping[str, Any], Mapping[str, Any]], ...] = (
        ("lamp-type", before.lamp_types, after.lamp_types),
        ("group", before.groups_nested, after.groups_nested),
        ("effect", before.effects, after.effects),
    )
    return [
        f"{table} {name}"
        for table, old, new in tables
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    ]


def text_lines(before: str, after: str, names: tuple[str, str]) -> list[str]:
    """Give the lines of a text diff, without ends of line."""
    old, new = before.splitlines(), after.splitlines()
    return list(unified_diff(old, new, *names, n=2, lineterm=""))


def _of_group(
    before: Document | None, after: Document, group: str, first: date, nights: int
) -> Difference:
    old, new = _nights(before, group, first, nights), _nights(after, group, first, nights)
    evenings, what = [], ""
    for night_before, night in zip(old, new, strict=True):
        told = _told(before, night_before, after, night)
        if told:
            what = what or told
            known = night or night_before
            evenings += [known.date] if known else []
    return Difference(group, tuple(evenings), what)


def _nights(
    document: Document | None, group: str, first: date, nights: int
) -> Sequence[Night | None]:
    if document is None or (group not in document.groups and ALL not in document.groups):
        return [None] * nights
    return plan_nights(document, group, first, nights)


def _told(before: Document | None, old: Night | None, after: Document, new: Night | None) -> str:
    """What is otherwise in one night, in words; empty if nothing is."""
    if old is None or new is None:
        words = "gets a program" if new else "has no program any more and keeps its default"
        return "" if old is new else words
    told = _steps(old.points, new.points, after.site.timezone)
    is_same_on_top = before is None or _on_top(before, old) == _on_top(after, new)
    return told or ("" if is_same_on_top else "sensor effects or photocell are otherwise")


def _on_top(document: Document, night: Night) -> tuple[Any, ...]:
    profile = document.profiles[night.profile]
    return profile.photocell, *(document.effects[name] for name in profile.effects)


def _steps(old: Sequence[SwitchPoint], new: Sequence[SwitchPoint], timezone: str) -> str:
    """Say which steps are otherwise: `22:00 60 % -> 22:00 50 %`; with fades where they differ."""
    if tuple(old) == tuple(new):
        return ""
    zone = ZoneInfo(timezone)
    before, after = ([_step(point) for point in points] for points in (old, new))
    if before == after:
        before, after = ([_exact_step(point, zone) for point in one] for one in (old, new))
    return ", ".join(_changes(before, after)) or "steps are worded otherwise"


def _changes(before: list[str], after: list[str]) -> Iterator[str]:
    for kind, start, end, from_, to in SequenceMatcher(None, before, after).get_opcodes():
        gone, come = " and ".join(before[start:end]), " and ".join(after[from_:to])
        if kind == "replace":
            yield f"{gone} -> {come}"
        elif kind == "delete":
            yield f"without {gone}"
        elif kind == "insert":
            yield f"new {come}"


def _step(point: SwitchPoint) -> str:
    return f"{point.because} {_level(point.level)}"


def _exact_step(point: SwitchPoint, zone: ZoneInfo) -> str:
    at = datetime.fromtimestamp(point.at_s, zone)
    return f"{_step(point)} at {at:%H:%M:%S} in {point.fade_s} s"


def _level(level: int) -> str:
    return f"{level} %" if level else "off"


def as_rows(found: Iterable[Difference]) -> list[dict[str, Any]]:
    """Give differences as `--json` prints them."""
    return [
        {"group": one.group, "nights": [str(night) for night in one.nights], "what": one.what}
        for one in found
    ]
