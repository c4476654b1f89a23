"""Under which time a sample is stored, and which hours have to be rolled up because of it."""

import sqlite3
from collections import Counter
from collections.abc import Iterable

from lighting.rows import SampleRow

HOUR_MS = 3_600_000
QUARTER_MS = 900_000
_FIND = "SELECT stored_ms FROM replaced WHERE node = ? AND session = ? AND node_at_ms = ?"
_LAST = "SELECT max(stored_ms) FROM replaced WHERE node = ?"
_KEEP = "INSERT INTO replaced (node, session, node_at_ms, stored_ms) VALUES (?, ?, ?, ?)"


def settled(connection: sqlite3.Connection, rows: list[SampleRow]) -> list[SampleRow]:
    """Give the samples, those with an impossible time under one that never changes again.

    Two of one node never get the same, and one that comes again gets the one that it had.
    """
    return [row if row.instead_ms is None else _settled(connection, row) for row in rows]


def _settled(connection: sqlite3.Connection, row: SampleRow) -> SampleRow:
    key = (row.node, row.session, row.sample.at_ms)
    found = connection.execute(_FIND, key).fetchone()
    if found is None:
        ((last_ms,),) = connection.execute(_LAST, (row.node,)).fetchall()
        stored_ms = max(row.instead_ms or 0, (last_ms or 0) + 1)
        connection.execute(_KEEP, (*key, stored_ms))
    else:
        stored_ms = found[0]
    return SampleRow(
        row.node, row.lamp, row.session, row.sample, row.clock, row.received_ms, stored_ms
    )


def mark_stale(connection: sqlite3.Connection, rows: Iterable[SampleRow], reach_ms: int) -> None:
    """Note the hours whose figures these samples change: all within `reach_ms` of them."""
    marks: Counter[int] = Counter()
    for quarter in {(row.instead_ms or row.sample.at_ms) // QUARTER_MS for row in rows}:
        first = (quarter * QUARTER_MS - reach_ms) // HOUR_MS
        last = (quarter * QUARTER_MS + QUARTER_MS + reach_ms) // HOUR_MS
        marks.update(hour * HOUR_MS for hour in range(first, last + 1))
    connection.executemany(
        "INSERT INTO stale_hour VALUES (?, ?)"
        " ON CONFLICT (hour_ms) DO UPDATE SET marks = marks + excluded.marks",
        marks.items(),
    )
