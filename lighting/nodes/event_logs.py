"""How far the event log of a node has come: what is new, what is a hole, what is gone for good.

A node numbers its events for its life. A hole is not confirmed past, until the node says that it
no longer holds those numbers: by `oldest`, or by a gap event (docs/wire-protocol.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from msgspec.structs import replace

from devices.wire.up import Events
from lighting.nodes.twin import Twin
from lighting.rows import GapRow

MOST_BEYOND = 1_000
"""Numbers remembered beyond a hole; those above have to come again, so no node eats the memory."""
PAST_LOGS = 3
"""Replaced event logs that are remembered, so that a late event is not taken for a new one."""
THINNED = "thinned by the node"
NOT_HELD = "no longer held by the node"

Run = tuple[int, int]
"""First and last of numbers that a gap event names."""
Gap = tuple[int, int, int, str]
"""First, last, how many of them never came, and why."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A log after a message: confirmed up to `upto`, received `beyond` a hole, `gone` for good."""

    log: str
    upto: int
    beyond: tuple[int, ...]
    fresh: frozenset[int]
    gone: tuple[Gap, ...]

    def gaps(self, node: str, now_ms: int) -> Iterator[GapRow]:
        """A row for each run of numbers that is gone."""
        for first, last, count, why in self.gone:
            yield GapRow(node, self.log, first, last, count, why, now_ms)


def turn_to(twin: Twin, log: str) -> Twin:
    """The twin with an event log in front, as far as it is known; the one before is remembered.

    A node has one log, until its memory is erased; late events of the old one may still come.
    """
    if twin.log is None or twin.log == log:
        return twin
    others = tuple(one for one in twin.past_logs if one[0] != log)
    found = next((one for one in twin.past_logs if one[0] == log), (None, 0, ()))
    past = ((twin.log, twin.upto, twin.beyond), *others)[:PAST_LOGS]
    return replace(twin, log=found[0], upto=found[1], beyond=found[2], past_logs=past, booted_n=0)


def progress_of(
    known_log: str | None, upto: int, beyond: tuple[int, ...], message: Events
) -> Progress:
    """The progress that a message brings to a log known up to `upto` and at `beyond`.

    In a log that was never heard of, numbers below `oldest` were confirmed to somebody: no gap.
    """
    gone: list[Gap] = []
    have = set(beyond) if known_log == message.log else set()
    if known_log != message.log:
        upto = message.oldest - 1
    elif message.oldest - 1 > upto:
        gone += _missing(upto + 1, message.oldest - 1, have, NOT_HELD)
        upto = message.oldest - 1
    fresh = frozenset(event.n for event in message.events if event.n > upto) - have
    have |= fresh
    runs = sorted(
        (event.first, event.last)
        for event in message.events
        if event.kind == "gap" and event.first and event.last
    )
    upto = _walked(upto, have, runs, gone)
    left = _beyond(upto, have, runs, gone)
    return Progress(message.log, upto, left, fresh, tuple(gone))


def _walked(upto: int, have: set[int], runs: list[Run], gone: list[Gap]) -> int:
    """As far as all numbers have come or are named by a gap event."""
    while True:
        while upto + 1 in have:
            upto += 1
        last = max((last for first, last in runs if first <= upto + 1), default=0)
        if last <= upto:
            return upto
        gone += _missing(upto + 1, last, have, THINNED)
        upto = last


def _beyond(upto: int, have: set[int], runs: list[Run], gone: list[Gap]) -> tuple[int, ...]:
    """What is remembered beyond a hole: what came, and what gap events there name."""
    for first, last in runs:
        last = min(last, first + MOST_BEYOND)  # noqa: PLW2901 - the rest is named again later
        missing = [n for n in range(max(first, upto + 1), last + 1) if n not in have]
        if missing:
            gone += _missing(missing[0], missing[-1], have, THINNED)
            have.update(missing)
    return tuple(islice(sorted(n for n in have if n > upto), MOST_BEYOND))


def _missing(first: int, last: int, have: set[int], why: str) -> list[Gap]:
    """The missing numbers from first to last as one gap, counted without walking a huge range."""
    count = last - first + 1 - sum(1 for n in have if first <= n <= last)
    return [(first, last, count, why)] if count > 0 else []
