"""Faults and incidents, as they are kept, to facts that can be told."""

import json
from collections.abc import Mapping

from lighting.faults.incidents import Incident
from lighting.faults.life import OVER, Fault
from lighting.notify.deciding import CRITICAL, Fact
from lighting.notify.wording import STORM

OF_PANEL = "SUPPLY_LOSS"
"""The fault of a panel; the incident behind it says more, and is what is told."""
STILL_LIT = frozenset({"gateway", "broker", "firmware"})
"""Kinds of incident in which the lamps go on by their programs: it can wait for the morning."""


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
    if fault.state == "pending" or fault.code == OF_PANEL:
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
        unproven=f"{fault.closed_by}: {fault.closed_proof}" if fault.is_unproven else "",
    )


def of_incident(incident: Incident) -> Fact:
    """Give what can be told of an incident; one that is part of a larger one names that."""
    code = STORM if incident.kind == "storm" else incident.code
    return Fact(
        incident.id,
        code,
        CRITICAL - 1 if incident.kind in STILL_LIT else CRITICAL,
        incident.scope,
        code,
        incident.cleared_ms is not None,
        incident.cause or incident.evidence,
        max(1, len(incident.members)),
        incident.parent,
    )
