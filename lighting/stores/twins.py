"""How what is known of each node is kept: appended with each commit, put in its place at times.

Nearly every message changes the twin of its node. Rewriting a row of each in place would touch as
many pages of the file as there were messages; a commit appends one entry with all of them instead,
whole or, of those that only moved on, what moved.
"""

import sqlite3
from collections.abc import Iterable, Mapping

import msgspec

from lighting.nodes.moves import Move, move_of, moved
from lighting.nodes.twin import Twin
from lighting.rows import TwinRow

FEWEST = 10_000
"""Twins that are appended before they are put in their places, or as many as there are nodes."""
MOVES_A_TWIN = 8
"""So many moves take the space of one twin."""
_entries = msgspec.json.Decoder(dict[str, msgspec.Raw])
_move = msgspec.json.Decoder(Move)


class TwinLog:
    """Appends twins, to be called inside the transaction that keeps what made them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        ((self._known,),) = connection.execute("SELECT count(*) FROM twin").fetchall()
        ((self._appended,),) = connection.execute("SELECT total(count) FROM twin_log").fetchall()

    def append(self, rows: Iterable[TwinRow]) -> None:
        """Keep the twins of some nodes; the last of each counts."""
        whole: dict[str, Twin] = {}
        moves: dict[str, Twin] = {}
        for row in rows:
            node = row.twin.node
            if row.is_moved and node not in whole:
                moves[node] = row.twin
            else:
                moves.pop(node, None)
                whole[node] = row.twin
        if whole or moves:
            self._append(whole, moves)

    def _append(self, whole: Mapping[str, Twin], moves: Mapping[str, Twin]) -> None:
        said = {node: move_of(one) for node, one in moves.items()}
        count = len(whole) + -(-len(moves) // MOVES_A_TWIN)
        self._connection.execute(
            "INSERT INTO twin_log (count, body) VALUES (?, ?)",
            (count, msgspec.json.encode({**whole, **said})),
        )
        self._appended += count
        if self._appended >= max(FEWEST, self._known):
            self._known = fold(self._connection)
            self._appended = 0


def appended(connection: sqlite3.Connection) -> dict[str, bytes]:
    """Give the newest twin of each node that has one appended, as text, by node."""
    whole: dict[str, bytes] = {}
    moves: dict[str, bytes] = {}
    for (body,) in connection.execute("SELECT body FROM twin_log ORDER BY id"):
        for node, raw in _entries.decode(body).items():
            text = bytes(raw)
            if text.startswith(b"["):
                moves[node] = text
            else:
                moves.pop(node, None)
                whole[node] = text
    for node, move in moves.items():
        before = whole.get(node) or _placed(connection, node)
        whole[node] = moved(Twin.from_json(before), _move.decode(move)).to_json()
    return whole


def _placed(connection: sqlite3.Connection, node: str) -> str:
    ((body,),) = connection.execute("SELECT body FROM twin WHERE node = ?", (node,))
    return str(body)


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
