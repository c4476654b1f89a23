"""The ledger of convergence: how far each change got with each lamp, and when. No rules here.

A change is recorded, then sent (the link took the last document that the lamp needs of it), then
received (the node says that it holds them all), then applied (the node says that it acts by them),
then confirmed: measured afterwards, light or power is what is wanted. None stands for the next.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from lighting.rows import ChangeRow, LedgerRow

STEPS = ("sent", "received", "applied", "confirmed")
Key = tuple[str, str]
"""A document: kind, subject."""
Need = tuple[str, str, int]
"""A document that a lamp must hold: kind, subject, version."""


class Track:
    """How far one change got: four times a lamp [ms since 1970 UTC], 0 where it isn't there yet."""

    __slots__ = (
        "_starts",
        "applied",
        "confirmed",
        "lamps",
        "pending",
        "places",
        "received",
        "row",
        "sent",
    )

    def __init__(self, row: ChangeRow, alike: "Track | None" = None) -> None:
        self.row = row
        starts, lamps = array("l"), []
        number = 0
        for lamp, needs in groupby(row.needs, key=itemgetter(0)):
            starts.append(number)
            lamps.append(lamp)
            number += sum(1 for _ in needs)
        starts.append(number)
        self._starts = starts
        self.lamps = tuple(lamps)
        # Changes of the same lamps, of a whole city mostly, share their table of places.
        is_alike = alike is not None and alike.lamps == self.lamps
        self.places: dict[str, int] = (
            alike.places
            if alike is not None and is_alike
            else {lamp: place for place, lamp in enumerate(lamps)}
        )
        self.sent, self.received, self.applied, self.confirmed = (
            array("q", bytes(8 * len(lamps))) for _ in STEPS
        )
        # How many documents of each lamp the link hasn't taken yet.
        self.pending = array("H", bytes(2 * len(lamps)))

    def needs(self, place: int) -> Iterator[Need]:
        """Give the documents that a lamp needs of this change."""
        for _, kind, subject, version in self.row.needs[
            self._starts[place] : self._starts[place + 1]
        ]:
            yield kind, subject, version

    def times(self, place: int) -> tuple[int, int, int, int]:
        """Give when a lamp took each of `STEPS`; 0: it has not."""
        return self.sent[place], self.received[place], self.applied[place], self.confirmed[place]

    def fill(self, rows: Iterable[LedgerRow]) -> None:
        """Take up what was kept."""
        for row in rows:
            place = self.places.get(row.lamp)
            if place is not None:
                self.sent[place] = row.sent_ms or 0
                self.received[place] = row.received_ms or 0
                self.applied[place] = row.applied_ms or 0
                self.confirmed[place] = row.confirmed_ms or 0


@dataclass(slots=True)
class Ledger:
    """The changes that are followed.

    Attributes:
        tracks: By the change's id, the oldest first.
        open: By lamp the changes that are not confirmed there; most lamps have none.
        unsent: By document the lamps that wait for its sending: (change, place).
        dirty: What is to be kept with the next commit: (change, place).
    """

    tracks: dict[str, Track] = field(default_factory=dict)
    open: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unsent: dict[Key, list[tuple[str, int]]] = field(default_factory=dict)
    dirty: dict[tuple[str, int], None] = field(default_factory=dict)

    def note(self, track: Track, place: int) -> None:
        """Have a lamp's times kept with the next commit."""
        self.dirty[track.row.id, place] = None

    def take_up(self, track: Track) -> None:
        """Follow a change, for the lamps where it is not confirmed."""
        self.tracks[track.row.id] = track
        for place, lamp in enumerate(track.lamps):
            if not track.confirmed[place]:
                self.open[lamp] = (*self.open.get(lamp, ()), track.row.id)

    def wait_for(self, track: Track, place: int, keys: Iterable[Key]) -> None:
        """Have a lamp wait until documents are sent."""
        for key in keys:
            self.unsent.setdefault(key, []).append((track.row.id, place))
            track.pending[place] += 1

    def close(self, lamp: str, change: str) -> None:
        """End a change for one lamp."""
        left = tuple(one for one in self.open.get(lamp, ()) if one != change)
        if left:
            self.open[lamp] = left
        else:
            self.open.pop(lamp, None)

    def forget(self, track: Track) -> None:
        """Stop following a change."""
        for lamp in track.lamps:
            self.close(lamp, track.row.id)
        for key, waiting in list(self.unsent.items()):
            self.unsent[key] = [one for one in waiting if one[0] != track.row.id]
            if not self.unsent[key]:
                del self.unsent[key]
        del self.tracks[track.row.id]

    def drained(self) -> list[LedgerRow]:
        """Give what has changed since this was last asked, to be kept."""
        if not self.dirty:
            return []
        rows = []
        for change, place in self.dirty:
            track = self.tracks.get(change)
            if track is not None:
                times = (at_ms or None for at_ms in track.times(place))
                rows.append(LedgerRow(change, track.lamps[place], *times))
        self.dirty.clear()
        return rows
