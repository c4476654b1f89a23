"""Numbered events until they are confirmed: in order, never renumbered, bounded, gaps named."""

from collections.abc import Iterator
from itertools import takewhile

import msgspec
from msgspec.structs import replace

from devices.wire.up import MAX_EVENTS

ROUTINE = frozenset({"level", "energy"})
"""Kinds that are thinned first when the memory overflows."""

GAP = "gap"
CAPACITY = 1000
"""Events held [count]: thirty days of hourly energy and four level changes a night, with room."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One event as it will be sent; a gap stands for the numbers `n` to `last`."""

    n: int
    last: int
    count: int
    """Events lost in it: 0 but for a gap."""
    kind: str
    stamp: str
    """`at_ms` and `clock` as JSON members."""
    fields: str = ""
    """What else the event says, as JSON members with a comma before each."""

    @property
    def text(self) -> str:
        """The event as a JSON object of the wire."""
        if self.kind == GAP:
            rest = f',"from":{self.n},"to":{self.last},"count":{self.count}'
        else:
            rest = self.fields
        return f'{{"n":{self.n},{self.stamp},"kind":"{self.kind}"{rest}}}'


class Outbox(msgspec.Struct, frozen=True, gc=False):
    """What is not confirmed yet, oldest first, and the number that the next event gets."""

    next_n: int = 1
    entries: tuple[Entry, ...] = ()
    capacity: int = CAPACITY

    @property
    def oldest(self) -> int:
        """The lowest number still held; the next one if nothing is."""
        return self.entries[0].n if self.entries else self.next_n

    def append(self, kind: str, stamp: str, fields: str = "") -> "Outbox":
        """The outbox with one more event, thinned if that was one too many."""
        entry = Entry(self.next_n, self.next_n, 0, kind, stamp, fields)
        return replace(
            self,
            next_n=self.next_n + 1,
            entries=_thinned((*self.entries, entry), self.capacity),
        )

    def confirm(self, upto: int) -> "Outbox":
        """The outbox without the events up to a number; one never given confirms nothing."""
        if upto < self.oldest or upto >= self.next_n:
            return self
        return replace(self, entries=tuple(entry for entry in self.entries if entry.n > upto))

    def window(self, after: int) -> tuple[Entry, ...]:
        """What may be sent now: of the oldest 50, those above the number `after`."""
        return tuple(entry for entry in self.entries[:MAX_EVENTS] if entry.n > after)


def packed(entries: tuple[Entry, ...], max_bytes: int) -> Iterator[tuple[Entry, ...]]:
    """Runs of events, in their order, whose texts fit into `max_bytes` with commas between."""
    while entries:
        sizes = _running_sizes(entries)
        fitting = sum(1 for _ in takewhile(lambda size: size <= max_bytes, sizes))
        yield entries[: max(fitting, 1)]
        entries = entries[max(fitting, 1) :]


def _running_sizes(entries: tuple[Entry, ...]) -> Iterator[int]:
    size = -1
    for entry in entries:
        size += len(entry.text.encode()) + 1
        yield size


def _thinned(entries: tuple[Entry, ...], capacity: int) -> tuple[Entry, ...]:
    while len(entries) > capacity:
        at = _first_thinnable(entries)
        entries = (*entries[:at], _gap(entries[at], entries[at + 1]), *entries[at + 2 :])
    return entries


def _first_thinnable(entries: tuple[Entry, ...]) -> int:
    """Where the oldest two neighbours of routine or gap stand; room is made only by a pair."""
    for at in range(len(entries) - 1):
        if all(entry.kind in ROUTINE or entry.kind == GAP for entry in entries[at : at + 2]):
            return at
    return 0


def _gap(first: Entry, second: Entry) -> Entry:
    count = sum(entry.count if entry.kind == GAP else 1 for entry in (first, second))
    return Entry(first.n, second.last, count, GAP, first.stamp)
