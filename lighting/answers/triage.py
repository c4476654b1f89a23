"""The sheet after a storm: what it left, one row for each incident and each lamp."""

from collections.abc import Container, Iterable
from typing import Any

from lighting.answers.work import first_known, one_of_panel, place_of
from lighting.city import City
from lighting.faults.explained import in_one_line
from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.times import rfc3339
from lighting.work.ride import KINDS
from lighting.work.route import is_main_road

DARK = frozenset(
    {
        "LAMP_FAIL",
        "LED_OPEN",
        "LED_SHORT",
        "RELAY_FAIL",
        "GEAR_FAIL",
        "GEAR_SHUTDOWN",
        "BREAKER",
        "SUPPLY_LOSS",
    }
)
POLE = frozenset({"TILT", "IMPACT", "LEAKAGE"})
SILENT = frozenset({"COMM_LOST"})
BATTERY = frozenset({"BATT_LOW", "BATT_EMPTY", "PV_NONE"})
_OPEN = frozenset({"active", "acknowledged"})


def triage(city: City, now_ms: int) -> dict[str, Any]:
    """What a storm left, in no order.

    A lamp that an incident took in is told by it, those of a storm each by themselves. A lamp with
    several faults is one row, of the most urgent kind: nobody rides there twice.
    """
    ongoing = [one for one in city.incidents.values() if one.cleared_ms is None]
    told = {one.id for one in ongoing if one.kind != "storm"}
    rows = [_of_incident(city, one) for one in ongoing if one.parent is None]
    rows += (_of_lamp(city, *group) for group in _by_lamp(city.faults.values(), told))
    return {"schema": "lighting.work-triage/1", "at": _time(city, now_ms), "rows": rows}


def _of_incident(city: City, one: Incident) -> dict[str, Any]:
    lamp = first_known(city, one.members) or one_of_panel(city, one.panel)
    return {
        "kind": "incident",
        **place_of(lamp, one.panel),
        "what": one.id,
        "codes": [one.code],
        "lamps": len(one.members),
        "since": _time(city, one.since_ms),
        "evidence": one.cause or one.evidence,
        "also": [],
    }


def _by_lamp(
    faults: Iterable[Fault], told: Container[str | None]
) -> Iterable[tuple[str, list[Fault]]]:
    """The lamps with damage, each with all its open faults, the most urgent first."""
    found: dict[str, list[Fault]] = {}
    for fault in faults:
        if fault.lamp is not None and fault.state in _OPEN and fault.incident not in told:
            found.setdefault(fault.lamp, []).append(fault)
    for lamp, group in found.items():
        if any(_kind_of_damage(one.code) for one in group):
            yield lamp, sorted(group, key=_urgency)


def _of_lamp(city: City, id_: str, faults: list[Fault]) -> dict[str, Any]:
    """A row by the most urgent fault; a cause is told before what it explains."""
    kind = _kind_of_damage(faults[0].code)
    causes = in_one_line(faults, city.faults)
    first, *others = causes + [one for one in faults if one not in causes]
    lamp = city.inventory.by_id.get(id_)
    if kind == "dark" and not is_main_road(lamp.road_class if lamp else ""):
        kind = "dark-elsewhere"
    return {
        "kind": kind,
        **place_of(lamp, first.panel),
        "what": id_,
        "codes": list(dict.fromkeys(one.code for one in (first, *others))),
        "lamps": 1,
        "since": _time(city, min(one.since_ms for one in faults)),
        "evidence": first.evidence,
        "also": [one.evidence for one in others],
    }


def _urgency(fault: Fault) -> tuple[int, int, int, str]:
    kind = _kind_of_damage(fault.code)
    rank = len(KINDS) if kind is None else KINDS.index(kind)
    return rank, -fault.severity, fault.since_ms, fault.id


def _kind_of_damage(code: str) -> str | None:
    kinds = (("dark", DARK), ("tilt", POLE), ("silent", SILENT), ("battery", BATTERY))
    return next((kind for kind, codes in kinds if code in codes), None)


def _time(city: City, at_ms: int) -> str:
    return rfc3339(at_ms, city.config.site.timezone)
