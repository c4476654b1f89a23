"""What was kept before there was an InfluxDB, brought into the journal bit by bit.

Each step is one commit: what enters the journal leaves the tables in it, or is noted as entered.
"""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devices.wire.up import Event, Sample
from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.rows import AuditRow, EventRow, FaultRow, HourRow, IncidentRow, Row, SampleRow
from lighting.stores.database import connect_beside, said_plainly, transaction
from lighting.stores.journal_writing import enter, enter_samples, lines_for
from lighting.stores.measurements import KEPT_DAYS

if TYPE_CHECKING:
    from lighting.stores.lines import Lines

DAY_MS = 86_400_000
STEP = 5_000
"""Rows that are moved in one commit."""
ENOUGH = 20_000
"""Points in the journal at which moving waits, so that it does not double the disk."""


_NOTED = "in influxdb "
"""How facts about what is in the journal, or was, begin; what comes after is named by table."""
_ALL = f"{_NOTED}all"
"""The fact that there is nothing left to bring: what came since then was entered as it came."""
_BOOKED = f"{_NOTED}book "
"""The same of the book in its own bucket. A site that was fed before it had one brings its whole
book there: what it had sent is in the bucket of measurements, which forgets."""
_ALL_BOOKED = f"{_BOOKED}all"


@dataclass(frozen=True, slots=True)
class Kept:
    """How long InfluxDB keeps measurements, and the book; None: for ever [days]."""

    raw_days: int = KEPT_DAYS
    book_days: int | None = None


_USUAL = Kept()


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one step may bring: so many rows, none older than a moment [ms since 1970 UTC].

    A day less than InfluxDB keeps, for what waits on the way.

    Attributes:
        at_once: Rows.
        from_ms: Of measurements.
        book_from_ms: Of faults, orders and the like.
    """

    at_once: int
    from_ms: int
    book_from_ms: int


class Moving:
    """Brings into the journal what is in the tables, until there is nothing left to bring.

    `is_done` says that there is nothing left.

    Args:
        path: The database.
        site: The city's short name.
        at_once: Rows that are moved in one commit.
        kept: How long InfluxDB keeps what it is brought; what is older stays in the tables.
    """

    def __init__(self, path: Path, site: str, at_once: int = STEP, kept: Kept = _USUAL) -> None:
        self._path = path
        self._site = site
        self._kept = kept
        self._at_once = at_once
        self._connection = connect_beside(path)
        self.is_done = None not in (self._value(_ALL), self._value(_ALL_BOOKED))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def step(self, now_ms: int) -> bool:
        """Bring the next rows of one table, unless the journal is full of others.

        Returns:
            Whether there may be more to bring at once.
        """
        with said_plainly(self._path):
            ((waiting,),) = self._connection.execute("SELECT points FROM journal_size").fetchall()
            if self.is_done or waiting > ENOUGH:
                return False
            (csv,) = self._connection.execute("SELECT csv FROM inventory").fetchone() or (None,)
            bounds = _bounds(self._at_once, self._kept, now_ms)
            lines = lines_for(self._site, csv, self._kept.raw_days)
            self.is_done = not any(self._moved(table, lines, bounds) for table in _TABLES)
            return not self.is_done

    def _moved(self, table: "_Table", lines: "Lines", bounds: Bounds) -> bool:
        with transaction(self._connection):
            return table(self._connection, lines, bounds)

    def _value(self, name: str) -> str | None:
        with said_plainly(self._path):
            return _fact(self._connection, name)


def _bounds(at_once: int, kept: Kept, now_ms: int) -> Bounds:
    book_ms = now_ms if kept.book_days is None else (kept.book_days - 1) * DAY_MS
    return Bounds(at_once, now_ms - (kept.raw_days - 1) * DAY_MS, now_ms - book_ms)


def forget_noted(connection: sqlite3.Connection) -> None:
    """Without InfluxDB: the book is to be brought anew when there is one again."""
    with transaction(connection):
        connection.execute("DELETE FROM fact WHERE name LIKE ?", (f"{_NOTED}%",))


def _move_samples(connection: sqlite3.Connection, lines: "Lines", bounds: Bounds) -> bool:
    found = _rows_after(connection, _SAMPLES, bounds.at_once)
    if not found:
        return False
    young = [one for one in found if one["at_ms"] >= bounds.from_ms]
    enter_samples(connection, lines, [_sample_row(one) for one in young])
    connection.executemany("DELETE FROM measured WHERE id = ?", ((one["id"],) for one in young))
    connection.execute(
        "UPDATE row_count SET total = total - ? WHERE name = 'sample'", (len(young),)
    )
    _keep_fact(connection, _SAMPLES.fact, str(found[-1]["id"]))
    return True


def _sample_row(found: dict[str, Any]) -> SampleRow:
    measured = {name: value for name, value in found.items() if name in Sample.model_fields}
    if measured["door_open"] is not None:
        measured["door_open"] = bool(measured["door_open"])  # SQLite keeps 0 and 1
    instead_ms = None
    if found["node_at_ms"] is not None:
        instead_ms, measured["at_ms"] = found["at_ms"], found["node_at_ms"]
    return SampleRow(
        found["node"],
        found["lamp"],
        found["session"],
        Sample.model_validate(measured),
        found["clock"],
        found["received_ms"],
        instead_ms,
    )


def _move_hours(connection: sqlite3.Connection, lines: "Lines", bounds: Bounds) -> bool:
    statement = "SELECT * FROM hour ORDER BY lamp, hour_ms LIMIT ?"
    found = connection.execute(statement, (bounds.at_once,))
    rows = [HourRow(*row) for row in found]
    enter(connection, lines, rows)
    gone = ((row.lamp, row.hour_ms) for row in rows)
    connection.executemany("DELETE FROM hour WHERE lamp = ? AND hour_ms = ?", gone)
    return bool(rows)


def _note_counters(connection: sqlite3.Connection, lines: "Lines", bounds: Bounds) -> bool:
    """Hourly counters stay here too: up to where they are in is a fact."""
    if _fact(connection, _ALL) is not None:
        return False
    of = _Noted("event", "id", _event, f"{_NOTED}event", "kind = 'energy'")
    return _note(connection, lines, of, bounds.at_once, bounds.from_ms)


def _note_book(connection: sqlite3.Connection, lines: "Lines", bounds: Bounds) -> bool:
    """What stays here too, such as faults and the audit: up to where it is in is a fact."""
    for of in _BOOK:
        if _note(connection, lines, of, bounds.at_once, bounds.book_from_ms):
            return True
    _keep_fact(connection, _ALL, "1")
    _keep_fact(connection, _ALL_BOOKED, "1")
    return False


def _note(
    connection: sqlite3.Connection, lines: "Lines", of: "_Noted", at_once: int, from_ms: int
) -> bool:
    found = _rows_after(connection, of, at_once)
    if found:
        enter(connection, lines, map(of.read, found), from_ms)
        _keep_fact(connection, of.fact, str(found[-1]["id"]))
    return bool(found)


def _rows_after(connection: sqlite3.Connection, of: "_Noted", at_once: int) -> list[dict[str, Any]]:
    """The next rows of a table after those that were looked at, by the names of its columns."""
    rows = connection.execute(
        f"SELECT * FROM {of.table} WHERE {of.key} > ? AND {of.which} ORDER BY {of.key} LIMIT ?",  # noqa: S608 - our own names
        (_number(_fact(connection, of.fact)), at_once),
    )
    names = [column[0] for column in rows.description]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _fact(connection: sqlite3.Connection, name: str) -> str | None:
    rows = connection.execute("SELECT value FROM fact WHERE name = ?", (name,))
    return next((value for (value,) in rows), None)


def _keep_fact(connection: sqlite3.Connection, name: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))


def _number(id_: str | None) -> int:
    """The number in an id such as F-000017, or 17; below all others where there is none."""
    return int(id_.rpartition("-")[2]) if id_ else -1


def _event(found: dict[str, Any]) -> Row:
    event = Event.model_validate_json(found["body"])
    return EventRow(found["node"], found["lamp"], found["log"], event, found["received_ms"])


def _fault(found: dict[str, Any]) -> Row:
    return FaultRow(Fault(**json.loads(found["body"])))


def _incident(found: dict[str, Any]) -> Row:
    facts = json.loads(found["body"])
    return IncidentRow(Incident(**{**facts, "members": tuple(facts["members"])}))


def _audit(found: dict[str, Any]) -> Row:
    return AuditRow(*(found[name] for name in AuditRow.__dataclass_fields__))


@dataclass(frozen=True, slots=True)
class _Noted:
    """Rows of a table by their growing key, and the fact up to where they are in."""

    table: str
    key: str
    read: Callable[[dict[str, Any]], Row]
    fact: str
    which: str = "1"


_Table = Callable[[sqlite3.Connection, "Lines", Bounds], bool]
_TABLES: tuple[_Table, ...] = (_move_samples, _move_hours, _note_counters, _note_book)
_SAMPLES = _Noted("sample", "id", _sample_row, f"{_NOTED}sample")
_NUMBERED = "CAST(substr(id, 3) AS INTEGER)"
_BOOK = (
    _Noted("fault", _NUMBERED, _fault, f"{_BOOKED}fault"),
    _Noted("incident", _NUMBERED, _incident, f"{_BOOKED}incident"),
    _Noted("audit", "id", _audit, f"{_BOOKED}audit"),
    _Noted("event", "id", _event, f"{_BOOKED}event", "kind = 'command'"),
)
