"""Lamps that are silent together are one incident: what began, lasts, grew and ended at a look."""

from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from lighting.city import City
from lighting.faults.catalogue import kind_of
from lighting.faults.causes import gateway_cause, supply_cause
from lighting.faults.chance import is_by_chance
from lighting.faults.incidents import Incident, fold
from lighting.faults.places import Place, is_the_cause
from lighting.faults.sighting import Finding
from lighting.health import judging, silence
from lighting.incidents.large import blame_broker, take_in
from lighting.incidents.others import others
from lighting.rows import Action, FaultRow, IncidentRow

Lost = dict[str, int]


def look(city: City, now_ms: int) -> Iterator[Action]:
    """Gather what is silent, and what else has one cause."""
    lamps, silent = city.inventory.lamps, sorted(city.listening.silent)
    ids = [lamps[place].id for place in silent if place < len(lamps)]
    members = _explained(city)
    known = [id_ for id_ in ids if silence.is_gone(city, id_, is_member=id_ in members)]
    lost = {id_: silence.silent_since(city, id_) for id_ in known}
    _count(city, lost, now_ms)
    before = dict(city.incidents)
    if lost or before:
        blame_broker(city, lost, now_ms)
        _of_places(city, lost, now_ms)
        take_in(city, lost, now_ms)
    others(city, now_ms)
    yield from _told(city, before, now_ms)


def _count(city: City, lost: Lost, now_ms: int) -> None:
    """Count how often links break by themselves: not what an incident explains."""
    listening = city.listening
    explained = _explained(city)
    ages_s = ((now_ms - at_ms) / 1000 for lamp, at_ms in lost.items() if lamp not in explained)
    passed_s = (now_ms - listening.counted_ms) / 1000
    if listening.counted_ms and passed_s <= judging.NEAR_SUNSET_S:
        listening.rates.count(ages_s, len(city.inventory.lamps) - len(explained), passed_s)
    listening.counted_ms = now_ms


def _explained(city: City) -> set[str]:
    """Lamps whose silence an incident explains."""
    return {lamp for one in city.incidents.values() if one.is_of_silence for lamp in one.members}


def _of_places(city: City, lost: Lost, now_ms: int) -> None:
    claimed = {
        lamp for one in city.incidents.values() if one.kind == "broker" for lamp in one.members
    }
    for place in city.listening.shared:
        key = f"{place.kind}:{place.scope}"
        own = {lamp: lost[lamp] for lamp in place.lamps if lamp in lost and lamp not in claimed}
        before = city.incidents.get(key)
        if before is None and not own:
            continue
        new_id = f"I-{city.next_fault:06}"
        report_s = city.config.nodes.report_s
        after = fold(place.scope, place.lamps, own, before, report_s, now_ms, new_id)
        if after is None or (before is None and not _is_real(city, place, after, lost, now_ms)):
            continue
        if before is None:
            city.next_fault += 1
        if after is not before:
            after = _named(city, place, after, lost)
        city.incidents[key] = after
        if after.cleared_ms is None:
            claimed.update(after.members)


def _is_real(city: City, place: Place, found: Incident, lost: Lost, now_ms: int) -> bool:
    moments = [lost[lamp] for lamp in found.members]
    if is_by_chance(moments, len(place.lamps), city.listening.rates, now_ms):
        return False
    return is_the_cause(place, found.members, lost, beside(city, place))


def beside(city: City, place: Place) -> tuple[str, ...]:
    """The other lamps of the panels that feed a place."""
    panels = {city.inventory.by_id[lamp].panel for lamp in place.lamps}
    own = set(place.lamps)
    found = (lamp.id for name in sorted(panels) for lamp in city.inventory.panels[name])
    return tuple(lamp for lamp in found if lamp not in own)


def _named(city: City, place: Place, found: Incident, lost: Lost) -> Incident:
    """The incident of a place, with its likely cause."""
    panel = place.panel
    found = replace(found, kind=place.kind, scope=place.scope, panel=panel, code=place.code)
    if found.cleared_ms is not None:
        return found
    if place.kind == "gateway":
        fine = sum(lamp not in lost for lamp in beside(city, place))
        return replace(found, cause=gateway_cause(found, len(place.lamps), fine))
    area = city.inventory.panels[panel][0].kelurahan
    near = sorted({lamp.panel for lamp in city.inventory.kelurahan[area]} - {panel})
    well = {name: _is_well(city, name, lost) for name in near}
    twins = (city.twins.get(city.inventory.by_id[lamp].node) for lamp in found.members)
    volts = [twin.supply_v for twin in twins if twin and twin.supply_v is not None]
    last_v = median(volts) if volts else None
    return replace(found, cause=supply_cause(found, len(place.lamps), well, last_v))


def _is_well(city: City, panel: str, lost: Lost) -> bool:
    lamps = city.inventory.panels[panel]
    return 2 * sum(lamp.id in lost for lamp in lamps) < len(lamps)


def _told(city: City, before: dict[str, Incident], now_ms: int) -> Iterator[Action]:
    """Every incident that began, changed or ended, and what that means for faults."""
    for key, after in list(city.incidents.items()):
        if before.get(key) == after:
            continue
        if after.cleared_ms is not None:
            del city.incidents[key]
        yield IncidentRow(after)
        if after.code == "SUPPLY_LOSS" and after.panel:
            yield from _of_panel(city, after, now_ms)
    if city.incidents or before:  # a member may be lost again that was back for a moment
        yield from _held_back(city)


def _of_panel(city: City, incident: Incident, now_ms: int) -> Iterator[Action]:
    """The panel itself has a fault while one of its incidents lasts."""
    is_over = all(
        one.panel != incident.panel or one.code != "SUPPLY_LOSS" for one in city.incidents.values()
    )
    finding = Finding("SUPPLY_LOSS", is_present=not is_over, evidence=incident.evidence)
    for _ in range(kind_of("SUPPLY_LOSS").clear_after if is_over else 1):
        yield from judging.note(
            city,
            [finding],
            lamp=None,
            panel=incident.panel,
            origin=judging.CONTROLLER,
            now_ms=now_ms,
        )


def _held_back(city: City) -> Iterator[Action]:
    """Members' faults belong to an open incident, the smallest there is, and else to nobody."""
    incident_of: dict[tuple[str, str], str] = {}
    for one in sorted(city.incidents.values(), key=lambda one: (len(one.members), one.id)):
        code = "COMM_LOST" if one.is_of_silence else one.code
        code = "any" if one.kind == "storm" else code
        for lamp in one.members:
            incident_of.setdefault((lamp, code), one.id)
    for key, fault in list(city.faults.items()):
        lamp = fault.lamp or ""
        wanted = incident_of.get((lamp, fault.code)) or incident_of.get((lamp, "any"))
        if fault.incident != wanted:
            city.faults[key] = held = replace(fault, incident=wanted)
            yield FaultRow(held)
