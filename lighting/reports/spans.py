"""Times from a begin to an end [ms since 1970 UTC], joined, clipped and measured."""

from collections.abc import Iterable, Mapping

Time = tuple[int, int]
Hours = Mapping[int, float]
"""Seconds of an hour, by its begin [ms since 1970 UTC]; an hour without any is left out."""
HOUR_MS = 3_600_000
FAR_MS = 2**62
"""An end of what lasts."""


def joined(times: Iterable[Time]) -> list[Time]:
    """Give times in order, those that touch as one; empty ones are left out."""
    found: list[Time] = []
    for from_ms, to_ms in sorted(one for one in times if one[0] < one[1]):
        if found and from_ms <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], to_ms))
        else:
            found.append((from_ms, to_ms))
    return found


def clipped(times: Iterable[Time], from_ms: int, to_ms: int) -> list[Time]:
    """Give what of times lies between two moments, joined."""
    return joined((max(begin, from_ms), min(end, to_ms)) for begin, end in times)


def common(times: Iterable[Time], others: Iterable[Time]) -> list[Time]:
    """Give what lies in both, joined."""
    found = joined(times)
    return joined(part for begin, end in others for part in clipped(found, begin, end))


def length_ms(times: Iterable[Time]) -> int:
    """Give how long times are together, where none lies over another [ms]."""
    return sum(end - begin for begin, end in times)


def until(end_ms: int | None) -> int:
    """Give an end that can be compared; None lasts."""
    return FAR_MS if end_ms is None else end_ms


def by_hour(times: Iterable[Time]) -> dict[int, float]:
    """Give how much of each hour lies in times, none of them over another [s]."""
    hours: dict[int, float] = {}
    for from_ms, to_ms in times:
        for hour_ms in range(from_ms - from_ms % HOUR_MS, to_ms, HOUR_MS):
            part_ms = min(to_ms, hour_ms + HOUR_MS) - max(from_ms, hour_ms)
            hours[hour_ms] = hours.get(hour_ms, 0.0) + part_ms / 1000
    return hours
