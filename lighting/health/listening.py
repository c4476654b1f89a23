"""When each lamp's silence has to be looked at again, so that a look costs what changed.

A lamp that was heard can't be silent before some report periods have passed; nothing is asked of it
until then, unless a last will or a birth came. Lamps that are silent are looked at every time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from lighting.faults.chance import Rates
from lighting.faults.missed import Losses
from lighting.faults.places import Place, places_of
from lighting.site.inventory import Inventory


@dataclass(slots=True)
class Listening:
    """What the looks at silence remember; made anew after a start, nothing of it is kept.

    Args:
        due: when each lamp is to be looked at, a heap of (moment [ms], place in the list).
        touched: nodes of which a will or a birth came since the last look.
        silent: places of lamps that are silent, or may be.
        unsure: lamps of those of which nothing was heard, as chance may explain.
        shared: the places whose lamps share a supply or a radio.
        rates: how often links break, counted up to `counted_ms`.
        losses: how much of what is said links lose, where it isn't said again.
    """

    inventory: Inventory | None = None
    imported_ms: int = 0
    link_up_ms: int = 0
    looked_ms: int = 0
    due: list[tuple[int, int]] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    silent: set[int] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    places: dict[str, int] = field(default_factory=dict)
    shared: tuple[Place, ...] = ()
    counted_ms: int = 0
    rates: Rates = field(default_factory=Rates)
    losses: Losses = field(default_factory=Losses)

    def is_fit(self, inventory: Inventory, imported_ms: int, link_up_ms: int, now_ms: int) -> bool:
        """Say whether what is remembered still holds; times set back make it worthless."""
        return (
            self.inventory is inventory
            and self.imported_ms == imported_ms
            and self.link_up_ms <= link_up_ms
            and self.looked_ms <= now_ms
        )

    def begin(
        self, inventory: Inventory, imported_ms: int, link_up_ms: int, silent: Iterable[str]
    ) -> None:
        """Remember nothing but how often links break and lose: every lamp is to be looked at."""
        self.inventory, self.imported_ms, self.link_up_ms = inventory, imported_ms, link_up_ms
        self.places = {lamp.node: place for place, lamp in enumerate(inventory.lamps)}
        self.due = [(0, place) for place in range(len(inventory.lamps))]
        heapify(self.due)
        self.shared = places_of(inventory.lamps)
        known = {lamp.id: place for place, lamp in enumerate(inventory.lamps)}
        self.silent = {known[lamp] for lamp in silent if lamp in known}
        self.unsure.clear()
        self.losses = Losses(city=self.losses.city)

    def taken(self, now_ms: int) -> list[int]:
        """Give the places of the lamps to be looked at now, in the order of their list."""
        found = set(self.silent)
        while self.due and self.due[0][0] <= now_ms:
            found.add(heappop(self.due)[1])
        found.update(self.places[node] for node in self.touched if node in self.places)
        self.touched.clear()
        return sorted(found)

    def look_again(self, place: int, at_ms: int) -> None:
        """Have a lamp looked at again at a moment [ms]."""
        heappush(self.due, (at_ms, place))
