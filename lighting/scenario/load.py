"""How much people are told: what an alarm load is measured by.

The messages are those that the controller would send with the settings of a new site: what became
of faults and incidents is handed to `lighting.notify` minute by minute, as in production.

References:
    EEMUA 191: an operator can take in about one alarm in ten minutes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Any

from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.notify.deciding import State, decide
from lighting.notify.facts import of_fault, of_incident
from lighting.notify.settings import Notify
from lighting.notify.wording import Fact, Message
from lighting.site.inventory import Lamp

WINDOW_MS = 600_000
TURN_MS = 60_000
DAY_MS = 86_400_000

Change = tuple[int, Fault | Incident]
Said = tuple[int, Message]


def said_of(
    changes: Iterable[Change], lamps: Sequence[Lamp], timezone: str, start_ms: int, end_ms: int
) -> list[Said]:
    """Each message to people, and when [ms since 1970 UTC].

    Args:
        changes: Faults and incidents as they became, and when, in order.
        lamps: The inventory, for the streets.
        timezone: Of the site.
        start_ms: From when on people are told.
        end_ms: And until when.
    """
    streets = {lamp.id: lamp.street or "" for lamp in lamps}
    state, settings, said = State(), Notify(), list[Said]()
    of_turn: dict[int, list[Fact]] = {}
    for at_ms, one in changes:
        fact = _fact(one, streets)
        if fact is not None:
            of_turn.setdefault(max(0, at_ms - start_ms) // TURN_MS, []).append(fact)
    for turn in range((end_ms - start_ms) // TURN_MS + 1):
        now_ms = start_ms + (turn + 1) * TURN_MS
        told = decide(state, of_turn.get(turn, ()), settings, timezone, now_ms)
        said += [(min(now_ms, end_ms), message) for message in told]
    return said


def _fact(one: Fault | Incident, streets: Mapping[str, str]) -> Fact | None:
    return of_fault(one, streets) if isinstance(one, Fault) else of_incident(one)


def changes_of(faults: Iterable[Fault], incidents: Iterable[Incident]) -> list[Change]:
    """Beginning and end of each, where only the book as it ended is known."""
    changes: list[Change] = []
    for fault in faults:
        if fault.active_ms is not None:
            changes.append((fault.active_ms, replace(fault, state="active", cleared_ms=None)))
        if fault.cleared_ms is not None:
            changes.append((fault.cleared_ms, fault))
    for incident in incidents:
        changes.append((incident.since_ms, replace(incident, cleared_ms=None)))
        if incident.cleared_ms is not None:
            changes.append((incident.cleared_ms, incident))
    return sorted(changes, key=lambda change: change[0])


def alarms(
    said: Sequence[Said], incidents: Sequence[Incident], start_ms: int, end_ms: int
) -> dict[str, Any]:
    """The figures of the load; the median is of ten minutes without an incident."""
    told_ms = [at_ms for at_ms, _ in said]
    roots = [one for one in incidents if one.parent is None]
    stormy = _stormy(roots, start_ms, end_ms)
    about = Counter(_root(message.incident, incidents) for _, message in said if message.incident)
    return {
        "count": len(said),
        "incidents": len(roots),
        "most_per_10_min": most_within(told_ms),
        "median_per_10_min": median_within(told_ms, start_ms, end_ms, stormy),
        "most_per_incident": max(about.values(), default=0),
        "per_day": round(len(said) * DAY_MS / max(1, end_ms - start_ms), 2),
        "stormy_10_min": len(stormy),
    }


def _root(id_: str, incidents: Sequence[Incident]) -> str:
    parents = {one.id: one.parent for one in incidents}
    while (parent := parents.get(id_)) is not None:
        id_ = parent
    return id_


def _stormy(roots: Iterable[Incident], start_ms: int, end_ms: int) -> frozenset[int]:
    """The ten minutes, by number, in which an incident lasted."""
    found: set[int] = set()
    for one in roots:
        first = max(0, one.since_ms - start_ms) // WINDOW_MS
        last = ((one.cleared_ms or end_ms) - start_ms) // WINDOW_MS
        found.update(range(first, last + 1))
    return frozenset(found)


def most_within(told_ms: Sequence[int]) -> int:
    """The most that came within ten minutes; `told_ms` rises."""
    most, first = 0, 0
    for last, at_ms in enumerate(told_ms):
        while at_ms - told_ms[first] > WINDOW_MS:
            first += 1
        most = max(most, last - first + 1)
    return most


def median_within(
    told_ms: Sequence[int], start_ms: int, end_ms: int, stormy: frozenset[int] = frozenset()
) -> float:
    """The median of all ten minutes, one after the other, from start to end; storms excepted."""
    windows = max(1, -(-(end_ms - start_ms) // WINDOW_MS))
    counts = Counter((at_ms - start_ms) // WINDOW_MS for at_ms in told_ms)
    return float(median([counts[n] for n in range(windows) if n not in stormy] or [0]))
