"""What the guard has to know after a restart: orders that wait, and what was darkened lately."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from lighting.planning.guard import Approval, Darkened

APPROVALS = (
    "SELECT body FROM approval WHERE state = 'waiting' OR asked_ms > ? ORDER BY asked_ms, id"
)
DARKENED = "SELECT body FROM darkened WHERE at_ms > ? ORDER BY at_ms, id"
_compact = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


def _approval(row: Approval) -> Sequence[Any]:
    return row.id, row.asked_ms, row.state, _compact(asdict(row))


def _darkened(row: Darkened) -> Sequence[Any]:
    return row.id, row.at_ms, _compact(asdict(row))


def read_approval(body: str) -> Approval:
    """Read an approval as it was written."""
    facts = json.loads(body)
    return Approval(**{**facts, "lamps": tuple(facts["lamps"])})


def read_darkened(body: str) -> Darkened:
    """Read what was darkened as it was written."""
    facts = json.loads(body)
    return Darkened(**{**facts, "lamps": tuple(facts["lamps"])})


STATEMENTS: tuple[tuple[type[Any], str, Callable[[Any], Sequence[Any]]], ...] = (
    (Approval, "INSERT OR REPLACE INTO approval VALUES (?, ?, ?, ?)", _approval),
    (Darkened, "INSERT OR REPLACE INTO darkened VALUES (?, ?, ?)", _darkened),
)
