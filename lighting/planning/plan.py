"""Compares two schedules over nights: lamps that change, hours at each level, energy, money, CO2.

It goes by programs and kinds of lamps, not by lamps: ten thousand of them are a few hundred kinds.
Overrides, effects, photocells and constant light output are left out: they aren't known beforehand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lighting.planning.energy import Energy, Prices, energy_of
from lighting.planning.programs import Key, Kind, PlannedLamp, Shape, Side
from schedules.document import Document
from schedules.lamp_types import LampType

Seconds = dict[int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """Lamps of one program that would do something else.

    Attributes:
        before: The group that they have their program from; empty for their default level.
        after: The same in the other schedule.
        lamps: Their names.
        nights: Evenings of the nights that are otherwise, rising.
        before_s: How long a lamp is at each level in these nights [s by %].
        after_s: The same in the other schedule.
    """

    before: str
    after: str
    lamps: tuple[str, ...]
    nights: tuple[date, ...]
    before_s: Mapping[int, int]
    after_s: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the other schedule comes to.

    Attributes:
        lamps: How many there are.
        changes: Those that would do something else, most lamps first.
        before_s: How long all lamps together are at each level in all nights [s by %].
        after_s: The same in the other schedule.
        before: Energy of all lamps in all nights, and what it costs.
        after: The same in the other schedule.
    """

    lamps: int
    changes: tuple[Change, ...]
    before_s: Mapping[int, int]
    after_s: Mapping[int, int]
    before: Energy
    after: Energy


def plan(before: Side, after: Side, lamps: Iterable[PlannedLamp], prices: Prices) -> Plan:
    """Compare what lamps do under two schedules, over the same nights."""
    kinds = _kinds(before, after, lamps)
    counts = {kind: len(ids) for kind, ids in kinds.items()}
    old = {kind: (before.shapes(kind.before[0]), count) for kind, count in counts.items()}
    new = {kind: (after.shapes(kind.after[0]), count) for kind, count in counts.items()}
    changes = _changes(before, after, kinds)
    return Plan(
        lamps=sum(counts.values()),
        changes=tuple(sorted(changes, key=lambda one: -len(one.lamps))),
        before_s=_of_all(before, ((kind.before[0], count) for kind, count in counts.items())),
        after_s=_of_all(after, ((kind.after[0], count) for kind, count in counts.items())),
        before=energy_of(before, old, prices),
        after=energy_of(after, new, prices),
    )


def _kinds(before: Side, after: Side, lamps: Iterable[PlannedLamp]) -> dict[Kind, list[str]]:
    kinds: dict[Kind, list[str]] = {}
    for lamp in lamps:
        programs = before.program_of(lamp), after.program_of(lamp)
        kind = Kind(*programs, lamp.power_w, lamp.standby_w, lamp.type)
        kinds.setdefault(kind, []).append(lamp.id)
    return kinds


def _changes(before: Side, after: Side, kinds: Mapping[Kind, list[str]]) -> Iterable[Change]:
    followers: dict[tuple[tuple[Key, str], tuple[Key, str], bool], list[str]] = {}
    for kind, ids in kinds.items():
        is_refitted = _factors(before.document, kind) != _factors(after.document, kind)
        followers.setdefault((kind.before, kind.after, is_refitted), []).extend(ids)
    for ((old_key, old_name), (new_key, new_name), is_refitted), ids in followers.items():
        pairs = zip(after.span.evenings, before.shapes(old_key), after.shapes(new_key), strict=True)
        nights = [
            (evening, old, new)
            for evening, old, new in pairs
            if is_refitted or (old.switches, old.on_top) != (new.switches, new.on_top)
        ]
        if nights:
            yield Change(
                old_name,
                new_name,
                tuple(ids),
                tuple(evening for evening, _, _ in nights),
                _added((old, 1) for _, old, _ in nights),
                _added((new, 1) for _, _, new in nights),
            )


def _factors(document: Document | None, kind: Kind) -> LampType | None:
    return document.lamp_types.get(kind.type) if document else None


def _of_all(side: Side, programs: Iterable[tuple[Key, int]]) -> Seconds:
    lamps: dict[Key, int] = {}
    for key, count in programs:
        lamps[key] = lamps.get(key, 0) + count
    return _added((shape, count) for key, count in lamps.items() for shape in side.shapes(key))


def _added(shapes: Iterable[tuple[Shape, int]]) -> Seconds:
    total: Seconds = {}
    for shape, count in shapes:
        for level, length_s in shape.seconds.items():
            total[level] = total.get(level, 0) + length_s * count
    return total
