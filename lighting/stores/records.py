"""What was ordered and said before, for answers about the past.

Each method opens the file for reading and lets it go again, so that any thread may ask; it raises
`StoreUnavailable` when the file can't be read.
"""

import json
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from lighting.rows import OverrideRow, ScheduleRow
from lighting.site.replaced_list import ListReplaced
from lighting.stores.database import connect_for_reading, said_plainly
from lighting.stores.history import FaultSpan
from lighting.stores.reading import to_override
from lighting.stores.replaced_lists import REPLACED, UNKNOWN, read_replaced
from lighting.stores.work import UNPROVEN, read_work
from lighting.work.order import WorkOrder

AROUND_MS = 2 * 86_400_000
"""Overrides that ended so long before a moment, or begin so long after it, are told of it [ms]."""
LATE_MS = 31 * 86_400_000
"""So late may a node have told what it did [ms]."""

_SCHEDULE = "SELECT * FROM schedule WHERE applied_ms <= ? ORDER BY version DESC LIMIT 1"
_SCHEDULES = "SELECT * FROM schedule WHERE applied_ms > ? AND applied_ms < ? ORDER BY version"
_FAULTS = (
    "SELECT id, code, lamp, panel, origin, json_extract(body, '$.severity'), state, since_ms,"
    " json_extract(body, '$.cleared_ms'), json_extract(body, '$.evidence') FROM fault"
    " WHERE since_ms < ?2 AND json_extract(body, '$.active_ms') IS NOT NULL"
    " AND coalesce(json_extract(body, '$.cleared_ms'), ?1) >= ?1 ORDER BY since_ms, id"
)
_OVERRIDES = (
    "SELECT body FROM override WHERE until_ms >= ?1 AND json_extract(body, '$.start_ms') <= ?2"
    " ORDER BY id"
)
_SAID = (
    "SELECT body FROM event WHERE lamp = ?1 AND kind = 'level' AND at_ms <= ?2"
    " AND received_ms >= ?3 AND received_ms <= ?4 AND json_extract(body, '$.clock') <> 'unknown'"
    " ORDER BY at_ms DESC, n DESC LIMIT 1"
)
_IMPORTED = "SELECT min(at_ms) FROM audit WHERE action = 'lamp import' AND at_ms > ?"


class Records:
    """Reads one database beside the thread that writes it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def schedule_at(self, at_ms: int) -> ScheduleRow | None:
        """Give the version of the schedule that was in force at a moment [ms since 1970 UTC]."""
        return next((ScheduleRow(*row) for row in self._rows(_SCHEDULE, (at_ms,))), None)

    def overrides_around(self, at_ms: int) -> list[OverrideRow]:
        """Give the overrides that held around a moment, those released or beaten included."""
        rows = self._rows(_OVERRIDES, (at_ms - AROUND_MS, at_ms + AROUND_MS))
        return [to_override(body) for (body,) in rows]

    def schedules_between(self, from_ms: int, to_ms: int) -> list[ScheduleRow]:
        """Give the version in force at the begin, if any, and those applied up to the end."""
        first = self.schedule_at(from_ms)
        later = [ScheduleRow(*row) for row in self._rows(_SCHEDULES, (from_ms, to_ms))]
        return later if first is None else [first, *later]

    def overrides_between(self, from_ms: int, to_ms: int) -> list[OverrideRow]:
        """Give the overrides that held in some of a time, those released or beaten included."""
        rows = self._rows(_OVERRIDES, (from_ms, to_ms))
        return [to_override(body) for (body,) in rows]

    def faults_within(self, from_ms: int, to_ms: int) -> list[FaultSpan]:
        """Give faults that lay in a time, at least in part, as the fault book has them.

        However old they are: a store of measurements forgets them after some months.
        """
        rows = self._rows(_FAULTS, (from_ms, to_ms))
        return [FaultSpan(*row) for row in rows]

    def unproven(self, from_ms: int, to_ms: int) -> list[WorkOrder]:
        """Give work orders that were closed in a time with a reason in place of a proof."""
        return [read_work(body) for (body,) in self._rows(UNPROVEN, (from_ms, to_ms))]

    def said_before(self, lamp: str, at_ms: int) -> dict[str, Any] | None:
        """Give the last change of level that a lamp's node told of, up to a moment."""
        asked = (lamp, at_ms, at_ms - AROUND_MS, at_ms + LATE_MS)
        return next((json.loads(body) for (body,) in self._rows(_SAID, asked)), None)

    def imported_since(self, at_ms: int) -> int | None:
        """Give when the list of lamps was first replaced after a moment; None: never."""
        ((first_ms,),) = self._rows(_IMPORTED, (at_ms,))
        return None if first_ms is None else int(first_ms)

    def lists_replaced(self, from_ms: int) -> tuple[list[ListReplaced], int | None]:
        """Give the way back from the list of lamps to that of a moment, the oldest step first.

        Beside it stands since when lists are known, where that is not since the moment.
        """
        ((unknown_ms,),) = self._rows(UNKNOWN, (from_ms,))
        since_ms = from_ms if unknown_ms is None else int(unknown_ms)
        found = [read_replaced(*row) for row in self._rows(REPLACED, (since_ms,))]
        return found, None if unknown_ms is None else since_ms

    def _rows(self, statement: str, values: Iterable[Any]) -> list[Any]:
        with said_plainly(self._path), closing(connect_for_reading(self._path)) as connection:
            return connection.execute(statement, tuple(values)).fetchall()
