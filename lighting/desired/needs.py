"""What a change needs each lamp to hold, in columns: a tuple each would take thrice the memory."""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from sys import intern

from typing_extensions import override

Key = tuple[str, str]
"""A document: kind, subject."""
Need = tuple[str, str, int]
"""A document that a lamp must hold: kind, subject, version."""
LampNeed = tuple[str, str, str, int]
"""The same after the lamp: lamp, kind, subject, version."""


class Needs(Collection[LampNeed]):
    """Documents (lamp, kind, subject, version), those of a lamp one after the other; never changed.

    Attributes:
        lamps: Each lamp once, in the order given; its place among them stands for it.
    """

    __slots__ = ("_kinds", "_starts", "_subjects", "_versions", "lamps")

    def __init__(self, needs: Iterable[LampNeed]) -> None:
        lamps: list[str] = []
        kinds: list[str] = []
        subjects: list[str] = []
        self._starts, self._versions = array("I"), array("q")
        for lamp, kind, subject, version in needs:
            if not lamps or lamps[-1] != lamp:
                self._starts.append(len(kinds))
                lamps.append(intern(lamp))
            kinds.append(intern(kind))
            subjects.append(intern(subject))
            self._versions.append(version)
        self._starts.append(len(kinds))
        self.lamps, self._kinds, self._subjects = tuple(lamps), tuple(kinds), tuple(subjects)

    @classmethod
    def of(cls, needs: Collection[LampNeed]) -> "Needs":
        """The same documents in columns."""
        return needs if isinstance(needs, Needs) else cls(needs)

    def at(self, place: int) -> Iterator[Need]:
        """Give the documents of the lamp at a place."""
        for number in range(self._starts[place], self._starts[place + 1]):
            yield self._kinds[number], self._subjects[number], self._versions[number]

    def documents(self) -> set[Key]:
        """Give each document once."""
        return set(zip(self._kinds, self._subjects, strict=True))

    @override
    def __iter__(self) -> Iterator[LampNeed]:
        for lamp, (first, end) in zip(self.lamps, pairwise(self._starts), strict=True):
            for number in range(first, end):
                yield lamp, self._kinds[number], self._subjects[number], self._versions[number]

    @override
    def __len__(self) -> int:
        return len(self._kinds)

    @override
    def __contains__(self, need: object) -> bool:
        return any(one == need for one in self)

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Collection) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # as many as lamps: nobody looks one up


class Places:
    """Where each of many lamps stands among them; a mapping would take ten times the memory."""

    __slots__ = ("_order", "lamps")

    def __init__(self, lamps: tuple[str, ...]) -> None:
        self.lamps = lamps
        self._order = array("I", sorted(range(len(lamps)), key=lamps.__getitem__))

    def get(self, lamp: str) -> int | None:
        """Give the place of a lamp; None: it isn't among them."""
        found = bisect_left(self._order, lamp, key=self.lamps.__getitem__)
        if found == len(self._order):
            return None
        place = self._order[found]
        return place if self.lamps[place] == lamp else None

    def __getitem__(self, lamp: str) -> int:
        """Give the place of a lamp that is among them.

        Raises:
            KeyError: It is not.
        """
        place = self.get(lamp)
        if place is None:
            raise KeyError(lamp)
        return place
