"""Cases put together: from what the city knows now, or from what was recorded of the past."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from devices.wire.documents import to_effects, to_photocells
from devices.wire.settings import Settings
from lighting.answers.case import Case, Said, senses_told
from lighting.answers.lamps import find_lamp
from lighting.city import Applied, City
from lighting.desired.documents import as_override, groups_of, situation_of
from lighting.desired.on_top import factors_of, on_top
from lighting.desired.program_names import Origin, ProgramNames
from lighting.nodes.twin import Twin
from lighting.questions.of_city import LookInto
from lighting.rows import OverrideRow, ScheduleRow
from lighting.site.inventory import Lamp
from schedules.compile import compile_program, evening_of
from schedules.decision import Situation, Trust
from schedules.document import Document, read_document
from schedules.errors import NoSuchNightError
from schedules.factors import Factors
from schedules.program import Program
from schedules.sensing import EffectOnTop, PhotocellOnTop
from schedules.site import Site


@dataclass(frozen=True, slots=True)
class Ground:
    """What the city knows of a lamp now, handed to whoever looks into its past.

    Attributes:
        lamp: Which.
        site: The city.
        now_ms: The present [ms since 1970 UTC].
        applied: The schedule in force now.
        default_level: Where neither override nor program says [%].
        factors: What lies between its wanted light and its driver.
        report_s: How often its node measures [s].
    """

    lamp: Lamp
    site: Site
    now_ms: int
    applied: Applied | None
    default_level: int
    factors: Factors
    report_s: int


def look_into(city: City, question: LookInto, now_ms: int) -> dict[str, Any]:
    """What the city knows of a lamp; the answer goes no further than to who asked."""
    lamp = find_lamp(city, question.lamp)
    own = city.desired.get(lamp.node)
    config = city.config
    ground = Ground(
        lamp=lamp,
        site=config.site,
        now_ms=now_ms,
        applied=city.applied,
        default_level=own.default_level if own else config.nodes.default_level,
        factors=factors_of(city, lamp),
        report_s=config.nodes.report_s,
    )
    return {"ground": ground}


def case_of(city: City, lamp: Lamp, at_ms: int | None, now_ms: int) -> Case:
    """A lamp as the city knows it: now (None), or at another moment as far as it remembers."""
    twin, own = city.twins.get(lamp.node) or Twin(lamp.node), city.desired.get(lamp.node)
    applied, said = city.applied, said_of(twin)
    name = applied.names.of(lamp) if applied else None
    origin = applied.names.origin(name, ()) if applied and name else None
    settings = own.settings if own else Settings()
    effects = to_effects(settings.effects or ())
    situation = replace(
        situation_of(city, lamp),
        effects=effects,
        photocells=to_photocells(settings.photocells or ()),
    )
    rows = overrides_for(city.overrides.values(), lamp)
    if at_ms is None:
        situation = replace(situation, senses=senses_told(said, effects, now_ms))
    else:
        situation = _at(situation, rows, applied, origin, at_ms)
    return Case(
        lamp=lamp,
        site=city.config.site,
        at_ms=now_ms if at_ms is None else at_ms,
        now_ms=now_ms,
        schedule=applied.row if applied else None,
        document=applied.document if applied else None,
        name=name,
        origin=origin,
        situation=situation,
        overrides=rows,
        factors=factors_of(city, lamp),
        burn_s=twin.burn_s,
        said=said,
        clock=twin.clock if twin.heard_ms is not None else None,
    )


def said_of(twin: Twin) -> Said | None:
    """What a node said last; None: nothing."""
    if twin.reported_ms is None:
        return None
    return Said(twin.reported_ms, twin.level, twin.wanted_level, twin.reason_by, twin.reason_what)


def overrides_for(rows: Iterable[OverrideRow], lamp: Lamp) -> tuple[OverrideRow, ...]:
    """The overrides meant for a lamp, those that are over or yet to come included."""
    groups = groups_of(lamp)
    return tuple(
        row for row in rows if row.group in groups or (row.group is None and lamp.id in row.lamps)
    )


def _at(
    issued: Situation,
    rows: tuple[OverrideRow, ...],
    applied: Applied | None,
    origin: Origin | None,
    at_ms: int,
) -> Situation:
    """The situation at another moment: overrides as they stood, nights beyond those issued."""
    program, document = issued.program, applied.document if applied else None
    if program and document and origin and not _covers(program, at_ms):
        with suppress(NoSuchNightError):  # the last nights of all are told by the ordinary one
            program, effects, photocells = _compiled(document, origin, at_ms)
            issued = replace(issued, effects=effects, photocells=photocells)
    return replace(issued, overrides=_held(rows, at_ms), program=program)


def _covers(program: Program, at_ms: int) -> bool:
    return program.from_s * 1000 <= at_ms < program.until_s * 1000


def _held(rows: tuple[OverrideRow, ...], at_ms: int) -> tuple[Any, ...]:
    """The overrides that had been set by then and not released."""
    return tuple(
        as_override(row)
        for row in rows
        if row.set_ms <= at_ms and (row.released_ms is None or row.released_ms > at_ms)
    )


def _compiled(
    document: Document, origin: Origin, at_ms: int
) -> tuple[Program, tuple[EffectOnTop, ...], tuple[PhotocellOnTop, ...]]:
    """The night of a moment as it is or was compiled, and what stands on top of it."""
    evening = evening_of(document, at_ms // 1000)
    program = compile_program(document, origin.group, evening, 2, origin.also)
    top = on_top(document, origin, program)
    return program, to_effects(top.effects), to_photocells(top.photocells)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the store has of a moment in the past."""

    schedule: ScheduleRow | None
    overrides: tuple[OverrideRow, ...]
    said: Said | None
    clock: str | None
    burn_s: int | None
    imported_ms: int | None


def case_recorded(ground: Ground, recorded: Recorded, at_ms: int) -> Case:
    """A lamp in the past, under the schedule and the overrides of that time."""
    lamp, row, said = ground.lamp, recorded.schedule, recorded.said
    applied = ground.applied
    document, names = None, None
    if row is not None and applied and applied.row.version == row.version:
        document, names = applied.document, applied.names
    elif row is not None:
        document = read_document(row.text, row.source)
        names = ProgramNames(document)
    name = names.of(lamp) if names else None
    origin = names.origin(name, ()) if names and name else None
    local_level = said.level if said and said.by == "local" else None
    situation = Situation(
        _held(recorded.overrides, at_ms), None, ground.default_level, Trust.SYNCED, local_level
    )
    if document and origin:
        program, effects, photocells = _compiled(document, origin, at_ms)
        senses = senses_told(said, effects, at_ms)
        situation = replace(
            situation, program=program, effects=effects, photocells=photocells, senses=senses
        )
    return Case(
        lamp=lamp,
        site=ground.site,
        at_ms=at_ms,
        now_ms=ground.now_ms,
        schedule=row,
        document=document,
        name=name,
        origin=origin,
        situation=situation,
        overrides=recorded.overrides,
        factors=ground.factors,
        burn_s=recorded.burn_s,
        said=said,
        imported_ms=recorded.imported_ms,
        clock=recorded.clock,
    )
