"""What can be asked of the SQLite file, by whoever has opened it; nothing here writes.

Every question raises `StoreUnavailable` when the file can't be read.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from sys import intern
from typing import Any, Self

from typing_extensions import override

from lighting.desired.needs import Needs
from lighting.faults.incidents import Incident
from lighting.faults.life import SAME_MS, Fault
from lighting.nodes.alike import alike
from lighting.nodes.twin import Twin
from lighting.planning.guard import Approval, Darkened
from lighting.rows import (
    AuditRow,
    ChangeRow,
    DocumentRow,
    LedgerRow,
    OverrideRow,
    ScheduleRow,
)
from lighting.stores.database import connect_for_reading, said_plainly
from lighting.stores.guarded import APPROVALS, DARKENED, read_approval, read_darkened
from lighting.stores.kept import ChangeSummary, Kept
from lighting.stores.maintenance import LASTING, read_maintenance
from lighting.stores.of_lamp import OF_LAMP, SPANS
from lighting.stores.twins import appended
from lighting.stores.work_reading import WorkReader

RECENT_CHANGES = 100
"""Changes that are taken up again at start; older ones are read when somebody asks."""

DAY_MS = 86_400_000

_LEDGER = "SELECT change, lamp, sent_ms, received_ms, applied_ms, confirmed_ms FROM ledger"
_SUMMARIES = (
    "SELECT id, what, who, recorded_ms, count(lamp), count(sent_ms), count(received_ms),"
    " count(applied_ms), count(confirmed_ms)"
    " FROM (SELECT * FROM change ORDER BY recorded_ms DESC, id DESC LIMIT ?) AS newest"
    " LEFT JOIN ledger ON ledger.change = newest.id"
    " GROUP BY id ORDER BY recorded_ms DESC, id DESC"
)
_SMALL_TABLES = (
    "twin",
    "fault",
    "incident",
    "refused",
    "document",
    "schedule",
    "override",
    "change",
    "audit",
)


class SqliteReader(WorkReader):
    """Reads one database; to be used by one thread at a time."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def beside(cls, path: Path) -> Self:
        """Open a database that another thread or program writes."""
        return cls(path, connect_for_reading(path))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def load(self, now_ms: int) -> Kept:
        """Give what the controller needs at start; overrides long over by `now_ms` aren't."""
        faults = "SELECT body FROM fault WHERE state NOT IN ('cleared', 'closed') ORDER BY id"
        resting = (
            "SELECT body FROM fault WHERE state = 'cleared'"
            " AND json_extract(body, '$.cleared_ms') >= ? ORDER BY id"
        )
        incidents = "SELECT body FROM incident WHERE cleared_ms IS NULL ORDER BY id"
        return Kept(
            lamps_csv=next((csv for (csv,) in self._rows("SELECT csv FROM inventory")), None),
            twins=tuple(self._twins()),
            faults=tuple(Fault(**json.loads(body)) for (body,) in self._rows(faults)),
            resting=tuple(
                Fault(**json.loads(body)) for (body,) in self._rows(resting, (now_ms - SAME_MS,))
            ),
            incidents=tuple(to_incident(body) for (body,) in self._rows(incidents)),
            maintenance=tuple(read_maintenance(body) for (body,) in self._rows(LASTING)),
            documents=tuple(self._documents()),
            schedule=next(iter(self.schedules(1)), None),
            overrides=tuple(self._recent_overrides(now_ms)),
            approvals=self._kept_approvals(now_ms),
            darkened=self._kept_darkened(now_ms),
            changes=tuple(self._recent_changes()),
            steps=self.steps,
            facts=dict(self._rows("SELECT name, value FROM fact")),
            counts=self.counts(),
            refused=dict(self._rows("SELECT reason, total FROM refused_count")),
            next_fault=self._next_number("fault", "incident"),
            next_order=self._next_number("override", "change", "approval", "maintenance"),
            work=self._kept_work(now_ms),
            visits=self._kept_visits(now_ms),
            next_work=self._next_number("work", "visit"),
        )

    def samples(self, lamp: str, from_ms: int, to_ms: int) -> list[dict[str, Any]]:
        """Give a lamp's measurements from `from_ms` up to, and without, `to_ms`, oldest first."""
        found = self._named(f"{SPANS}SELECT sample.* {OF_LAMP}", (lamp, from_ms, to_ms))
        return [{name: one for name, one in row.items() if one is not None} for row in found]

    def events(self, lamp: str, limit: int) -> list[dict[str, Any]]:
        """Give a lamp's last events, as received, the newest first."""
        rows = self._rows(
            "SELECT log, received_ms, body FROM event WHERE lamp = ?"
            " ORDER BY received_ms DESC, n DESC LIMIT ?",
            (lamp, limit),
        )
        return [
            {**json.loads(body), "log": log, "received_ms": received_ms}
            for log, received_ms, body in rows
        ]

    def faults(
        self,
        *,
        id_: str | None = None,
        lamp: str | None = None,
        code: str | None = None,
        since_ms: int | None = None,
        limit: int = 10_000,
    ) -> list[Fault]:
        """Give faults that fit, cleared ones included, the newest first."""
        rows = self._rows(
            "SELECT body FROM fault WHERE (?1 IS NULL OR id = ?1) AND (?2 IS NULL OR lamp = ?2)"
            " AND (?3 IS NULL OR code = ?3) AND (?4 IS NULL OR since_ms >= ?4)"
            " ORDER BY since_ms DESC, id DESC LIMIT ?5",
            (id_, lamp, code, since_ms, limit),
        )
        return [Fault(**json.loads(body)) for (body,) in rows]

    def incidents(self, limit: int) -> list[Incident]:
        """Give incidents, cleared ones included, the newest first."""
        rows = self._rows("SELECT body FROM incident ORDER BY since_ms DESC LIMIT ?", (limit,))
        return [to_incident(body) for (body,) in rows]

    def overrides(self, limit: int) -> list[OverrideRow]:
        """Give overrides, those over or released included, the newest first."""
        rows = self._rows("SELECT body FROM override ORDER BY id DESC LIMIT ?", (limit,))
        return [to_override(body) for (body,) in rows]

    def change(self, id_: str) -> ChangeRow | None:
        """Give a change, however old."""
        rows = self._rows(
            "SELECT id, what, who, recorded_ms, needs FROM change WHERE id = ?", (id_,)
        )
        return next((_change(*row) for row in rows), None)

    def steps(self, change: str) -> list[LedgerRow]:
        """Give how far a change got, lamp by lamp."""
        return [LedgerRow(*row) for row in self._rows(f"{_LEDGER} WHERE change = ?", (change,))]

    def changes(self, limit: int) -> list[ChangeSummary]:
        """Give changes with how many lamps took each step as far as kept, the newest first."""
        return [ChangeSummary(*row) for row in self._rows(_SUMMARIES, (limit,))]

    def schedules(self, limit: int) -> list[ScheduleRow]:
        """Give versions of the schedule, the newest first."""
        rows = self._rows("SELECT * FROM schedule ORDER BY version DESC LIMIT ?", (limit,))
        return [ScheduleRow(*row) for row in rows]

    def schedule(self, version: int) -> ScheduleRow | None:
        """Give a version of the schedule by its version, or by its number, counted from 1."""
        rows = self._rows("SELECT * FROM schedule WHERE version = ?", (version,))
        if not rows and version > 0:
            numbered = "SELECT * FROM schedule ORDER BY version LIMIT 1 OFFSET ?"
            rows = self._rows(numbered, (version - 1,))
        return next((ScheduleRow(*row) for row in rows), None)

    def schedule_number(self, version: int) -> int:
        """Give the number of a version, counted from 1."""
        ((number,),) = self._rows("SELECT count(*) FROM schedule WHERE version <= ?", (version,))
        return int(number)

    def audit(self, limit: int) -> list[AuditRow]:
        """Give entries of the audit, the newest first."""
        rows = self._rows(
            "SELECT at_ms, who, action, target, reason, before, after FROM audit"
            " ORDER BY id DESC LIMIT ?",
            (limit,),
        )
        return [AuditRow(*row) for row in rows]

    def refused(self, limit: int) -> list[dict[str, Any]]:
        """Give messages that could not be used, and why, the newest first."""
        return self._named("SELECT * FROM refused ORDER BY id DESC LIMIT ?", (limit,))

    def counts(self) -> dict[str, int]:
        """Give the totals of the last commit."""
        return dict(self._rows("SELECT name, total FROM count"))

    def row_counts(self) -> dict[str, int]:
        """Give how many rows there are of each kind; the large tables are not walked for it."""
        counts: dict[str, int] = dict(self._rows("SELECT name, total FROM row_count"))
        for table in _SMALL_TABLES:
            ((count,),) = self._rows(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
            counts[table] = count
        return counts

    @override
    def _rows(self, statement: str, values: Iterable[Any] = ()) -> list[Any]:
        with said_plainly(self.path):
            return self._connection.execute(statement, tuple(values)).fetchall()

    def _named(self, statement: str, values: Iterable[Any]) -> list[dict[str, Any]]:
        with said_plainly(self.path):
            cursor = self._connection.execute(statement, tuple(values))
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def _twins(self) -> Iterator[Twin]:
        """Each twin once, as it was kept last: one at a time, since they are many."""
        newest: set[str] = set()
        with said_plainly(self.path):
            for node, text in appended(self._connection):
                newest.add(node)
                yield Twin.from_json(text)
            for node, body in self._connection.execute("SELECT node, body FROM twin"):
                if node not in newest:
                    yield Twin.from_json(body)

    def _documents(self) -> Iterator[DocumentRow]:
        """Those that say the same share it: after a change of all lamps, nearly all do."""
        with said_plainly(self.path):
            for kind, subject, version, issued_ms, payload in self._connection.execute(
                "SELECT kind, subject, version, issued_ms, payload FROM document ORDER BY 1, 2"
            ):
                said = alike((version, issued_ms, payload))
                yield DocumentRow(intern(kind), intern(subject), *said)

    def _recent_overrides(self, now_ms: int) -> Iterable[OverrideRow]:
        rows = self._rows(
            "SELECT body FROM override WHERE until_ms > ? ORDER BY id", (now_ms - DAY_MS,)
        )
        return (to_override(body) for (body,) in rows)

    def _kept_approvals(self, now_ms: int) -> tuple[Approval, ...]:
        rows = self._rows(APPROVALS, (now_ms - DAY_MS,))
        return tuple(read_approval(body) for (body,) in rows)

    def _kept_darkened(self, now_ms: int) -> tuple[Darkened, ...]:
        rows = self._rows(DARKENED, (now_ms - 7 * DAY_MS,))
        return tuple(read_darkened(body) for (body,) in rows)

    def _recent_changes(self) -> Iterable[ChangeRow]:
        rows = self._rows(
            "SELECT id, what, who, recorded_ms, needs FROM change"
            " ORDER BY recorded_ms DESC LIMIT ?",
            (RECENT_CHANGES,),
        )
        return (_change(*row) for row in reversed(rows))

    def _next_number(self, *tables: str) -> int:
        """One above the highest number in ids such as F-000012."""
        highest = 0
        for table in tables:
            statement = f"SELECT max(CAST(substr(id, 3) AS INTEGER)) FROM {table}"  # noqa: S608 - our own names
            ((number,),) = self._rows(statement)
            highest = max(highest, number or 0)
        return highest + 1


def to_incident(body: str) -> Incident:
    """Read an incident as it is kept."""
    facts = json.loads(body)
    return Incident(**{**facts, "members": tuple(facts["members"])})


def to_override(body: str) -> OverrideRow:
    """Read an override as it is kept."""
    facts = json.loads(body)
    many = {name: tuple(facts.get(name, ())) for name in ("lamps", "darkens")}
    return OverrideRow(**{**facts, **many})


def _change(id_: str, what: str, by: str, recorded_ms: int, needs: str) -> ChangeRow:
    return ChangeRow(id_, what, by, recorded_ms, Needs(json.loads(needs)))
