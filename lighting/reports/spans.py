"""Times from a begin to an end [ms since 1970 UTC], joined, clipped and measured."""

from collections.abc import Iterable

Time = tuple[int, int]


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


def length_ms(times: Iterable[Time]) -> int:
    """Give how long times are together, where none lies over another [ms]."""
    return sum(end - begin for begin, end in times)


def until(end_ms: int | None) -> int:
    """Give an end that can be compared; None lasts."""
    return 2**62 if end_ms is None else end_ms
