"""Makes room when the file has reached its budget: old routine samples are thinned, nothing else.

Of each lamp and hour the oldest sample stays, with the counters of energy and burning time, so
that figures over days hold. Every thinning leaves a record of what went, and when it was from.
"""

import sqlite3

from lighting.stores.database import transaction

HOUR_MS = 3_600_000
STEP = 20_000
"""Samples that are looked at in one commit, about."""
ENTRIES = 200
WHY = "the database had reached its budget of {} MB"
MB = 1_000_000
HOUR_NS = 3_600_000_000_000
# The oldest of its node and hour has no older one, so it stays whatever goes before it.
_THIN = (
    "DELETE FROM sample WHERE id > ?1 AND id <= ?2 AND EXISTS (SELECT 1 FROM sample AS older"
    " WHERE older.node = sample.node AND older.at_ms < sample.at_ms"
    " AND older.at_ms >= sample.at_ms - sample.at_ms % ?3)"
)


def used_bytes(connection: sqlite3.Connection) -> int:
    """What the file holds, without the pages that are free for what comes [bytes]."""
    ((pages, free, size),) = connection.execute(
        "SELECT (SELECT page_count FROM pragma_page_count),"
        " (SELECT freelist_count FROM pragma_freelist_count),"
        " (SELECT page_size FROM pragma_page_size)"
    ).fetchall()
    return int((pages - free) * size)


class Thinning:
    """A walk through the routine samples, oldest first; `step` thins the next of them."""

    def __init__(self, connection: sqlite3.Connection, budget_bytes: int) -> None:
        self._connection = connection
        self._budget_bytes = budget_bytes
        self._seen: dict[bytes, int] = {}  # of each series, the hour of which one was kept last
        self._entry = 0
        self._sample = 0

    def is_needed(self) -> bool:
        """Say whether the budget is reached."""
        return used_bytes(self._connection) > self._budget_bytes

    def step(self, now_ms: int) -> bool:
        """Thin the next samples, those on their way to InfluxDB first.

        Returns:
            Whether there were any left to look at.
        """
        with transaction(self._connection):
            return self._thin_journal(now_ms) or self._thin_table(now_ms)

    def _thin_journal(self, now_ms: int) -> bool:
        entries = self._connection.execute(
            "SELECT id, bucket, committed_ms, first_ms, last_ms, body FROM journal"
            " WHERE id > ? AND is_routine = 1 ORDER BY id LIMIT ?",
            (self._entry, ENTRIES),
        ).fetchall()
        count = 0
        for id_, bucket, committed_ms, first_ms, last_ms, body in entries:
            lines = body.split(b"\n")
            kept = [line for line in lines if self._is_first(line)]
            count += len(lines) - len(kept)
            self._connection.execute("DELETE FROM journal WHERE id = ?", (id_,))
            if kept:
                row = (id_, bucket, 0, committed_ms, first_ms, last_ms, len(kept))
                self._connection.execute(
                    "INSERT INTO journal (id, bucket, is_routine, committed_ms, first_ms, last_ms,"
                    " points, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (*row, b"\n".join(kept)),
                )
        if entries:
            self._entry = entries[-1][0]
            span = min(one[3] for one in entries), max(one[4] for one in entries)
            self._note(now_ms, *span, count)
        return bool(entries)

    def _is_first(self, line: bytes) -> bool:
        """Whether a line is the first of its series in its hour."""
        series, _, rest = line.partition(b" ")
        while series.endswith(b"\\"):  # an escaped space belongs to the series
            more, _, rest = rest.partition(b" ")
            series += b" " + more
        hour = int(line[line.rindex(b" ") + 1 :]) // HOUR_NS
        if self._seen.get(series) == hour:
            return False
        self._seen[series] = hour
        return True

    def _thin_table(self, now_ms: int) -> bool:
        span = "FROM (SELECT id, at_ms FROM sample WHERE id > ? ORDER BY id LIMIT ?)"
        ((last, from_ms, to_ms),) = self._connection.execute(
            f"SELECT max(id), min(at_ms), max(at_ms) {span}",
            (self._sample, STEP),
        ).fetchall()
        if last is None:
            return False
        cursor = self._connection.execute(_THIN, (self._sample, last, HOUR_MS))
        self._sample = last
        self._note(now_ms, from_ms, to_ms, cursor.rowcount)
        return True

    def _note(self, now_ms: int, from_ms: int, to_ms: int, count: int) -> None:
        if count:
            self._connection.execute(
                "INSERT INTO dropped (noted_ms, class, from_ms, to_ms, count, why)"
                " VALUES (?, 'samples', ?, ?, ?, ?)",
                (now_ms, from_ms, to_ms, count, WHY.format(self._budget_bytes // MB)),
            )
