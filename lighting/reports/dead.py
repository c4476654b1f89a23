"""Lamps that are billed though dead, and lamps that burn though nobody registered them.

LAMP_FAIL is a dead lamp. COMM_LOST is a silent one: of it nobody knows, so its days make the
difference between least and most.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lighting.reports.spans import clipped, length_ms, until
from lighting.rows import HourRow
from lighting.site.inventory import Lamp
from lighting.stores.history import FaultSpan

DEAD, SILENT = "LAMP_FAIL", "COMM_LOST"
DAY_MS = 86_400_000
_LIT_SHARE, _LIT_W = 0.1, 2.0  # as burning is estimated from power in roll-ups


@dataclass(frozen=True, slots=True)
class DeadYetBilled:
    """A lamp with a customer number, and its days without light in a time."""

    lamp: Lamp
    least_days: float
    most_days: float
    spans: tuple[FaultSpan, ...]


def dead_yet_billed(
    lamps: Iterable[Lamp], faults: Iterable[FaultSpan], from_ms: int, to_ms: int
) -> list[DeadYetBilled]:
    """Find billed lamps that were dead or silent in a time, the longest dead first."""
    by_lamp: dict[str, list[FaultSpan]] = {}
    for one in faults:
        is_within = one.since_ms < to_ms and until(one.cleared_ms) > from_ms
        if one.code in {DEAD, SILENT} and one.lamp and is_within:
            by_lamp.setdefault(one.lamp, []).append(one)
    found = []
    for lamp in lamps:
        spans = by_lamp.get(lamp.id)
        if lamp.customer and spans:
            sure = [one for one in spans if one.code == DEAD]
            least, most = (days_of(some, from_ms, to_ms) for some in (sure, spans))
            found.append(DeadYetBilled(lamp, least, most, tuple(spans)))
    return sorted(found, key=lambda one: (-one.least_days, -one.most_days, one.lamp.id))


def days_of(faults: Iterable[FaultSpan], from_ms: int, to_ms: int) -> float:
    """Give how much of a time lies in faults [days], where they overlap once."""
    times = clipped(((one.since_ms, until(one.cleared_ms)) for one in faults), from_ms, to_ms)
    return length_ms(times) / DAY_MS


def unregistered(lamps: Sequence[Lamp], hours: Mapping[str, Iterable[HourRow]]) -> dict[str, float]:
    """Give the lamps without a customer number that burned, and how long they surely did [s].

    Where no lamp has a number nobody registers them here, and none is found.
    """
    if not any(lamp.customer for lamp in lamps):
        return {}
    found = {}
    for lamp in lamps:
        lit_w = max(_LIT_SHARE * lamp.power_w, _LIT_W)
        rows = () if lamp.customer else list(hours.get(lamp.id, ()))
        if any((row.burn_s or 0) > 0 or (row.power_max_w or 0) > lit_w for row in rows):
            found[lamp.id] = sum(row.burn_s or 0 for row in rows)
    return found
