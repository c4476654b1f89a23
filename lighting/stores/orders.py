"""Reads the audit, and of which lamps its entries are; never through the thread that writes it.

Each method opens the file for reading and lets it go again, so that any thread may ask; it raises
`StoreUnavailable` when the file can't be read.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lighting.rows import AuditRow
from lighting.stores.database import connect_for_reading, said_plainly

_ENTRIES = (
    "SELECT at_ms, who, action, target, reason, before, after FROM audit"
    " WHERE at_ms >= ?1 AND at_ms < ?2 AND (?3 IS NULL OR who = ?3)"
    " AND (?4 IS NULL OR action = ?4 OR substr(action, 1, length(?4) + 1) = ?4 || ' ')"
    " ORDER BY id DESC LIMIT ?5"
)
_NAMES = "SELECT DISTINCT who FROM audit ORDER BY who"
# The lamps of what an id names, by the id's first letters.
_LAMPS = {
    "F-": "SELECT json_array(lamp) FROM fault WHERE id = ?",
    "I-": "SELECT json_extract(body, '$.members') FROM incident WHERE id = ?",
    "W-": "SELECT json_extract(body, '$.lamps') FROM work WHERE id = ?",
    "M-": "SELECT json_extract(body, '$.lamps') FROM maintenance WHERE id = ?",
    "a-": "SELECT json_extract(body, '$.lamps') FROM approval WHERE id = ?",
    "o-": "SELECT json_extract(body, '$.lamps') FROM override WHERE id = ?",
}
_SET = (
    "SELECT json_extract(body, '$.lamps') FROM override"
    " WHERE json_extract(body, '$.set_ms') = ?1 AND json_extract(body, '$.choice') = ?2"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries are asked for.

    Attributes:
        from_ms: The first moment of them [ms since 1970 UTC].
        to_ms: The moment after the last one [ms since 1970 UTC].
        who: The account; None: all.
        what: An order, `override set`, or all of a noun, `override`; None: all.
        most: So many of them, the newest.
    """

    from_ms: int
    to_ms: int
    who: str | None = None
    what: str | None = None
    most: int = -1


class Orders:
    """Reads one database beside the thread that writes it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def entries(self, asked: Asked) -> list[AuditRow]:
        """Give entries of the audit, the newest first."""
        values = (asked.from_ms, asked.to_ms, asked.who, asked.what, asked.most)
        return [AuditRow(*row) for row in self._rows(_ENTRIES, values)]

    def names(self) -> list[str]:
        """Give everybody who is in the audit."""
        return [who for (who,) in self._rows(_NAMES)]

    def lamps_of(self, id_: str) -> frozenset[str]:
        """Give the lamps of a fault, an incident, a work order, an override and their like."""
        statement = _LAMPS.get(id_[:2])
        return frozenset(self._lamps(statement, (id_,)) if statement else ())

    def lamps_set(self, at_ms: int, choice: str) -> frozenset[str]:
        """Give the lamps that an override was set for at a moment [ms since 1970 UTC]."""
        return frozenset(self._lamps(_SET, (at_ms, choice)))

    def _lamps(self, statement: str, values: Iterable[Any]) -> Iterator[str]:
        for (found,) in self._rows(statement, values):
            yield from (lamp for lamp in json.loads(found or "[]") if lamp)

    def _rows(self, statement: str, values: Iterable[Any] = ()) -> list[Any]:
        with said_plainly(self._path), closing(connect_for_reading(self._path)) as connection:
            return connection.execute(statement, tuple(values)).fetchall()
