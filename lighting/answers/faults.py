"""Faults and incidents as people see them: what is open, since when, on what evidence."""

from collections.abc import Iterable, Iterator
from typing import Any

from lighting.answers.known_names import check_place, check_word
from lighting.city import City
from lighting.errors import NothingMatched, WrongUse
from lighting.faults.catalogue import CATALOGUE, kind_of
from lighting.faults.explained import explained_by, explains, in_one_line, worst_severity
from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.questions.of_city import ListFaults, ShowFault
from lighting.stores import Reader
from lighting.times import rfc3339

OPEN = frozenset({"active", "acknowledged"})
STATES = ("pending", "active", "acknowledged", "cleared", "closed", "all")
ORIGINS = ("node", "controller")
_PAST_STATES = ("cleared", "closed", "all")
_MOST_INCIDENTS = 1_000


def list_faults(city: City, question: ListFaults, store: Reader) -> dict[str, Any]:
    """The faults and incidents that fit.

    Raises:
        WrongUse: There is no such state.
    """
    if question.state is not None and question.state not in STATES:
        raise WrongUse(
            f"{question.state!r} is no state of a fault",
            remedy=f"write one of {', '.join(STATES)}, or none for those that are open",
        )
    known = list(_faults(city, question, store))
    _check_names(city, question, known)
    faults = [one for one in known if _fits(city, one, question)]
    if question.state is None and not question.members:
        faults = in_one_line(faults, city.faults)
    faults.sort(key=lambda one: _order(city, one))
    incidents = _incidents(city, question, store)
    return {
        "schema": "lighting.fault-list/1",
        "faults": [fault_document(city, one) for one in faults],
        "incidents": [incident_document(city, one) for one in incidents],
        "held_back": sum(one.held_back is not None for one in city.faults.values()),
    }


def _check_names(city: City, question: ListFaults, known: Iterable[Fault]) -> None:
    """Look whether there is what the list is narrowed by; nodes may have codes of their own."""
    faults = [*known, *city.faults.values()]
    codes = {*CATALOGUE, *(one.code for one in faults)}
    panels = {*city.inventory.panels, *(one.panel for one in faults if one.panel)}
    check_word(question.code, sorted(codes), "code of a fault")
    check_word(question.origin, ORIGINS, "origin of a fault")
    check_place("panel", question.panel, sorted(panels))
    check_place("kelurahan", question.kelurahan, city.inventory.kelurahan)


def show_fault(city: City, question: ShowFault, store: Reader) -> dict[str, Any]:
    """One fault, what it means and what to do about it.

    Raises:
        NothingMatched: There never was such a fault.
    """
    is_open = (one for one in city.faults.values() if one.id == question.id)
    fault = next(is_open, None) or next(iter(store.faults(id_=question.id)), None)
    if fault is None:
        raise NothingMatched(question.id, [one.id for one in city.faults.values()][:3])
    kind = kind_of(fault.code)
    words = {"sentence": kind.sentence, "remedy": kind.remedy, "rule": kind.rule}
    return {"schema": "lighting.fault-show/1", "fault": fault_document(city, fault) | words}


def open_faults(city: City) -> dict[str, list[Fault]]:
    """The faults that proved true and are not over, by lamp."""
    found: dict[str, list[Fault]] = {}
    for fault in city.faults.values():
        if fault.lamp is not None and fault.state in OPEN:
            found.setdefault(fault.lamp, []).append(fault)
    return found


def fault_document(city: City, fault: Fault) -> dict[str, Any]:
    """A fault as people see it."""
    lamp = city.inventory.by_id.get(fault.lamp or "")
    cause = explained_by(fault, city.faults)
    return {
        "id": fault.id,
        "code": fault.code,
        "lamp": fault.lamp,
        "panel": fault.panel,
        "street": lamp.street if lamp else None,
        "kelurahan": lamp.kelurahan if lamp else None,
        "severity": fault.severity,
        "state": fault.state,
        "since": _time(city, fault.since_ms),
        "cleared_at": _time(city, fault.cleared_ms),
        "origin": fault.origin,
        "evidence": fault.evidence,
        "incident": fault.incident,
        "explained_by": None if cause is None else cause.id,
        "explains": [
            {"id": one.id, "code": one.code, "severity": one.severity}
            for one in explains(fault, city.faults)
        ],
        "unknown_since": _time(city, fault.unknown_since_ms),
        "times_back": fault.changes,
        "held_back_by": fault.held_back,
        "flapping_since": _time(city, fault.flapping_ms),
        "quiet_since": _time(city, fault.quiet_ms),
        "acknowledged_by": fault.acknowledged_by,
        "acknowledged_reason": fault.acknowledged_reason,
        "acknowledged_at": _time(city, fault.acknowledged_ms),
        "closed_by": fault.closed_by,
        "closed_at": _time(city, fault.closed_ms),
        "closed_proof": None if fault.is_unproven else fault.closed_proof,
        "closed_without_proof": fault.closed_proof if fault.is_unproven else None,
    }


def incident_document(city: City, incident: Incident) -> dict[str, Any]:
    """An incident as people see it, with all its members."""
    return {
        "id": incident.id,
        "code": incident.code,
        "panel": incident.panel,
        "since": _time(city, incident.since_ms),
        "until": _time(city, incident.cleared_ms),
        "lamps": list(incident.members),
        "members": len(incident.members),
        "kind": incident.kind,
        "where": incident.scope,
        "cause": incident.cause,
        "parent": incident.parent,
        "evidence": incident.evidence,
    }


def _time(city: City, at_ms: int | None) -> str | None:
    return None if at_ms is None else rfc3339(at_ms, city.config.site.timezone)


def _order(city: City, fault: Fault) -> tuple[int, int, str]:
    return -worst_severity(fault, city.faults), fault.since_ms, fault.id


def _faults(city: City, question: ListFaults, store: Reader) -> Iterable[Fault]:
    """The faults of the states that were asked for."""
    if question.state in _PAST_STATES:
        past = {one.id: one for one in store.faults(code=question.code, since_ms=question.since_ms)}
        known = past | {one.id: one for one in city.faults.values()}
        return [one for one in known.values() if question.state in {"all", one.state}]
    wanted = OPEN if question.state is None else {question.state}
    found = [one for one in city.faults.values() if one.state in wanted]
    return found if question.members else left_by_incidents(city, found)


def left_by_incidents(city: City, faults: Iterable[Fault]) -> list[Fault]:
    """Give the faults that no open incident stands for; a panel's own says the same as its."""
    ongoing = {one.id for one in city.incidents.values()}
    told = {(one.code, one.panel) for one in city.incidents.values()}
    return [
        one
        for one in faults
        if one.incident not in ongoing and not (one.lamp is None and (one.code, one.panel) in told)
    ]


def _fits(city: City, fault: Fault, question: ListFaults) -> bool:
    lamp = city.inventory.by_id.get(fault.lamp or "")
    conditions = (
        (question.code, fault.code),
        (question.severity, fault.severity),
        (question.panel, fault.panel),
        (question.origin, fault.origin),
        (question.kelurahan, lamp.kelurahan if lamp else None),
    )
    is_recent = question.since_ms is None or fault.since_ms >= question.since_ms
    return is_recent and all(asked in {None, given} for asked, given in conditions)


def _incidents(city: City, question: ListFaults, store: Reader) -> Iterator[Incident]:
    known = {one.id: one for one in city.incidents.values()}
    if question.state in _PAST_STATES:
        known = {one.id: one for one in store.incidents(_MOST_INCIDENTS)} | known
    for one in sorted(known.values(), key=lambda one: (-one.since_ms, one.id)):
        if _incident_fits(city, one, question):
            yield one


def _incident_fits(city: City, incident: Incident, question: ListFaults) -> bool:
    lamps = city.inventory.by_id
    places = {lamps[one].kelurahan for one in incident.members if one in lamps}
    conditions = (
        (question.code, {incident.code}),
        (question.severity, {kind_of(incident.code).severity}),
        (question.panel, {incident.panel}),
        (question.origin, {"controller"}),
        (question.kelurahan, places),
        (question.state == "cleared" or None, {incident.cleared_ms is not None}),
    )
    is_recent = question.since_ms is None or incident.since_ms >= question.since_ms
    return is_recent and all(asked is None or asked in given for asked, given in conditions)
