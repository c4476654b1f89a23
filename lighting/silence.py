"""Who is not heard: one silent lamp is a fault, a panel's lamps silent together an incident."""

from collections.abc import Iterator
from dataclasses import replace

from lighting import judging
from lighting.city import City
from lighting.faults.catalogue import kind_of
from lighting.faults.incidents import Incident, fold
from lighting.faults.life import Fault
from lighting.faults.sighting import Finding
from lighting.faults.watch import judge_silence
from lighting.rows import Action, DroppedFault, FaultRow, IncidentRow
from lighting.twin import Twin


def look(city: City, now_ms: int) -> Iterator[Action]:
    """Judge the silence of every lamp, unless we ourselves are cut off from the broker."""
    if city.link_up_ms is not None:
        yield from _silences(city, city.link_up_ms, now_ms)
        yield from _incidents(city, now_ms)


def forget_missing(city: City, now_ms: int) -> Iterator[Action]:
    """Faults and incidents of lamps and panels that the inventory no longer has are over."""
    for key, fault in list(city.faults.items()):
        known = city.inventory.panels if fault.lamp is None else city.inventory.by_id
        if (fault.lamp or fault.panel) not in known:
            del city.faults[key]
            is_proved = fault.state != "pending"
            over = replace(fault, state="cleared", cleared_ms=now_ms)
            yield FaultRow(over) if is_proved else DroppedFault(fault)
    for panel, incident in list(city.incidents.items()):
        if panel not in city.inventory.panels:
            del city.incidents[panel]
            yield IncidentRow(replace(incident, cleared_ms=now_ms))


def _silences(city: City, link_up_ms: int, now_ms: int) -> Iterator[Action]:
    """COMM_LOST for every node that was not heard although we could have heard it."""
    report_s = city.config.nodes.report_s
    fresh_ms = now_ms - report_s * 1000
    for lamp in city.inventory.lamps:
        twin = city.twins.get(lamp.node) or Twin(lamp.node)
        is_fresh = not twin.is_down and (twin.heard_ms or 0) > fresh_ms
        if is_fresh and _comm_lost(city, lamp.id) is None:
            continue  # so it is with nearly all
        since_ms = max(twin.heard_ms or city.imported_ms, link_up_ms)
        finding = judge_silence(since_ms, report_s, twin.is_down, twin.sleeping_until_ms, now_ms)
        yield from judging.note(
            city, [finding], lamp=lamp, panel=lamp.panel, origin=judging.CONTROLLER, now_ms=now_ms
        )


def _incidents(city: City, now_ms: int) -> Iterator[Action]:
    """Lamps of one panel that fell silent together are one incident."""
    for panel, lamps in city.inventory.panels.items():
        ids = tuple(lamp.id for lamp in lamps)
        lost = {one: fault for one in ids if (fault := _comm_lost(city, one)) is not None}
        before = city.incidents.get(panel)
        if before is None and not lost:
            continue
        after = fold(
            panel,
            ids,
            {one: _silent_since(city, one, fault) for one, fault in lost.items()},
            before,
            city.config.nodes.report_s,
            now_ms,
            f"I-{city.next_fault:06}",
        )
        if after is not None and after != before:
            yield from _folded(city, panel, before, after, now_ms)


def _comm_lost(city: City, lamp: str) -> Fault | None:
    return city.faults.get((lamp, "COMM_LOST", judging.CONTROLLER))


def _silent_since(city: City, lamp: str, fault: Fault) -> int:
    """When a lamp fell silent: at its will, which comes at once, else when it was last heard."""
    twin = city.twins.get(city.inventory.by_id[lamp].node)
    if twin is None or twin.is_down or twin.heard_ms is None:
        return fault.since_ms
    return twin.heard_ms


def _folded(
    city: City, panel: str, before: Incident | None, after: Incident, now_ms: int
) -> Iterator[Action]:
    is_over = after.cleared_ms is not None
    if before is None:
        city.next_fault += 1
    if is_over:
        city.incidents.pop(panel, None)
    else:
        city.incidents[panel] = after
    yield IncidentRow(after)
    finding = Finding("SUPPLY_LOSS", is_present=not is_over, evidence=after.evidence)
    for _ in range(kind_of("SUPPLY_LOSS").clear_after if is_over else 1):
        yield from judging.note(
            city, [finding], lamp=None, panel=panel, origin=judging.CONTROLLER, now_ms=now_ms
        )
    yield from _hang_on(city, after, incident_id=None if is_over else after.id)


def _hang_on(city: City, incident: Incident, *, incident_id: str | None) -> Iterator[Action]:
    """Members' silence belongs to the incident while it is open, and is their own afterwards."""
    for lamp in incident.members:
        fault = _comm_lost(city, lamp)
        if fault is not None and fault.incident != incident_id:
            city.faults[lamp, "COMM_LOST", judging.CONTROLLER] = held = replace(
                fault, incident=incident_id
            )
            yield FaultRow(held)
