"""How much people are told: what an alarm load is measured by.

References:
    EEMUA 191: an operator can take in about one alarm in ten minutes.
"""

from collections import Counter
from collections.abc import Sequence
from statistics import median

WINDOW_MS = 600_000


def most_within(told_ms: Sequence[int]) -> int:
    """The most that came within ten minutes; `told_ms` rises."""
    most, first = 0, 0
    for last, at_ms in enumerate(told_ms):
        while at_ms - told_ms[first] > WINDOW_MS:
            first += 1
        most = max(most, last - first + 1)
    return most


def median_within(told_ms: Sequence[int], start_ms: int, end_ms: int) -> float:
    """The median of all ten minutes, one after the other, from start to end."""
    windows = max(1, -(-(end_ms - start_ms) // WINDOW_MS))
    counts = Counter((at_ms - start_ms) // WINDOW_MS for at_ms in told_ms)
    return float(median(counts[number] for number in range(windows)))
