"""How much of a time a lamp's samples speak for, and where there are none: gaps.

A node reports every `report_s`. A sample speaks for the time until the next one, when that is no
later than half an interval more than it should be; else for one interval, and then a gap begins.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Covered:
    """A time, how much of it is spoken for, and the rest of it.

    Attributes:
        share: From 0 to 1; 0 for a time that has no length.
        gaps: Begin and end of each time without data [ms since 1970 UTC], oldest first.
    """

    share: float
    gaps: tuple[tuple[int, int], ...]


def lead_ms(report_s: int) -> int:
    """How long before a time a sample may lie that speaks for the begin of it [ms]."""
    return _late_ms(report_s)


def covered(moments: Iterable[int], from_ms: int, to_ms: int, report_s: int) -> Covered:
    """Say how much of a time is spoken for.

    Args:
        moments: Of samples, oldest first; those of the `lead_ms` before count as well.
        from_ms: The begin [ms since 1970 UTC].
        to_ms: The end; not after the present, for nothing can have come from after it.
        report_s: How often nodes report [s].
    """
    if to_ms <= from_ms:
        return Covered(0.0, ())
    gaps, known_until = [], from_ms
    within = [at_ms for at_ms in moments if at_ms < to_ms]
    for at_ms, next_ms in pairwise([*within, to_ms]):
        if at_ms > known_until:
            gaps.append((known_until, at_ms))
        is_next_in_time = next_ms - at_ms <= _late_ms(report_s)
        until = next_ms if is_next_in_time else at_ms + report_s * 1000
        known_until = max(known_until, until)
    if known_until < to_ms:
        gaps.append((known_until, to_ms))
    missing_ms = sum(end - begin for begin, end in gaps)
    return Covered(1 - missing_ms / (to_ms - from_ms), tuple(gaps))


def _late_ms(report_s: int) -> int:
    return report_s * 1500
