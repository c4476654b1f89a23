"""The life of a fault: pending, active, acknowledged, cleared. Findings go in, faults come out.

A lamp that is silent gives no findings, so its faults stay as they are. Which faults belong to
one cause is told by `incidents`.
"""

from dataclasses import dataclass, replace

from lighting.faults.catalogue import FaultKind, kind_of
from lighting.faults.sighting import Finding


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one lamp (or of a panel, where `lamp` is None), from first finding to cleared.

    Args:
        code: as in the catalogue.
        state: `pending`, `active`, `acknowledged` or `cleared`.
        origin: who found it, `node` or `controller`.
        since_ms: the first finding for it.
        seen: findings for in a row, counted until it is active.
        unseen: findings against in a row, counted while it is active.
        last_seen_ms: the last finding for that changed anything.
        incident: the incident that it belongs to.
    """

    id: str
    code: str
    lamp: str | None
    panel: str
    severity: int
    state: str
    since_ms: int
    active_ms: int | None
    cleared_ms: int | None
    origin: str
    evidence: str
    seen: int = 0
    unseen: int = 0
    incident: str | None = None
    acknowledged_by: str | None = None
    acknowledged_reason: str | None = None
    acknowledged_ms: int | None = None
    last_seen_ms: int = 0


def advance(  # noqa: PLR0913 - a fault's place and name come from the caller, all by keyword
    fault: Fault | None,
    finding: Finding,
    *,
    lamp: str | None,
    panel: str,
    origin: str,
    now_ms: int,
    new_id: str,
) -> Fault | None:
    """Carry a fault on by one finding.

    What a node itself reports begins and ends at once; for what the controller finds, the
    catalogue says how many findings in a row, and how much time, it takes.

    Args:
        fault: the lamp's fault of this code and origin; None: there is none.
        finding: what a rule, or the node, says.
        lamp: the lamp that it is about; None: the panel itself.
        panel: the lamp's panel.
        origin: who found it.
        now_ms: the moment, on one clock for all calls.
        new_id: the id of a fault that begins here.

    Returns:
        The fault, the same object where nothing changed; None: there is (again) none.
    """
    kind = kind_of(finding.code)
    if fault is None or fault.state == "cleared":
        if not finding.is_present:
            return fault
        fault = Fault(
            id=new_id,
            code=kind.code,
            lamp=lamp,
            panel=panel,
            severity=finding.severity or kind.severity,
            state="pending",
            since_ms=now_ms,
            active_ms=None,
            cleared_ms=None,
            origin=origin,
            evidence=finding.evidence,
        )
    if finding.is_present:
        return _seen(fault, finding, kind, now_ms)
    return None if fault.state == "pending" else _unseen(fault, kind, now_ms)


def _seen(fault: Fault, finding: Finding, kind: FaultKind, now_ms: int) -> Fault:
    if finding.severity is not None and finding.severity > fault.severity:
        fault = replace(fault, severity=finding.severity, evidence=finding.evidence)
    if fault.state != "pending":
        if fault.unseen == 0 and kind.calm_s == 0:
            return fault
        evidence = finding.evidence if kind.calm_s else fault.evidence
        return replace(fault, unseen=0, last_seen_ms=now_ms, evidence=evidence)
    seen = fault.seen + 1
    fault = replace(fault, seen=seen, last_seen_ms=now_ms, evidence=finding.evidence)
    has_held = now_ms - fault.since_ms >= kind.hold_s * 1000
    if fault.origin == "node" or (seen >= kind.raise_after and has_held):
        return replace(fault, state="active", active_ms=now_ms)
    return fault


def _unseen(fault: Fault, kind: FaultKind, now_ms: int) -> Fault:
    if fault.origin != "node" and now_ms - fault.last_seen_ms < kind.calm_s * 1000:
        return fault
    fault = replace(fault, unseen=fault.unseen + 1)
    if fault.origin == "node" or fault.unseen >= kind.clear_after:
        return replace(fault, state="cleared", cleared_ms=now_ms)
    return fault


def acknowledge(fault: Fault, by: str, reason: str, now_ms: int) -> Fault:
    """Note that someone has taken an active fault upon them.

    Args:
        fault: the fault.
        by: who.
        reason: why, or what will be done.
        now_ms: the moment.

    Returns:
        The fault, acknowledged; one that only happened (RESET) is cleared by it. The same
        object if it is not active: pending, acknowledged before, or cleared.
    """
    if fault.state != "active":
        return fault
    noted = replace(
        fault,
        state="acknowledged",
        acknowledged_by=by,
        acknowledged_reason=reason,
        acknowledged_ms=now_ms,
    )
    if kind_of(fault.code).calm_s:
        return replace(noted, state="cleared", cleared_ms=now_ms)
    return noted
