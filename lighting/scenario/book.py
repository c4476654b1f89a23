"""A store that keeps faults and incidents only, in memory: all that a score is made of."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.rows import (
    AuditRow,
    ChangeRow,
    FaultRow,
    IncidentRow,
    LedgerRow,
    OverrideRow,
    Row,
    ScheduleRow,
)
from lighting.scenario.spells import SpellKey, note_spell
from lighting.stores.kept import ChangeSummary, Kept
from lighting.work.order import Visit, WorkOrder


class Book:
    """Fulfils the contract of stores for a controller that is never started again.

    Attributes:
        now_ms: Gives the moment [ms since 1970 UTC]; set once there is a clock.
        became: Each fault and incident as it became, and when: what people are told by.
    """

    def __init__(self) -> None:
        self.now_ms: Callable[[], int] = lambda: 0
        self.became: list[tuple[int, Fault | Incident]] = []
        self._faults: dict[str, Fault] = {}
        self._spells: dict[SpellKey, Fault] = {}
        self._incidents: dict[str, Incident] = {}
        self._counts: dict[str, int] = {}

    def commit(self, rows: Iterable[Row], counts: Mapping[str, int]) -> None:
        """Keep what proved true."""
        self._counts = dict(counts)
        for row in rows:
            if isinstance(row, FaultRow):
                self._faults[row.fault.id] = row.fault
                note_spell(self._spells, row.fault)
                if row.fault.state != "pending":
                    self.became.append((self.now_ms(), row.fault))
            elif isinstance(row, IncidentRow):
                self._incidents[row.incident.id] = row.incident
                self.became.append((self.now_ms(), row.incident))

    def close(self) -> None:
        """There is nothing to let go of."""

    def load(self, now_ms: int) -> Kept:
        """Nothing was kept before."""
        del now_ms
        return Kept()

    def faults(
        self,
        *,
        id_: str | None = None,
        lamp: str | None = None,
        code: str | None = None,
        since_ms: int | None = None,
        limit: int = 10_000,
    ) -> list[Fault]:
        """Give faults that fit, the newest first."""
        fitting = [
            one
            for one in reversed(self._faults.values())
            if id_ in {None, one.id}
            and lamp in {None, one.lamp}
            and code in {None, one.code}
            and (since_ms is None or one.since_ms >= since_ms)
        ]
        return fitting[:limit]

    def spells(self) -> tuple[Fault, ...]:
        """Give each spell of each fault, in the order in which they began."""
        return tuple(sorted(self._spells.values(), key=lambda one: one.since_ms))

    def incidents(self, limit: int) -> list[Incident]:
        """Give incidents, the newest first."""
        return list(reversed(self._incidents.values()))[:limit]

    def counts(self) -> dict[str, int]:
        """Give the totals of the last commit."""
        return self._counts

    def samples(self, lamp: str, from_ms: int, to_ms: int) -> list[dict[str, Any]]:
        """None are kept."""
        del lamp, from_ms, to_ms
        return []

    def events(self, lamp: str, limit: int) -> list[dict[str, Any]]:
        """None are kept."""
        del lamp, limit
        return []

    def overrides(self, limit: int) -> list[OverrideRow]:
        """None are kept."""
        del limit
        return []

    def change(self, id_: str) -> ChangeRow | None:
        """None are kept."""
        del id_
        return None

    def changes(self, limit: int) -> list[ChangeSummary]:
        """None are kept."""
        del limit
        return []

    def steps(self, change: str) -> list[LedgerRow]:
        """None are kept."""
        del change
        return []

    def schedules(self, limit: int) -> list[ScheduleRow]:
        """None are kept."""
        del limit
        return []

    def schedule(self, version: int) -> ScheduleRow | None:
        """None are kept."""
        del version
        return None

    def schedule_number(self, version: int) -> int:
        """None are kept, so none has a number."""
        del version
        return 0

    def audit(self, limit: int) -> list[AuditRow]:
        """None are kept."""
        del limit
        return []

    def refused(self, limit: int) -> list[dict[str, Any]]:
        """None are kept."""
        del limit
        return []

    def work(self, id_: str) -> WorkOrder | None:
        """None are kept."""
        del id_
        return None

    def unproven(self, from_ms: int, to_ms: int) -> list[WorkOrder]:
        """None are kept."""
        del from_ms, to_ms
        return []

    def visits(self, of: str) -> list[Visit]:
        """None are kept."""
        del of
        return []

    def row_counts(self) -> dict[str, int]:
        """Give how many there are of each kind."""
        return {"fault": len(self._faults), "incident": len(self._incidents)}
