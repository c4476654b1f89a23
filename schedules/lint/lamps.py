"""What the list of lamps says of each: enough to know which program, type and road it has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schedules.document import Document
from schedules.groups import ALL

TUNNEL = "terowongan"
# SNI 7391:2008, mean illuminance by road class [lx]: what is asked for, and the upper end.
SNI_7391_LX: Mapping[str, tuple[int, int]] = {
    "trotoar": (1, 4),
    "lokal": (2, 5),
    "kolektor": (3, 7),
    "arteri": (11, 20),
    "bebas-hambatan": (15, 20),
    "layang": (20, 25),
    "simpang": (20, 25),
    TUNNEL: (20, 25),
}


@dataclass(frozen=True, slots=True)
class ListedLamp:
    """A lamp of the list: its name, the groups named there, its road class and type."""

    id: str
    groups: tuple[str, ...]
    road_class: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class GroupedLamp:
    """A lamp with all its groups: those of the list, then the document's nested ones."""

    lamp: ListedLamp
    groups: tuple[str, ...]

    def assigned(self, document: Document) -> tuple[str, ...]:
        """Give those of its groups that have a calendar, in the document's order."""
        return tuple(name for name in document.groups if name in self.groups)

    def program(self, document: Document) -> str | None:
        """Give the group whose program it has: the first assigned one, else that of all lamps."""
        own = self.assigned(document)
        everybody = ALL if ALL in document.groups else None
        return own[0] if own else everybody


def grouped(document: Document, lamps: Iterable[ListedLamp]) -> tuple[GroupedLamp, ...]:
    """Put lamps into the document's nested groups as well."""
    return tuple(GroupedLamp(lamp, document.groups_of(lamp.id, lamp.groups)) for lamp in lamps)


def names(lamps: Iterable[ListedLamp]) -> tuple[str, ...]:
    """Give the names of lamps."""
    return tuple(lamp.id for lamp in lamps)
