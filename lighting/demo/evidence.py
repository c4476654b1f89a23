"""What the controller has kept, read from its store when the night is over."""

import sqlite3
from contextlib import closing
from pathlib import Path

from lighting.demo.score import Kept, Level
from lighting.stores.reading import SqliteReader


def kept_in(database: Path) -> Kept:
    """Everything of the night that is in a controller's store."""
    reader = SqliteReader.beside(database)
    try:
        faults = tuple(reader.faults(limit=1_000_000))
        incidents = tuple(reader.incidents(1_000_000))
        counts = reader.counts()
    finally:
        reader.close()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as rows:
        return Kept(
            samples=frozenset(
                rows.execute("SELECT node, session, coalesce(node_at_ms, at_ms) FROM sample")
            ),
            events=frozenset(rows.execute("SELECT node, log, n FROM event")),
            levels=tuple(Level(*row) for row in rows.execute(_LEVELS)),
            faults=faults,
            incidents=incidents,
            energy_wh=dict(rows.execute(_COUNTER.format("energy_wh")).fetchall()),
            burn_s=dict(rows.execute(_COUNTER.format("burn_s")).fetchall()),
            received=counts.get("samples", 0) + counts.get("events", 0),
            sent=counts.get("sent", 0),
        )


_LEVELS = """
SELECT node, at_ms, received_ms, json_extract(body, '$.wanted_level') FROM event
WHERE kind = 'level' ORDER BY received_ms
"""
_COUNTER = "SELECT node, max({}) FROM sample GROUP BY node"
