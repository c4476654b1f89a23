"""How measurements get into their table, by what is in them.

A measurement of a moment that is known already changes nothing. Where a node tells two things of
one moment, the first counts: for what is known of the node it did, too.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from sys import intern

from msgspec import Struct

from lighting.rows import SampleRow
from lighting.stores.shapes import Values, by_shape

_HEAD = ("node", "session", "received_ms")
_RARE = ("lamp", "clock", "node_at_ms")
"""What is kept of a sample only where it isn't the usual."""
_USUAL_CLOCK = "synced"
_NEWEST = "SELECT coalesce(max(id), 0) FROM measured"
_TAKE_BACK = "DELETE FROM measured WHERE session = ? AND at_ms = ? AND id > ?"
_SESSION = "INSERT OR IGNORE INTO session (node, name, lamp) VALUES (?, ?, ?)"
_SESSION_OF = "SELECT id, lamp FROM session WHERE node = ? AND name = ?"
_SERVED = "INSERT OR IGNORE INTO served (lamp, node) VALUES (?, ?)"


class _Talk(Struct, frozen=True, gc=False):
    """A session of a node: their numbers, and the lamp that it began with."""

    name: str
    node: int
    session: int
    lamp: str


class Samples:
    """Keeps measurements; `keep` is to be called inside a transaction.

    Remembers the numbers of each node and its session. After a transaction that failed it has to
    `forget` them: they may not be in the database.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._talks: dict[str, _Talk] = {}

    def forget(self) -> None:
        """Ask the database again from now on."""
        self._talks.clear()

    def keep(self, rows: Sequence[SampleRow]) -> int:
        """Keep measurements.

        Returns:
            How many were not known.
        """
        ((newest,),) = self._connection.execute(_NEWEST).fetchall()
        kept = self._by_columns(rows)
        more = sum(
            self._connection.executemany(_statement_of(columns), values).rowcount
            for columns, values in kept.items()
        )
        if more < len(rows) and len(kept) > 1:
            self._put_first(rows, newest)
        return more

    def _by_columns(self, rows: Sequence[SampleRow]) -> dict[tuple[str, ...], list[Values]]:
        usual: defaultdict[tuple[str, ...], list[Values]] = defaultdict(list)
        rare: defaultdict[tuple[str, ...], list[Values]] = defaultdict(list)
        for shape, row, held in by_shape(rows):
            talk = self._talk_of(row)
            head: Values = (talk.node, talk.session, row.received_ms)
            if row.clock == _USUAL_CLOCK and row.lamp == talk.lamp and row.instead_ms is None:
                usual[shape.names].append(head + held[1:])
            else:
                rare[shape.names].append((*head, *self._rare(talk, row), *held[1:-1], _at_ms(row)))
        return {
            **{(*_HEAD, *names[1:], names[0]): values for names, values in usual.items()},
            **{(*_HEAD, *_RARE, *names[1:], names[0]): values for names, values in rare.items()},
        }

    def _rare(self, talk: _Talk, row: SampleRow) -> Values:
        """What differs from the usual; a sample whose own time can't be has another `at_ms`."""
        lamp = None if row.lamp == talk.lamp else row.lamp
        if lamp is not None:
            self._connection.execute(_SERVED, (lamp, row.node))
        clock = None if row.clock == _USUAL_CLOCK else row.clock
        return lamp, clock, None if row.instead_ms is None else row.sample.at_ms

    def _talk_of(self, row: SampleRow) -> _Talk:
        talk = self._talks.get(row.node)
        if talk is None or talk.name != row.session:
            talk = self._talks[row.node] = self._met(row)
        return talk

    def _met(self, row: SampleRow) -> _Talk:
        """A node in a session that it wasn't in before, or that isn't remembered."""
        ask = self._connection.execute
        ask(_SERVED, (row.lamp, row.node))
        ask("INSERT OR IGNORE INTO node (name) VALUES (?)", (row.node,))
        ((node,),) = ask("SELECT id FROM node WHERE name = ?", (row.node,)).fetchall()
        ask(_SESSION, (node, row.session, row.lamp))
        ((session, lamp),) = ask(_SESSION_OF, (node, row.session)).fetchall()
        return _Talk(intern(row.session), node, session, intern(lamp))  # as the city holds them

    def _put_first(self, rows: Sequence[SampleRow], newest: int) -> None:
        """Of what is told twice in these rows, keep the first; `newest` was the last id before."""
        told: defaultdict[tuple[str, int, str], list[SampleRow]] = defaultdict(list)
        for row in rows:
            told[row.node, _at_ms(row), row.session].append(row)
        self.keep(
            [
                found[0]
                for found in told.values()
                if len(found) > 1 and self._take_back(found[0], newest)
            ]
        )

    def _take_back(self, row: SampleRow, newest: int) -> bool:
        """Whether what these rows made of a moment, and nothing before them, is gone again."""
        key = (self._talk_of(row).session, _at_ms(row), newest)
        return self._connection.execute(_TAKE_BACK, key).rowcount > 0


def _at_ms(row: SampleRow) -> int:
    return row.sample.at_ms if row.instead_ms is None else row.instead_ms


@lru_cache(maxsize=256)
def _statement_of(columns: tuple[str, ...]) -> str:
    """The statement that adds samples with these columns; what is not named is unknown."""
    named, marks = ", ".join(columns), ", ".join("?" * len(columns))
    return f"INSERT INTO measured ({named}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608 - our own names
