"""For how long an ailment could be seen: a dark lamp shows at night, a day burner by day."""

from itertools import pairwise

from devices.sim.truth import LampTruth

LIT_CODES = frozenset({"LAMP_FAIL", "DIM_FAIL", "CYCLING", "POWER_LOW", "POWER_HIGH"})
OFF_CODES = frozenset({"DAY_BURN"})
PATIENCE_S = {
    "DAY_BURN": 2700,
    "DIM_FAIL": 36_000,
    "CYCLING": 4500,
    "CLOCK": 3600,
    "POWER_LOW": 36_000,
    "RESET": 600,
}
"""An ailment that could be seen for so long, and three reports more, must have been found [s].
Dimming shows at the second level of a night; starts are counted over an hour; power is near-linear,
so that a loss that is clear at full light may not be at 40 %."""
LEAST_S = 300
BY_DAY_MS = 900_000
"""For so long after it should be off, a lamp that burns may be late, or the sun be low [ms]."""


def patience_s(code: str, report_s: int) -> int:
    """How long a code may take to be raised [s of time in which it can be seen]."""
    return PATIENCE_S.get(code, LEAST_S) + 3 * report_s


def seen_s(code: str, lamp: LampTruth | None, from_ms: int, until_ms: int) -> int:
    """How long an ailment of a lamp (None: of a panel) could be seen in a span [s]."""
    if until_ms <= from_ms:
        return 0
    if lamp is None or code not in LIT_CODES | OFF_CODES:
        return (until_ms - from_ms) // 1000
    edges = [one.at_ms for one in lamp.commanded] + [until_ms]
    total_ms = 0
    for one, (turned_ms, end_ms) in zip(lamp.commanded, pairwise(edges), strict=True):
        if (one.wanted_level > 0) == (code in LIT_CODES):
            begin_ms = turned_ms + (0 if code in LIT_CODES else BY_DAY_MS)
            total_ms += max(0, min(end_ms, until_ms) - max(begin_ms, from_ms))
    return total_ms // 1000
