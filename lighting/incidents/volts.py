"""Incidents of the voltage: of a panel, and of many panels at once."""

from collections.abc import Iterable
from dataclasses import replace

from lighting.city import City
from lighting.faults.causes import volts_cause, volts_district_cause
from lighting.faults.districts import gone_together
from lighting.faults.evidence.of_incident import HIGH, LOW
from lighting.faults.incidents import Incident
from lighting.faults.limits import limits_of
from lighting.faults.sags import VOLTS, lasts, sagging
from lighting.health import silence
from lighting.site.inventory import Lamp

_SLACK_MS = 120_000
Faulty = dict[str, int]
"""Lamps with a fault, and since when [ms]."""


def volts(city: City, now_ms: int) -> None:
    """See to the incidents of voltages that are too low or too high."""
    found: dict[str, Faulty] = {}
    for fault in city.faults.values():
        is_seen = fault.code in VOLTS and fault.state != "pending" and fault.quiet_ms is None
        if is_seen and fault.lamp in city.inventory.by_id:
            found.setdefault(fault.code, {})[fault.lamp or ""] = fault.since_ms
    open_codes = {one.code for one in city.incidents.values() if one.code in VOLTS}
    for code in VOLTS:
        if code in found or code in open_codes:
            faulty = found.get(code, {})
            _of_panels(city, code, faulty, now_ms)
            _of_areas(city, code, faulty, now_ms)


def _of_panels(city: City, code: str, faulty: Faulty, now_ms: int) -> None:
    by_panel: dict[str, list[str]] = {}
    for lamp in faulty:
        by_panel.setdefault(city.inventory.by_id[lamp].panel, []).append(lamp)
    begun = {one.panel for one in city.incidents.values() if _is(one, "panel", code)}
    for panel in sorted({*by_panel, *begun}):
        lamps = [lamp.id for lamp in city.inventory.panels.get(panel, ())]
        own = by_panel.get(panel, [])
        before = city.incidents.get(_key("panel", panel, code))
        if before is not None and not lasts(before.members, faulty):
            city.incidents[before.key] = replace(before, cleared_ms=now_ms)
        elif before is not None or sagging(lamps, own, _silent(city, lamps)):
            members = {*own, *(before.members if before else ())}
            in_order = [lamp for lamp in lamps if lamp in members]
            _keep(city, before, "panel", panel, code, in_order, faulty, now_ms)


def _silent(city: City, lamps: Iterable[str]) -> set[str]:
    return {lamp for lamp in lamps if silence.is_lost(city, lamp)}


def _of_areas(city: City, code: str, faulty: Faulty, now_ms: int) -> None:
    """Where many panels have it, it comes from before them."""
    for one in list(city.incidents.values()):
        if _is(one, "district", code) and not lasts(one.members, faulty):
            city.incidents[one.key] = replace(one, cleared_ms=now_ms)
    window_ms = city.config.nodes.report_s * 1000 + _SLACK_MS
    panels = {name: lamps[0].kelurahan for name, lamps in city.inventory.panels.items()}
    own = [one for one in city.incidents.values() if _is(one, "panel", code)]
    for kelurahan, first_ms, last_ms in gone_together(panels, own, window_ms):
        scope = kelurahan or city.site
        before = city.incidents.get(_key("district", scope, code))
        of_area = [
            one
            for one in own
            if kelurahan in {None, panels.get(one.panel)} and first_ms <= one.since_ms <= last_ms
        ]
        members = {lamp for one in of_area for lamp in one.members}
        members.update(before.members if before else ())
        in_order = [lamp.id for lamp in city.inventory.lamps if lamp.id in members]
        _keep(city, before, "district", scope, code, in_order, faulty, now_ms)
    _parents(city, code, panels)


def _parents(city: City, code: str, panels: dict[str, str]) -> None:
    """A panel's incident is part of its area's, for as long as that lasts."""
    for key, one in list(city.incidents.items()):
        if one.code != code or one.cleared_ms is not None:
            continue
        scopes = [city.site]
        if one.kind == "panel":
            scopes.append(panels.get(one.panel, ""))
        larger = [city.incidents.get(_key("district", scope, code)) for scope in scopes]
        parents = [other for other in larger if other and other is not one and _is_open(other)]
        parent = parents[0].id if parents else None
        if one.parent != parent:
            city.incidents[key] = replace(one, parent=parent)


def _keep(  # noqa: PLR0913, PLR0917 - what an incident is made of
    city: City,
    before: Incident | None,
    kind: str,
    scope: str,
    code: str,
    members: list[str],
    faulty: Faulty,
    now_ms: int,
) -> None:
    if before is not None and list(before.members) == members:
        return
    id_ = before.id if before else f"I-{city.next_fault:06}"
    city.next_fault += before is None
    moments = [faulty[lamp] for lamp in members if lamp in faulty]
    first_ms = before.since_ms if before else min(moments, default=now_ms)
    panel = scope if kind == "panel" else ""
    lamps = _lamps_of(city, kind, scope)
    said = LOW if code == "VOLT_LOW" else HIGH
    evidence = said(count=len(members), lamps=lamps, scope=scope)
    span = (first_ms, None, tuple(members), evidence, max(moments, default=now_ms), first_ms)
    one = Incident(id_, code, panel, *span, kind=kind, scope=scope)
    city.incidents[one.key] = replace(
        one, cause=_cause(city, one, now_ms), parent=before.parent if before else None
    )


def _lamps_of(city: City, kind: str, scope: str) -> int:
    own = city.inventory.panels if kind == "panel" else city.inventory.kelurahan
    return len(own.get(scope, city.inventory.lamps))


def _cause(city: City, one: Incident, now_ms: int) -> str:
    lamps = _lamps_of(city, one.kind, one.scope)
    twins = (city.twins.get(city.inventory.by_id[lamp].node) for lamp in one.members)
    measured = [twin.supply_v for twin in twins if twin and twin.supply_v is not None]
    worst = min if one.code == "VOLT_LOW" else max
    worst_v = worst(measured) if measured else None
    if one.kind == "district":
        panels = {city.inventory.by_id[lamp].panel for lamp in one.members}
        return volts_district_cause(one, lamps, len(panels), worst_v)
    area = city.inventory.panels[one.panel][0].kelurahan
    near = sorted({lamp.panel for lamp in city.inventory.kelurahan[area]} - {one.panel})
    well = {name: _is_well(city, name, now_ms) for name in near}
    return volts_cause(one, lamps, well, worst_v)


def _is_well(city: City, panel: str, now_ms: int) -> bool:
    """Whether most of what its lamps said lately of their voltage was inside the limits."""
    if any(_key("panel", panel, code) in city.incidents for code in VOLTS):
        return False
    lately_ms = now_ms - (city.config.nodes.report_s * 1000 + _SLACK_MS)
    seen = [_is_inside(city, lamp, lately_ms) for lamp in city.inventory.panels[panel]]
    return seen.count(True) > seen.count(False)


def _is_inside(city: City, lamp: Lamp, lately_ms: int) -> bool | None:
    """Whether its voltage is inside its limits; None: nobody knows."""
    twin = city.twins.get(lamp.node)
    if twin is None or twin.supply_v is None or twin.is_down or (twin.sampled_ms or 0) < lately_ms:
        return None
    limits = limits_of(city.config.faults, lamp.type)
    return limits.volt_low_v <= twin.supply_v <= limits.volt_high_v


def _key(kind: str, scope: str, code: str) -> str:
    return f"{kind}:{scope} {code}"


def _is(one: Incident, kind: str, code: str) -> bool:
    return (one.kind, one.code) == (kind, code) and _is_open(one)


def _is_open(one: Incident) -> bool:
    return one.cleared_ms is None
