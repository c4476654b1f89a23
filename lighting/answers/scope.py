"""Which lamps are meant, and what time it is: all that an answer about the past needs of the city.

The past itself is read by whoever asked, so that the city's owner waits for no other store.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lighting.city import City
from lighting.questions.of_city import LookUp
from lighting.site.inventory import Lamp
from lighting.times import rfc3339


@dataclass(frozen=True, slots=True)
class Scope:
    """What the city knew at a moment.

    Attributes:
        lamps: The lamps that were chosen, in the order of their list.
        by_id: All lamps there are.
        now_ms: The moment [ms since 1970 UTC].
        timezone: The site's.
        report_s: How often nodes report [s].
    """

    lamps: tuple[Lamp, ...]
    by_id: Mapping[str, Lamp]
    now_ms: int
    timezone: str
    report_s: int

    def time(self, at_ms: int | None) -> str | None:
        """Write a moment for a program."""
        return None if at_ms is None else rfc3339(at_ms, self.timezone)


def look_up(city: City, question: LookUp, now_ms: int) -> dict[str, Any]:
    """The lamps of a choice; the answer goes no further than to who asked, and is no JSON."""
    inventory = city.inventory
    is_for_some = question.choice or question.except_
    lamps = (
        inventory.select(question.choice or "all", question.except_)
        if is_for_some
        else inventory.lamps
    )
    config = city.config
    scope = Scope(lamps, inventory.by_id, now_ms, config.site.timezone, config.nodes.report_s)
    return {"scope": scope}
