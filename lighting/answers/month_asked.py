"""A month of the lists of lamps that held in it, as reports are asked about it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lighting.answers.scope import Scope
from lighting.reports.availability import one_an_hour
from lighting.reports.listed import DAY_MS, Listed, hours_within
from lighting.reports.month import Month
from lighting.reports.spans import HOUR_MS, Hours, Time, length_ms
from lighting.rows import HourRow

HoursOf = Callable[[int, int], Iterable[HourRow]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A month, and the lamps that are meant.

    Attributes:
        to_ms: Up to when it is over [ms since 1970 UTC].
        scope: The city now.
        lines: The lines of the list that are meant, each with the times in which it held.
        listed: All lamps that were listed in some of the month.
        known_ms: Since when the list is known, where it is not for all of the month: for the time
            before, the oldest that is known is taken.
    """

    month: Month
    to_ms: int
    scope: Scope
    lines: tuple[Listed, ...]
    listed: frozenset[str]
    known_ms: int | None = None

    def head(self, schema: str) -> dict[str, Any]:
        """Give the begin of a document."""
        scope, month = self.scope, self.month
        return {
            "schema": schema,
            "month": month.name,
            "from": scope.time(month.from_ms),
            "to": scope.time(self.to_ms),
            "asked_to": scope.time(month.to_ms),
            "list_known_from": scope.time(self.known_ms),
        }

    def held(self, times: Sequence[Time]) -> dict[str, Any]:
        """Give since and until when something was listed; None: since before, or beyond."""
        from_ms, to_ms = times[0][0], times[-1][1]
        return {
            "listed_from": self.scope.time(from_ms) if from_ms > self.month.from_ms else None,
            "listed_until": self.scope.time(to_ms) if to_ms < self.to_ms else None,
            "listed_days": round(length_ms(times) / DAY_MS, 3),
        }

    def hours(
        self, hours: HoursOf
    ) -> Iterator[tuple[Callable[[Listed], Hours], dict[str, dict[int, HourRow]]]]:
        """Read day by day, so that no more than a day is in memory.

        Beside what is known stands for how much of each hour of the day a line held.
        """
        for day in self.month.days:
            to_ms = min(day.to_ms, self.to_ms)
            if day.from_ms < to_ms:
                found = one_an_hour(hours(day.from_ms - day.from_ms % HOUR_MS, to_ms))
                yield hours_within(day.from_ms, to_ms), found
