"""Where a controller may die: between two messages, around a commit, before it has said all."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

from typing_extensions import override

from devices.link import Link
from lighting.rows import Row
from lighting.stores.database import connect
from lighting.stores.sqlite import SqliteStore

MOST_PLACES = 30


class Killed(BaseException):
    """The end, in the middle of whatever it was; nothing of ours may catch it."""


class Fate:
    """Strikes at one of the next places that a controller passes, once a moment has come.

    Args:
        moments_ms: One for each kill.
        dice: For how many places are still passed.
    """

    def __init__(self, moments_ms: Iterable[int], dice: random.Random) -> None:
        self.struck: list[str] = []
        self._moments_ms = sorted(moments_ms, reverse=True)
        self.now_ms = 0
        self._dice = dice
        self._left = dice.randrange(MOST_PLACES)

    def passes(self, place: str) -> None:
        """Go on.

        Raises:
            Killed: or not.
        """
        if not self._moments_ms or self.now_ms < self._moments_ms[-1]:
            return
        if self._left:
            self._left -= 1
            return
        self._moments_ms.pop()
        self._left = self._dice.randrange(MOST_PLACES)
        self.struck.append(place)
        raise Killed


class DoomedStore(SqliteStore):
    """A real store, in and around whose commits the controller may die."""

    fate: Fate

    @classmethod
    def doomed(cls, path: Path, fate: Fate) -> Self:
        """Open it."""
        store = cls(path, connect(path))
        store.fate = fate
        return store

    @override
    def commit(self, rows: Iterable[Row], counts: Mapping[str, int]) -> None:
        self.fate.passes("before the commit")
        super().commit(rows, _Deadly(counts, self.fate))
        self.fate.passes("after the commit")


class _Deadly(Mapping[str, int]):
    """Totals, which are written last: whoever dies over them dies within the commit."""

    def __init__(self, counts: Mapping[str, int], fate: Fate) -> None:
        self._counts = counts
        self._fate = fate

    @override
    def __getitem__(self, name: str) -> int:
        return self._counts[name]

    @override
    def __iter__(self) -> Iterator[str]:
        self._fate.passes("within the commit")
        return iter(self._counts)

    @override
    def __len__(self) -> int:
        return len(self._counts)


class DoomedLink:
    """A real link, over whose messages the controller may die."""

    def __init__(self, link: Link, fate: Fate) -> None:
        self._link = link
        self._fate = fate

    def start(self) -> None:
        """Connect."""
        self._link.start()

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        """Say something."""
        self._fate.passes("before a word")
        return self._link.publish(topic, payload, qos=qos, retain=retain)

    def acknowledge(self, receipts: Sequence[object]) -> None:
        """Let the broker forget, one half after the other."""
        half = len(receipts) // 2
        self._fate.passes("before the acknowledgement")
        self._link.acknowledge(receipts[:half])
        self._fate.passes("amid the acknowledgement")
        self._link.acknowledge(receipts[half:])

    def subscribe(self, topic_filter: str) -> None:
        """Ask for a topic."""
        self._link.subscribe(topic_filter)

    def unsubscribe(self, topic_filter: str) -> None:
        """Take it back."""
        self._link.unsubscribe(topic_filter)

    def stop(self) -> None:
        """Leave."""
        self._link.stop()
