"""The quick path: most samples are of healthy lamps and show nothing that wasn't known."""

from lighting.faults.power import NEWS_MS, NEWS_W, Reading, Readings, expected_w
from lighting.faults.rules.asset import EVERY_MS, LEAST_LEVEL, is_steadily_above
from lighting.faults.rules.load import POWER_FACTORS, factor_at
from lighting.faults.rules.relay import DEAD_W, STANDBY_W
from lighting.faults.sighting import Sighting, is_settled
from lighting.faults.slow import Slow

# Stricter than any rule: what is below is looked at by all of them.
LOW_V = 180.0


def is_plain(readings: Readings, slow: Slow, sighting: Sighting) -> bool:
    """Say whether no rule can find anything in a sample, nor remember anything of it.

    Never true of a sample in which a rule would find a fault; often true of the others. Counters
    of starts are left to the caller.
    """
    level = sighting.level
    if level is None or level != sighting.wanted_level or slow.fell_ms is not None:
        return False
    if sighting.has_sensors or sighting.bad or sighting.is_back or sighting.limits.warm_up_s:
        return False
    is_usual = _is_usual_lit(readings, slow, sighting, level) if level else _is_dark(slow, sighting)
    return is_usual and _is_cool(sighting)


def _is_cool(sighting: Sighting) -> bool:
    limits, supply_v = sighting.limits, sighting.supply_v
    gear_c, led_c, burn_s = sighting.gear_temp_c, sighting.led_temp_c, sighting.burn_s
    if supply_v is not None and not limits.volt_low_clear_v < supply_v < limits.volt_high_clear_v:
        return False
    if gear_c is not None and gear_c >= limits.temp_clear_c:
        return False
    if led_c is not None and led_c >= limits.temp_clear_c:
        return False
    is_young = burn_s is None or burn_s < limits.life_share * limits.rated_h * 3600
    starts = sighting.starts or 0
    return is_young and starts < limits.life_share * limits.rated_starts


def _is_dark(slow: Slow, sighting: Sighting) -> bool:
    power_w = sighting.power_w
    if power_w is None or power_w > sighting.limits.lit_share * sighting.nominal_w:
        return False
    is_little = sighting.supply_a is None or sighting.supply_a <= 0.1  # noqa: PLR2004 - CURR_HIGH allows it
    return is_little and (slow.draws_in_standby or power_w < STANDBY_W)


def _is_usual_lit(readings: Readings, slow: Slow, sighting: Sighting, level: int) -> bool:
    power_w, at_ms, night = sighting.power_w, sighting.at_ms, slow.night
    if power_w is None or not is_settled(sighting):
        return False
    if level >= LEAST_LEVEL and (night is None or not 0 <= at_ms - night[1] < EVERY_MS):
        return False
    if level < LEAST_LEVEL and night is not None and is_steadily_above(night, sighting):
        return False
    known = next((one for one in readings if one.level == level), None)
    if known is None or at_ms - known.at_ms > NEWS_MS or abs(known.power_w - power_w) > NEWS_W:
        return False
    return _is_as_expected(sighting, power_w, level) and all(
        _has_followed(sighting, known, one) for one in readings if one.level != level
    )


def _has_followed(sighting: Sighting, now: Reading, then: Reading) -> bool:
    """Whether power changed between two levels by half of what it should, or more."""
    low, high = (now, then) if now.level < then.level else (then, now)
    change_w = expected_w(sighting, high.level) - expected_w(sighting, low.level)
    return high.power_w - low.power_w - NEWS_W >= change_w / 2


def _is_as_expected(sighting: Sighting, power_w: float, level: int) -> bool:
    limits = sighting.limits
    wanted_w = expected_w(sighting, level)
    allowed_w = max(limits.tolerance_w, limits.tolerance_share * wanted_w)
    is_known = sighting.standby_w < sighting.nominal_w
    least_w = max(wanted_w - allowed_w, limits.dark_share * wanted_w, DEAD_W)
    if not is_known or not least_w <= power_w <= wanted_w + allowed_w:
        return False
    factor = sighting.power_factor
    if factor is not None and factor < factor_at(level) - limits.pf_margin:
        return False
    return sighting.supply_a is None or _is_usual_current(sighting, sighting.supply_a, level)


def _is_usual_current(sighting: Sighting, supply_a: float, level: int) -> bool:
    limits, volts = sighting.limits, sighting.supply_v
    if volts is None or volts < LOW_V:
        return False
    least_a = expected_w(sighting, level) / (volts * factor_at(level))
    full_a = sighting.nominal_w / (volts * POWER_FACTORS[-1])
    return limits.curr_low_share * least_a <= supply_a <= limits.curr_high_share * full_a
