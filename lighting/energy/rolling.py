"""Rolls up hours as they end, and again when something of them comes late."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from lighting.energy.roll_up import reach_ms, roll_up
from lighting.rows import HourRolled, HourRow, Row
from lighting.site.inventory import Lamp
from lighting.stores.history import History
from lighting.stores.stale_hours import StaleHour

HOUR_MS = 3_600_000
SLACK_MS = 120_000
"""Time for what was measured to arrive [ms]."""


class Marks(Protocol):
    """Where stale hours are noted."""

    def due(self, before_ms: int, reach_ms: int) -> list[StaleHour]:
        """Give the stale hours that ended before a moment, the oldest first."""
        ...

    def lamps(self) -> tuple[Lamp, ...]:
        """Give the lamps as they are in the inventory now."""
        ...


def rolled(marks: Marks, history: History, report_s: int, now_ms: int) -> Iterator[tuple[Row, ...]]:
    """Give the rows of each hour that is due, to be kept in one commit.

    Args:
        marks: Which hours are stale.
        history: What was measured.
        report_s: How often nodes report [s].
        now_ms: The moment; an hour is due when whatever belongs to it has had time to come.
    """
    reach = reach_ms(report_s)
    due = marks.due(now_ms - reach - SLACK_MS, reach)
    lamps = marks.lamps() if due else ()
    for stale in due:
        hours = _hours(history, lamps, stale.hour_ms, report_s)
        yield (*hours, HourRolled(stale.hour_ms, stale.marks))


def _hours(
    history: History, lamps: Sequence[Lamp], hour_ms: int, report_s: int
) -> Iterator[HourRow]:
    reach = reach_ms(report_s)
    counted = history.counted(hour_ms - reach, hour_ms + HOUR_MS + reach)
    before = _samples_of(history.hours(hour_ms, hour_ms + HOUR_MS))
    for lamp in lamps:
        row = roll_up(lamp.id, hour_ms, counted.get(lamp.id, ()), lamp.power_w, report_s)
        is_known = row.covered_s > 0 or row.samples > 0
        # Of fewer samples than before: some were thinned or are too old to be kept.
        if is_known and row.samples >= before.get(lamp.id, 0):
            yield row


def _samples_of(hours: Iterable[HourRow]) -> Mapping[str, int]:
    """How many samples each lamp's figures were made of."""
    most: dict[str, int] = {}
    for row in hours:
        most[row.lamp] = max(row.samples, most.get(row.lamp, 0))
    return most
