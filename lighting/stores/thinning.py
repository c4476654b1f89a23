"""Makes room when the file has reached its budget: old routine samples are thinned, nothing else.

Of each lamp, session and hour the first sample stays, and the first with each counter of energy
and burning time, so that figures over days hold. Every thinning leaves a record of what went, and
when it was from.
"""

import re
import sqlite3
from pathlib import Path

import structlog

from lighting.stores.database import connect_beside, said_plainly, transaction

log = structlog.get_logger()

HOUR_MS = 3_600_000
STEP = 20_000
"""Samples that are looked at in one commit, about."""
WHY = "the database had reached its budget of {} MB"
MB = 1_000_000
MS_NS = 1_000_000
_ANY, _ENERGY, _BURNING = 1, 2, 4
"""What a kept sample stands for in its hour: that there was one, and its counters."""
_SESSION = re.compile(rb'session="([^"]*)"')
# A sample goes where an older one of its hour stands for all that it stands for; the older one may
# go as well, for one that is older still and stands for both.
_HOUR = ", ".join(f"measured.at_ms / ?3 * 12 + {span}" for span in range(12))
_THIN = (
    "DELETE FROM measured WHERE id > ?1 AND id <= ?2 AND EXISTS (SELECT 1 FROM measured AS older"  # noqa: S608 - our own words
    f" WHERE older.at_ms / 300000 IN ({_HOUR})"
    " AND older.node = measured.node AND older.at_ms < measured.at_ms"
    " AND older.at_ms >= measured.at_ms - measured.at_ms % ?3"
    " AND older.lamp IS measured.lamp AND older.session = measured.session"
    " AND (older.energy_wh IS NOT NULL OR measured.energy_wh IS NULL)"
    " AND (older.burn_s IS NOT NULL OR measured.burn_s IS NULL)) RETURNING at_ms"
)
_ENTRIES = (
    "SELECT id, points, bucket, committed_ms, first_ms, last_ms, body FROM journal"
    " WHERE id > ? AND is_routine = 1 ORDER BY id"
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
    """A walk through the routine samples, oldest first; `step` thins the next of them.

    What is thinned while a forwarder has it under way was sent whole, and counts as dropped
    although it was not: a record may name more than is missing, and never less.
    """

    def __init__(self, path: Path, budget_bytes: int) -> None:
        self._path = path
        self._connection = connect_beside(path)
        self._budget_bytes = budget_bytes
        self._kept: dict[bytes, tuple[int, int]] = {}  # of each series: the hour, what stands in it
        self._entry = 0
        self._sample = 0

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def relieve(self, now_ms: int) -> bool:
        """Thin the next samples if the budget is reached, and say so if that was not enough.

        Returns:
            Whether there may be more to do at once.
        """
        with said_plainly(self._path):
            used = used_bytes(self._connection)
            if used <= self._budget_bytes:
                return False
            if self.step(now_ms):
                return True
        log.error("disk_budget_passed", used_mb=used // MB, budget_mb=self._budget_mb)
        return False

    def step(self, now_ms: int) -> bool:
        """Thin the next samples, those on their way to InfluxDB first.

        Returns:
            Whether there were any left to look at.
        """
        with said_plainly(self._path), transaction(self._connection):
            return self._thin_journal(now_ms) or self._thin_table(now_ms)

    def _thin_journal(self, now_ms: int) -> bool:
        entries = self._next_entries()
        gone_ms: list[int] = []
        for id_, head, body in entries:
            lines = body.split(b"\n")
            stays = [self._stays(line) for line in lines]
            gone_ms += [
                _time_ns(line) // MS_NS for line, one in zip(lines, stays, strict=True) if not one
            ]
            kept = [line for line, one in zip(lines, stays, strict=True) if one]
            self._replace(id_, head, kept)
            self._entry = id_
        self._note(now_ms, gone_ms)
        return bool(entries)

    def _next_entries(self) -> list[tuple[int, tuple[str | int, ...], bytes]]:
        found = []
        points = 0
        for id_, count, *head, body in self._connection.execute(_ENTRIES, (self._entry,)):
            found.append((id_, tuple(head), body))
            points += count
            if points >= STEP:
                break
        return found

    def _replace(self, id_: int, head: tuple[str | int, ...], kept: list[bytes]) -> None:
        """Leave of an entry what is kept of it, in its place, never to be thinned again."""
        self._connection.execute("DELETE FROM journal WHERE id = ?", (id_,))
        if kept:
            self._connection.execute(
                "INSERT INTO journal (id, is_routine, bucket, committed_ms, first_ms, last_ms,"
                " points, body) VALUES (?, 0, ?, ?, ?, ?, ?, ?)",
                (id_, *head, len(kept), b"\n".join(kept)),
            )

    def _stays(self, line: bytes) -> bool:
        """Whether a line stands for something of its series and hour that none before it did."""
        series, rest = _parts(line)
        session = _SESSION.search(rest)
        key = series + b" " + session[1] if session else series
        hour = _time_ns(line) // (HOUR_MS * MS_NS)
        known_hour, known = self._kept.get(key, (hour, 0))
        if known_hour != hour:
            known = 0
        stands = known | _ANY
        stands |= _ENERGY if b"energy_wh=" in rest else 0
        stands |= _BURNING if b"burn_s=" in rest else 0
        self._kept[key] = hour, stands
        return stands != known

    def _thin_table(self, now_ms: int) -> bool:
        ((last,),) = self._connection.execute(
            "SELECT max(id) FROM (SELECT id FROM measured WHERE id > ? ORDER BY id LIMIT ?)",
            (self._sample, STEP),
        ).fetchall()
        if last is None:
            return False
        gone = self._connection.execute(_THIN, (self._sample, last, HOUR_MS)).fetchall()
        self._connection.execute(
            "UPDATE row_count SET total = total - ? WHERE name = 'sample'", (len(gone),)
        )
        self._sample = last
        self._note(now_ms, [at_ms for (at_ms,) in gone])
        return True

    def _note(self, now_ms: int, gone_ms: list[int]) -> None:
        if gone_ms:
            self._connection.execute(
                "INSERT INTO dropped (noted_ms, class, from_ms, to_ms, count, why)"
                " VALUES (?, 'samples', ?, ?, ?, ?)",
                (now_ms, min(gone_ms), max(gone_ms), len(gone_ms), WHY.format(self._budget_mb)),
            )

    @property
    def _budget_mb(self) -> int:
        return self._budget_bytes // MB


def _parts(line: bytes) -> tuple[bytes, bytes]:
    """A line's series, and its fields and time."""
    series, _, rest = line.partition(b" ")
    while series.endswith(b"\\"):  # an escaped space belongs to the series
        more, _, rest = rest.partition(b" ")
        series += b" " + more
    return series, rest


def _time_ns(line: bytes) -> int:
    return int(line[line.rindex(b" ") + 1 :])
