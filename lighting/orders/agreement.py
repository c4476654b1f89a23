"""Where an order meets the guard: it goes on, waits for a second person, or is refused."""

from dataclasses import dataclass

from lighting.city import City
from lighting.errors import Refused
from lighting.orders.exposure import known_darkenings
from lighting.planning.guard import judge

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Agreement:
    """A second person agreed to an order, and to no more lamps darkened than he was shown."""

    by: str
    lamps: frozenset[str]


class NeedsAgreement(Refused):
    """An order that a second person has to agree to; nothing is done yet."""

    def __init__(self, what: str, why: str, lamps: tuple[str, ...] = ()) -> None:
        super().__init__(what, why)
        self.lamps = lamps


def check_darkening(
    city: City, lamps: frozenset[str], now_ms: int, agreed: Agreement | None
) -> None:
    """Look whether an order may darken lamps.

    Raises:
        Refused: it darkens more lamps than the second person was shown.
        NeedsAgreement: one person may not do that alone.
    """
    found = judge(
        city.config.guard, len(city.inventory.lamps), lamps, known_darkenings(city, now_ms), now_ms
    )
    if found is None:
        return
    if agreed is None:
        also = f" with {_named(found.with_ids)}" if found.with_ids else ""
        raise NeedsAgreement(
            f"{len(lamps)} of {len(city.inventory.lamps)} lamps would be darkened at night: "
            "a second person has to agree",
            f"one person may darken {found.most} within "
            f"{city.config.guard.window_min} min; {found.together} would be{also}",
            lamps=tuple(sorted(lamps)),
        )
    if more := lamps - agreed.lamps:
        raise Refused(
            f"{len(more)} more lamps would be darkened than were asked for",
            "lamps, groups or the schedule have changed since",
            "reject it and ask anew",
        )


def _named(ids: tuple[str, ...]) -> str:
    more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
    return ", ".join(ids[:MOST_NAMED]) + more
