"""Which lamps there are, and how they are chosen: by name, group, panel, kelurahan or all."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType

from lighting.errors import NothingMatched
from lighting.site.lamp_csv import Lamp, read_lamps, write_lamps

__all__ = ["Inventory", "Lamp", "read_lamps", "write_lamps"]


@dataclass(frozen=True, slots=True)
class Inventory:
    """The lamps of a city in the order of their list, and the ways to find them."""

    lamps: tuple[Lamp, ...] = ()
    by_id: Mapping[str, Lamp] = field(init=False, repr=False, compare=False)
    by_node: Mapping[str, Lamp] = field(init=False, repr=False, compare=False)
    groups: Mapping[str, tuple[Lamp, ...]] = field(init=False, repr=False, compare=False)
    panels: Mapping[str, tuple[Lamp, ...]] = field(init=False, repr=False, compare=False)
    kelurahan: Mapping[str, tuple[Lamp, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        def keep(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        keep("by_id", MappingProxyType({lamp.id: lamp for lamp in self.lamps}))
        keep("by_node", MappingProxyType({lamp.node: lamp for lamp in self.lamps}))
        keep("groups", _gathered(self.lamps, lambda lamp: lamp.groups))
        keep("panels", _gathered(self.lamps, lambda lamp: (lamp.panel,)))
        keep("kelurahan", _gathered(self.lamps, lambda lamp: (lamp.kelurahan,)))

    def select(self, choice: str, except_: str | None = None) -> tuple[Lamp, ...]:
        """Give the lamps of a choice, each once, in the order of the list.

        Args:
            choice: `KPG-0123`, `group:main-roads`, `panel:P-07`, `kelurahan:Oebobo`, `all`, or
                several of them joined by commas.
            except_: What is taken away from it, in the same form.

        Raises:
            NothingMatched: There are no lamps, a part names nothing that is there, or nothing is
                left.
        """
        if not self.lamps:
            error = NothingMatched.told(
                f"nothing matches {choice}",
                "there are no lamps yet",
                "read the list of lamps in: lighting lamp import lamps.csv --apply",
            )
            raise error
        chosen = self._ids(choice)
        left = chosen - self._ids(except_) if except_ else chosen
        if not left:
            raise NothingMatched(choice, why="every lamp of it is excepted")
        return tuple(lamp for lamp in self.lamps if lamp.id in left)

    def _ids(self, choice: str) -> set[str]:
        parts = [part.strip() for part in choice.split(",")]
        return {lamp.id for part in parts for lamp in self._matching(part)}

    def _matching(self, part: str) -> tuple[Lamp, ...]:
        if part == "all":
            return self.lamps
        kind, colon, name = part.partition(":")
        gathered = self._kinds().get(kind, {}) if colon else {}
        name = name.strip()
        if name in gathered:
            return gathered[name]
        if not colon and part in self.by_id:
            return (self.by_id[part],)
        raise NothingMatched(part or '""', _nearest(part, self._names()))

    def _kinds(self) -> Mapping[str, Mapping[str, tuple[Lamp, ...]]]:
        return {"group": self.groups, "panel": self.panels, "kelurahan": self.kelurahan}

    def _names(self) -> list[str]:
        gathered = [f"{kind}:{name}" for kind, names in self._kinds().items() for name in names]
        return ["all", *gathered, *self.by_id]


def _gathered(
    lamps: Iterable[Lamp], names_of: Callable[[Lamp], Iterable[str]]
) -> Mapping[str, tuple[Lamp, ...]]:
    found: dict[str, list[Lamp]] = {}
    for lamp in lamps:
        for name in names_of(lamp):
            found.setdefault(name, []).append(lamp)
    return MappingProxyType({name: tuple(found[name]) for name in sorted(found)})


def _nearest(part: str, names: Iterable[str]) -> list[str]:
    """Names that look like it, whatever the case; a bare name may be meant with its kind."""
    folded = {name.casefold(): name for name in names}
    wanted = part.casefold()[:60]
    bare = [name for fold, name in folded.items() if fold.endswith(f":{wanted}")]
    close = get_close_matches(wanted, folded, n=3)
    return list(dict.fromkeys([*bare, *(folded[fold] for fold in close)]))[:3]
