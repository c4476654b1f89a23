"""Places that share a supply or a radio: a panel, one of its phases, a gateway.

Lamps of such a place that fall silent together are one incident. A phase is named rather than its
panel where the other phases are well, a gateway where other lamps of its panels are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lighting.site.lamp_csv import Lamp

WHOLE = 0.8
"""A cause takes at least this share of its place; by half a panel's lamps are gone already."""


@dataclass(frozen=True, slots=True)
class Place:
    """Lamps with something in common.

    Args:
        kind: `panel`, `phase` or `gateway`.
        scope: its name.
        panel: the panel, where there is one only.
        code: what befell them, if they fall silent together.
    """

    kind: str
    scope: str
    panel: str
    code: str
    lamps: tuple[str, ...]


def places_of(lamps: Iterable[Lamp]) -> tuple[Place, ...]:
    """Give the places of the lamps of a site, the narrowest kind first."""
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for lamp in lamps:
        keys = [("panel", lamp.panel, lamp.panel, "SUPPLY_LOSS")]
        if lamp.phase:
            keys.append(("phase", f"{lamp.panel}/{lamp.phase}", lamp.panel, "SUPPLY_LOSS"))
        if lamp.gateway:
            keys.append(("gateway", lamp.gateway, "", "COMM_LOST"))
        for key in keys:
            found.setdefault(key, []).append(lamp.id)
    order = {"phase": 0, "gateway": 1, "panel": 2}
    places = [Place(*key, tuple(ids)) for key, ids in found.items()]
    return tuple(sorted(places, key=lambda one: (order[one.kind], one.scope)))


def is_the_cause(
    place: Place, members: tuple[str, ...], lost: Mapping[str, int], beside: tuple[str, ...]
) -> bool:
    """Say whether a place explains its silent lamps better than its panels do.

    Args:
        place: the place.
        members: its lamps that fell silent together.
        lost: all silent lamps of the site.
        beside: the other lamps of its panels.
    """
    if place.kind == "panel":
        return True
    gone = sum(lamp in lost for lamp in beside)
    share = WHOLE if place.kind == "phase" else 0.5
    return len(members) >= share * len(place.lamps) and 3 * gone < len(beside)
