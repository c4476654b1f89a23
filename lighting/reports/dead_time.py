"""How long the lamps of a bill were dead, or silent, and what was billed for that time.

Computed from the times that the pack tells, so that whoever has it can compute it again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from lighting.reports.dead import DEAD
from lighting.reports.listed import DAY_MS
from lighting.reports.spans import Time, clipped, length_ms, until
from lighting.times import from_rfc3339

TOLD = ("customer", "lamp", "line", "code", "since", "until")
"""What is told of a dead lamp, while its line held; `until` is empty where it lasted."""
Key = tuple[str, int]
"""A lamp, and the number of its line."""
_DAYS = Decimal("0.000001")

Told = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DeadDays:
    """Days without light in a month: surely, and perhaps as well."""

    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)


def dead_days(rows: Iterable[Told], from_ms: int, to_ms: int) -> dict[Key, DeadDays]:
    """Give the days of each line within a month; where times lie over another they count once."""
    of_line: dict[Key, list[tuple[str, Time]]] = {}
    for row in rows:
        of_line.setdefault(key_of(row), []).append((row["code"], _time(row)))
    return {
        line: DeadDays(
            _days((one for code, one in told if code == DEAD), from_ms, to_ms),
            _days((one for _, one in told), from_ms, to_ms),
        )
        for line, told in of_line.items()
    }


def key_of(row: Told) -> Key:
    """Give the line that a time is of."""
    return row["lamp"], int(row["line"])


def days_of_row(row: Told, from_ms: int, to_ms: int) -> Decimal:
    """Give the days of one time within a month."""
    return _days([_time(row)], from_ms, to_ms)


def _days(times: Iterable[Time], from_ms: int, to_ms: int) -> Decimal:
    whole_ms = Decimal(length_ms(clipped(times, from_ms, to_ms)))
    return (whole_ms / DAY_MS).quantize(_DAYS, ROUND_HALF_EVEN)


def _time(row: Told) -> Time:
    return from_rfc3339(row["since"]), until(from_rfc3339(row["until"]) if row["until"] else None)
