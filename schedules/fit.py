"""How many nights of a program a node has room for.

References: docs/wire-protocol.md, `max_points` and `max_program_bytes` of the smallest node.
"""

import json
from collections.abc import Iterable, Sequence

from schedules.program import SwitchPoint

MOST_POINTS = 600
MOST_BYTES = 16_384
# Keys, versions, times and the id of the message around the points.
ENVELOPE_BYTES = 512

Points = Sequence[SwitchPoint]


def nights_that_fit(nights: Iterable[Points], ordinary: Points) -> int:
    """Count the nights, from the first, that fit into a node together with the ordinary one."""
    count, points, size = 0, len(ordinary), ENVELOPE_BYTES + _bytes(ordinary)
    for night in nights:
        points += len(night)
        size += _bytes(night)
        if points > MOST_POINTS or size > MOST_BYTES:
            break
        count += 1
    return count


def _bytes(points: Points) -> int:
    """Size as JSON: for each point its three numbers and its label, each with a comma."""
    return sum(
        len(f"[{point.at_s},{point.level},{point.fade_s}],{json.dumps(point.because)},")
        for point in points
    )
