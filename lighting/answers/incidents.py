"""Incidents as people see them: what happened where, its likely cause, and whom it took in."""

from collections.abc import Iterable, Iterator
from typing import Any

from lighting.answers.faults import incident_document
from lighting.answers.known_names import check_word
from lighting.city import City
from lighting.errors import NothingMatched
from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.questions.of_city import ListIncidents, ShowIncident
from lighting.stores import Reader

_MOST = 1_000
KINDS = ("panel", "phase", "gateway", "broker", "district", "firmware", "storm")


def list_incidents(city: City, question: ListIncidents, store: Reader) -> dict[str, Any]:
    """The open incidents, or the past ones with them, the latest first."""
    check_word(question.kind, KINDS, "kind of an incident")
    known = {one.id: one for one in city.incidents.values()}
    if question.past:
        known = {one.id: one for one in store.incidents(_MOST)} | known
    found = sorted(known.values(), key=lambda one: (-one.since_ms, one.id))
    fitting = [one for one in found if question.kind in {None, one.kind}]
    return {
        "schema": "lighting.incident-list/1",
        "incidents": [incident_document(city, one) for one in fitting],
    }


def show_incident(city: City, question: ShowIncident, store: Reader) -> dict[str, Any]:
    """One incident with its members, the incidents that it took in, and its open faults.

    Raises:
        NothingMatched: There is no such incident.
    """
    known = {one.id: one for one in store.incidents(_MOST)}
    known |= {one.id: one for one in city.incidents.values()}
    incident = known.get(question.id)
    if incident is None:
        nearest = [one.id for one in city.incidents.values()][:3]
        raise NothingMatched(question.id, nearest, "no incident ever had this number")
    parts = {
        "children": [one.id for one in _children(known.values(), incident)],
        "faults": [one.id for one in _faults(city, incident)],
    }
    return {
        "schema": "lighting.incident-show/1",
        "incident": incident_document(city, incident) | parts,
    }


def _children(known: Iterable[Incident], incident: Incident) -> Iterator[Incident]:
    return (one for one in known if one.parent == incident.id)


def _faults(city: City, incident: Incident) -> Iterator[Fault]:
    return (one for one in city.faults.values() if one.incident == incident.id)
