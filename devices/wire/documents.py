"""Between documents of the wire and what the ladder works with: programs, overrides, settings.

Both ends convert here; the wire and the arithmetic stay two sets of types on purpose.
"""

from collections.abc import Iterable, Sequence

from devices.wire.down import Ordinary, OverrideEntry, ProgramDocument
from devices.wire.settings import EffectEntry, FactorsHeld, PhotocellEntry
from devices.wire.up import Capabilities
from schedules.decision import Override
from schedules.factors import Factors
from schedules.lamp_types import Curve, LampType
from schedules.program import DAY_S, Program, SwitchPoint
from schedules.sensing import EffectOnTop, PhotocellOnTop


def to_program(document: ProgramDocument) -> Program:
    """The program in a document; points out of order are put in order, the later of twins holds."""
    from_s = document.from_ms // 1000
    ordinary = document.ordinary
    return Program(
        id=document.id,
        from_s=from_s,
        until_s=ordinary.start_s if ordinary else from_s + document.nights * DAY_S,
        nights=document.nights,
        points=_switch_points(document.points, document.labels),
        ordinary=_switch_points(ordinary.points, ordinary.labels) if ordinary else (),
    )


def to_document(program: Program, version: int, issued_ms: int) -> ProgramDocument:
    """The document that carries a program, with one label a point."""
    ordinary = Ordinary(
        start_s=program.until_s,
        points=_triples(program.ordinary),
        labels=_labels(program.ordinary),
    )
    return ProgramDocument(
        version=version,
        issued_ms=issued_ms,
        id=program.id,
        from_ms=program.from_s * 1000,
        nights=program.nights,
        points=_triples(program.points),
        labels=_labels(program.points),
        ordinary=ordinary if program.ordinary else None,
    )


def to_overrides(
    entries: Iterable[OverrideEntry], version: int, source: str
) -> tuple[Override, ...]:
    """The overrides of a document; `source` is "node" or "group:" and the group's name."""
    return tuple(
        Override(
            id=entry.id,
            version=version,
            level=entry.level,
            priority=entry.priority,
            start_ms=entry.start_ms,
            until_ms=entry.until_ms,
            fade_s=entry.fade_s,
            by=entry.by,
            reason=entry.reason,
            source=source,
            fade_back_s=entry.fade_back_s,
        )
        for entry in entries
    )


def to_entry(override: Override) -> OverrideEntry:
    """The override as it stands in a document, whose version and place say the rest."""
    return OverrideEntry(
        id=override.id,
        level=override.level,
        priority=override.priority,
        start_ms=override.start_ms,
        until_ms=override.until_ms,
        fade_s=override.fade_s,
        fade_back_s=override.fade_back_s,
        by=override.by,
        reason=override.reason,
    )


def to_effects(entries: Iterable[EffectEntry]) -> tuple[EffectOnTop, ...]:
    """The effects of settings."""
    return tuple(EffectOnTop.model_validate(entry.model_dump()) for entry in entries)


def to_photocells(entries: Iterable[PhotocellEntry]) -> tuple[PhotocellOnTop, ...]:
    """The photocells of settings."""
    return tuple(PhotocellOnTop.model_validate(entry.model_dump()) for entry in entries)


def to_effect_entries(effects: Iterable[EffectOnTop]) -> tuple[EffectEntry, ...]:
    """The effects as they stand in settings."""
    return tuple(EffectEntry.model_validate(one.model_dump(mode="json")) for one in effects)


def to_photocell_entries(cells: Iterable[PhotocellOnTop]) -> tuple[PhotocellEntry, ...]:
    """The photocells as they stand in settings."""
    return tuple(PhotocellEntry.model_validate(one.model_dump(mode="json")) for one in cells)


def to_factors_held(kind: LampType) -> FactorsHeld:
    """The factors of a kind of lamp as they stand in settings."""
    return FactorsHeld.model_validate(kind.to_settings())


def to_factors(held: FactorsHeld | None, able: Capabilities, min_level: int) -> Factors:
    """The factors of a node: what it was told, what its driver can do, and the settings' least."""
    told = held or FactorsHeld()
    return Factors(
        dims=able.dim,
        min_level=max(told.min_level, able.min_level, min_level),
        virtual_power=told.virtual_power,
        clo=told.clo,
        curve=Curve(told.curve),
    )


def _triples(points: tuple[SwitchPoint, ...]) -> list[tuple[int, int, int]]:
    return [(point.at_s, point.level, point.fade_s) for point in points]


def _labels(points: tuple[SwitchPoint, ...]) -> list[str | int]:
    return [point.because for point in points]


def _switch_points(
    triples: Sequence[tuple[int, int, int]], labels: Sequence[str | int]
) -> tuple[SwitchPoint, ...]:
    points = {
        at_s: SwitchPoint(at_s, level, fade_s, _because(labels, number))
        for number, (at_s, level, fade_s) in enumerate(triples)
    }
    return tuple(points[at_s] for at_s in sorted(points))


def _because(labels: Sequence[str | int], number: int) -> str:
    """A point's label: its own text, or the text that its index names; "" where there is none."""
    label = labels[number] if number < len(labels) else ""
    if isinstance(label, str):
        return label
    texts = [text for text in labels if isinstance(text, str)]
    return texts[label] if 0 <= label < len(texts) else ""
