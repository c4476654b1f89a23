"""The contract of every store, and what one gives back so that the controller carries on.

Every method raises `StoreUnavailable` when the database can't be read or written.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.faults.maintenance import Maintenance
from lighting.nodes.twin import Twin
from lighting.planning.guard import Approval, Darkened
from lighting.rows import (
    AuditRow,
    ChangeRow,
    DocumentRow,
    LedgerRow,
    OverrideRow,
    Row,
    ScheduleRow,
)
from lighting.work.order import Visit, WorkOrder


@dataclass(frozen=True, slots=True)
class ChangeSummary:
    """A change, and how many of its lamps took each step as far as it is kept."""

    id: str
    what: str
    by: str
    recorded_ms: int
    lamps: int
    sent: int
    received: int
    applied: int
    confirmed: int


def _nothing(_: str) -> tuple[LedgerRow, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that is still of use; an empty store gives an empty one.

    Attributes:
        lamps_csv: The inventory as text, None before the first import.
        faults: The open ones, pending ones included.
        resting: Those cleared so lately that they would come back as themselves.
        incidents: The open ones.
        maintenance: What lasts of it.
        documents: Each retained document as it was last issued.
        schedule: The newest.
        overrides: Those that hold or will, and those that were to end less than a day ago,
            released ones included: somebody may ask why a lamp was as it was.
        approvals: Those that wait, and those decided on less than a day ago.
        darkened: What schedules and lists of lamps darkened in the last week.
        changes: The newest, the oldest of them first.
        steps: Gives how far one of these got, lamp by lamp: as many rows as lamps, so one by one.
        counts: Totals as they were given with the last commit.
        refused: How many messages were refused, by reason.
        next_fault: One above the highest number of a fault or an incident.
        next_order: One above the highest number of an override or a change.
        work: Orders that are not settled, or were within two days or for an incident that lasts.
        visits: Those of the last days.
        next_work: One above the highest number of a work order or a visit.
    """

    lamps_csv: str | None = None
    twins: tuple[Twin, ...] = ()
    faults: tuple[Fault, ...] = ()
    resting: tuple[Fault, ...] = ()
    incidents: tuple[Incident, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()
    documents: tuple[DocumentRow, ...] = ()
    schedule: ScheduleRow | None = None
    overrides: tuple[OverrideRow, ...] = ()
    approvals: tuple[Approval, ...] = ()
    darkened: tuple[Darkened, ...] = ()
    changes: tuple[ChangeRow, ...] = ()
    steps: Callable[[str], Iterable[LedgerRow]] = field(default=_nothing, compare=False)
    facts: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)
    next_fault: int = 1
    next_order: int = 1
    work: tuple[WorkOrder, ...] = ()
    visits: tuple[Visit, ...] = ()
    next_work: int = 1


class Reader(Protocol):
    """What can be asked of a store; the newest come first where there is a limit."""

    def load(self, now_ms: int) -> Kept:
        """Give what the controller needs at start."""
        ...

    def samples(self, lamp: str, from_ms: int, to_ms: int) -> list[dict[str, Any]]:
        """Give a lamp's measurements from `from_ms` up to, and without, `to_ms`, oldest first."""
        ...

    def events(self, lamp: str, limit: int) -> list[dict[str, Any]]:
        """Give a lamp's last events, as received."""
        ...

    def faults(
        self,
        *,
        id_: str | None = None,
        lamp: str | None = None,
        code: str | None = None,
        since_ms: int | None = None,
        limit: int = 10_000,
    ) -> list[Fault]:
        """Give faults that fit, cleared ones included."""
        ...

    def incidents(self, limit: int) -> list[Incident]:
        """Give incidents, cleared ones included."""
        ...

    def overrides(self, limit: int) -> list[OverrideRow]:
        """Give overrides, those that are over or released included."""
        ...

    def change(self, id_: str) -> ChangeRow | None:
        """Give a change, however old."""
        ...

    def steps(self, change: str) -> list[LedgerRow]:
        """Give how far a change got, lamp by lamp."""
        ...

    def changes(self, limit: int) -> list[ChangeSummary]:
        """Give changes with how many lamps took each step, as far as it is kept."""
        ...

    def schedules(self, limit: int) -> list[ScheduleRow]:
        """Give versions of the schedule."""
        ...

    def schedule(self, version: int) -> ScheduleRow | None:
        """Give a version of the schedule by its version, or by its number, counted from 1."""
        ...

    def schedule_number(self, version: int) -> int:
        """Give the number of a version, counted from 1."""
        ...

    def audit(self, limit: int) -> list[AuditRow]:
        """Give entries of the audit."""
        ...

    def refused(self, limit: int) -> list[dict[str, Any]]:
        """Give messages that could not be used, and why."""
        ...

    def work(self, id_: str) -> WorkOrder | None:
        """Give a work order, however old."""
        ...

    def unproven(self, from_ms: int, to_ms: int) -> list[WorkOrder]:
        """Give work orders that were closed in a time with a reason in place of a proof."""
        ...

    def visits(self, of: str) -> list[Visit]:
        """Give the visits for a work order, or the one of this id."""
        ...

    def counts(self) -> dict[str, int]:
        """Give the totals of the last commit."""
        ...

    def row_counts(self) -> dict[str, int]:
        """Give how many rows there are of each kind."""
        ...


class Store(Reader, Protocol):
    """Where rows are kept for good."""

    def commit(self, rows: Iterable[Row], counts: Mapping[str, int]) -> None:
        """Keep all rows and totals, or nothing."""
        ...

    def close(self) -> None:
        """Let go of the file or the connection."""
        ...
