"""Lists of lamps that were replaced, as they are kept."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from lighting.site.replaced_list import ListReplaced

REPLACED = "SELECT at_ms, added, before FROM list_replaced WHERE at_ms > ? ORDER BY id"
# An import of before these were kept is in the audit only.
UNKNOWN = (
    "SELECT max(at_ms) FROM audit WHERE action = 'lamp import' AND at_ms > ?"
    " AND at_ms NOT IN (SELECT at_ms FROM list_replaced)"
)


def read_replaced(at_ms: int, added: str, before: str) -> ListReplaced:
    """Read one as it was written."""
    return ListReplaced(at_ms, tuple(json.loads(added)), before)


def _replaced(row: ListReplaced) -> Sequence[Any]:
    return row.at_ms, json.dumps(row.added), row.before


STATEMENTS: tuple[tuple[type[Any], str, Callable[[Any], Sequence[Any]]], ...] = (
    (
        ListReplaced,
        "INSERT INTO list_replaced (at_ms, added, before) VALUES (?, ?, ?)",
        _replaced,
    ),
)
