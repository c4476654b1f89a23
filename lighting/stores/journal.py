"""The journal as the forwarder sees it: what is to be sent, what was sent, what was refused.

To be used by one thread at a time, over a connection of its own. Every method raises
`StoreUnavailable` when the file can't be read or written.
"""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from lighting.stores.database import connect_beside, said_plainly, transaction

MOST_ENTRIES = 2_000
"""Entries that are sent together at most."""
LONGEST_REASON = 500
"""What is kept of InfluxDB's reason for a line that it refused [characters]."""

_WAITING = (
    "SELECT id, points, body FROM journal WHERE bucket = ? AND id > ? AND id <= ? ORDER BY id"
)
_NEXT = "SELECT points FROM journal WHERE bucket = ? AND id > ? AND id <= ? ORDER BY id LIMIT 1"
_FORGET = "DELETE FROM journal WHERE id = ?"
_REMEMBER = "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


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
        ids: list[int] = []
        bodies: list[bytes] = []
        total, has_more = 0, False
        # The statement stays open, so that all is of one moment, also what is looked at behind it.
        with (
            said_plainly(self.path),
            closing(self.connection.execute(_WAITING, (bucket, above, upto))) as waiting,
        ):
            for id_, count, body in waiting:
                if ids and total + count > points:
                    has_more = True
                    break
                ids.append(id_)
                bodies.append(body)
                total += count
                is_last = len(ids) == MOST_ENTRIES
                if is_last or total + count > points:  # no room for another like it: a look first
                    behind = self._points_behind(bucket, id_, upto)
                    has_more = behind is not None and (is_last or total + behind > points)
                    if has_more or is_last:
                        break
        return Load(tuple(ids), bucket, b"\n".join(bodies), total, has_more) if ids else None

    def _points_behind(self, bucket: str, above: int, upto: int) -> int | None:
        """The points of the next entry, whose lines may be large and are not read for it."""
        found = self.connection.execute(_NEXT, (bucket, above, upto)).fetchone()
        return found[0] if found else None

    def settle(self, load: Load, refused: Iterable[Refused], now_ms: int) -> None:
        """Forget entries that InfluxDB has, and park what it refused, in one commit."""
        with said_plainly(self.path), transaction(self.connection):
            self._park(load, refused, now_ms)
            self.connection.executemany(_FORGET, ((one,) for one in load.ids))

    def settle_part(
        self, load: Load, decided: Sequence[bytes], refused: Iterable[Refused], now_ms: int
    ) -> None:
        """Forget some lines of entries, and park what was refused of them, in one commit."""
        known = set(decided)
        with said_plainly(self.path), transaction(self.connection):
            self._park(load, refused, now_ms)
            for id_ in load.ids:
                self._shorten(id_, known)

    def _shorten(self, id_: int, known: set[bytes]) -> None:
        """Leave of an entry, as it is now, the lines that are not known."""
        found = self.connection.execute("SELECT * FROM journal WHERE id = ?", (id_,)).fetchone()
        if found is None:
            return
        *head, _, body = found
        kept = [one for one in body.split(b"\n") if one not in known]
        self.connection.execute(_FORGET, (id_,))
        if kept:
            self.connection.execute(_REMEMBER, (*head, len(kept), b"\n".join(kept)))

    def _park(self, load: Load, refused: Iterable[Refused], now_ms: int) -> None:
        self.connection.executemany(
            "INSERT INTO parked (parked_ms, bucket, status, reason, line) VALUES (?, ?, ?, ?, ?)",
            (
                (now_ms, load.bucket, one.status, one.reason[:LONGEST_REASON], one.line)
                for one in refused
            ),
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
