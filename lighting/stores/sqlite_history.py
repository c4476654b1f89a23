"""The past as the SQLite file has it, where there is no InfluxDB."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

from lighting.faults.life import Fault
from lighting.rows import HourRow
from lighting.stores.database import connect_for_reading, said_plainly
from lighting.stores.history import Counted, FaultSpan
from lighting.stores.measurements import LAMP
from lighting.stores.of_lamp import OF_LAMP, SPANS

_NAMES = tuple(one.name for one in LAMP.fields)
_SAMPLES = SPANS + "SELECT at_ms, {} " + OF_LAMP
_COUNTED = (
    "SELECT coalesce(measured.lamp, session.lamp), at_ms, energy_wh, burn_s, power_w"
    " FROM measured JOIN session ON session.id = measured.session"
    " WHERE at_ms / 300000 BETWEEN ?1 / 300000 AND ?2 / 300000"
    " AND at_ms >= ?1 AND at_ms < ?2"
    " UNION ALL SELECT lamp, at_ms, json_extract(body, '$.energy_wh'),"
    " json_extract(body, '$.burn_s'), NULL FROM event"
    " WHERE kind = 'energy' AND at_ms >= ?1 AND at_ms < ?2"
    " AND json_extract(body, '$.clock') <> 'unknown'"
    " ORDER BY 1, 2"
)
_HOURS = (
    "SELECT * FROM hour WHERE hour_ms >= ?1 AND hour_ms < ?2 AND (?3 IS NULL OR lamp = ?3)"
    " ORDER BY lamp, hour_ms"
)
_FAULTS = (
    "SELECT body FROM fault WHERE since_ms >= ?1 AND since_ms < ?2 AND (?3 IS NULL OR lamp = ?3)"
    " AND (?4 IS NULL OR code = ?4) AND json_extract(body, '$.active_ms') IS NOT NULL"
    " ORDER BY since_ms DESC, id DESC LIMIT ?5"
)


class SqliteHistory:
    """Reads one database beside the thread that writes it; may be asked by any thread."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a database that exists."""
        return cls(path, connect_for_reading(path))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def samples(self, lamp: str, from_ms: int, to_ms: int) -> list[Mapping[str, Any]]:
        """Give a lamp's measurements, oldest first; see `History`."""
        rows = self._rows(_SAMPLES.format(", ".join(_NAMES)), (lamp, from_ms, to_ms))
        names = ("at_ms", *_NAMES)
        return [
            {name: one for name, one in zip(names, row, strict=True) if one is not None}
            for row in rows
        ]

    def counted(self, from_ms: int, to_ms: int) -> Mapping[str, list[Counted]]:
        """Give what roll-ups need of all lamps, by lamp, oldest first; see `History`."""
        found: dict[str, list[Counted]] = {}
        for lamp, *known in self._rows(_COUNTED, (from_ms, to_ms)):
            found.setdefault(lamp, []).append(Counted(*known))
        return found

    def hours(self, from_ms: int, to_ms: int, lamp: str | None = None) -> list[HourRow]:
        """Give roll-ups, by lamp, then oldest first; see `History`."""
        return [HourRow(*row) for row in self._rows(_HOURS, (from_ms, to_ms, lamp))]

    def faults(
        self,
        from_ms: int,
        to_ms: int,
        *,
        lamp: str | None = None,
        code: str | None = None,
        limit: int = 10_000,
    ) -> list[FaultSpan]:
        """Give faults that began in a time, the newest first; see `History`."""
        rows = self._rows(_FAULTS, (from_ms, to_ms, lamp, code, limit))
        return [_fault_span(Fault(**json.loads(body))) for (body,) in rows]

    def _rows(self, statement: str, values: Iterable[Any]) -> list[Any]:
        with self._lock, said_plainly(self._path):
            return self._connection.execute(statement, tuple(values)).fetchall()


def _fault_span(fault: Fault) -> FaultSpan:
    return FaultSpan(
        fault.id,
        fault.code,
        fault.lamp,
        fault.panel,
        fault.origin,
        fault.severity,
        fault.state,
        fault.since_ms,
        fault.cleared_ms,
        fault.evidence,
    )
