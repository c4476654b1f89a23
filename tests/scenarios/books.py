"""Two books of faults held against each other: what is different between them, in words."""

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from lighting.faults.fault import Fault
from lighting.faults.incidents import Incident
from lighting.notify.settings import Notify
from lighting.stores.reading import SqliteReader

EVER = 10_000_000
WAITS_MS = Notify().window_s * 1000
"""How long a fault waits to be told with others of its street [ms]."""

Key = tuple[str, ...]
"""Lamp or panel, code and origin of a fault; kind and scope of an incident."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What must be the same of a fault or an incident: `facts` exactly, `moments` nearly [ms]."""

    facts: tuple[object, ...]
    moments: tuple[int | None, ...]
    members: frozenset[str] = frozenset()
    found_ms: int = 0

    def is_as(self, other: "Entry", tolerance_ms: int) -> bool:
        """Whether another one is the same, but for its members."""
        pairs = zip(self.moments, other.moments, strict=True)
        return self.facts == other.facts and all(_is_near(*pair, tolerance_ms) for pair in pairs)


Page = Mapping[Key, list[Entry]]
"""Faults of one lamp and code, or incidents of one place, one after the other."""


@dataclass(frozen=True, slots=True)
class Book:
    """What a controller left: faults that proved true, incidents, and what people were told."""

    faults: Page
    incidents: Page
    told: Counter[str]

    @property
    def size(self) -> int:
        """How many faults there are."""
        return sum(map(len, self.faults.values()))

    def lamps_that_turned(self, at_ms: int, tolerance_ms: int) -> frozenset[str]:
        """Lamps of which a fault began or ended about a moment."""
        return frozenset(
            lamp
            for (lamp, *_), entries in self.faults.items()
            for one in entries
            if any(_is_near(moment, at_ms, tolerance_ms) for moment in one.moments)
        )

    def unsettled(self, near_ms: int) -> frozenset[str]:
        """Faults, "CYCLING KPG-0026", that began or ended about the bounds of their storm."""
        storms = [
            one for (kind, _), page in self.incidents.items() if kind == "storm" for one in page
        ]
        return frozenset(
            f"{code} {lamp}"
            for (lamp, code, *_), entries in self.faults.items()
            for storm in storms
            if lamp in storm.members
            for one in entries
            for bound in (storm.found_ms, storm.moments[-1])
            if any(_is_near(moment, bound, near_ms) for moment in one.moments if moment)
        )


def read_book(database: Path) -> Book:
    """Read it from a controller's file."""
    with closing(SqliteReader.beside(database)) as reader:
        incidents = reader.incidents(EVER)
        scope_of = {one.id: f"{one.kind}:{one.scope}" for one in incidents}
        proved = [one for one in reader.faults(limit=EVER) if one.active_ms is not None]
    lines = list(_lines(database))
    found_ms = {line.split()[-1]: at_ms for at_ms, line in reversed(lines)}
    told = [line for _, line in lines]
    return Book(
        _page((_key(one), one.since_ms, _of_fault(one, scope_of)) for one in proved),
        _page(
            ((one.kind, one.scope), one.since_ms, _of_incident(one, scope_of, found_ms))
            for one in incidents
        ),
        Counter(line.rpartition(" ")[0] for line in told),
    )


def differences(expected: Book, found: Book, tolerance_ms: int) -> Iterator[str]:
    """Say what is not in the other book, or otherwise there.

    Looks of the two fall at different moments, up to `tolerance_ms` [ms] apart, so all that is
    found by a look may be so far apart, too. A lamp whose fault began or ended about the look at
    which an incident was found may be a member of it or not.
    """
    for key, before, after in _pairs(expected.faults, found.faults):
        if before is None or after is None or not before.is_as(after, tolerance_ms):
            yield f"{' '.join(key)}: {before} expected, {after} found"
    for key, before, after in _pairs(expected.incidents, found.incidents):
        if before is None or after is None or not before.is_as(after, tolerance_ms):
            yield f"{' '.join(key)}: {before} expected, {after} found"
        elif wrong := _strange(expected, before, after, tolerance_ms):
            yield f"{' '.join(key)}: {sorted(wrong)} are members of one of the two only"


def told_otherwise(expected: Book, found: Book, tolerance_ms: int) -> Iterator[str]:
    """Say what people were told by one and not by the other, or less often.

    A fault waits to be told with others of its street. Where its storm began or ended meanwhile, it
    is told, held back or passed over in silence as the looks fall.
    """
    near_ms = WAITS_MS + tolerance_ms
    unsettled = expected.unsettled(near_ms) | found.unsettled(near_ms)
    for line in sorted((expected.told - found.told) + (found.told - expected.told)):
        if any(one in line for one in unsettled):
            continue
        yield f"told {expected.told[line]} times expected, {found.told[line]} found: {line}"


def _strange(book: Book, before: Entry, after: Entry, tolerance_ms: int) -> frozenset[str]:
    """Members of one of the two only, without those that were about to be or not to be."""
    turned = book.lamps_that_turned(before.found_ms, tolerance_ms)
    return (before.members ^ after.members) - turned


def _pairs(expected: Page, found: Page) -> Iterator[tuple[Key, Entry | None, Entry | None]]:
    for key in sorted(expected.keys() | found.keys()):
        for before, after in zip_longest(expected.get(key, []), found.get(key, [])):
            yield key, before, after


def _is_near(one: int | None, other: int | None, tolerance_ms: int) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= tolerance_ms


def _page(found: Iterable[tuple[Key, int, Entry]]) -> Page:
    page: defaultdict[Key, list[Entry]] = defaultdict(list)
    for key, _, entry in sorted(found, key=lambda one: one[:2]):
        page[key].append(entry)
    return dict(page)


def _key(fault: Fault) -> Key:
    return fault.lamp or f"panel {fault.panel}", fault.code, fault.origin


def _of_fault(fault: Fault, scope_of: Mapping[str, str]) -> Entry:
    # One that is over keeps the incident of the look before; others may be over at the same look.
    incident = scope_of[fault.incident] if fault.incident and fault.cleared_ms is None else None
    facts = (fault.state, fault.severity, fault.changes, incident)
    moments = (fault.since_ms, fault.active_ms, fault.cleared_ms, fault.unknown_since_ms)
    return Entry(facts, moments)


def _of_incident(one: Incident, scope_of: Mapping[str, str], found_ms: Mapping[str, int]) -> Entry:
    parent = scope_of[one.parent] if one.parent else None
    moments = (one.since_ms, one.last_ms, one.cleared_ms)
    return Entry((one.code, parent), moments, frozenset(one.members), found_ms.get(one.id, 0))


def _lines(database: Path) -> Iterator[tuple[int, str]]:
    """When what was told of each fault and incident: in what words, of what, and its id.

    What waits for the next digest is told, too: a message more or less in an hour, and the cap of
    these has it wait.
    """
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        statement = "SELECT decided_ms, title, body FROM notify_message ORDER BY id"
        for at_ms, title, body in connection.execute(statement).fetchall():
            is_digest = title.startswith("digest")
            for line in filter(_ID.search, body.splitlines()):
                said = line.removeprefix("- ")
                yield at_ms, _said(said if is_digest else f"{_heading(title)}: {said}")
        for (state,) in connection.execute("SELECT body FROM notify_state").fetchall():
            for line in filter(_ID.search, json.loads(state)["digest"]):
                yield EVER, _said(line)


_ID = re.compile(r"\b[FI]-\d{6}\b")
"""Lines without one are advice, or count what is too small to be told."""


def _said(line: str) -> str:
    """From "faults: F-000012 LAMP_FAIL KPG-0001 Jl. X: 2 W of 70": without evidence, id last."""
    heading, _, rest = line.partition(": ")
    id_, _, what = rest.partition(": ")[0].partition(" ")
    return f"{heading}: {what} {id_}"


def _heading(title: str) -> str:
    """What it says of all its lines: faults, resolved; of an incident begun, grown, over."""
    head, _, rest = title.partition(" ")
    if head.isdecimal():  # one or many, as the looks fall
        what = rest.partition(",")[0]
        return "faults" if what == "fault" else what
    return head.removesuffix(":") if head in {"grown:", "over:"} else "begun"
