"""Doors of a forwarder that need no InfluxDB, and a journal to fill and look at."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from lighting.stores.forwarding import Answer
from lighting.stores.sqlite import SqliteStore

T_NS = 1_786_896_000_000_000_000
MALFORMED, OTHER_TYPE = b"malformed", b"othertype"
"""What lines hold that InfluxDB refuses: the whole request for the one, that line for the other."""
STORED = Answer(204)


def line(number: int, what: str = "power_w=41.8") -> bytes:
    """A line of its own time."""
    return f"lamp,site=kupang,lamp=KPG-0001 {what} {T_NS + number}".encode()


def lines(first: int, count: int) -> list[bytes]:
    return [line(number) for number in range(first, first + count)]


class ScriptedDoor:
    """Gives the answers of a list, the last one again and again; remembers what was sent."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers) or [STORED]
        self.sent: list[tuple[str, bytes]] = []

    def write(self, bucket: str, body: bytes) -> Answer:
        self.sent.append((bucket, body))
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]

    @property
    def bodies(self) -> list[bytes]:
        return [body for _, body in self.sent]


class JudgingDoor:
    """Judges lines as InfluxDB 2.7.12 does, and keeps those that it takes.

    `before` may answer a request, by its number from 1 on, in place of the judgement.
    """

    def __init__(
        self,
        most_bytes: int = 2**40,
        before: Callable[[int], Answer | None] = lambda _: None,
    ) -> None:
        self._most_bytes = most_bytes
        self._before = before
        self.requests = 0
        self.stored: set[bytes] = set()

    def write(self, bucket: str, body: bytes) -> Answer:
        assert bucket
        self.requests += 1
        instead = self._before(self.requests)
        return instead or self._judged(body)

    def _judged(self, body: bytes) -> Answer:
        if len(body) > self._most_bytes:
            return Answer(413, "too large")
        sent = body.split(b"\n")
        if any(MALFORMED in one for one in sent):
            return Answer(400, "unable to parse")
        taken = [one for one in sent if OTHER_TYPE not in one]
        self.stored.update(taken)
        return STORED if len(taken) == len(sent) else Answer(422, "partial write")


def new_file(folder: Path) -> Path:
    """A database in its present form, with nothing in it."""
    path = folder / "lighting.db"
    SqliteStore.open(path).close()
    return path


def enter(
    path: Path,
    entries: Iterable[Sequence[bytes]],
    *,
    bucket: str = "raw",
    is_routine: int = 1,
    points: int | None = None,
) -> None:
    """Put entries into the journal, all in one commit; `points` is what each says that it has."""
    rows = [(bucket, is_routine, points or len(one), b"\n".join(one)) for one in entries]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.executemany(
            "INSERT INTO journal (bucket, is_routine, committed_ms, first_ms, last_ms, points,"
            " body) VALUES (?, ?, 0, 0, 0, ?, ?)",
            rows,
        )


def query(path: Path, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Ask the file, beside whoever else has it open."""
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def waiting(path: Path) -> list[bytes]:
    """The lines that are in the journal, in its order."""
    bodies = query(path, "SELECT body FROM journal ORDER BY id")
    return [one for (body,) in bodies for one in body.split(b"\n")]


def parked(path: Path) -> list[tuple[int, str, str]]:
    """Status, reason and line of what was refused, in its order."""
    return query(path, "SELECT status, reason, line FROM parked ORDER BY id")
