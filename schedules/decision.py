"""The ladder that decides a lamp's level: local switch, override, program, default.

One pure function for nodes, which obey it, and for whoever explains them.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from schedules.program import Program

FULL_LEVEL = 100


class Trust(StrEnum):
    """How far a node may believe its clock."""

    SYNCED = "synced"
    HOLDOVER = "holdover"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Override:
    """A wanted level above the program, from `start_ms` up to, and without, `until_ms`.

    `source` says where it came from: "node", or "group:" and the group's name.
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

    @property
    def rank(self) -> tuple[int, int, str]:
        """Order of strength: priority, then later version, then later id."""
        return self.priority, self.version, self.id


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that bears on the level; `local_level` is that of the safety switch, if set."""

    overrides: tuple[Override, ...]
    program: Program | None
    default_level: int
    trust: Trust
    local_level: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The ladder's answer, which holds until `until_ms` if the situation does (None: for good).

    `by` is the rung: "local", "override", "program" or "default"; `what` its words.
    """

    level: int
    by: str
    what: str
    until_ms: int | None
    fade_s: int


def decide(situation: Situation, now_ms: int) -> Wanted:
    """Decide the level at a moment [ms since 1970 UTC].

    With an unknown clock no program and no override may darken: in doubt a lamp is lit.
    """
    if situation.local_level is not None:
        return Wanted(situation.local_level, "local", "local switch", None, 0)
    wanted = _by_ladder(situation, now_ms)
    lit_level = situation.default_level or FULL_LEVEL
    if situation.trust is Trust.UNKNOWN and wanted.level < lit_level:
        return replace(wanted, level=lit_level, by="default", what="clock unknown", fade_s=0)
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
    return Wanted(point.level, "program", what, until_ms, point.fade_s)


def _by_override(situation: Situation, strongest: Override, now_ms: int) -> Wanted:
    stronger_ms = [
        one.start_ms
        for one in situation.overrides
        if now_ms < one.start_ms < one.until_ms and one.rank > strongest.rank
    ]
    until_ms = min([strongest.until_ms, *stronger_ms])
    what = f"{strongest.id} {strongest.reason}".rstrip()
    return Wanted(strongest.level, "override", what, until_ms, strongest.fade_s)


def _next_point_or_start_ms(situation: Situation, now_ms: int) -> int | None:
    coming_ms = [
        one.start_ms for one in situation.overrides if now_ms < one.start_ms < one.until_ms
    ]
    point = situation.program.point_after(now_ms // 1000) if situation.program else None
    if point is not None:
        coming_ms.append(point.at_s * 1000)
    return min(coming_ms, default=None)
