"""How what is known of each node is kept: appended with each commit, put in its place at times.

Nearly every message changes the twin of its node. Rewriting a row of each in place would touch as
many pages of the file as there were messages; a commit appends one entry with all of them instead,
whole or, of those that only moved on, what moved.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import msgspec

from lighting.nodes.moves import Move, move_of, moved
from lighting.nodes.twin import Twin
from lighting.rows import TwinRow

FEWEST = 10_000
"""Twins that are appended before they are put in their places, or as many as there are nodes."""
MOVES_A_TWIN = 8
"""So many moves take the space of one twin."""
AT_ONCE = 1_000
"""Twins that are put in their places at once; all of them would take as much again as the city."""
_entries = msgspec.json.Decoder(dict[str, msgspec.Raw])
_twin = msgspec.json.Decoder(Twin)
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


def appended(connection: sqlite3.Connection) -> Iterator[tuple[str, bytes]]:
    """Give the newest twin of each node that has one appended, as text: node and twin, by node.

    Each is made when it is asked for: all of them are as much as the controller takes for a city.
    """
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
    for node in sorted(whole.keys() | moves.keys()):
        before, move = whole.pop(node, None), moves.pop(node, None)
        if move is not None:
            twin = _twin.decode(before or _placed(connection, node))
            before = moved(twin, _move.decode(move)).to_json()
        if before is not None:
            yield node, before


def _placed(connection: sqlite3.Connection, node: str) -> str:
    ((body,),) = connection.execute("SELECT body FROM twin WHERE node = ?", (node,))
    return str(body)


def fold(connection: sqlite3.Connection) -> int:
    """Put all appended twins in their places.

    Returns:
        How many nodes are known.
    """
    newest = ((node, text.decode()) for node, text in appended(connection))
    while some := list(islice(newest, AT_ONCE)):
        connection.executemany("INSERT OR REPLACE INTO twin (node, body) VALUES (?, ?)", some)
    connection.execute("DELETE FROM twin_log")
    ((known,),) = connection.execute("SELECT count(*) FROM twin").fetchall()
    return int(known)
