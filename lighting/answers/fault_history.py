"""Faults that began in a time, whether they are over or not, from whichever store keeps them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from lighting.answers.scope import Scope
from lighting.stores.history import FaultSpan

MOST = 10_000
"""Faults that are read at most; whoever asks is told when there may be more."""


def fault_history(
    asked: tuple[int, int],
    scope: Scope,
    faults: Sequence[FaultSpan],
    *,
    is_for_some: bool,
    limit: int = MOST,
) -> dict[str, Any]:
    """The document.

    Args:
        asked: From when to when they began [ms since 1970 UTC].
        scope: What is known of the city, and the lamps that are asked for.
        faults: The newest first.
        is_for_some: Whether only faults of the scope's lamps are asked for, and of panels that
            feed one of them; else also those of lamps that are in no list any more.
        limit: How many were read at most.
    """
    found: Iterable[FaultSpan] = faults
    if is_for_some:
        lamps = {lamp.id for lamp in scope.lamps}
        panels = {lamp.panel for lamp in scope.lamps}
        found = (one for one in faults if _is_of(one, lamps, panels))
    return {
        "schema": "lighting.fault-history/1",
        "from": scope.time(asked[0]),
        "to": scope.time(asked[1]),
        "is_cut": len(faults) >= limit,
        "faults": [_fault(one, scope) for one in found],
    }


def _is_of(fault: FaultSpan, lamps: Collection[str], panels: Collection[str]) -> bool:
    return fault.panel in panels if fault.lamp is None else fault.lamp in lamps


def _fault(fault: FaultSpan, scope: Scope) -> dict[str, Any]:
    lamp = scope.by_id.get(fault.lamp or "")
    end_ms = scope.now_ms if fault.cleared_ms is None else fault.cleared_ms
    return {
        "id": fault.id,
        "code": fault.code,
        "severity": fault.severity,
        "lamp": fault.lamp,
        "panel": fault.panel,
        "street": lamp.street if lamp else None,
        "kelurahan": lamp.kelurahan if lamp else None,
        "origin": fault.origin,
        "state": fault.state,
        "since": scope.time(fault.since_ms),
        "cleared_at": scope.time(fault.cleared_ms),
        "lasted_s": max(0, end_ms - fault.since_ms) // 1000,
        "evidence": fault.evidence,
    }
