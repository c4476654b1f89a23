"""The quick path in figures: between which values a sample shows nothing that wasn't known.

What `plain` says of one sample holds for all that lie within some bounds, while the lamp is to do
the same. They are worked out once; a sample is then only compared. The bounds may be narrower than
what `plain` allows, never wider: a test holds the two together.
"""

from math import inf
from typing import NamedTuple

import msgspec

from devices.wire.quick import QuickSample
from lighting.faults.plain import LOW_V, is_plain
from lighting.faults.power import NEWS_MS, NEWS_W, Readings, expected_w, tolerance_w
from lighting.faults.rules.asset import EVERY_MS, LEAST_LEVEL
from lighting.faults.rules.data import MASKS, RANGES
from lighting.faults.rules.load import POWER_FACTORS, factor_at
from lighting.faults.rules.relay import DEAD_W, STANDBY_W
from lighting.faults.sighting import Sighting, settling_s
from lighting.faults.slow import Slow

# So much narrower than the rule: what is computed in another order differs in its last digit.
_INWARD = 1e-9
_MASKED = min(MASKS)
_LEAST = {name: least for name, least, _ in RANGES}
_MOST = {name: most for name, _, most in RANGES}
_COLDEST_C, _HOTTEST_C = _LEAST["gear_temp_c"], _MOST["gear_temp_c"]
_MOST_HZ, _MOST_A, _MOST_W = _MOST["supply_hz"], _MOST["supply_a"], _MOST["power_w"]
# A dark lamp may take this (CURR_HIGH).
_DARK_A = 0.1


class Window(NamedTuple):
    """What only one lamp's samples lie between: their time, and their power; see `is_inside`."""

    above_ms: float
    upto_ms: float
    least_w: float
    most_w: float


class Bounds(msgspec.Struct, frozen=True, gc=False):
    """What the samples of all lamps of a kind lie between, at one level; see `is_within`."""

    level: int
    uptime_s: float
    above_v: float
    below_v: float
    below_c: float
    below_burn_s: float
    least_factor: float
    least_va: float
    most_va: float
    most_a: float


def window_of(readings: Readings, slow: Slow, sighting: Sighting) -> Window | None:
    """Give the window around a sample, under what is remembered; None: it isn't plain."""
    level = sighting.level
    if level is None or not is_plain(readings, slow, sighting):
        return None
    above_ms = sighting.at_ms - 1000 * (sighting.settled_s - settling_s(sighting)) + 1
    if level == 0:
        return Window(above_ms, inf, _LEAST["power_w"], _most_dark_w(slow, sighting))
    known = next(one for one in readings if one.level == level)
    wanted_w = expected_w(sighting, level)
    allowed_w = tolerance_w(sighting, wanted_w)
    dark_w = max(sighting.limits.dark_share * wanted_w, DEAD_W)
    least_w = max(wanted_w - allowed_w, dark_w, known.power_w - NEWS_W)
    most_w = min(wanted_w + allowed_w, known.power_w + NEWS_W, _MOST_W)
    upto_ms = known.at_ms + NEWS_MS
    if level >= LEAST_LEVEL and slow.night is not None:
        upto_ms = min(upto_ms, slow.night[1] + EVERY_MS - 1)
    return Window(above_ms, upto_ms, least_w + _INWARD, most_w - _INWARD)


def _most_dark_w(slow: Slow, sighting: Sighting) -> float:
    most_w = sighting.limits.lit_share * sighting.nominal_w
    return most_w if slow.draws_in_standby else min(most_w, STANDBY_W - _INWARD)


def bounds_of(sighting: Sighting, level: int) -> Bounds:
    """Give the bounds of all lamps with these limits and powers, at a level."""
    limits = sighting.limits
    wanted_w, factor = expected_w(sighting, level), factor_at(level)
    least_va = limits.curr_low_share * wanted_w / factor
    most_va = limits.curr_high_share * sighting.nominal_w / POWER_FACTORS[-1]
    return Bounds(
        level=level,
        uptime_s=settling_s(sighting),
        above_v=max(limits.volt_low_clear_v, LOW_V),
        below_v=min(limits.volt_high_clear_v, _MOST["supply_v"]),
        below_c=min(limits.temp_clear_c, _HOTTEST_C),
        below_burn_s=min(limits.life_share * limits.rated_h * 3600, _MASKED),
        least_factor=factor - limits.pf_margin + _INWARD if level else -inf,
        least_va=least_va * (1 + _INWARD) if level else -inf,
        most_va=most_va * (1 - _INWARD) if level else inf,
        most_a=_MOST_A if level else _DARK_A,
    )


def is_inside(window: Window, starts: int | None, sample: QuickSample) -> bool:
    """Whether a sample lies in its lamp's window, and no start is new."""
    above_ms, upto_ms, least_w, most_w = window
    power_w = sample.power_w
    return (
        power_w is not None
        and least_w <= power_w <= most_w
        and above_ms < sample.at_ms <= upto_ms
        and sample.starts == starts
    )


def is_within(bounds: Bounds, sample: QuickSample) -> bool:
    """Whether a sample lies between the bounds, and holds nothing rare."""
    uptime_s = sample.uptime_s
    return (
        sample.level == bounds.level
        and (uptime_s is None or uptime_s > bounds.uptime_s)
        and _is_usual(bounds, sample)
        and _is_common(sample)
    )


def _is_usual(bounds: Bounds, sample: QuickSample) -> bool:
    volts, gear_c, led_c = sample.supply_v, sample.gear_temp_c, sample.led_temp_c
    factor, supply_a, burn_s = sample.power_factor, sample.supply_a, sample.burn_s
    return (
        (volts is None or bounds.above_v < volts < bounds.below_v)
        and (gear_c is None or _COLDEST_C <= gear_c < bounds.below_c)
        and (led_c is None or _COLDEST_C <= led_c < bounds.below_c)
        and (burn_s is None or burn_s < bounds.below_burn_s)
        and (factor is None or factor >= bounds.least_factor)
        and (supply_a is None or _is_fit(bounds, volts, supply_a))
    )


def _is_fit(bounds: Bounds, volts: float | None, supply_a: float) -> bool:
    if supply_a > bounds.most_a or volts is None:
        return False
    return bounds.least_va <= supply_a * volts <= bounds.most_va


def _is_common(sample: QuickSample) -> bool:
    """Whether nothing is there that few lamps measure, and no counter is masked."""
    energy_wh, losses, hz = sample.energy_wh, sample.supply_losses, sample.supply_hz
    return (
        sample.rssi_dbm is sample.tilt_deg is sample.door_open is sample.batt_pct is None
        and sample.pv_a is sample.pv_wh is sample.pv_v is sample.batt_v is None
        and (losses is None or losses < _MASKED)
        and (energy_wh is None or energy_wh < _MASKED)
        and (hz is None or 0.0 <= hz <= _MOST_HZ)
    )
