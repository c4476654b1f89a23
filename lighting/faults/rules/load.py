"""PF_LOW, CURR_HIGH, CURR_LOW: power factor and current beside what the level should take.

References:
    TALQ 2.7.1, LampType.powerFactorThresholdDimmingCurve, documented sample.
"""

from lighting.faults.evidence.of_lamp import LITTLE_CURRENT, MUCH_CURRENT, POOR_FACTOR
from lighting.faults.power import expected_w, is_warm
from lighting.faults.rules.band import Findings, against, found
from lighting.faults.sighting import Sighting, is_settled

POWER_FACTORS = (0.65, 0.60, 0.70, 0.75, 0.80, 0.85, 0.87, 0.89, 0.90, 0.95, 0.98)
"""Least power factor at 0, 10, ... 100 % light."""
_NOMINAL_V = 220.0
# At low light meters of current and power factor err by more than they show.
_LEAST_LEVEL = 10
_LEAST_CURRENT_LEVEL = 50
_FACTOR_FINE, _HIGH_FINE = against("PF_LOW"), against("CURR_HIGH")
_LOW_FINE = against("CURR_LOW")
_FINE = (*_HIGH_FINE, *_LOW_FINE)


def factor_at(level: float) -> float:
    """Give the least power factor at a level [%], on straight lines between the points."""
    number = min(max(int(level // 10), 0), len(POWER_FACTORS) - 2)
    low, high = POWER_FACTORS[number], POWER_FACTORS[number + 1]
    return low + (high - low) * (level / 10 - number)


def judge_factor(sighting: Sighting) -> Findings:
    """Judge the power factor by the load that the driver really carries."""
    factor, level = sighting.power_factor, sighting.level
    if factor is None or not level or not is_settled(sighting) or not is_warm(sighting):
        return ()
    load = _load_pct(sighting, level)
    if load < _LEAST_LEVEL:
        return ()
    least = factor_at(load) - sighting.limits.pf_margin
    if factor >= least:
        return _FACTOR_FINE
    return found("PF_LOW", POOR_FACTOR(factor=factor, load=load, least=least))


def _load_pct(sighting: Sighting, level: int) -> float:
    span_w = sighting.nominal_w - sighting.standby_w
    if sighting.power_w is None or span_w <= 0:
        return level
    return min(float(level), 100 * (sighting.power_w - sighting.standby_w) / span_w)


def judge_current(sighting: Sighting) -> Findings:
    """Judge the current: above what full light takes, or half of what this level takes."""
    supply_a, level = sighting.supply_a, sighting.level
    if supply_a is None or sighting.nominal_w <= sighting.standby_w:
        return ()
    volts = sighting.supply_v or _NOMINAL_V
    full_a = sighting.nominal_w / (volts * POWER_FACTORS[-1])
    share = sighting.limits.curr_high_share
    if supply_a > share * full_a + 0.1:
        evidence = MUCH_CURRENT(supply_a=supply_a, full_a=full_a)
        return found("CURR_HIGH", evidence) + _LOW_FINE
    can_be_low = level is not None and level >= _LEAST_CURRENT_LEVEL
    if not can_be_low or not is_settled(sighting) or not is_warm(sighting):
        return _HIGH_FINE
    return _judge_low(sighting, supply_a, level or 0, volts)


def _judge_low(sighting: Sighting, supply_a: float, level: int, volts: float) -> Findings:
    limits = sighting.limits
    wanted_a = expected_w(sighting, level) / (volts * factor_at(level))
    if supply_a >= limits.curr_low_share * wanted_a:
        return _FINE
    if supply_a < limits.dark_share * wanted_a and sighting.power_w is not None:
        return _HIGH_FINE  # dark: LAMP_FAIL says so
    evidence = LITTLE_CURRENT(supply_a=supply_a, level=level, wanted_a=wanted_a)
    return found("CURR_LOW", evidence) + _HIGH_FINE
