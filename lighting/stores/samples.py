"""How measurements get into their table, by what is in them.

A measurement of a moment that is known already changes nothing. Where a node tells two things of
one moment, the first counts: for what is known of the node it did, too.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from lighting.rows import SampleRow
from lighting.stores.shapes import Values, by_shape

_HEAD = "node, session, lamp, received_ms, clock, node_at_ms"
_NEWEST = "SELECT coalesce(max(id), 0) FROM sample"
_TAKE_BACK = "DELETE FROM sample WHERE node = ? AND at_ms = ? AND session = ? AND id > ?"


def keep_samples(connection: sqlite3.Connection, rows: Sequence[SampleRow]) -> int:
    """Keep measurements; to be called inside a transaction.

    Returns:
        How many were not known.
    """
    ((newest,),) = connection.execute(_NEWEST).fetchall()
    kept: defaultdict[str, list[Values]] = defaultdict(list)
    for shape, row, held in by_shape(rows):
        at_ms, node_at_ms = held[0], None
        if row.instead_ms is not None:  # its own time can't be
            at_ms, node_at_ms = row.instead_ms, at_ms
        head = (row.node, row.session, row.lamp, row.received_ms, row.clock, node_at_ms, at_ms)
        kept[_statement_of(shape.names)].append(head + held[1:-1])
    more = sum(
        connection.executemany(statement, values).rowcount for statement, values in kept.items()
    )
    if more < len(rows) and len(kept) > 1:
        _put_first(connection, rows, newest)
    served = {(row.lamp, row.node) for row in rows}
    connection.executemany("INSERT OR IGNORE INTO served VALUES (?, ?)", served)
    return more


def _put_first(connection: sqlite3.Connection, rows: Sequence[SampleRow], newest: int) -> None:
    """Of what is told twice in these rows, keep the first; `newest` was the last id before them."""
    told: defaultdict[tuple[str, int, str], list[SampleRow]] = defaultdict(list)
    for row in rows:
        told[row.node, row.instead_ms or row.sample.at_ms, row.session].append(row)
    keep_samples(
        connection,
        [
            found[0]
            for key, found in told.items()
            if len(found) > 1 and connection.execute(_TAKE_BACK, (*key, newest)).rowcount
        ],
    )


@lru_cache(maxsize=256)
def _statement_of(names: tuple[str, ...]) -> str:
    """The statement that adds samples with these measurements; what is not named is unknown."""
    columns = ", ".join((_HEAD, *names))
    marks = ", ".join("?" * len(columns.split(", ")))
    return f"INSERT INTO sample ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608 - our own names
