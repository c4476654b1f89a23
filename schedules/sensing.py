"""What a node adds to its program by itself, as it holds it, and what its sensors make of it.

Two things stand on top of a program: a photocell, which decides between the levels before and
after a switch by the sun, and effects, which change the level while a sensor is triggered.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from schedules.anchors import hangs_on_sun
from schedules.effects import FULL_LEVEL, Do
from schedules.program import Program, SwitchPoint
from schedules.spans import Spans

FRESH_MS = 600_000
"""A light sensor that has said nothing for so long is taken for dead [ms]."""


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


class Trigger(NamedTuple):
    """When a sensor was last triggered [ms since 1970 UTC], and whether it still is."""

    sensor: str
    last_ms: int
    is_on: bool = False


class Light(NamedTuple):
    """What the light sensor says, and until when that counts [ms since 1970 UTC]."""

    is_dark: bool
    until_ms: int


class Senses(NamedTuple):
    """What a node's sensors say; without triggers and light the program holds as it is."""

    triggers: tuple[Trigger, ...] = ()
    light: Light | None = None


NOTHING_SENSED = Senses()


class Moved(NamedTuple):
    """What stands on top of a program makes of its level at a moment.

    Attributes:
        level: Wanted light [%].
        names: What changed the level, the first done first.
        fade_s: How long the lamp takes to get there [s]; None: as the program says.
        fade_back_s: How long it takes to leave it [s]; None: as what follows says.
        until_ms: When it may change by itself [ms since 1970 UTC]; None: never.
    """

    level: int
    names: tuple[str, ...] = ()
    fade_s: int | None = None
    fade_back_s: int | None = None
    until_ms: int | None = None


def judge_light(
    before: Light | None, cells: Iterable[PhotocellOnTop], lux: float, now_ms: int
) -> Light | None:
    """Give what a reading [lx] says; between the two limits what was said before still counts.

    None: nothing is known, or no photocell holds, so that the program holds as it is.
    """
    cell = _cell_at(cells, now_ms // 1000)
    if cell is None:
        return None
    if cell.on_below <= lux <= cell.off_above:
        is_known = before is not None and now_ms < before.until_ms
        return before._replace(until_ms=now_ms + FRESH_MS) if before and is_known else None
    return Light(lux < cell.on_below, now_ms + FRESH_MS)


def by_photocell(
    program: Program, cells: Sequence[PhotocellOnTop], light: Light | None, level: int, now_ms: int
) -> Moved:
    """Give what a photocell makes of the program's level; nothing where its sensor is dead."""
    if light is None or light.until_ms <= now_ms or not cells:
        return Moved(level)
    now_s = now_ms // 1000
    edges_s = {edge_s for cell in cells if (edge_s := cell.spans.next_edge_s(now_s)) is not None}
    cell = _cell_at(cells, now_s)
    windows = tuple(_windows(program, cell, now_s)) if cell else ()
    edges_s.update(edge_s for one in windows for edge_s in (one.from_s, one.until_s))
    coming_ms = (edge_s * 1000 for edge_s in edges_s if edge_s > now_s)
    until_ms = min([light.until_ms, *coming_ms])
    window = next((one for one in windows if one.from_s <= now_s < one.until_s), None)
    if window is None:
        return Moved(level, until_ms=until_ms)
    moved = max(window.before, window.after) if light.is_dark else 0
    name = "photocell: dark" if light.is_dark else "photocell: light"
    return Moved(moved, (name,) if moved != level else (), until_ms=until_ms)


def by_effects(
    effects: Sequence[EffectOnTop], triggers: Sequence[Trigger], level: int, now_ms: int
) -> Moved:
    """Give what effects make of a level, the strongest of them first and done last."""
    edges_ms: set[int] = set()
    moved = Moved(level)
    for effect in reversed(effects):
        held = _held(effect, triggers, now_ms)
        if held is None:
            continue
        if held.until_ms is not None:
            edges_ms.add(held.until_ms)
        edge_s = effect.spans.next_edge_s(now_ms // 1000)
        edges_ms.update(() if edge_s is None else (edge_s * 1000,))
        after = changed(effect, moved.level) if effect.spans.holds_at(now_ms // 1000) else None
        if after is not None and after != moved.level:
            names = (*moved.names, effect.name)
            moved = Moved(after, names, effect.fade_s, effect.fade_back_s)
    return moved._replace(until_ms=min(edges_ms, default=None))


def changed(effect: EffectOnTop, level: int) -> int:
    """Give what an effect makes of a level [%]."""
    match effect.do:
        case Do.SET:
            after = effect.value
        case Do.MAX:
            after = max(level, effect.value)
        case Do.MIN:
            after = min(level, effect.value)
        case Do.ADD:
            after = level + effect.value
        case _:
            after = round(level * effect.value / FULL_LEVEL)
    return min(max(after, 0), FULL_LEVEL)


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
    cell = _cell_at(cells, at_s)
    if cell is None:
        return None
    windows = _windows(program, cell, at_s)
    return next((one for one in windows if one.from_s <= at_s < one.until_s), None)


class _Held(NamedTuple):
    """A trigger that counts; until when is not known while it goes on."""

    until_ms: int | None


def _held(effect: EffectOnTop, triggers: Sequence[Trigger], now_ms: int) -> _Held | None:
    trigger = next((one for one in triggers if one.sensor == effect.sensor), None)
    if trigger is None:
        return None
    if trigger.is_on:
        return _Held(None)
    until_ms = trigger.last_ms + effect.hold_s * 1000
    return _Held(until_ms) if now_ms < until_ms else None


def _cell_at(cells: Iterable[PhotocellOnTop], at_s: int) -> PhotocellOnTop | None:
    return next((one for one in cells if one.spans.holds_at(at_s)), None)


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
