"""Messages to people as they are kept: what changed, what was decided, and what is on its way."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from lighting.notify.deciding import Message
from lighting.stores.database import (
    connect_beside,
    connect_for_reading,
    said_plainly,
    transaction,
)

MOST_CHANGES = 1_000
"""Changes that are decided upon at once."""
KEPT_MESSAGES = 10_000
PATIENCE_MS = 30_000
"""How long a note waits for somebody else's lock; without it, a message would go twice [ms]."""

_LISTED = (
    "SELECT id, decided_ms, title, body, severity, target, tries, next_ms, sent_ms, why"
    " FROM notify_delivery JOIN notify_message ON id = message"
    " ORDER BY id DESC, target LIMIT ?"
)
_DUE = (
    "SELECT id, decided_ms, title, body, severity, mark, tries"
    " FROM notify_delivery JOIN notify_message ON id = message"
    " WHERE next_ms <= ? ORDER BY next_ms, id LIMIT 20"
)
_OPEN = (
    (
        "INSERT INTO notify_change (kind, body) SELECT 'incident', body FROM incident"
        " WHERE cleared_ms IS NULL"
    ),
    (
        "INSERT INTO notify_change (kind, body) SELECT 'fault', body FROM fault"
        " WHERE state NOT IN ('pending', 'cleared', 'closed')"
    ),
)
_TRIED = (
    "UPDATE notify_delivery SET tries = tries + 1, next_ms = ?, sent_ms = ?, why = ?"
    " WHERE message = ? AND mark = ?"
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message on its way to one address, which is known by `mark`."""

    id: int
    decided_ms: int
    message: Message
    mark: str
    tries: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One message to one address; sent, waiting for `next_ms`, or else given up."""

    id: int
    decided_ms: int
    title: str
    body: str
    severity: int
    target: str
    tries: int
    next_ms: int | None
    sent_ms: int | None
    why: str

    @property
    def state(self) -> str:
        """`sent`, `waiting` or `failed`."""
        if self.sent_ms is not None:
            return "sent"
        return "failed" if self.next_ms is None else "waiting"


class Outbox:
    """Keeps messages; to be used by one thread at a time, beside the one that keeps the book."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open it for writing; what is decided here is on the disk before it is sent."""
        connection = connect_beside(path)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        return cls(path, connection)

    @classmethod
    def beside(cls, path: Path) -> Self:
        """Open it for reading."""
        return cls(path, connect_for_reading(path))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def begin(self, state: bytes) -> None:
        """From now on note changes, beginning with what is open; no more than once."""
        with said_plainly(self.path), transaction(self._connection):
            put = "INSERT OR IGNORE INTO notify_state VALUES (1, ?)"
            if self._connection.execute(put, (state.decode(),)).rowcount:
                for statement in _OPEN:
                    self._connection.execute(statement)

    def end(self) -> None:
        """Nobody is told any more: note nothing, and forget how far it was."""
        with said_plainly(self.path), transaction(self._connection):
            self._connection.execute("DELETE FROM notify_state")
            self._connection.execute("DELETE FROM notify_change")

    def state(self) -> bytes:
        """Give what was decided so far."""
        with said_plainly(self.path):
            ((body,),) = self._connection.execute("SELECT body FROM notify_state").fetchall()
        return str(body).encode()

    def changes(self) -> list[tuple[int, str, str]]:
        """Give what isn't decided upon yet, the oldest first: number, kind and body."""
        statement = "SELECT n, kind, body FROM notify_change ORDER BY n LIMIT ?"
        with said_plainly(self.path):
            return self._connection.execute(statement, (MOST_CHANGES,)).fetchall()

    def lamps_csv(self) -> str:
        """Give the list of lamps as it stands."""
        with said_plainly(self.path):
            return "".join(csv for (csv,) in self._connection.execute("SELECT csv FROM inventory"))

    def decided(
        self,
        upto: int,
        state: bytes,
        messages: Iterable[Message],
        targets: Mapping[str, str],
        now_ms: int,
    ) -> None:
        """Keep in one commit what was decided, and forget the changes it was decided upon.

        Args:
            upto: The number of the last of the changes.
            state: How far it is decided now.
            messages: What is to be sent.
            targets: The name of each address, by its mark.
            now_ms: The moment [ms since 1970 UTC].
        """
        with said_plainly(self.path), transaction(self._connection):
            self._connection.execute("UPDATE notify_state SET body = ?", (state.decode(),))
            self._connection.execute("DELETE FROM notify_change WHERE n <= ?", (upto,))
            for message in messages:
                self._put(message, targets, now_ms)

    def _put(self, message: Message, targets: Mapping[str, str], now_ms: int) -> None:
        insert = (
            "INSERT INTO notify_message (decided_ms, title, body, severity) VALUES (?, ?, ?, ?)"
        )
        values: Sequence[object] = (now_ms, message.title, message.body, message.severity)
        id_ = self._connection.execute(insert, values).lastrowid or 0
        self._connection.executemany(
            "INSERT INTO notify_delivery VALUES (?, ?, ?, 0, ?, NULL, '')",
            [(id_, mark, name, now_ms) for mark, name in targets.items()],
        )
        old = (id_ - KEPT_MESSAGES,)
        self._connection.execute("DELETE FROM notify_message WHERE id <= ?", old)
        self._connection.execute("DELETE FROM notify_delivery WHERE message <= ?", old)

    def due(self, now_ms: int) -> list[Delivery]:
        """Give what is to be sent now."""
        with said_plainly(self.path):
            rows = self._connection.execute(_DUE, (now_ms,)).fetchall()
        return [
            Delivery(id_, decided_ms, Message(title, body, severity), mark, tries)
            for id_, decided_ms, title, body, severity, mark, tries in rows
        ]

    def sent(self, one: Delivery, now_ms: int) -> None:
        """Note that it went."""
        self._tried(one, None, now_ms, "")

    def failed(self, one: Delivery, why: str, next_ms: int | None) -> None:
        """Note why it did not go, and when it is tried again; None: never."""
        self._tried(one, next_ms, None, why)

    def _tried(self, one: Delivery, next_ms: int | None, sent_ms: int | None, why: str) -> None:
        with said_plainly(self.path), transaction(self._connection):
            self._connection.execute(_TRIED, (next_ms, sent_ms, why, one.id, one.mark))

    def listed(self, limit: int) -> list[Listed]:
        """Give messages, the newest first."""
        with said_plainly(self.path):
            return [Listed(*row) for row in self._connection.execute(_LISTED, (limit,))]
