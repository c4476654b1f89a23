"""The spells of a fault: under one id it may go and come back, and each time counts for itself."""

from collections.abc import Iterable
from dataclasses import replace

from lighting.faults.life import Fault

SpellKey = tuple[str, int]
"""A fault's id, and how often it had come back."""


def note_spell(spells: dict[SpellKey, Fault], fault: Fault) -> None:
    """Keep a fault's present spell, as if it were a fault of its own.

    Args:
        spells: What was kept so far.
        fault: The fault as it is booked now, each time that it is.
    """
    key = (fault.id, fault.changes)
    if fault.changes:
        before, known = spells.get((fault.id, fault.changes - 1)), spells.get(key)
        if before is not None and before.cleared_ms is None:  # it flaps, and stayed open meanwhile
            spells[fault.id, fault.changes - 1] = replace(before, cleared_ms=fault.back_ms)
        active_ms = known.active_ms if known else None
        if active_ms is None and fault.state != "pending":
            active_ms = fault.last_seen_ms
        fault = replace(fault, since_ms=fault.back_ms, active_ms=active_ms)
    spells[key] = fault


def last_spells(faults: Iterable[Fault]) -> list[Fault]:
    """Give the first and the last spell of each fault, where only the end of a run is known.

    When the first was over is not known then: nothing is found by it later than it was active.
    """
    spells: dict[SpellKey, Fault] = {}
    for fault in faults:
        if fault.changes:
            spells[fault.id, 0] = replace(fault, changes=0, cleared_ms=fault.active_ms)
        note_spell(spells, fault)
    return list(spells.values())
