"""SCHED_STALE: for how long has a node held an old document? References: docs/faults.md."""

from lighting.faults.evidence.of_node import OLD_PROGRAM
from lighting.faults.rules.band import Findings, against, found

_HOUR_MS = 3_600_000
FINE = against("SCHED_STALE")


def judge_program(oldest_ms: int | None, heard_ms: int, stale_h: float) -> Findings:
    """Judge what a node lacks.

    Args:
        oldest_ms: When the oldest document that it lacks was issued; None: it lacks none.
        heard_ms: When the node was last heard: in silence nothing grows stale.
        stale_h: For so long it may lack one [h].
    """
    if oldest_ms is None:
        return FINE
    age_h = (heard_ms - oldest_ms) / _HOUR_MS
    return found("SCHED_STALE", OLD_PROGRAM(age_h=age_h)) if age_h > stale_h else ()
