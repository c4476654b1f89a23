"""Work on lamps as people see it: which lamps, until when, by whom, and what it holds back."""

from typing import Any

from lighting.city import City
from lighting.faults.maintenance import Maintenance
from lighting.site.inventory import Lamp
from lighting.times import rfc3339


def list_maintenance(city: City) -> dict[str, Any]:
    """The work that lasts; that on nodes which were never heard at the end."""
    in_order = sorted(
        city.maintenance.values(), key=lambda one: (one.until_ms is None, one.until_ms or 0, one.id)
    )
    return {
        "schema": "lighting.maintenance-list/1",
        "maintenance": [maintenance_document(city, one) for one in in_order],
    }


def maintenance_document(city: City, one: Maintenance) -> dict[str, Any]:
    """Work on lamps as people see it; `held_back` counts the faults that it holds back."""
    return {
        **_in_short(city, one),
        "for": one.choice,
        "lamps": list(one.lamps),
        "start": rfc3339(one.start_ms, city.config.site.timezone),
        "held_back": sum(fault.held_back == one.id for fault in city.faults.values()),
    }


def maintenance_of(city: City, lamp: Lamp) -> dict[str, Any] | None:
    """The work that a lamp is under; None: nobody works on it."""
    one = city.maintenance.get(city.held_back.get(lamp.id, ""))
    return None if one is None else _in_short(city, one)


def _in_short(city: City, one: Maintenance) -> dict[str, Any]:
    zone = city.config.site.timezone
    return {
        "id": one.id,
        "kind": one.kind,
        "until": None if one.until_ms is None else rfc3339(one.until_ms, zone),
        "by": one.by,
        "reason": one.reason,
    }
