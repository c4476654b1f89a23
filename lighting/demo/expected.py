"""What a healthy lamp of each group should do in the demo's night, from the schedule's own text."""

from bisect import bisect_right
from dataclasses import dataclass

from lighting.demo.plan import END_MS, START_MS, Wish
from schedules.compile import evening_of, plan_nights
from schedules.document import Document


@dataclass(frozen=True, slots=True)
class Change:
    """From `at_ms` until `until_ms` a lamp of this group is wanted at this level [%]."""

    group: str
    at_ms: int
    until_ms: int
    level: int
    because: str


def changes_of(document: Document, wishes: tuple[Wish, ...]) -> tuple[Change, ...]:
    """Every change of level that the night asks of a group, in the order of time."""
    found = [one for group in document.groups for one in _of_group(document, group, wishes)]
    return tuple(sorted(found, key=lambda one: one.at_ms))


def _of_group(document: Document, group: str, wishes: tuple[Wish, ...]) -> list[Change]:
    first = evening_of(document, START_MS // 1000)
    points = [p for night in plan_nights(document, group, first, 1) for p in night.points]
    mine = [wish for wish in wishes if wish.group == group]
    edges = {point.at_s * 1000 for point in points}
    edges |= {edge for wish in mine for edge in (wish.at_ms, wish.until_ms)}
    moments = sorted(edge for edge in edges if START_MS <= edge < END_MS)

    def wanted(at_ms: int) -> tuple[int, str]:
        for wish in mine:
            if wish.at_ms <= at_ms < wish.until_ms:
                return wish.level, wish.reason
        held = bisect_right(points, at_ms, key=lambda point: point.at_s * 1000)
        return (points[held - 1].level, points[held - 1].because) if held else (0, "noon")

    changed: list[tuple[int, int, str]] = []
    for at_ms in moments:
        level, because = wanted(at_ms)
        if level != (changed[-1][1] if changed else 0):
            changed.append((at_ms, level, because))
    ends = [at_ms for at_ms, _, _ in changed[1:]] + [END_MS]
    return [
        Change(group, at_ms, until_ms, level, because)
        for (at_ms, level, because), until_ms in zip(changed, ends, strict=True)
    ]
