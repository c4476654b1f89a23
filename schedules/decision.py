"""The ladder that decides a lamp's level: local switch, override, program, default.

On top of the program stand photocell and effects of sensors. One pure function for nodes, which
obey it, and for whoever explains them.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from schedules.program import Program, SwitchPoint
from schedules.sensing import (
    NOTHING_SENSED,
    EffectOnTop,
    Moved,
    PhotocellOnTop,
    Senses,
    by_effects,
    by_photocell,
)

FULL_LEVEL = 100


class Trust(StrEnum):
    """How far a node may believe its clock."""

    SYNCED = "synced"
    HOLDOVER = "holdover"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Override:
    """A wanted level above the program, from `start_ms` up to, and without, `until_ms`.

    `source` says where it came from: "node", or "group:" and the group's name. `fade_back_s` is
    how long the lamp takes to leave the level at its end; None: as what follows says.
    """

    id: str
    version: int
    level: int
    priority: int
    start_ms: int
    until_ms: int
    fade_s: int
    by: str
    reason: str
    source: str
    fade_back_s: int | None = None

    @property
    def rank(self) -> tuple[int, int, str]:
        """Order of strength: priority, then later version, then later id."""
        return self.priority, self.version, self.id


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that bears on the level; `local_level` is that of the safety switch, if set.

    Photocells and effects, the strongest first, stand on top of the program; `senses` is what the
    node's sensors say, without which they change nothing.
    """

    overrides: tuple[Override, ...]
    program: Program | None
    default_level: int
    trust: Trust
    local_level: int | None = None
    photocells: tuple[PhotocellOnTop, ...] = ()
    effects: tuple[EffectOnTop, ...] = ()
    senses: Senses = NOTHING_SENSED


@dataclass(frozen=True, slots=True)
class Wanted:
    """The ladder's answer, which holds until `until_ms` if the situation does (None: for good).

    `by` is the rung: "local", "override", "program", "sensor" where one changes what the program
    says, or "default"; `what` its words. `fade_back_s` is how long the lamp takes to leave the
    level; None: as what follows says.
    """

    level: int
    by: str
    what: str
    until_ms: int | None
    fade_s: int
    fade_back_s: int | None = None


def decide(situation: Situation, now_ms: int) -> Wanted:
    """Decide the level at a moment [ms since 1970 UTC].

    With an unknown clock no program and no override may darken: in doubt a lamp is lit.
    """
    if situation.local_level is not None:
        return Wanted(situation.local_level, "local", "local switch", None, 0)
    wanted = _by_ladder(situation, now_ms)
    lit_level = situation.default_level or FULL_LEVEL
    if situation.trust is Trust.UNKNOWN and wanted.level < lit_level:
        return Wanted(lit_level, "default", "clock unknown", wanted.until_ms, 0)
    return wanted


def next_change_ms(situation: Situation, now_ms: int) -> int | None:
    """Give the next moment at which the answer may change; None if it never does by itself."""
    return decide(situation, now_ms).until_ms


def _by_ladder(situation: Situation, now_ms: int) -> Wanted:
    valid = [one for one in situation.overrides if one.start_ms <= now_ms < one.until_ms]
    if valid:
        return _by_override(situation, max(valid, key=lambda one: one.rank), now_ms)
    program = situation.program
    point = program.point_at(now_ms // 1000) if program else None
    until_ms = _next_point_or_start_ms(situation, now_ms)
    if program is None or point is None:
        return Wanted(situation.default_level, "default", "default level", until_ms, 0)
    what = f"{program.id} {point.because}"
    wanted = Wanted(point.level, "program", what, until_ms, point.fade_s)
    if not situation.photocells and not situation.effects:
        return wanted
    return _with_sensors(situation, program, point, wanted, now_ms)


def _with_sensors(
    situation: Situation, program: Program, point: SwitchPoint, wanted: Wanted, now_ms: int
) -> Wanted:
    senses = situation.senses
    cell = by_photocell(program, situation.photocells, senses.light, point.level, now_ms)
    effect = by_effects(situation.effects, senses.triggers, cell.level, now_ms)
    until_ms = _earliest(wanted.until_ms, cell, effect)
    names = (*cell.names, *effect.names)
    if effect.level == point.level:
        return replace(wanted, until_ms=until_ms)
    fade_s = point.fade_s if effect.fade_s is None else effect.fade_s
    what = f"{' + '.join(names)} over {wanted.what}"
    return Wanted(effect.level, "sensor", what, until_ms, fade_s, effect.fade_back_s)


def _earliest(until_ms: int | None, *moved: Moved) -> int | None:
    known_ms = (until_ms, *(one.until_ms for one in moved))
    return min((one for one in known_ms if one is not None), default=None)


def _by_override(situation: Situation, strongest: Override, now_ms: int) -> Wanted:
    stronger_ms = [
        one.start_ms
        for one in situation.overrides
        if now_ms < one.start_ms < one.until_ms and one.rank >= strongest.rank
    ]
    until_ms = min([strongest.until_ms, *stronger_ms])
    what = f"{strongest.id} {strongest.reason}".rstrip()
    return Wanted(
        strongest.level, "override", what, until_ms, strongest.fade_s, strongest.fade_back_s
    )


def _next_point_or_start_ms(situation: Situation, now_ms: int) -> int | None:
    coming_ms = [
        one.start_ms for one in situation.overrides if now_ms < one.start_ms < one.until_ms
    ]
    point = situation.program.point_after(now_ms // 1000) if situation.program else None
    if point is not None:
        coming_ms.append(point.at_s * 1000)
    return min(coming_ms, default=None)
