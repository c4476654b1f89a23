"""Maintenance as it is kept."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from lighting.faults.maintenance import Maintenance

LASTING = "SELECT body FROM maintenance WHERE ended_ms IS NULL ORDER BY id"
_compact = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


def read_maintenance(body: str) -> Maintenance:
    """Read maintenance as it was written."""
    facts = json.loads(body)
    return Maintenance(**{**facts, "lamps": tuple(facts["lamps"])})


def _maintenance(row: Maintenance) -> Sequence[Any]:
    return row.id, row.ended_ms, _compact(asdict(row))


STATEMENTS: tuple[tuple[type[Any], str, Callable[[Any], Sequence[Any]]], ...] = (
    (Maintenance, "INSERT OR REPLACE INTO maintenance VALUES (?, ?, ?)", _maintenance),
)
