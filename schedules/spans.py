"""Parts of nights in a form that a node can hold: no zone, no sun, and the same from day to day."""

from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict

from schedules.program import DAY_S

# From a second up to, and without, a second [s since 1970 UTC]; None for a night without.
Part = tuple[int, int] | None


class Spans(BaseModel):
    """When something holds: always if neither attribute is set.

    Attributes:
        daily: Every day from that second of the UTC day, for so long [s].
        windows: From, up to and without [s since 1970 UTC], and on how many days in a row.
    """

    model_config = ConfigDict(frozen=True)

    daily: tuple[int, int] | None = None
    windows: tuple[tuple[int, int, int], ...] | None = None

    def holds_at(self, at_s: int) -> bool:
        """Say whether it holds at a moment [s since 1970 UTC]."""
        if self.daily:
            start_s, length_s = self.daily
            return (at_s - start_s) % DAY_S < length_s
        if self.windows is None:
            return True
        return any(from_s <= at_s < until_s for from_s, until_s in self._near(at_s))

    def next_edge_s(self, at_s: int) -> int | None:
        """Give the next moment at which it may begin or cease to hold; None if there is none."""
        if self.daily:
            start_s, length_s = self.daily
            since_s = (at_s - start_s) % DAY_S
            return at_s - since_s + (length_s if since_s < length_s else DAY_S)
        edges_s = (edge_s for window in self._near(at_s) for edge_s in window)
        return min((edge_s for edge_s in edges_s if edge_s > at_s), default=None)

    def _near(self, at_s: int) -> Iterator[tuple[int, int]]:
        """Of each run of windows those that may hold a moment, or come next."""
        for from_s, until_s, count in self.windows or ():
            day = (at_s - from_s) // DAY_S
            for number in (day - 1, day, day + 1):
                if 0 <= number < count:
                    yield from_s + number * DAY_S, until_s + number * DAY_S
            if day < -1:
                yield from_s, until_s


def spans_of(nights: Sequence[tuple[int, int]], parts: Sequence[Part]) -> Spans | None:
    """Give when something holds; None if it never does.

    What holds in each night alike is told without dates, so that it is the same from day to day.

    Args:
        nights: From noon up to noon [s since 1970 UTC], one after the other.
        parts: Of each night the part in which it holds.
    """
    found = [part for part in parts if part]
    if not found:
        return None
    if list(parts) == list(nights):
        return Spans()
    alike = {(from_s % DAY_S, until_s - from_s) for from_s, until_s in found}
    if len(alike) == 1 < len(parts) == len(found):
        return Spans(daily=alike.pop())
    return Spans(windows=tuple(_runs(found)))


def _runs(parts: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    first, count = parts[0], 0
    for from_s, until_s in parts:
        if (from_s - count * DAY_S, until_s - count * DAY_S) != first:
            yield (*first, count)
            first, count = (from_s, until_s), 0
        count += 1
    yield (*first, count)
