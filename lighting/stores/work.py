"""Work orders and visits as they are kept."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from lighting.work.order import Step, Visit, WorkOrder

RECENT = (
    "SELECT body FROM work WHERE state IN ('open', 'taken') OR proof = 'waiting' OR done_ms > ?"
    " OR incident IN (SELECT id FROM incident WHERE cleared_ms IS NULL) ORDER BY id"
)
ONE = "SELECT body FROM work WHERE id = ?"
UNPROVEN = (
    "SELECT body FROM work WHERE proof = 'reason' AND done_ms >= ? AND done_ms < ? ORDER BY done_ms"
)
VISITS = "SELECT body FROM visit WHERE sent_ms > ? ORDER BY id"
VISITS_OF = "SELECT body FROM visit WHERE work = ?1 OR id = ?1 ORDER BY id"
_compact = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


def read_work(body: str) -> WorkOrder:
    """Read a work order as it was written."""
    facts = json.loads(body)
    many = {name: tuple(facts[name]) for name in ("lamps", "faults", "codes")}
    return WorkOrder(**{**facts, **many})


def read_visit(body: str) -> Visit:
    """Read a visit as it was written."""
    facts = json.loads(body)
    return Visit(**{**facts, "steps": tuple(Step(**one) for one in facts["steps"])})


def _work(row: WorkOrder) -> Sequence[Any]:
    return row.id, row.state, row.proof, row.incident, row.done_ms, _compact(asdict(row))


def _visit(row: Visit) -> Sequence[Any]:
    return row.id, row.lamp, row.work, row.sent_ms, _compact(asdict(row))


STATEMENTS: tuple[tuple[type[Any], str, Callable[[Any], Sequence[Any]]], ...] = (
    (WorkOrder, "INSERT OR REPLACE INTO work VALUES (?, ?, ?, ?, ?, ?)", _work),
    (Visit, "INSERT OR REPLACE INTO visit VALUES (?, ?, ?, ?, ?)", _visit),
)
