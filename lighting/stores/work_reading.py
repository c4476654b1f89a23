"""What can be asked of the SQLite file about work orders; `reading` has the rest."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from lighting.stores.work import ONE, RECENT, UNPROVEN, VISITS, VISITS_OF, read_visit, read_work
from lighting.work.order import Visit, WorkOrder

_KEPT_MS = 4 * 86_400_000


class WorkReader(ABC):
    """Reads work orders and visits."""

    @abstractmethod
    def _rows(self, statement: str, values: Iterable[Any] = ()) -> list[Any]:
        """Give the rows that a statement finds."""

    def work(self, id_: str) -> WorkOrder | None:
        """Give a work order, however old."""
        return next((read_work(body) for (body,) in self._rows(ONE, (id_,))), None)

    def unproven(self, from_ms: int, to_ms: int) -> list[WorkOrder]:
        """Give work orders that were closed in a time with a reason in place of a proof."""
        return [read_work(body) for (body,) in self._rows(UNPROVEN, (from_ms, to_ms))]

    def visits(self, of: str) -> list[Visit]:
        """Give the visits for a work order, or the one of this id."""
        return [read_visit(body) for (body,) in self._rows(VISITS_OF, (of,))]

    def _kept_work(self, now_ms: int) -> tuple[WorkOrder, ...]:
        rows = self._rows(RECENT, (now_ms - _KEPT_MS // 2,))
        return tuple(read_work(body) for (body,) in rows)

    def _kept_visits(self, now_ms: int) -> tuple[Visit, ...]:
        return tuple(read_visit(body) for (body,) in self._rows(VISITS, (now_ms - _KEPT_MS,)))
