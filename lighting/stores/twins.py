"""How what is known of each node is kept: appended with each commit, put in its place at times.

Nearly every message changes the twin of its node. Rewriting a row of each in place would touch as
many pages of the file as there were messages; a commit appends one entry with all of them instead.
"""

import sqlite3
from collections.abc import Mapping

import msgspec

from lighting.twin import Twin

FEWEST = 10_000
"""Twins that are appended before they are put in their places, or as many as there are nodes."""
_entries = msgspec.json.Decoder(dict[str, msgspec.Raw])


class TwinLog:
    """Appends twins, to be called inside the transaction that keeps what made them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        ((self._known,),) = connection.execute("SELECT count(*) FROM twin").fetchall()
        ((self._appended,),) = connection.execute("SELECT total(count) FROM twin_log").fetchall()

    def append(self, twins: Mapping[str, Twin]) -> None:
        """Keep the twins of some nodes, by node; the newest counts."""
        if not twins:
            return
        body = msgspec.json.encode(
            {node: msgspec.Raw(one.to_json()) for node, one in twins.items()}
        )
        self._connection.execute(
            "INSERT INTO twin_log (count, body) VALUES (?, ?)", (len(twins), body)
        )
        self._appended += len(twins)
        if self._appended >= max(FEWEST, self._known):
            self._known = fold(self._connection)
            self._appended = 0


def appended(connection: sqlite3.Connection) -> dict[str, bytes]:
    """Give the newest appended twin of each node that has one, as text, by node."""
    newest: dict[str, bytes] = {}
    for (body,) in connection.execute("SELECT body FROM twin_log ORDER BY id"):
        newest.update((node, bytes(twin)) for node, twin in _entries.decode(body).items())
    return newest


def fold(connection: sqlite3.Connection) -> int:
    """Put all appended twins in their places.

    Returns:
        How many nodes are known.
    """
    newest = appended(connection)
    connection.executemany(
        "INSERT OR REPLACE INTO twin (node, body) VALUES (?, ?)",
        ((node, newest[node].decode()) for node in sorted(newest)),
    )
    connection.execute("DELETE FROM twin_log")
    ((known,),) = connection.execute("SELECT count(*) FROM twin").fetchall()
    return int(known)
