"""Under which time a sample is stored, and which hours have to be rolled up because of it."""

import sqlite3
from collections.abc import Iterable, Sequence

from lighting.rows import SampleRow

HOUR_MS = 3_600_000
QUARTER_MS = 900_000
_FIND = "SELECT stored_ms FROM replaced WHERE node = ? AND session = ? AND node_at_ms = ?"
_TAKEN = "SELECT 1 FROM replaced WHERE node = ? AND stored_ms = ?"
_FREE = (
    "SELECT stored_ms + 1 FROM replaced AS taken WHERE node = ?1 AND stored_ms >= ?2"
    " AND NOT EXISTS (SELECT 1 FROM replaced WHERE node = ?1 AND stored_ms = taken.stored_ms + 1)"
    " ORDER BY stored_ms LIMIT 1"
)
_KEEP = "INSERT INTO replaced (node, session, node_at_ms, stored_ms) VALUES (?, ?, ?, ?)"


def settled(connection: sqlite3.Connection, rows: list[SampleRow]) -> list[SampleRow]:
    """Give the samples, those with an impossible time under one that never changes again.

    Two of one node never get the same, and one that comes again gets the one that it had.
    """
    return [row if row.instead_ms is None else _settled(connection, row) for row in rows]


def _settled(connection: sqlite3.Connection, row: SampleRow) -> SampleRow:
    key = (row.node, row.session, row.sample.at_ms)
    found = connection.execute(_FIND, key).fetchone()
    stored_ms = found[0] if found else _free_ms(connection, row.node, row.instead_ms or 0)
    if found is None:
        connection.execute(_KEEP, (*key, stored_ms))
    return SampleRow(
        row.node, row.lamp, row.session, row.sample, row.clock, row.received_ms, stored_ms
    )


def _free_ms(connection: sqlite3.Connection, node: str, from_ms: int) -> int:
    """The first moment from one on under which nothing of the node is stored like this."""
    if connection.execute(_TAKEN, (node, from_ms)).fetchone() is None:
        return from_ms
    ((free_ms,),) = connection.execute(_FREE, (node, from_ms)).fetchall()
    return int(free_ms)


def mark_stale(connection: sqlite3.Connection, rows: Sequence[SampleRow], reach_ms: int) -> None:
    """Note the hours whose figures these samples change: all within `reach_ms` of them."""
    times_ms = {row.instead_ms or row.sample.at_ms for row in rows}
    mark_hours(connection, times_ms, max((row.received_ms for row in rows), default=0), reach_ms)


def mark_hours(
    connection: sqlite3.Connection, times_ms: Iterable[int], received_ms: int, reach_ms: int
) -> None:
    """Note the hours around some moments; `received_ms` is when it was known.

    Marks rise with each commit. They begin at its time, not at one: so those of an hour that was
    rolled up and is stale again are others than those before.
    """
    ends = {((at - reach_ms) // HOUR_MS, (at + reach_ms - 1) // HOUR_MS) for at in times_ms}
    hours = {hour * HOUR_MS for first, last in ends for hour in range(first, last + 1)}
    connection.executemany(
        "INSERT INTO stale_hour VALUES (?, ?)"
        " ON CONFLICT (hour_ms) DO UPDATE SET marks = max(marks + 1, excluded.marks)",
        ((hour_ms, received_ms) for hour_ms in sorted(hours)),
    )
