"""How many nights of a program a node has room for.

References: docs/wire-protocol.md, `max_points` and `max_program_bytes` of the smallest node.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schedules.program import SwitchPoint

# Keys, versions, times and the id of the message around the points.
ENVELOPE_BYTES = 512

Points = Sequence[SwitchPoint]


@dataclass(frozen=True, slots=True)
class Room:
    """What a node can hold of a program: switch points, and bytes of the document."""

    points: int = 600
    size_bytes: int = 16_384


SMALLEST = Room()


def nights_that_fit(nights: Iterable[Points], ordinary: Points, room: Room = SMALLEST) -> int:
    """Count the nights, from the first, that fit into a node together with the ordinary one."""
    count, points, size = 0, len(ordinary), ENVELOPE_BYTES + _bytes(ordinary)
    for night in nights:
        points += len(night)
        size += _bytes(night)
        if points > room.points or size > room.size_bytes:
            break
        count += 1
    return count


def _bytes(points: Points) -> int:
    """Size as JSON: for each point its three numbers and its label, each with a comma."""
    return sum(
        len(f"[{point.at_s},{point.level},{point.fade_s}],{json.dumps(point.because)},")
        for point in points
    )
