"""What waits for InfluxDB, what it refused, and what is gone for good, as people ask for it.

Each method opens the file for reading and lets it go again, so that any thread may ask; it raises
`StoreUnavailable` when the file can't be read.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from lighting.stores.database import connect_for_reading, said_plainly
from lighting.stores.journal import Backlog

EVENTS = "events"
"""The class of gaps in what nodes noted; the others are classes of what was thinned here."""


@dataclass(frozen=True, slots=True)
class Parked:
    """A line that InfluxDB refused for good, and its reason."""

    id: int
    parked_ms: int
    bucket: str
    status: int
    reason: str
    line: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What is gone for good.

    Attributes:
        noted_ms: When that was noted [ms since 1970 UTC].
        what: `events` of a node, or what was thinned here: `samples`.
        count: How many.
        why: In words.
        node: Whose events; None of what was thinned here.
        first: The first and the last number of the events, or the times of what was thinned
            [ms since 1970 UTC].
    """

    noted_ms: int
    what: str
    count: int
    why: str
    node: str | None
    first: int
    last: int


class Parking:
    """Reads the tables beside the journal."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def backlog(self) -> Backlog:
        """Give how much is on its way."""
        with self._reading() as connection:
            points, size = connection.execute("SELECT points, bytes FROM journal_size").fetchone()
            rows, oldest_ms = connection.execute(
                "SELECT count(*), min(first_ms) FROM journal"
            ).fetchone()
        return Backlog(rows, points, size, oldest_ms)

    def is_moving(self) -> bool:
        """Whether the file still holds measurements of the time before there was an InfluxDB."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT EXISTS (SELECT 1 FROM measured) OR EXISTS (SELECT 1 FROM hour)"
            ).fetchone()
        return bool(row[0])

    def parked(self, limit: int) -> list[Parked]:
        """Give lines that were refused, the newest first."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT id, parked_ms, bucket, status, reason, line FROM parked"
                " ORDER BY id DESC LIMIT ?",
                (limit,),
            ).fetchall()
        return [Parked(*row) for row in rows]

    def parked_count(self) -> int:
        """Give how many lines were refused and are not dealt with."""
        with self._reading() as connection:
            ((count,),) = connection.execute("SELECT count(*) FROM parked").fetchall()
        return int(count)

    def parked_ids(self, ids: Sequence[int] | None = None) -> tuple[int, ...]:
        """Give the ids of lines that were refused: of these the ones that are there, or all."""
        with self._reading() as connection:
            there = {id_ for (id_,) in connection.execute("SELECT id FROM parked")}
        return tuple(sorted(there if ids is None else there.intersection(ids)))

    def gaps(self, limit: int) -> list[Gap]:
        """Give what is gone for good, the newest first."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT noted_ms, class AS what, count, why, NULL AS node, from_ms, to_ms"
                " FROM dropped UNION ALL"
                " SELECT noted_ms, ?, count, why, node, first, last FROM gap"
                " ORDER BY noted_ms DESC, what, node, from_ms LIMIT ?",
                (EVENTS, limit),
            ).fetchall()
        return [Gap(*row) for row in rows]

    def lost(self) -> dict[str, int]:
        """Give how much is gone for good, by class."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT class, sum(count) FROM dropped GROUP BY class UNION ALL"
                " SELECT ?, sum(count) FROM gap",
                (EVENTS,),
            ).fetchall()
        return {what: count for what, count in rows if count}

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with said_plainly(self.path), closing(connect_for_reading(self.path)) as connection:
            yield connection
