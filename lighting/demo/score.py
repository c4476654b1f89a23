"""The demo's judgement: what the controller kept and found, against what the simulator knows.

Pure. Nothing here is taken from what the demo wanted to happen, only from what really did.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from devices.sim.ailments import CATALOGUE, Kind
from devices.sim.truth import Ailed, EventKey, LampTruth, SampleKey, Truth
from lighting.demo.expected import Change
from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.site.inventory import Lamp

SETTLED_MS = 300_000
"""After a change and its fade a lamp has this long before its level is looked at."""
RETURN_MS = 600_000
"""A panel's lamps may take this long to be back after an outage: reconnects are spread."""
ENERGY_TOLERANCE = 0.02


@dataclass(frozen=True, slots=True)
class Level:
    """A level change as the controller learned of it."""

    node: str
    at_ms: int
    received_ms: int
    wanted_level: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What is in the controller's store when the night is over."""

    samples: frozenset[SampleKey]
    events: frozenset[EventKey]
    levels: tuple[Level, ...]
    faults: tuple[Fault, ...]
    incidents: tuple[Incident, ...]
    energy_wh: Mapping[str, int]
    burn_s: Mapping[str, int]
    received: int
    sent: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the judgement goes by."""

    lamps: tuple[Lamp, ...]
    changes: tuple[Change, ...]
    truth: Truth
    kept: Kept
    end_ms: int


def messages(evidence: Evidence) -> dict[str, Any]:
    """Records (samples and events) that lamps sent, and what became of them."""
    truth, kept = evidence.truth, evidence.kept
    sent_events = set(truth.events) - truth.held_events
    lost_samples = truth.confirmed_samples - kept.samples
    lost_events = sent_events - kept.events
    return {
        "sent": len(truth.confirmed_samples | kept.samples) + len(sent_events),
        "received": kept.received,
        "stored": len(kept.samples) + len(kept.events & sent_events),
        "lost": len(lost_samples) + len(lost_events),
        "to_lamps": kept.sent,
    }


def faults(evidence: Evidence) -> dict[str, Any]:
    """Each ailment found or missed, and each fault that nothing explains."""
    lamp_of = {lamp.node: lamp for lamp in evidence.lamps}
    injected = [_named(ailed, lamp_of) for ailed in evidence.truth.ailed]
    raised = [fault for fault in evidence.kept.faults if fault.active_ms is not None]
    for one in injected:
        of_it = [f for f in raised if (f.code, f.lamp or f.panel) == (one["code"], one["subject"])]
        first = min((f.active_ms or 0 for f in of_it), default=None)
        one["found_after_s"] = None if first is None else (first - one["began_ms"]) // 1000
    known = {(code, one["subject"]) for one in injected for code in _codes_of(one["kind"])}
    false = [
        f
        for f in raised
        if (f.code, f.lamp or f.panel) not in known
        and not _is_explained(f, evidence.kept.incidents)
    ]
    missed = [one for one in injected if one["found_after_s"] is None]
    return {
        "injected": len(injected),
        "found": len(injected) - len(missed),
        "missed": len(missed),
        "false": len(false),
        "put_in": injected,
        "invented": [
            {"code": f.code, "subject": f.lamp or f.panel, "evidence": f.evidence} for f in false
        ],
    }


def _codes_of(kind: str) -> frozenset[str]:
    """The codes that are true of an ailment."""
    nature = CATALOGUE[Kind(kind)]
    return nature.also | {nature.code}


def _named(ailed: Ailed, lamp_of: Mapping[str, Lamp]) -> dict[str, Any]:
    ailment = ailed.ailment
    is_panel = ailment.kind is Kind.PANEL_OUTAGE
    return {
        "kind": ailment.kind.value,
        "code": ailment.code,
        "subject": ailment.target if is_panel else lamp_of[ailment.target].id,
        "street": None if is_panel else lamp_of[ailment.target].street,
        "began_ms": ailed.began_ms,
    }


def _is_explained(fault: Fault, incidents: Iterable[Incident]) -> bool:
    """Whether a lamp was silent because its panel had an incident, which is found as such."""
    return fault.code == "COMM_LOST" and any(
        fault.lamp in one.members
        and fault.since_ms <= (one.cleared_ms or fault.since_ms) + RETURN_MS
        for one in incidents
    )


def convergence(evidence: Evidence) -> dict[str, Any]:
    """How long it took, for each change and healthy lamp, until the controller knew it done."""
    learned: dict[str, list[Level]] = {}
    for level in evidence.kept.levels:
        learned.setdefault(level.node, []).append(level)
    delays_s: list[float] = []
    lacking: list[str] = []
    for change, lamp in _asked(evidence):
        arrived = [
            one.received_ms
            for one in learned.get(lamp.node, ())
            if one.wanted_level == change.level and change.at_ms <= one.at_ms < change.until_ms
        ]
        if arrived:
            delays_s.append((min(arrived) - change.at_ms) / 1000)
        else:
            lacking.append(f"{lamp.id} {change.because}")
    cuts = quantiles(delays_s, n=20, method="inclusive") if len(delays_s) > 1 else [0.0] * 19
    return {
        "changes": len(delays_s) + len(lacking),
        "p50_s": round(cuts[9], 1),
        "p95_s": round(cuts[18], 1),
        "unconverged": len(lacking),
        "lacking": lacking[:20],
    }


def astray(evidence: Evidence) -> list[str]:
    """Healthy lamps that did not do what their program says, by the simulator's own record."""
    found = []
    for change, lamp in _asked(evidence):
        truth = evidence.truth.lamps[lamp.node]
        looked_at_ms = min(change.at_ms + SETTLED_MS, change.until_ms) - 1
        wanted = truth.wanted_level_at(looked_at_ms)
        if wanted != change.level or not _shines(truth, looked_at_ms, change.level):
            found.append(f"{lamp.id} at {wanted} % instead of {change.level} % ({change.because})")
    return found


def _shines(truth: LampTruth, at_ms: int, level: int) -> bool:
    shone = [one.light for one in truth.shone if one.at_ms <= at_ms]
    return (shone[-1] if shone else 0.0) == level


def _asked(evidence: Evidence) -> Iterable[tuple[Change, Lamp]]:
    """Each change with each healthy lamp that had power and a link at the time."""
    ailing = {one.ailment.target: one for one in evidence.truth.ailed}
    for change in evidence.changes:
        for lamp in evidence.lamps:
            if change.group not in lamp.groups or lamp.node in ailing:
                continue
            outage = ailing.get(lamp.panel)
            if outage is None or not _overlaps(outage, change):
                yield change, lamp


def _overlaps(outage: Ailed, change: Change) -> bool:
    ended_ms = (outage.ended_ms or change.at_ms) + RETURN_MS
    return outage.began_ms <= change.at_ms + SETTLED_MS and change.at_ms <= ended_ms


def energy(evidence: Evidence) -> dict[str, Any]:
    """What the lamps' own counters said, and what full light would have used as long."""
    kept = evidence.kept
    ailing = {one.ailment.target for one in evidence.truth.ailed}
    healthy = [lamp for lamp in evidence.lamps if not {lamp.node, lamp.panel} & ailing]
    told = sum(kept.energy_wh.get(lamp.node, 0) for lamp in healthy)
    true = sum(evidence.truth.lamps[lamp.node].energy_wh(evidence.end_ms) for lamp in healthy)
    full = sum(kept.burn_s.get(lamp.node, 0) / 3600 * lamp.power_w for lamp in evidence.lamps)
    return {
        "used_wh": sum(kept.energy_wh.values()),
        "full_wh": round(full),
        "is_right": abs(told - true) <= ENERGY_TOLERANCE * true + len(healthy),
    }
