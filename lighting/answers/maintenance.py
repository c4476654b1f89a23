"""Work on lamps as people see it: which lamps, until when, by whom, and what it holds back."""

from typing import Any

from lighting.city import City
from lighting.faults.maintenance import MAINTENANCE, Maintenance
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


def maintenance_of(city: City, lamp: Lamp) -> list[dict[str, Any]]:
    """The work that a lamp is under, what lasts longest first."""
    found = [one for one in city.maintenance.values() if lamp.id in one.lamps]
    lasting = sorted(found, key=lambda one: (one.until_ms or 0, one.id), reverse=True)
    return [_in_short(city, one) for one in lasting]


def work_on_lamps(city: City) -> dict[str, Any]:
    """How many lamps somebody works on, in how many works, and until when the last one lasts."""
    works = [one for one in city.maintenance.values() if one.kind == MAINTENANCE]
    worked_on = {lamp for one in works for lamp in one.lamps}
    installed = {lamp for one in city.maintenance.values() for lamp in one.lamps} - worked_on
    until_ms = max((one.until_ms or 0 for one in works), default=None)
    zone = city.config.site.timezone
    return {
        "lamps": len(worked_on),
        "works": len(works),
        "until": None if until_ms is None else rfc3339(until_ms, zone),
        "installing": len(installed),
    }


def _in_short(city: City, one: Maintenance) -> dict[str, Any]:
    zone = city.config.site.timezone
    return {
        "id": one.id,
        "kind": one.kind,
        "until": None if one.until_ms is None else rfc3339(one.until_ms, zone),
        "by": one.by,
        "reason": one.reason,
    }
