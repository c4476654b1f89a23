"""Incidents of faults other than silence: a firmware version, a storm."""

from dataclasses import replace
from itertools import chain

from lighting.city import City
from lighting.faults.catalogue import kind_of
from lighting.faults.causes import storm_cause, version_cause
from lighting.faults.evidence.of_incident import FAULTY, OF_FIRMWARE
from lighting.faults.fault import Fault
from lighting.faults.incidents import Incident
from lighting.faults.storm import WITHIN_MS, storm_of
from lighting.faults.versions import CODES, FEWEST, Gathered, gathered_in_versions
from lighting.incidents.volts import volts


def others(city: City, now_ms: int) -> None:
    """See to the incidents of firmware versions and storms."""
    _versions(city, now_ms)
    volts(city, now_ms)
    _storm(city, now_ms)


def _versions(city: City, now_ms: int) -> None:
    faulty = [
        (one.code, one.lamp)
        for one in city.faults.values()
        if one.lamp and one.code in CODES and one.state != "pending"
    ]
    found: list[Gathered] = []
    if len(faulty) >= FEWEST:
        by_node, twins = city.inventory.by_node, city.twins.values()
        known = {by_node[one.node].id: one.firmware for one in twins if one.node in by_node}
        version_of = {lamp: version for lamp, version in known.items() if version}
        found = gathered_in_versions(faulty, version_of)
    for one in found:
        _version(city, one, now_ms)
    lasting = {f"firmware:{one.version} {one.code}" for one in found}
    for key, incident in list(city.incidents.items()):
        if incident.kind == "firmware" and key not in lasting:
            city.incidents[key] = replace(incident, cleared_ms=now_ms)


def _version(city: City, one: Gathered, now_ms: int) -> None:
    scope = f"{one.version} {one.code}"
    before = city.incidents.get(f"firmware:{scope}")
    known = before.members if before else ()
    members = tuple(dict.fromkeys((*known, *one.lamps)))
    if before and len(members) == len(known):
        return
    since_ms = before.since_ms if before else now_ms
    evidence = OF_FIRMWARE(count=len(members), nodes=one.nodes, version=one.version)
    id_ = before.id if before else _new_id(city)
    span = (since_ms, None, members, evidence, now_ms, since_ms)
    found = Incident(id_, one.code, "", *span, kind="firmware", scope=scope)
    cause = version_cause(found, one.nodes, one.others, one.faulty_others)
    city.incidents[found.key] = replace(found, cause=cause)


def _storm(city: City, now_ms: int) -> None:
    key = f"storm:{city.site}"
    before = city.incidents.get(key)
    # What is mended by now was of it as well.
    known = chain(city.faults.values(), city.resting.values())
    found = storm_of(known, len(city.inventory.lamps), now_ms)
    sure_ms = max([one.since_ms for one in found], default=0)
    if before:
        sure_ms = max(sure_ms, before.last_ms)
    if now_ms - sure_ms > WITHIN_MS:
        if before:
            city.incidents[key] = replace(before, cleared_ms=now_ms)
        return
    lamps = {one.lamp for one in found if one.lamp}
    members = tuple(dict.fromkeys((*(before.members if before else ()), *sorted(lamps))))
    if before and len(members) == len(before.members) and sure_ms == before.last_ms:
        return
    city.incidents[key] = _of_storm(city, found, members, before)


def _of_storm(
    city: City, found: tuple[Fault, ...], members: tuple[str, ...], before: Incident | None
) -> Incident:
    """The incident of a storm, with what its newest hour was like."""
    first_ms, last_ms = found[0].since_ms, found[-1].since_ms
    hour = [one for one in found if one.since_ms >= last_ms - WITHIN_MS]
    panels, codes = {one.panel for one in hour}, {one.code for one in hour}
    worst = min(hour, key=lambda one: (-kind_of(one.code).severity, one.code))
    id_, begun_ms = (before.id, before.begun_ms) if before else (_new_id(city), first_ms)
    if before:
        first_ms, last_ms = min(first_ms, before.since_ms), max(last_ms, before.last_ms)
    span = (first_ms, None, members, FAULTY(count=len(members)), last_ms, begun_ms)
    cause = storm_cause(len(hour), len(panels), len(codes))
    return Incident(id_, worst.code, "", *span, kind="storm", scope=city.site, cause=cause)


def _new_id(city: City) -> str:
    city.next_fault += 1
    return f"I-{city.next_fault - 1:06}"
