"""A line of a few characters that shows how a figure went. A time without data is left blank."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

BARS = "▁▂▃▄▅▆▇█"
PLAIN = "12345678"
"""For a terminal that has no bars."""
GAP = " "
_LATE = 1.5
"""A sample speaks for so many report intervals at most, when no other comes."""

Point = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Strip:
    """A time in equal steps, each one character wide [ms since 1970 UTC]."""

    from_ms: int
    to_ms: int
    report_s: int
    width: int

    @property
    def steps(self) -> int:
        """How many: no more than samples are expected, so that a step without one is a gap."""
        expected = (self.to_ms - self.from_ms) // (self.report_s * 1000)
        return max(1, min(self.width, expected))

    def means(self, points: Sequence[Point]) -> Iterator[float | None]:
        """Give the mean of each step; None where there is no data."""
        steps, span_ms = self.steps, self.to_ms - self.from_ms
        index, last = 0, None
        for step in range(steps):
            begin_ms = self.from_ms + span_ms * step // steps
            end_ms = self.from_ms + span_ms * (step + 1) // steps
            values = []
            while index < len(points) and points[index][0] < end_ms:
                last = points[index]
                values.append(last[1])
                index += 1
            if values:
                yield sum(values) / len(values)
            else:
                yield self._held(last, begin_ms)

    def _held(self, last: Point | None, begin_ms: int) -> float | None:
        """What the last sample still speaks for: the next one may be a little late."""
        reach_ms = (_LATE - 1) * self.report_s * 1000
        return last[1] if last and begin_ms - last[0] <= reach_ms else None


def drawn(means: Sequence[float | None], least: float, most: float, bars: str = BARS) -> str:
    """Draw figures between the least and the most that there are; framed, so that gaps show."""

    def bar(value: float) -> str:
        if most <= least:
            return bars[0] if most == 0 else bars[len(bars) // 2 - 1]
        share = (value - least) / (most - least)
        return bars[min(len(bars) - 1, max(0, int(share * len(bars))))]

    return f"|{''.join(GAP if value is None else bar(value) for value in means)}|"


def bars_for(encoding: str | None) -> str:
    """Give the bars that an output can show."""
    try:
        BARS.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return PLAIN
    return BARS
