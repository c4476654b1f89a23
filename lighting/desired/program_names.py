"""Which program a lamp has by a schedule, and from which groups that program is made."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lighting.site.lamp_csv import Lamp
from schedules.compile import program_name
from schedules.document import ALL, Document


@dataclass(frozen=True, slots=True)
class Origin:
    """The group whose calendar a program follows, and the groups whose events lie on it, too."""

    group: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgramNames:
    """The programs of a document, by lamps; worked out once for lamps whose groups are alike."""

    document: Document
    _known: dict[tuple[str, ...], str | None] = field(default_factory=dict)
    _origins: dict[str, Origin] = field(default_factory=dict)

    def of(self, lamp: Lamp) -> str | None:
        """The program of a lamp: the first assignment that names a group of it, else that for all.

        Where further events concern it, the program has a name of its own.
        """
        document = self.document
        groups = lamp.groups
        if document.groups_nested:
            groups = document.groups_of(lamp.id, groups)
        if groups not in self._known:
            self._known[groups] = self._named(groups)
        return self._known[groups]

    def origin(self, name: str, lamps: Iterable[Lamp]) -> Origin:
        """What a program is made from; `lamps` are looked through where that is not known yet."""
        if name in self.document.groups:
            return Origin(name)
        if name not in self._origins:
            for lamp in lamps:
                self.of(lamp)
        return self._origins.get(name, Origin(name))

    def order(self, name: str) -> tuple[int, str]:
        """The place of a program among others: that of its group in the document."""
        group = self._origins[name].group if name in self._origins else name
        return self.document.groups.index(group), name

    def _group(self, groups: tuple[str, ...]) -> str | None:
        for group in self.document.groups:
            if group in groups:
                return group
        return ALL if ALL in self.document.groups else None

    def _named(self, groups: tuple[str, ...]) -> str | None:
        group = self._group(groups)
        if group is None:
            return None
        name = program_name(self.document, group, groups)
        if name != group:
            self._origins.setdefault(name, Origin(group, groups))
        return name
