"""One lamp's hour from its samples: what its counters say, and for how much of the hour they do.

The same samples give the same row in whatever order they came, so an hour is simply rolled up
again when something of it comes late.

- Two readings of a counter tell of the time between them when they are no further apart than
  `reach_ms`: nodes keep their counters of every full hour until they are confirmed, so an outage
  of the link costs no energy. What they count is shared over the hour's boundary in proportion to
  time. Power tells of a shorter time, `power_reach_ms`.
- A counter that fell, or rose by more than a lamp can, is another one or began anew: that time is
  estimated from power, as is the time of a node without a counter. Burning time is estimated as
  the time with more than 10 % of the nominal power, and more than 2 W.
- What is left is not covered. A gap is never zero: the energy is None when nothing is known.
- A row has one covered time for both figures: that of energy. Burning time is None unless it is
  known for all of it: whole Wh over a few minutes don't tell a lamp from its standby. Of a node
  without a meter it is the time for which burning is known, and the energy is None.
- Least, mean and most of power are those of the samples within the hour; the mean is weighted
  with the time between them.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import inf
from operator import attrgetter

from lighting.energy.spans import Layer, Reading, Span, best, counted, estimated, joined, readings
from lighting.rows import HourRow
from lighting.stores.history import Counted

HOUR_MS = 3_600_000
_LEAST_REACH_MS = 3_900_000  # counters are noted each full hour, and some minutes late at most
_LEAST_POWER_REACH_MS = 900_000
_WH_PER_W_MS = 1 / HOUR_MS
# More than a lamp's power allows is no count of that lamp; a cold or ageing one takes a tenth more.
_SURPLUS, _SURPLUS_W = 1.5, 5.0
_ROUNDED_WH = 1.0  # two whole numbers differ by up to one more than what they count
# A node's seconds may be a little short, and what it counted was noted a little late.
_FAST, _LATE_S = 1.05, 60.0
_LIT_SHARE, _LIT_W = 0.1, 2.0
_DIGITS = 6  # so that thirds of an hour don't show what floats are made of

_energy_of: Callable[[Counted], float | None] = attrgetter("energy_wh")
_burning_of: Callable[[Counted], float | None] = attrgetter("burn_s")
_power_of: Callable[[Counted], float | None] = attrgetter("power_w")


def reach_ms(report_s: int) -> int:
    """How far apart two readings of a counter may be to tell of the time between them [ms].

    Args:
        report_s: How often nodes report [s].
    """
    return max(3_000 * report_s, _LEAST_REACH_MS)


def power_reach_ms(report_s: int) -> int:
    """How far apart two readings of power may be to tell of the time between them [ms].

    Args:
        report_s: How often nodes report [s].
    """
    return max(3_000 * report_s, _LEAST_POWER_REACH_MS)


def roll_up(
    lamp: str, hour_ms: int, samples: Sequence[Counted], nominal_w: float, report_s: int
) -> HourRow:
    """Roll up one hour of one lamp.

    Args:
        lamp: Its id.
        hour_ms: The hour's begin [ms since 1970 UTC].
        samples: Those from `reach_ms` before the hour to as long after it; more change nothing.
        nominal_w: The lamp's power at full light [W].
        report_s: How often nodes report [s].
    """
    reaches, end_ms = (reach_ms(report_s), power_reach_ms(report_s)), hour_ms + HOUR_MS
    ordered = sorted(set(samples), key=_place)
    energy = list(best(_energy(ordered, nominal_w, reaches), hour_ms, end_ms))
    layers = _burning(ordered, nominal_w, reaches)
    times = joined(energy) or [(hour_ms, end_ms)]
    burning = [span for time in times for span in best(layers, *time)]
    covered_ms = _length_ms(energy or burning)
    if _length_ms(burning) < covered_ms:
        burning = []
    within = [one for one in ordered if hour_ms <= one.at_ms < end_ms]
    return HourRow(
        lamp,
        hour_ms,
        _amount(energy),
        _amount(burning, covered_ms / 1000),
        *_power(list(readings(within, _power_of)), reaches[1]),
        covered_s=covered_ms / 1000,
        samples=len(within),
        quality=_quality({span.is_counted for span in (*energy, *burning)}),
    )


def _place(sample: Counted) -> tuple[float, ...]:
    """A sample's place among others, the same in whatever order they came."""
    values = (sample.energy_wh, sample.burn_s, sample.power_w)
    return (sample.at_ms, *(-1e9 if value is None else value for value in values))


def _energy(
    ordered: Sequence[Counted], nominal_w: float, reaches: tuple[int, int]
) -> tuple[Layer, Layer]:
    """What is known of energy [Wh], the best first; the reaches of counters and of power [ms]."""

    def most_wh(span_ms: int) -> float:
        most_w = _SURPLUS * nominal_w + _SURPLUS_W
        return most_w * span_ms / HOUR_MS + _ROUNDED_WH

    def used_wh(power_w: float) -> float:
        return max(power_w, 0.0) * _WH_PER_W_MS

    return (
        lambda: counted(readings(ordered, _energy_of), reaches[0], most_wh),
        lambda: estimated(readings(ordered, _power_of), reaches[1], used_wh),
    )


def _burning(
    ordered: Sequence[Counted], nominal_w: float, reaches: tuple[int, int]
) -> tuple[Layer, Layer]:
    """What is known of burning time [s], the best first."""
    lit_w = max(_LIT_SHARE * nominal_w, _LIT_W)

    def lit_s(power_w: float) -> float:
        return 0.001 if power_w > lit_w else 0.0

    return (
        lambda: counted(readings(ordered, _burning_of), reaches[0], _most_s),
        lambda: estimated(readings(ordered, _power_of), reaches[1], lit_s),
    )


def _most_s(span_ms: int) -> float:
    return _FAST * span_ms / 1000 + _LATE_S


def _length_ms(spans: Sequence[Span]) -> int:
    return sum(span.end_ms - span.start_ms for span in spans)


def _amount(spans: Sequence[Span], most: float = inf) -> float | None:
    return min(round(sum(span.amount for span in spans), _DIGITS), most) if spans else None


def _power(found: Sequence[Reading], reach: int) -> tuple[float | None, float | None, float | None]:
    """Least, mean and most [W]."""
    if not found:
        return None, None, None
    powers_w = [power_w for _, power_w in found]
    spans = [
        ((before + after) / 2, end_ms - start_ms)
        for (start_ms, before), (end_ms, after) in pairwise(found)
        if end_ms - start_ms <= reach
    ]
    whole_ms = sum(span_ms for _, span_ms in spans)
    if whole_ms:
        mean_w = sum(power_w * span_ms for power_w, span_ms in spans) / whole_ms
    else:
        mean_w = sum(powers_w) / len(powers_w)
    least_w, most_w = min(powers_w), max(powers_w)
    return least_w, min(max(round(mean_w, _DIGITS), least_w), most_w), most_w


def _quality(is_counted: set[bool]) -> str:
    if not is_counted:
        return "none"
    if len(is_counted) > 1:
        return "mixed"
    return "counted" if True in is_counted else "estimated"
