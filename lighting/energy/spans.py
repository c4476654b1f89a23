"""What is known between two samples: a counter's difference, or what can be told from power."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lighting.stores.history import Counted

Reading = tuple[int, float]
"""A moment [ms since 1970 UTC], and what was read then."""


@dataclass(frozen=True, slots=True)
class Span:
    """An amount between two moments, spread evenly over them.

    Attributes:
        start_ms: The begin [ms since 1970 UTC].
        end_ms: The end, later than the begin.
        amount: What came together in it.
        is_counted: Whether a counter says so; otherwise it is estimated from power.
    """

    start_ms: int
    end_ms: int
    amount: float
    is_counted: bool

    def part(self, from_ms: int, to_ms: int) -> "Span":
        """Give what of it lies between two moments, both within it."""
        amount = self.amount * (to_ms - from_ms) / (self.end_ms - self.start_ms)
        return Span(from_ms, to_ms, amount, self.is_counted)


Layer = Callable[[], Iterable[Span]]
"""Gives spans in order of time, none over another; only asked when those before it leave a gap."""


def readings(
    samples: Iterable[Counted], read: Callable[[Counted], float | None]
) -> Iterator[Reading]:
    """Give a reading of each sample that has one."""
    for sample in samples:
        value = read(sample)
        if value is not None:
            yield sample.at_ms, value


def counted(
    found: Iterable[Reading], reach_ms: int, most: Callable[[int], float]
) -> Iterator[Span]:
    """Give the differences of a counter that can be believed.

    Args:
        found: What it showed, in order of time.
        reach_ms: Readings further apart tell nothing of what is between them.
        most: What it can at most have counted in a time [ms]; more, or less than nothing, is
            another counter or one that began anew.
    """
    for (start_ms, before), (end_ms, after) in pairwise(found):
        span_ms, amount = end_ms - start_ms, after - before
        if 0 < span_ms <= reach_ms and 0 <= amount <= most(span_ms):
            yield Span(start_ms, end_ms, amount, is_counted=True)


def estimated(
    found: Iterable[Reading], reach_ms: int, per_ms: Callable[[float], float]
) -> Iterator[Span]:
    """Give what power tells: half the time as at its begin, half as at its end.

    Args:
        found: Power [W], in order of time.
        reach_ms: Readings further apart tell nothing of what is between them.
        per_ms: What comes together in a millisecond at a power.
    """
    for (start_ms, before), (end_ms, after) in pairwise(found):
        span_ms = end_ms - start_ms
        if 0 < span_ms <= reach_ms:
            amount = (per_ms(before) + per_ms(after)) / 2 * span_ms
            yield Span(start_ms, end_ms, amount, is_counted=False)


def best(layers: Sequence[Layer], from_ms: int, to_ms: int) -> Iterator[Span]:
    """Give what is known between two moments, without what is not, in order of time.

    Args:
        layers: Where several know something, the first counts.
        from_ms: The first moment.
        to_ms: The last.
    """
    if not layers or from_ms >= to_ms:
        return
    done_ms = from_ms
    for span in layers[0]():
        start_ms, end_ms = max(span.start_ms, from_ms), min(span.end_ms, to_ms)
        if start_ms < end_ms:
            yield from best(layers[1:], done_ms, start_ms)
            yield span.part(start_ms, end_ms)
            done_ms = end_ms
    yield from best(layers[1:], done_ms, to_ms)


def joined(spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Give the begins and ends of the times that spans cover, those that follow as one."""
    times: list[tuple[int, int]] = []
    for span in spans:
        if times and times[-1][1] == span.start_ms:
            times[-1] = (times[-1][0], span.end_ms)
        else:
            times.append((span.start_ms, span.end_ms))
    return times
