"""Which repairs the book of faults asks for: one for each lamp, panel or incident."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lighting.faults.catalogue import kind_of
from lighting.faults.explained import book_of, explained_by, worst_severity
from lighting.faults.incidents import Incident
from lighting.faults.life import Fault

FROM_THE_DESK = frozenset({"ASSET_MISMATCH", "CLOCK", "FW", "SCHED_INVALID", "SCHED_STALE"})
"""Codes that nobody has to ride to the pole for."""
ELSEWHERE = frozenset({"broker", "district", "firmware", "storm"})
"""Kinds of incidents that no visit to one place ends; a storm's faults are each for themselves."""
LEAST_SEVERITY = 2
WARNING_MS = 3_600_000
"""How long a warning has to last: what heals within the hour needs no visit [ms]."""
_OPEN = frozenset({"active", "acknowledged"})


@dataclass(frozen=True, slots=True)
class Need:
    """A repair that is needed now; see `WorkOrder`."""

    subject: str
    lamps: tuple[str, ...]
    panel: str
    faults: tuple[str, ...]
    codes: tuple[str, ...]
    severity: int
    evidence: str
    since_ms: int
    incident: str | None = None
    unknown_ms: int | None = None


def needs_of(
    faults: Iterable[Fault], incidents: Iterable[Incident], now_ms: int
) -> Mapping[str, Need]:
    """Give the repairs that are needed, by subject."""
    ongoing = {one.id: one for one in incidents if one.cleared_ms is None}
    found: dict[str, list[Fault]] = {}
    for fault in faults:
        subject = _subject(fault, ongoing)
        if subject is not None and fault.state in _OPEN:
            found.setdefault(subject, []).append(fault)
    needs = {
        f"incident:{one.id}": _of_incident(one, found.pop(f"incident:{one.id}", []))
        for one in ongoing.values()
        if one.kind not in ELSEWHERE and one.parent is None
    }
    for subject, group in found.items():
        if any(_is_work(fault, now_ms) for fault in group):
            needs[subject] = _of_faults(subject, group)
    return needs


def _subject(fault: Fault, ongoing: Mapping[str, Incident]) -> str | None:
    """Whose repair a fault belongs to; None: of nobody's that rides out."""
    incident = ongoing.get(fault.incident or "")
    while incident is not None and incident.parent in ongoing:
        incident = ongoing[incident.parent or ""]
    if incident is not None and incident.kind != "storm":
        return None if incident.kind in ELSEWHERE else f"incident:{incident.id}"
    if fault.lamp is not None:
        return fault.lamp
    same = (one for one in ongoing.values() if (one.panel, one.code) == (fault.panel, fault.code))
    mine = next(same, None)
    return f"panel:{fault.panel}" if mine is None else f"incident:{mine.id}"


def _is_work(fault: Fault, now_ms: int) -> bool:
    if fault.severity < LEAST_SEVERITY or fault.code in FROM_THE_DESK:
        return False
    return fault.severity > LEAST_SEVERITY or now_ms - fault.since_ms >= WARNING_MS


def _of_faults(subject: str, faults: list[Fault]) -> Need:
    worst = _in_order(faults)
    unknown = [one.unknown_since_ms for one in faults if one.unknown_since_ms is not None]
    return Need(
        subject=subject,
        lamps=tuple(dict.fromkeys(one.lamp for one in worst if one.lamp is not None)),
        panel=worst[0].panel,
        faults=tuple(one.id for one in worst),
        codes=tuple(dict.fromkeys(one.code for one in worst)),
        severity=max(one.severity for one in faults),
        evidence=worst[0].evidence,
        since_ms=min(one.since_ms for one in faults),
        unknown_ms=min(unknown, default=None),
    )


def _in_order(faults: list[Fault]) -> list[Fault]:
    """The worst first; what explains others as bad as they are, and before them."""
    book = book_of(faults)

    def place(one: Fault) -> tuple[int, bool, int, str]:
        cause = explained_by(one, book)
        worst = worst_severity(cause or one, book)
        return -worst, cause is not None, one.since_ms, one.id

    return sorted(faults, key=place)


def _of_incident(incident: Incident, faults: list[Fault]) -> Need:
    own = kind_of(incident.code)
    worst = max([own.severity, *(one.severity for one in faults)])
    return Need(
        subject=f"incident:{incident.id}",
        lamps=incident.members,
        panel=incident.panel or "",
        faults=tuple(sorted(one.id for one in faults)),
        codes=(own.code,),
        severity=worst,
        evidence=incident.cause or incident.evidence,
        since_ms=incident.since_ms,
        incident=incident.id,
    )
