"""Incidents larger than a panel: they take the smaller ones in, and give them back at their end."""

from dataclasses import replace

from lighting.city import City
from lighting.faults.causes import broker_cause, district_cause
from lighting.faults.districts import gone_together, is_brokers
from lighting.faults.evidence.of_incident import LOST, NOT_HEARD
from lighting.faults.incidents import Incident

_SLACK_MS = 120_000
_FOUND_WITHIN = 4
"""A panel without last wills is known to be silent after three reports: so many windows at most."""
LARGE = frozenset({"broker", "district"})


def take_in(city: City, lost: dict[str, int], now_ms: int) -> None:
    """See to the incidents of kelurahan and of the site, and to what larger ones hold."""
    for key, one in list(city.incidents.items()):
        is_large = one.kind in LARGE and one.is_of_silence
        if is_large and 2 * sum(lamp in lost for lamp in one.members) < len(one.members):
            city.incidents[key] = replace(one, cleared_ms=now_ms)
    _districts(city, lost, now_ms)
    open_ids = {one.id for one in city.incidents.values() if one.cleared_ms is None}
    for key, one in list(city.incidents.items()):
        if one.parent is not None and one.parent not in open_ids:
            city.incidents[key] = replace(one, parent=None)


def blame_broker(city: City, lost: dict[str, int], now_ms: int) -> None:
    """Begin one incident where nobody was heard since our own link came up."""
    explained = {
        lamp for one in city.incidents.values() if one.is_of_silence for lamp in one.members
    }
    link_up_ms = city.link_up_ms or 0
    unheard = [
        lamp
        for lamp, at_ms in lost.items()
        if lamp not in explained and at_ms <= link_up_ms and _was_heard(city, lamp)
    ]
    if not is_brokers(len(city.inventory.lamps), len(unheard), len(city.inventory.panels)):
        return
    evidence = NOT_HEARD(count=len(unheard), lamps=len(city.inventory.lamps))
    moments = [lost[lamp] for lamp in unheard]
    span = (min(moments), None, tuple(unheard), evidence, max(moments), now_ms)
    found = Incident(_new_id(city), "COMM_LOST", "", *span, kind="broker", scope=city.site)
    cause = broker_cause(found, len(city.inventory.lamps))
    city.incidents[found.key] = replace(found, cause=cause)


def _was_heard(city: City, lamp: str) -> bool:
    twin = city.twins.get(city.inventory.by_id[lamp].node)
    return twin is not None and twin.heard_ms is not None


def _districts(city: City, lost: dict[str, int], now_ms: int) -> None:
    window_ms = city.config.nodes.report_s * 1000 + _SLACK_MS
    panels = {name: lamps[0].kelurahan for name, lamps in city.inventory.panels.items()}
    of_panels = [
        one
        for one in city.incidents.values()
        if one.kind == "panel" and one.cleared_ms is None and one.code == "SUPPLY_LOSS"
    ]
    late_ms = now_ms - _FOUND_WITHIN * window_ms
    for kelurahan, first_ms, last_ms in gone_together(panels, of_panels, window_ms):
        before = city.incidents.get(f"district:{kelurahan or city.site}")
        is_over = before is not None and before.cleared_ms is not None
        # What one that ended has left behind is told by itself, and founds no other.
        if not is_over and (before is not None or last_ms >= late_ms):
            _district(city, kelurahan, lost, first_ms - window_ms, last_ms + window_ms)
    _parents(city, panels, window_ms)


def _district(
    city: City, kelurahan: str | None, lost: dict[str, int], from_ms: int, to_ms: int
) -> None:
    lamps = city.inventory.kelurahan[kelurahan] if kelurahan else city.inventory.lamps
    key = f"district:{kelurahan or city.site}"
    before = city.incidents.get(key)
    is_open = before is not None and before.cleared_ms is None
    known = set(before.members) if before and is_open else set()
    members = [
        one.id
        for one in lamps
        if one.id in known or (one.id in lost and from_ms <= lost[one.id] <= to_ms)
    ]
    if len(members) == len(known) or not members:
        return
    moments = [lost[lamp] for lamp in members if lamp in lost]
    first_ms, last_ms = min(moments), max(moments)
    if before is not None and is_open:
        first_ms, last_ms = min(first_ms, before.since_ms), max(last_ms, before.last_ms)
        found = replace(before, since_ms=first_ms, last_ms=last_ms, members=tuple(members))
    else:
        span = (first_ms, None, tuple(members), "", last_ms, first_ms)
        scope = kelurahan or city.site
        found = Incident(_new_id(city), "SUPPLY_LOSS", "", *span, kind="district", scope=scope)
    city.incidents[key] = _explained(city, found, len(lamps))


def _explained(city: City, found: Incident, lamps: int) -> Incident:
    gone = {city.inventory.by_id[lamp].panel for lamp in found.members}
    fine = len(city.inventory.panels) - len(gone)
    spread_s = round((found.last_ms - found.since_ms) / 1000)
    count = len(found.members)
    evidence = LOST(count=count, lamps=lamps, scope=found.scope, spread_s=spread_s)
    cause = district_cause(found, lamps, len(gone), fine)
    return replace(found, evidence=evidence, cause=cause)


def _parents(city: City, panels: dict[str, str], window_ms: int) -> None:
    """Smaller incidents that began with an open larger one are its part."""
    site = city.incidents.get(f"district:{city.site}")
    for key, one in list(city.incidents.items()):
        is_part = one.is_of_silence and one.kind != "broker"
        if one.cleared_ms is not None or one is site or not is_part:
            continue
        area = panels.get(one.panel, "")
        of_area = city.incidents.get(f"district:{area}") if one.kind != "district" else None
        for larger in (of_area, site):
            is_open = larger is not None and larger.cleared_ms is None
            if larger and is_open and _is_within(one, larger, window_ms):
                city.incidents[key] = replace(one, parent=larger.id)


def _is_within(one: Incident, larger: Incident, window_ms: int) -> bool:
    return larger.since_ms - window_ms <= one.since_ms <= larger.last_ms + window_ms


def _new_id(city: City) -> str:
    city.next_fault += 1
    return f"I-{city.next_fault - 1:06}"
