"""What a document has a node add to its program by itself: effects of sensors, and photocells.

What is made of them at a moment, by what sensors say, is left to `sensing`.
"""

from collections.abc import Sequence
from itertools import zip_longest

from schedules.civil_time import Window
from schedules.compile import Night
from schedules.document import Document
from schedules.effects import Effect
from schedules.moments import anchor_s
from schedules.sensing import EffectOnTop, PhotocellOnTop
from schedules.site import Site
from schedules.spans import Part, Spans, spans_of


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
