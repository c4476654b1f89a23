"""Lines that InfluxDB refused, put back on their way without undoing what came after them.

A line of a fault, an incident or an hour takes the place of the one before it, and lines that go
again go last. So of a fault or an incident its present state goes in place of the refused line,
and an hour is rolled up anew behind it.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from lighting.faults.life import Fault
from lighting.rows import FaultRow, IncidentRow, Row
from lighting.stores.journal_writing import INSERT, enter
from lighting.stores.measurements import BOOK, FAULT, INCIDENT
from lighting.stores.reading import to_incident
from lighting.stores.sample_times import mark_hours

if TYPE_CHECKING:
    from lighting.stores.lines import Lines

_PARKED = "SELECT bucket, parked_ms, line FROM parked WHERE id = ?"
_MS_NS = 1_000_000
_MOST_MS = 2**53
# In tags a space has a backslash before it, and the id is the first field: nothing that a line
# tells in its texts is taken for it.
_OF_BOOK = re.compile(rf'({FAULT.name}|{INCIDENT.name}),(?:\\.|[^\\ ])* id="([FI]-\d+)"')
_READ: Mapping[str, Callable[[str], Row]] = {
    FAULT.name: lambda body: FaultRow(Fault(**json.loads(body))),
    INCIDENT.name: lambda body: IncidentRow(to_incident(body)),
}


def send_again(
    connection: sqlite3.Connection, lines: "Lines | None", ids: Iterable[int], reach_ms: int
) -> None:
    """Put lines that were refused back into the journal, before what is new in the same commit.

    Args:
        connection: The database, inside the transaction.
        lines: Makes the lines of what takes the place of a refused one; None: there is no InfluxDB,
            and when there is one again, the whole book follows what waits.
        ids: Those of the lines where they are parked; others are left out.
        reach_ms: How far around itself a sample changes hourly figures [ms].
    """
    states: dict[tuple[str, str], Row] = {}
    for id_ in ids:
        found = connection.execute(_PARKED, (id_,)).fetchone()
        if found is None:
            continue
        bucket, parked_ms, line = found
        told = _OF_BOOK.match(line) if lines else None
        row = _state(connection, *told.groups()) if told else None
        if told and row:
            states[told[1], told[2]] = row
        else:
            _put_back(connection, bucket, parked_ms, line, reach_ms)
    if lines:
        enter(connection, lines, states.values())


def _state(connection: sqlite3.Connection, table: str, id_: str) -> Row | None:
    """A fault or an incident as it stands; None where it is not in the book."""
    found = connection.execute(f"SELECT body FROM {table} WHERE id = ?", (id_,)).fetchone()  # noqa: S608 - our own names
    return _READ[table](found[0]) if found else None


def _put_back(
    connection: sqlite3.Connection, bucket: str, parked_ms: int, line: str, reach_ms: int
) -> None:
    at_ms = _time_ms(line, parked_ms)
    connection.execute(INSERT, (bucket, 0, parked_ms, at_ms, at_ms, 1, line.encode()))
    if bucket != BOOK:
        mark_hours(connection, [at_ms], parked_ms, reach_ms)


def _time_ms(line: str, otherwise_ms: int) -> int:
    """A line's time, if it has one that can be: it may have been refused for that."""
    text = line[line.rfind(" ") + 1 :]
    at_ms = int(text) // _MS_NS if text.isascii() and text.isdigit() else otherwise_ms
    return at_ms if at_ms < _MOST_MS else otherwise_ms
