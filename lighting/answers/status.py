"""The city on one screen."""

from collections import Counter
from typing import Any

from lighting.answers.faults import OPEN, left_by_incidents
from lighting.answers.lamps import View, views
from lighting.answers.maintenance import work_on_lamps
from lighting.city import City
from lighting.faults.explained import in_one_line
from lighting.stores import Reader
from lighting.times import rfc3339

FULL_LEVEL = 100


def show_status(city: City, now_ms: int, store: Reader) -> dict[str, Any]:
    """How many lamps are lit, dimmed, off or silent, what is broken, how the controller is."""
    zone = city.config.site.timezone
    seen = views(city, city.inventory.lamps, now_ms)
    converged = sum(view.is_converged for view in seen)
    return {
        "schema": "lighting.status/1",
        "site": city.site,
        "at": rfc3339(now_ms, zone),
        "lamps": _lamps(seen),
        "converged": converged,
        "not_converged": len(seen) - converged,
        "faults": _faults(city),
        "maintenance": work_on_lamps(city),
        "incidents": len(city.incidents),
        "broker": {
            "connected": city.link_up_ms is not None,
            "since": None if city.link_up_ms is None else rfc3339(city.link_up_ms, zone),
        },
        "store": {"rows": store.row_counts(), "path": str(city.config.store_path)},
        "clock": rfc3339(now_ms, zone),
        "clocks_of_nodes": _clocks(seen),
        "schedule": _schedule(city),
        "messages": {
            "received": city.counts["received"],
            "stored": city.counts["samples"] + city.counts["events"],
            "refused": dict(city.refused),
        },
    }


def light_of(view: View) -> str:
    """What a lamp is known to do; never a guess."""
    if view.is_silent:
        return "silent" if view.twin.heard_ms is not None else "never_heard"
    if view.twin.level is None:
        return "unknown"
    if view.twin.level == 0:
        return "off"
    return "lit" if view.twin.level >= FULL_LEVEL else "dimmed"


def _lamps(seen: list[View]) -> dict[str, int]:
    counted = Counter(map(light_of, seen))
    kinds = ("lit", "dimmed", "off", "silent", "never_heard", "unknown")
    return {"total": len(seen), **{kind: counted[kind] for kind in kinds}}


def _faults(city: City) -> dict[str, Any]:
    """What is open, as `lighting fault list` has it: an incident, and a driver, for its faults."""
    found = [one for one in city.faults.values() if one.state in OPEN]
    left = left_by_incidents(city, found)
    lines = in_one_line(left, city.faults)
    counted = Counter(one.code for one in lines)
    held_back = sum(one.held_back is not None for one in city.faults.values())
    return {
        "open": len(lines),
        "by_code": dict(sorted(counted.items())),
        "of_incidents": len(found) - len(left),
        "explained": len(left) - len(lines),
        "held_back": held_back,
    }


def _clocks(seen: list[View]) -> dict[str, int]:
    """How far the clocks of the nodes that are heard may be trusted."""
    counted = Counter(view.twin.clock for view in seen if not view.is_silent)
    return {trust: counted[trust] for trust in ("synced", "holdover", "unknown")}


def _schedule(city: City) -> dict[str, Any] | None:
    if city.applied is None:
        return None
    row = city.applied.row
    applied_at = rfc3339(row.applied_ms, city.config.site.timezone)
    return {"version": row.version, "applied_at": applied_at, "by": row.by}
