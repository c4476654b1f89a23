"""Faults and incidents, as they are kept, to facts that can be told."""

import json
from collections.abc import Mapping

from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.notify.deciding import CRITICAL, Fact

OVER = frozenset({"cleared", "closed"})


def fact_of(kind: str, body: str, streets: Mapping[str, str]) -> Fact | None:
    """Read a fact; None: nobody is told of it.

    Args:
        kind: `fault` or `incident`.
        body: As kept.
        streets: The street of each lamp, where it is known.
    """
    found = json.loads(body)
    if kind == "fault":
        return of_fault(Fault(**found), streets)
    return of_incident(Incident(**{**found, "members": tuple(found["members"])}))


def of_fault(fault: Fault, streets: Mapping[str, str]) -> Fact | None:
    """Give what can be told of a fault; while it is pending it may prove to be none."""
    if fault.state == "pending":
        return None
    return Fact(
        fault.id,
        fault.code,
        fault.severity,
        streets.get(fault.lamp or "") or fault.panel,
        f"{fault.code} {fault.lamp or fault.panel}",
        fault.state in OVER,
        fault.evidence,
        incident=fault.incident,
    )


def of_incident(incident: Incident) -> Fact | None:
    """Give what can be told of an incident; one that is part of a greater one is not told."""
    if getattr(incident, "parent", None) is not None:
        return None
    return Fact(
        incident.id,
        incident.code,
        CRITICAL,
        incident.panel,
        incident.code,
        incident.cleared_ms is not None,
        incident.evidence,
        max(1, len(incident.members)),
    )
