"""The ledger of convergence: how far each change got with each lamp, and when. No rules here.

A change is recorded, then sent (the link took the last document that the lamp needs of it), then
received (the node says that it holds them all), then applied (the node says that it acts by them),
then confirmed: measured afterwards, light or power is what is wanted. None stands for the next.

A change of a whole city is many lamps: what is kept of each is a figure in an array, not an object.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lighting.desired.needs import Key, Need, Needs, Places
from lighting.rows import ChangeRow, LedgerRow

STEPS = ("sent", "received", "applied", "confirmed")


class Track:
    """How far one change got: four times a lamp [ms since 1970 UTC], 0 where it isn't there yet.

    Attributes:
        row: The change.
        lamps: Its lamps, each at its place.
        places: Where each lamp stands.
        unsent: By document, the places of lamps that wait for its sending.
    """

    __slots__ = (
        "_needs",
        "applied",
        "confirmed",
        "lamps",
        "places",
        "received",
        "row",
        "sent",
        "unsent",
    )

    def __init__(self, row: ChangeRow, alike: "Track | None" = None) -> None:
        self.row = row
        self._needs = Needs.of(row.needs)
        # Changes of the same lamps, of a whole city mostly, share their table of places.
        is_alike = alike is not None and alike.lamps == self._needs.lamps
        self.places: Places = alike.places if alike and is_alike else Places(self._needs.lamps)
        self.lamps: tuple[str, ...] = self.places.lamps
        self.sent, self.received, self.applied, self.confirmed = (
            array("q", bytes(8 * len(self.lamps))) for _ in STEPS
        )
        self.unsent: dict[str, dict[str, int | array[int]]] = {}

    def needs(self, place: int) -> Iterator[Need]:
        """Give the documents that a lamp needs of this change."""
        return self._needs.at(place)

    def documents(self) -> set[Key]:
        """Give the documents of this change, each once."""
        return self._needs.documents()

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

    def wait(self, place: int, key: Key) -> None:
        """Have a lamp wait until a document is sent. Most have one lamp: no list for each."""
        kind, subject = key
        waiting = self.unsent.setdefault(kind, {})
        known = waiting.get(subject)
        if known is None:
            waiting[subject] = place
        elif isinstance(known, int):
            waiting[subject] = array("I", (known, place))
        else:
            known.append(place)

    def is_waiting(self, key: Key) -> bool:
        """Say whether a document is still to be sent."""
        return key[1] in self.unsent.get(key[0], ())

    def go(self, key: Key) -> list[int]:
        """Note that a document was sent; give the lamps that waited for it, and for no other."""
        kind, subject = key
        found = self.unsent.get(kind, {}).pop(subject, ())
        if not self.unsent.get(kind, True):
            del self.unsent[kind]
        places = (found,) if isinstance(found, int) else found
        return [one for one in places if not any(map(self.is_waiting, self._keys(one)))]

    def _keys(self, place: int) -> Iterator[Key]:
        return ((kind, subject) for kind, subject, _ in self.needs(place))


@dataclass(slots=True)
class Ledger:
    """The changes that are followed.

    Attributes:
        tracks: By the change's id, the oldest first.
        open: By lamp the changes that are not confirmed there; most lamps have none.
        unsent: By their ids those of which a document is still to be sent.
        dirty: What is to be kept with the next commit: (change, place).
    """

    tracks: dict[str, Track] = field(default_factory=dict)
    open: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unsent: dict[str, Track] = field(default_factory=dict)
    dirty: dict[tuple[str, int], None] = field(default_factory=dict)

    def note(self, track: Track, place: int) -> None:
        """Have a lamp's times kept with the next commit."""
        self.dirty[track.row.id, place] = None

    def take_up(self, track: Track) -> None:
        """Follow a change, for the lamps where it is not confirmed."""
        self.tracks[track.row.id] = track
        for place, lamp in enumerate(track.lamps):
            if not track.confirmed[place]:
                self.open[lamp] = _with(self.open.get(lamp, ()), track.row.id)

    def is_unsent(self, key: Key) -> bool:
        """Say whether a document is still to be sent."""
        return any(track.is_waiting(key) for track in reversed(self.unsent.values()))

    def wait_for(self, track: Track, place: int, keys: Iterable[Key]) -> None:
        """Have a lamp wait until documents are sent."""
        for key in keys:
            track.wait(place, key)
            self.unsent[track.row.id] = track

    def sent(self, key: Key) -> Iterator[tuple[Track, int]]:
        """Note that a document was sent; give the lamps that waited for it, and for no other."""
        for id_, track in list(self.unsent.items()):
            for place in track.go(key):
                yield track, place
            if not track.unsent:
                del self.unsent[id_]

    def close(self, lamp: str, change: str) -> None:
        """End a change for one lamp."""
        left = _without(self.open.get(lamp, ()), change)
        if left:
            self.open[lamp] = left
        elif self.open.pop(lamp, None) and not self.open:
            self.open.clear()  # which gives back the table that was for a whole city

    def forget(self, track: Track) -> None:
        """Stop following a change."""
        for lamp in track.lamps:
            self.close(lamp, track.row.id)
        self.unsent.pop(track.row.id, None)
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


# The same object for lamps of which the same changes are open: thousands, mostly.
@lru_cache(maxsize=1024)
def _with(changes: tuple[str, ...], more: str) -> tuple[str, ...]:
    return (*changes, more)


@lru_cache(maxsize=1024)
def _without(changes: tuple[str, ...], closed: str) -> tuple[str, ...]:
    return tuple(one for one in changes if one != closed)
