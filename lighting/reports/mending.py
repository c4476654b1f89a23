"""Faults of a month by code and kelurahan: begun, mended, how long that took, still open."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from lighting.reports.spans import until
from lighting.site.inventory import Lamp
from lighting.stores.history import FaultSpan

_HOUR_MS = 3_600_000
NOWHERE = ""
"""The kelurahan of what is of no lamp that is in the list."""


@dataclass(slots=True)
class Mending:
    """Faults of one code in one kelurahan.

    Attributes:
        begun: Began in the month.
        mended: Ended in it.
        still_open: Last at its end.
        closed: Of these, how many a person closed.
        unproven: Of those, how many without proof.
        lasted_ms: How long each of those took that ended in it [ms].
    """

    code: str
    severity: int
    kelurahan: str
    begun: int = 0
    mended: int = 0
    still_open: int = 0
    closed: int = 0
    unproven: int = 0
    lasted_ms: list[int] = field(default_factory=list)

    @property
    def mean_repair_h(self) -> float | None:
        """Mean time from the first finding to the end [h]; None where none ended.

        References:
            IEC 60050-192:2015, 192-07-23: mean time to restoration.
        """
        if not self.lasted_ms:
            return None
        return sum(self.lasted_ms) / len(self.lasted_ms) / _HOUR_MS


def mending(
    faults: Iterable[FaultSpan],
    by_id: Mapping[str, Lamp],
    from_ms: int,
    to_ms: int,
    unproven: Container[str] = (),
) -> list[Mending]:
    """Sort out faults that lay in a time, at least in part, by severity, code and kelurahan.

    Args:
        faults: Each once.
        by_id: The lamps of the list.
        from_ms: The begin [ms since 1970 UTC].
        to_ms: The end, not after the present.
        unproven: Ids of faults that were closed without proof.
    """
    found: dict[tuple[int, str, str], Mending] = {}
    for one in faults:
        if one.since_ms >= to_ms or until(one.cleared_ms) < from_ms:
            continue
        lamp = by_id.get(one.lamp or "")
        key = (-one.severity, one.code, lamp.kelurahan if lamp else NOWHERE)
        row = found.setdefault(key, Mending(one.code, one.severity, key[2]))
        _count(row, one, from_ms, to_ms, is_unproven=one.id in unproven)
    return [found[key] for key in sorted(found)]


def by_code(rows: Iterable[Mending]) -> list[Mending]:
    """Add up all kelurahan of each code."""
    found: dict[str, Mending] = {}
    for row in rows:
        total = found.setdefault(row.code, Mending(row.code, row.severity, "all"))
        total.begun += row.begun
        total.mended += row.mended
        total.still_open += row.still_open
        total.closed += row.closed
        total.unproven += row.unproven
        total.lasted_ms += row.lasted_ms
    return list(found.values())


def _count(row: Mending, fault: FaultSpan, from_ms: int, to_ms: int, *, is_unproven: bool) -> None:
    row.begun += fault.since_ms >= from_ms
    end_ms = fault.cleared_ms
    if end_ms is None or end_ms >= to_ms:
        row.still_open += 1
        return
    row.mended += 1
    row.closed += fault.state == "closed"
    row.unproven += fault.state == "closed" and is_unproven
    row.lasted_ms.append(max(0, end_ms - fault.since_ms))
