"""The quick path in figures: between which values a sample shows nothing that wasn't known.

What `plain` says of one sample holds for all that lie within some bounds, while the lamp is to do
the same. They are worked out once; a sample is then only compared. The bounds may be narrower than
what `plain` allows, never wider: a test holds the two together.
"""

from math import inf
from typing import NamedTuple

import msgspec

from devices.wire.quick import QuickSample
from lighting.faults.plain import LIT_SHARE, LOW_V, is_plain
from lighting.faults.power import NEWS_MS, NEWS_W, Readings, expected_w, tolerance_w
from lighting.faults.rules.asset import EVERY_MS, LEAST_LEVEL
from lighting.faults.rules.data import MASKS, RANGES
from lighting.faults.rules.load import POWER_FACTORS, factor_at
from lighting.faults.rules.relay import STANDBY_W
from lighting.faults.sighting import Sighting, settling_s
from lighting.faults.slow import Slow

# So much narrower than the rule: what is computed in another order differs in its last digit.
_INWARD = 1e-9
_MASKED = min(MASKS)
_LEAST = {name: least for name, least, _ in RANGES}
_MOST = {name: most for name, _, most in RANGES}
_COLDEST_C, _HOTTEST_C = _LEAST["gear_temp_c"], _MOST["gear_temp_c"]
_MOST_HZ = _MOST["supply_hz"]
# A dark lamp may take this (CURR_HIGH).
_DARK_A = 0.1


class Load(NamedTuple):
    """What the lamp takes at its level: watts, power factor, and volt-amperes or amperes."""

    least_w: float
    most_w: float
    least_factor: float = -inf
    least_va: float = -inf
    most_va: float = inf
    most_a: float = inf


class Bounds(msgspec.Struct, frozen=True, gc=False):
    """All of these hold for a sample that shows nothing new; see `is_within`."""

    level: int
    starts: int | None
    above_ms: float
    upto_ms: float
    uptime_s: float
    load: Load
    above_v: float
    below_v: float
    below_c: float
    below_burn_s: float


def bounds_of(readings: Readings, slow: Slow, sighting: Sighting) -> Bounds | None:
    """Give the bounds around a sample and under what is remembered; None: it isn't plain."""
    level, limits = sighting.level, sighting.limits
    if level is None or not is_plain(readings, slow, sighting):
        return None
    limit_s = settling_s(sighting)
    settled_ms = sighting.at_ms - 1000 * (sighting.settled_s - limit_s) + 1
    upto_ms = _news_ms(readings, slow, level) if level else inf
    return Bounds(
        level=level,
        starts=sighting.starts,
        above_ms=settled_ms,
        upto_ms=upto_ms,
        uptime_s=limit_s,
        load=_lit(readings, sighting, level) if level else _dark(slow, sighting),
        above_v=max(limits.volt_low_clear_v, LOW_V),
        below_v=min(limits.volt_high_clear_v, _MOST["supply_v"]),
        below_c=min(limits.temp_clear_c, _HOTTEST_C),
        below_burn_s=min(limits.life_share * limits.rated_h * 3600, _MASKED),
    )


def is_within(bounds: Bounds, sample: QuickSample) -> bool:
    """Whether a sample of the same session lies between the bounds, and holds nothing rare."""
    power_w, at_ms, uptime_s = sample.power_w, sample.at_ms, sample.uptime_s
    load = bounds.load
    return (
        power_w is not None
        and sample.level == bounds.level
        and load[0] <= power_w <= load[1]
        and sample.starts == bounds.starts
        and bounds.above_ms < at_ms <= bounds.upto_ms
        and (uptime_s is None or uptime_s > bounds.uptime_s)
        and _is_usual(bounds, load, sample)
        and _is_common(sample)
    )


def _is_usual(bounds: Bounds, load: Load, sample: QuickSample) -> bool:
    volts, gear_c, led_c = sample.supply_v, sample.gear_temp_c, sample.led_temp_c
    factor, supply_a, burn_s = sample.power_factor, sample.supply_a, sample.burn_s
    return (
        (volts is None or bounds.above_v < volts < bounds.below_v)
        and (gear_c is None or _COLDEST_C <= gear_c < bounds.below_c)
        and (led_c is None or _COLDEST_C <= led_c < bounds.below_c)
        and (burn_s is None or burn_s < bounds.below_burn_s)
        and (factor is None or factor >= load.least_factor)
        and (supply_a is None or _is_fit(load, volts, supply_a))
    )


def _is_fit(load: Load, volts: float | None, supply_a: float) -> bool:
    if supply_a > load.most_a or volts is None:
        return False
    return load.least_va <= supply_a * volts <= load.most_va


def _is_common(sample: QuickSample) -> bool:
    """Whether nothing is there that few lamps measure, and no counter is masked."""
    energy_wh, hz = sample.energy_wh, sample.supply_hz
    return (
        sample.rssi_dbm is sample.tilt_deg is sample.door_open is sample.batt_pct is None
        and sample.pv_a is sample.pv_wh is sample.pv_v is sample.batt_v is None
        and sample.supply_losses is None
        and (energy_wh is None or energy_wh < _MASKED)
        and (hz is None or 0.0 <= hz <= _MOST_HZ)
    )


def _news_ms(readings: Readings, slow: Slow, level: int) -> float:
    """Up to when power at this level is known well enough."""
    upto_ms = next(one.at_ms for one in readings if one.level == level) + NEWS_MS
    if level >= LEAST_LEVEL and slow.night is not None:
        return min(upto_ms, slow.night[1] + EVERY_MS - 1)
    return upto_ms


def _dark(slow: Slow, sighting: Sighting) -> Load:
    most_w = LIT_SHARE * sighting.nominal_w
    if not slow.draws_in_standby:
        most_w = min(most_w, STANDBY_W - _INWARD)
    return Load(_LEAST["power_w"], most_w, most_a=_DARK_A)


def _lit(readings: Readings, sighting: Sighting, level: int) -> Load:
    limits, known = sighting.limits, next(one for one in readings if one.level == level)
    wanted_w = expected_w(sighting, level)
    allowed_w = tolerance_w(sighting, wanted_w)
    least_w = max(wanted_w - allowed_w, LIT_SHARE * wanted_w, known.power_w - NEWS_W)
    most_w = min(wanted_w + allowed_w, known.power_w + NEWS_W)
    least_va = limits.curr_low_share * wanted_w / factor_at(level)
    most_va = limits.curr_high_share * sighting.nominal_w / POWER_FACTORS[-1]
    return Load(
        least_w + _INWARD,
        most_w - _INWARD,
        factor_at(level) - limits.pf_margin + _INWARD,
        least_va * (1 + _INWARD),
        most_va * (1 - _INWARD),
    )
