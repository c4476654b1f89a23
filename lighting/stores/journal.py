"""The journal as the forwarder sees it: what is to be sent, what was sent, what was refused.

To be used by one thread at a time, over a connection of its own. Every method raises
`StoreUnavailable` when the file can't be read or written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from lighting.stores.database import connect_beside, said_plainly, transaction

MOST_ENTRIES = 2_000
"""Entries that are sent together at most."""
LONGEST_REASON = 500
"""What is kept of InfluxDB's reason for a line that it refused [characters]."""

# One statement, so that the entries and their lines are of one moment, whoever thins meanwhile.
_LOAD = (
    "SELECT id, points, body FROM journal WHERE id IN (SELECT id FROM"
    " (SELECT id, points, sum(points) OVER (ORDER BY id) AS total FROM"
    " (SELECT id, points FROM journal WHERE bucket = ? AND id > ? AND id <= ? ORDER BY id LIMIT ?))"
    " WHERE total <= ? OR total = points) ORDER BY id"
)
_MORE = "SELECT EXISTS (SELECT 1 FROM journal WHERE bucket = ? AND id > ? AND id <= ?)"


@dataclass(frozen=True, slots=True)
class Load:
    """Entries of the journal that are sent together; `body` is their lines.

    `has_more` says whether others wait behind them that were asked for as well.
    """

    ids: tuple[int, ...]
    bucket: str
    body: bytes
    points: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that InfluxDB will not take, and what it said."""

    line: str
    status: int
    reason: str


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much is on its way; `oldest_ms` is the time of the oldest point."""

    rows: int
    points: int
    bytes: int
    oldest_ms: int | None


class Journal:
    """Reads and shortens the journal beside the thread that fills it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = connect_beside(path)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the journal in a database that exists."""
        return cls(path)

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def newest(self, bucket: str) -> int:
        """Give the id of a bucket's newest entry, 0 if there is none."""
        with said_plainly(self.path):
            row = self.connection.execute(
                "SELECT max(id) FROM journal WHERE bucket = ?", (bucket,)
            ).fetchone()
        return row[0] or 0

    def load(self, bucket: str, above: int, upto: int, points: int) -> Load | None:
        """Give a bucket's oldest entries with ids in `(above, upto]`.

        Args:
            bucket: `raw` or `hourly`.
            above: Entries up to this one are left out.
            upto: Entries after this one are left out.
            points: How many points they may have together; a single entry may have more.
        """
        with said_plainly(self.path):
            found = self.connection.execute(
                _LOAD, (bucket, above, upto, MOST_ENTRIES, points)
            ).fetchall()
            if not found:
                return None
            ids, counts, bodies = zip(*found, strict=True)
            ((has_more,),) = self.connection.execute(_MORE, (bucket, ids[-1], upto)).fetchall()
        return Load(ids, bucket, b"\n".join(bodies), sum(counts), bool(has_more))

    def settle(self, load: Load, refused: Iterable[Refused], now_ms: int) -> None:
        """Forget entries that InfluxDB has, and park what it refused, in one commit."""
        parked = [
            (now_ms, load.bucket, one.status, one.reason[:LONGEST_REASON], one.line)
            for one in refused
        ]
        with said_plainly(self.path), transaction(self.connection):
            self.connection.executemany(
                "INSERT INTO parked (parked_ms, bucket, status, reason, line)"
                " VALUES (?, ?, ?, ?, ?)",
                parked,
            )
            self.connection.executemany(
                "DELETE FROM journal WHERE id = ?", ((one,) for one in load.ids)
            )

    def backlog(self) -> Backlog:
        """Give how much is on its way."""
        with said_plainly(self.path):
            points, size = self.connection.execute(
                "SELECT points, bytes FROM journal_size"
            ).fetchone()
            rows, oldest_ms = self.connection.execute(
                "SELECT count(*), min(first_ms) FROM journal"
            ).fetchone()
        return Backlog(rows, points, size, oldest_ms)
