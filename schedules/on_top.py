"""What a node adds to its program by itself: effects of sensors, and photocells.

The plain forms for a node's settings (`model_dump(mode="json", exclude_none=True)`), and which
window of a photocell a moment lies in. What a sensor says, and what follows, is the node's.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from pydantic import BaseModel, ConfigDict

from schedules.anchors import hangs_on_sun
from schedules.civil_time import Window
from schedules.compile import Night
from schedules.document import Document
from schedules.effects import Do, Effect
from schedules.moments import anchor_s
from schedules.program import Program, SwitchPoint
from schedules.site import Site
from schedules.spans import Part, Spans, spans_of


class EffectOnTop(BaseModel):
    """An effect as a node holds it; see `Effect`."""

    model_config = ConfigDict(frozen=True)

    name: str
    sensor: str
    do: Do
    value: int
    hold_s: int
    fade_s: int = 0
    fade_back_s: int = 0
    spans: Spans = Spans()


class PhotocellOnTop(BaseModel):
    """A photocell as a node holds it; see `Photocell`. Only one holds at a time."""

    model_config = ConfigDict(frozen=True)

    on_below: float
    off_above: float
    early_s: int
    late_s: int
    spans: Spans = Spans()


@dataclass(frozen=True, slots=True)
class PhotocellWindow:
    """Where the photocell decides whether the lamps have the level before `at_s` or that from it.

    Attributes:
        from_s: First second [s since 1970 UTC].
        at_s: When the program switches.
        until_s: End; from then on the program holds, whatever the sensor says.
        before: Level before the switch [%].
        after: Level from the switch on [%]; one of the two is 0.
    """

    from_s: int
    at_s: int
    until_s: int
    before: int
    after: int


def effects_on_top(document: Document, nights: Sequence[Night]) -> tuple[EffectOnTop, ...]:
    """Give the effects of nights, the strongest first: it has the last word on the level.

    An effect stands twice in it where two profiles have it at different places.
    """
    named = [document.profiles[night.profile].effects for night in nights]
    told: list[EffectOnTop] = []
    for row in zip_longest(*named):
        for name in dict.fromkeys(name for name in row if name):
            effect = document.effects[name]
            parts = [
                _part(effect, document.site, night) if here == name else None
                for here, night in zip(row, nights, strict=True)
            ]
            spans = spans_of(_noons(nights), parts)
            told += [_effect(name, effect, spans)] if spans else []
    return tuple(told)


def photocells_on_top(document: Document, nights: Sequence[Night]) -> tuple[PhotocellOnTop, ...]:
    """Give the photocells of nights, each once."""
    cells = [document.profiles[night.profile].photocell for night in nights]
    noons = _noons(nights)
    told: list[PhotocellOnTop] = []
    for index, cell in enumerate(cells):
        if cell is None or cell in cells[:index]:
            continue
        parts = [noon if here == cell else None for here, noon in zip(cells, noons, strict=True)]
        spans = spans_of(noons, parts) or Spans()
        told.append(PhotocellOnTop(**cell.model_dump(), spans=spans))
    return tuple(told)


def photocell_window(
    program: Program, cells: Iterable[PhotocellOnTop], at_s: int
) -> PhotocellWindow | None:
    """Give the window of a photocell in which a moment lies; None if it lies in none.

    A window reaches no further than to the points before and after the one that it is about.

    Args:
        program: What the node holds.
        cells: Those of its settings.
        at_s: The moment [s since 1970 UTC].
    """
    cell = next((one for one in cells if one.spans.holds_at(at_s)), None)
    if cell is None:
        return None
    windows = _windows(program, cell, at_s)
    return next((one for one in windows if one.from_s <= at_s < one.until_s), None)


def _windows(program: Program, cell: PhotocellOnTop, at_s: int) -> Iterator[PhotocellWindow]:
    """Give the windows around the point in force and the one that comes next."""
    point, after = program.point_at(at_s), program.point_after(at_s)
    if point:
        before = program.point_at(point.at_s - 1)
        yield from _window(cell, before, point, after)
    if after:
        yield from _window(cell, point, after, program.point_after(after.at_s))


def _window(
    cell: PhotocellOnTop, before: SwitchPoint | None, point: SwitchPoint, after: SwitchPoint | None
) -> Iterator[PhotocellWindow]:
    level = before.level if before else 0
    if not hangs_on_sun(point.because) or (level > 0) == (point.level > 0):
        return
    from_s, until_s = point.at_s - cell.early_s, point.at_s + cell.late_s
    from_s = max(from_s, before.at_s) if before else from_s
    until_s = min(until_s, after.at_s) if after else until_s
    yield PhotocellWindow(from_s, point.at_s, until_s, level, point.level)


def _effect(name: str, effect: Effect, spans: Spans) -> EffectOnTop:
    return EffectOnTop(
        name=name,
        sensor=effect.sensor,
        do=effect.do,
        value=effect.value,
        hold_s=effect.hold_s,
        fade_s=effect.fade_s,
        fade_back_s=effect.fade_back_s,
        spans=spans,
    )


def _part(effect: Effect, site: Site, night: Night) -> Part:
    """Give the part of a night in which a sensor counts; None if there is none."""
    window = Window(night.date, night.from_s, night.until_s)
    from_s, until_s = night.from_s, night.until_s
    if effect.start:
        from_s = int(max(from_s, min(anchor_s(effect.start, site, window, lit=True)[0], until_s)))
    if effect.until:
        until_s = int(min(until_s, max(anchor_s(effect.until, site, window, lit=False)[0], from_s)))
    return (from_s, until_s) if from_s < until_s else None


def _noons(nights: Sequence[Night]) -> list[tuple[int, int]]:
    return [(night.from_s, night.until_s) for night in nights]
