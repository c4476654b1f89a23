"""How far the event log of a node has come: what is new, what is a hole, what is gone for good.

A node numbers its events for its life. A hole is not confirmed past, until the node says that it
no longer holds those numbers: by `oldest`, or by a gap event (`wire.md`, Up).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from devices.wire.up import Event, Events
from lighting.rows import GapRow


@dataclass(frozen=True, slots=True)
class Progress:
    """A log after a message: confirmed up to `upto`, received `beyond` a hole, `gone` for good."""

    log: str
    upto: int
    beyond: tuple[int, ...]
    fresh: frozenset[int]
    gone: tuple[tuple[int, int, int, str], ...]

    def gaps(self, node: str, now_ms: int) -> Iterator[GapRow]:
        """A row for each run of numbers that is gone."""
        for first, last, count, why in self.gone:
            yield GapRow(node, self.log, first, last, count, why, now_ms)


def progress_of(
    known_log: str | None, upto: int, beyond: tuple[int, ...], message: Events
) -> Progress:
    """The progress that a message brings to a log known up to `upto` and at `beyond`.

    In a log that was never heard of, numbers below `oldest` were confirmed to somebody: no gap.
    """
    gone: list[tuple[int, int, int, str]] = []
    have = set(beyond) if known_log == message.log else set()
    if known_log != message.log:
        upto = message.oldest - 1
    elif message.oldest - 1 > upto:
        gone += _runs(upto + 1, message.oldest - 1, have, "no longer held by the node")
        upto = message.oldest - 1
    fresh = {event.n for event in message.events if event.n > upto and event.n not in have}
    have |= fresh
    lost: set[int] = set()
    for event in message.events:
        lost |= _named(event, upto, have, gone)
    while upto + 1 in have or upto + 1 in lost:
        upto += 1
    beyond = tuple(sorted(n for n in have | lost if n > upto))
    return Progress(message.log, upto, beyond, frozenset(fresh), tuple(gone))


def _named(
    event: Event, upto: int, have: set[int], gone: list[tuple[int, int, int, str]]
) -> set[int]:
    """The numbers that a gap event says are gone and that did not come."""
    if event.kind != "gap" or event.first is None or event.last is None:
        return set()
    first = max(event.first, upto + 1)
    last = min(event.last, first + MAX_GAP)
    missing = {n for n in range(first, last + 1) if n not in have and n != event.n}
    if missing:
        gone.append((min(missing), max(missing), len(missing), "thinned by the node"))
    return missing


MAX_GAP = 100_000
"""Numbers that one gap event can name at most: a hostile one must not eat the memory."""


def _runs(first: int, last: int, have: set[int], why: str) -> list[tuple[int, int, int, str]]:
    """The missing numbers from first to last as one gap, counted without walking a huge range."""
    count = last - first + 1 - sum(1 for n in have if first <= n <= last)
    return [(first, last, count, why)] if count > 0 else []
