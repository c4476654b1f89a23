"""What a list of lamps was before another took its place, as far as reports tell of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from lighting.site.lamp_csv import Lamp, read_lamps, write_lamps


@dataclass(frozen=True, slots=True)
class ListReplaced:
    """The way back from a list to the one before it; kept for ever.

    Attributes:
        at_ms: When the list was replaced [ms since 1970 UTC].
        added: Lamps that were not in the list before.
        before: The lines that were changed or taken out, as they were: a list of lamps as CSV.
    """

    at_ms: int
    added: tuple[str, ...]
    before: str

    def lines_before(self) -> tuple[Lamp, ...]:
        """Read the lines that were changed or taken out."""
        return read_lamps(self.before, "the list of lamps before")


def replaced(old: Iterable[Lamp], new: Iterable[Lamp], at_ms: int) -> ListReplaced:
    """Give the way back from a new list to the old one."""
    was, now = ({lamp.id: lamp for lamp in some} for some in (old, new))
    added = tuple(id_ for id_ in now if id_ not in was)
    gone = (one for one in was.values() if one.id not in now or not is_alike(one, now[one.id]))
    return ListReplaced(at_ms, added, write_lamps(gone))


def is_alike(one: Lamp, other: Lamp) -> bool:
    """Whether a report says the same of both: another node, pole or radio makes no other line."""
    return _reported(one) == _reported(other)


def _reported(lamp: Lamp) -> Lamp:
    nowhere = replace(lamp, street="", road_class="", latitude=0.0, longitude=0.0)
    return replace(nowhere, node="", phase="", gateway="")
