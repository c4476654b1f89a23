"""Which override counts on which lamp, and who lost: read off the live ones, each time anew."""

from dataclasses import dataclass
from typing import Any

from lighting.city import City
from lighting.desired.documents import live_overrides
from lighting.orders.exposure import reached
from lighting.rows import OverrideRow
from lighting.times import rfc3339


@dataclass(frozen=True, slots=True)
class Standing:
    """On how many lamps an override is the strongest now, and to which others it loses."""

    wins: int
    loses_to: tuple[str, ...]


def strength(row: OverrideRow) -> tuple[int, int, str]:
    """Order of strength, as nodes have it."""
    return row.priority + row.seat, row.version, row.id


def standings(city: City, now_ms: int) -> dict[str, Standing]:
    """Give the standing of each override that holds now."""
    live = [row for row in live_overrides(city, now_ms) if row.start_ms <= now_ms]
    stronger: list[tuple[str, frozenset[str]]] = []
    found: dict[str, Standing] = {}
    for row in sorted(live, key=strength, reverse=True):
        own = frozenset(lamp.id for lamp in reached(city, row))
        left = own.difference(*(lamps for _, lamps in stronger))
        beaten_by = tuple(id_ for id_, lamps in stronger if not lamps.isdisjoint(own))
        found[row.id] = Standing(len(left), beaten_by)
        stronger.append((row.id, own))
    return found


def rivals_of(city: City, row: OverrideRow, now_ms: int) -> list[dict[str, Any]]:
    """Give the other live overrides of its lamps at some time of it, the strongest first.

    Nobody overrides another one's unseen: who, why, until when, on how many lamps, and who wins.
    """
    own, zone = frozenset(row.lamps), city.config.site.timezone
    found = []
    for one in sorted(live_overrides(city, now_ms), key=strength, reverse=True):
        shared = own.intersection(lamp.id for lamp in reached(city, one))
        is_beside = one.start_ms < row.until_ms and row.start_ms < one.until_ms
        if one.id != row.id and shared and is_beside:
            found.append(
                {
                    "id": one.id,
                    "level": one.level,
                    "by": one.by,
                    "reason": one.reason,
                    "until": rfc3339(one.until_ms, zone),
                    "lamps": len(shared),
                    "is_stronger": strength(one) > strength(row),
                }
            )
    return found
