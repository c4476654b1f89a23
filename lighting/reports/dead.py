"""Lamps that are billed though dead, and lamps that burn though nobody registered them.

LAMP_FAIL is a dead lamp. COMM_LOST is a silent one: of it nobody knows, so its days make the
difference between least and most.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lighting.reports.listed import DAY_MS, Listed
from lighting.reports.spans import Hours, Time, common, length_ms, until
from lighting.rows import HourRow
from lighting.stores.history import FaultSpan

DEAD, SILENT = "LAMP_FAIL", "COMM_LOST"
_HOUR_S = 3600
_LIT_SHARE, _LIT_W = 0.1, 2.0  # as burning is estimated from power in roll-ups


@dataclass(frozen=True, slots=True)
class DeadYetBilled:
    """A line with a customer number, and the days of it without light."""

    line: Listed
    least_days: float
    most_days: float
    spans: tuple[FaultSpan, ...]


def dead_yet_billed(lines: Iterable[Listed], faults: Iterable[FaultSpan]) -> list[DeadYetBilled]:
    """Find billed lamps that were dead or silent while a line held, the longest dead first."""
    by_lamp: dict[str, list[FaultSpan]] = {}
    for one in faults:
        if one.code in {DEAD, SILENT} and one.lamp:
            by_lamp.setdefault(one.lamp, []).append(one)
    found = []
    for line in lines:
        of_lamp = by_lamp.get(line.lamp.id, ()) if line.lamp.customer else ()
        spans = tuple(one for one in of_lamp if days_of([one], line.times))
        if spans:
            sure = [one for one in spans if one.code == DEAD]
            least, most = (days_of(some, line.times) for some in (sure, spans))
            found.append(DeadYetBilled(line, least, most, spans))
    return sorted(found, key=lambda one: (-one.least_days, -one.most_days, one.line.key))


def days_of(faults: Iterable[FaultSpan], times: Iterable[Time]) -> float:
    """Give how much of times lies in faults [days], where they overlap once."""
    dead = ((one.since_ms, until(one.cleared_ms)) for one in faults)
    return length_ms(common(dead, times)) / DAY_MS


def unregistered(
    lines: Sequence[Listed],
    listed: Callable[[Listed], Hours],
    hours: Mapping[str, Mapping[int, HourRow]],
) -> dict[tuple[str, int], float]:
    """Give lines without a customer number whose lamp burned, and how long it surely did [s].

    Where no line has a number nobody registers lamps here, and none is found.

    Args:
        lines: All of them.
        listed: For how much of each hour a line held [s].
        hours: What is known of each lamp.
    """
    if not any(line.lamp.customer for line in lines):
        return {}
    found = {}
    for line in lines:
        lit_w = max(_LIT_SHARE * line.lamp.power_w, _LIT_W)
        rows = {} if line.lamp.customer else hours.get(line.lamp.id, {})
        known = [(rows[at_ms], of_s) for at_ms, of_s in listed(line).items() if at_ms in rows]
        if any((row.burn_s or 0) > 0 or (row.power_max_w or 0) > lit_w for row, _ in known):
            found[line.key] = sum((row.burn_s or 0) * of_s / _HOUR_S for row, of_s in known)
    return found
