"""The journal as the forwarder sees it: what is to be sent, what was sent, what was refused.

To be used by one thread at a time, over a connection of its own. Every method raises
`StoreUnavailable` when the file can't be read or written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from lighting.stores.database import connect_beside, said_plainly, transaction

LONGEST_REASON = 500
"""What is kept of InfluxDB's reason for a line that it refused [characters]."""


@dataclass(frozen=True, slots=True)
class Load:
    """Entries of the journal that are sent together; `body` is their lines."""

    ids: tuple[int, ...]
    bucket: str
    body: bytes
    points: int


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

    def newest(self) -> int:
        """Give the id of the entry that was made last, 0 if there never was one."""
        with said_plainly(self.path):
            row = self.connection.execute("SELECT max(id) FROM journal").fetchone()
        return row[0] or 0

    def load(self, above: int, upto: int, points: int) -> Load | None:
        """Give the oldest entries of one bucket with ids in `(above, upto]`, not yet sent.

        Args:
            above: Entries up to this one are left out.
            upto: Entries after this one are left out.
            points: How many points they may have together; a single entry may have more.
        """
        with said_plainly(self.path):
            rows = self.connection.execute(
                "SELECT id, bucket, points FROM journal WHERE id > ? AND id <= ? ORDER BY id"
                " LIMIT 2000",
                (above, upto),
            ).fetchall()
            if not rows:
                return None
            ids, total = _fitting(rows, points)
            bodies = self.connection.execute(
                f"SELECT body FROM journal WHERE id IN ({','.join(map(str, ids))}) ORDER BY id"  # noqa: S608 - numbers of our own
            ).fetchall()
        return Load(tuple(ids), rows[0][1], b"\n".join(body for (body,) in bodies), total)

    def settle(self, load: Load, refused: Iterable[Refused], now_ms: int) -> None:
        """Forget entries that InfluxDB has; what it refused of them is parked in the same commit."""
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


def _fitting(rows: list[tuple[int, str, int]], points: int) -> tuple[list[int], int]:
    """The first rows of the first one's bucket that fit, one at the least."""
    bucket, total = rows[0][1], 0
    ids: list[int] = []
    for id_, its_bucket, count in rows:
        if its_bucket != bucket:
            continue
        if ids and total + count > points:
            break
        ids.append(id_)
        total += count
    return ids, total
