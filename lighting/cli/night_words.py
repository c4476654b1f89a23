"""Many nights in a few words: ranges, weekdays, a count."""

from collections.abc import Sequence
from datetime import date

MOST_RANGES = 4
DAY_NAMES = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


def nights_in_words(nights: Sequence[date], span: int) -> str:
    """Tell which nights: `311: 2026-01-01..2026-06-13, 2026-08-07..2026-12-31`.

    Args:
        nights: Evenings, rising, one at least.
        span: How many nights were looked at.
    """
    count = len(nights)
    if count == span > 1:
        return f"all {count}, from {nights[0]}"
    ranges = _ranges(nights, apart=1)
    if len(ranges) <= MOST_RANGES:
        return f"{count}: {_told(ranges)}" if count > 1 else _told(ranges)
    weekdays = {night.weekday() for night in nights}
    if len(weekdays) == 1:
        return f"{count} {DAY_NAMES[weekdays.pop()]}, {nights[0]} to {nights[-1]}"
    return f"{count}, most of {_told(_bridged(nights))}; all in --json"


def _bridged(nights: Sequence[date]) -> list[tuple[date, date]]:
    """Give few ranges, by taking gaps for nights of them: the shortest gaps that will do."""
    apart = 1
    while len(ranges := _ranges(nights, apart)) > MOST_RANGES:
        apart += 1
    return ranges


def _ranges(nights: Sequence[date], apart: int) -> list[tuple[date, date]]:
    found: list[tuple[date, date]] = []
    for night in nights:
        if found and (night - found[-1][1]).days <= apart:
            found[-1] = (found[-1][0], night)
        else:
            found.append((night, night))
    return found


def _told(ranges: Sequence[tuple[date, date]]) -> str:
    return ", ".join(f"{first}" if first == last else f"{first}..{last}" for first, last in ranges)
