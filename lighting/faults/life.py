"""The life of a fault: pending, active, acknowledged, cleared, closed. Findings go in.

A lamp that is silent gives no findings, so its faults stay as they are: `unknown_since_ms` says
since when nobody knows. One that comes back within an hour is the same fault, counted in `changes`;
one that comes and goes within minutes is `flapping`. While a lamp is being worked on, what is found
of it stays pending. Which faults belong to one cause is told by `incidents`.
"""

from dataclasses import replace

from lighting.faults.catalogue import FaultKind, kind_of
from lighting.faults.fault import OVER, Fault
from lighting.faults.flapping import ended, quietened, returned, turned
from lighting.faults.sighting import Finding

__all__ = [
    "OVER",
    "SAME_MS",
    "Fault",
    "acknowledge",
    "advance",
    "close",
    "free",
    "freeze",
    "is_resting",
]

SAME_MS = 3_600_000
"""A fault that comes back so soon after it was cleared is the same one [ms]."""


def advance(  # noqa: PLR0913 - a fault's place and name come from the caller, all by keyword
    fault: Fault | None,
    finding: Finding,
    *,
    lamp: str | None,
    panel: str,
    origin: str,
    now_ms: int,
    new_id: str,
    held_back: str | None = None,
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
        held_back: the maintenance that its lamp is under; a fault does not become active then.

    Returns:
        The fault, the same object where nothing changed; None: there is (again) none.
    """
    kind = kind_of(finding.code)
    if fault is None or fault.state in OVER:
        if not finding.is_present:
            return fault
        fault = _again(fault, finding, now_ms) or Fault(
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
        return _seen(fault, finding, kind, now_ms, held_back)
    return None if fault.state == "pending" else _unseen(fault, kind, now_ms)


def _again(fault: Fault | None, finding: Finding, now_ms: int) -> Fault | None:
    """The fault once more, if it was cleared lately; a repair that was closed is another matter."""
    if fault is None or not is_resting(fault, now_ms):
        return None
    return replace(
        fault,
        state="pending",
        cleared_ms=None,
        seen=0,
        unseen=0,
        incident=None,
        evidence=finding.evidence,
        changes=fault.changes + 1,
        back_ms=now_ms,
        flapping_ms=None,
        quiet_ms=None,
        past=fault,
    )


def is_resting(fault: Fault, now_ms: int) -> bool:
    """Whether a fault was cleared so lately that it would come back as itself."""
    over_ms = fault.cleared_ms
    return fault.state == "cleared" and over_ms is not None and now_ms - over_ms <= SAME_MS


def _seen(
    fault: Fault, finding: Finding, kind: FaultKind, now_ms: int, held_back: str | None
) -> Fault:
    if held_back is not None and fault.state == "pending":
        return _held(fault, finding, held_back, now_ms)
    if finding.severity is not None and finding.severity > fault.severity:
        fault = replace(fault, severity=finding.severity, evidence=finding.evidence)
    if fault.state != "pending":
        return _seen_again(returned(fault, now_ms), finding, kind, now_ms)
    seen = fault.seen + 1
    fault = replace(fault, seen=seen, last_seen_ms=now_ms, evidence=finding.evidence)
    first_ms = max(fault.freed_ms, fault.back_ms if fault.changes else fault.since_ms)
    has_held = now_ms - first_ms >= kind.hold_s * 1000
    if fault.origin == "node" or (seen >= kind.raise_after and has_held):
        return _active(fault, now_ms)
    return fault


def _held(fault: Fault, finding: Finding, held_back: str, now_ms: int) -> Fault:
    """Nothing is counted while somebody works there; what lasts is found again afterwards."""
    if fault.held_back == held_back:
        return fault
    evidence = finding.evidence
    return replace(fault, held_back=held_back, seen=0, last_seen_ms=now_ms, evidence=evidence)


def _seen_again(fault: Fault, finding: Finding, kind: FaultKind, now_ms: int) -> Fault:
    if fault.unseen == 0 and kind.calm_s == 0:
        return fault
    evidence = finding.evidence if kind.calm_s else fault.evidence
    return replace(fault, unseen=0, last_seen_ms=now_ms, evidence=evidence)


def _active(fault: Fault, now_ms: int) -> Fault:
    first_ms = now_ms if fault.active_ms is None else fault.active_ms
    proved = replace(fault, state="active", active_ms=first_ms, held_back=None, past=None)
    return turned(proved, now_ms)


def _unseen(fault: Fault, kind: FaultKind, now_ms: int) -> Fault:
    if fault.flapping_ms is not None:
        return quietened(fault, now_ms)
    if fault.origin != "node" and now_ms - fault.last_seen_ms < kind.calm_s * 1000:
        return fault
    fault = replace(fault, unseen=fault.unseen + 1)
    if fault.origin == "node" or fault.unseen >= kind.clear_after:
        fault = turned(fault, now_ms)
        return ended(fault, now_ms) if fault.flapping_ms is None else quietened(fault, now_ms)
    return fault


def free(fault: Fault, now_ms: int) -> Fault | None:
    """Let go of a fault that was held back by maintenance, now that it is over.

    Args:
        fault: the fault.
        now_ms: the moment, as for `advance`.

    Returns:
        The fault: active, if one finding is enough for its kind, else pending until it is found
        as often, and for as long, as its kind asks for. None: it only happened, during the work.
    """
    if fault.state != "pending" or fault.held_back is None:
        return fault
    kind = kind_of(fault.code)
    if kind.calm_s:
        return None
    fault = replace(fault, held_back=None, seen=0, freed_ms=now_ms)
    is_enough = kind.raise_after == 1 and kind.hold_s == 0
    return _active(fault, now_ms) if fault.origin == "node" or is_enough else fault


def freeze(fault: Fault, since_ms: int | None) -> Fault:
    """Note since when nobody knows of a fault; None: its lamp is heard again.

    Args:
        fault: an open fault; the same object comes back where nothing changes.
        since_ms: from when on its lamp is silent [ms since 1970 UTC].
    """
    if fault.unknown_since_ms == since_ms:
        return fault
    return replace(fault, unknown_since_ms=since_ms)


def close(fault: Fault, by: str, proof: str, moment_ms: int, *, is_proved: bool) -> Fault:
    """Close a fault for good, as a work order does when the repair is proven or given a reason.

    Args:
        fault: a fault that proved true, cleared or not.
        by: who.
        proof: how the repair is known, or why it is closed without.
        moment_ms: when [ms since 1970 UTC].
        is_proved: whether `proof` is one, rather than a reason.

    Returns:
        The fault, closed; the same object if it is closed already or only pending. What is found
        afterwards is another fault.
    """
    if fault.state in {"pending", "closed"}:
        return fault
    cleared_ms = moment_ms if fault.cleared_ms is None else fault.cleared_ms
    return replace(
        fault,
        state="closed",
        cleared_ms=cleared_ms,
        unknown_since_ms=None,
        closed_by=by,
        closed_proof=proof,
        closed_ms=moment_ms,
        is_unproven=not is_proved and fault.cleared_ms is None,
    )


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
        return replace(noted, state="cleared", cleared_ms=now_ms, unknown_since_ms=None)
    return noted
