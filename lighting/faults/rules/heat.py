"""TEMP_HIGH: is it too hot in the luminaire? References: docs/faults.md."""

from lighting.faults.evidence.of_lamp import DRIVER, HOT, LIGHT_SOURCE
from lighting.faults.rules.band import Findings, against, found
from lighting.faults.sighting import Sighting

CRITICAL = 4
_FINE = against("TEMP_HIGH")


def judge_heat(sighting: Sighting) -> Findings:
    """Judge the hotter of driver and light source; critical heat is of the highest severity."""
    gear_c, led_c, limits = sighting.gear_temp_c, sighting.led_temp_c, sighting.limits
    if gear_c is None or (led_c is not None and led_c > gear_c):
        where, hot_c = LIGHT_SOURCE, led_c
    else:
        where, hot_c = DRIVER, gear_c
    if hot_c is None:
        return ()
    if hot_c < limits.temp_clear_c:
        return _FINE
    if hot_c <= limits.temp_warn_c:
        return ()
    is_critical = hot_c > limits.temp_critical_c
    limit_c = limits.temp_critical_c if is_critical else limits.temp_warn_c
    evidence = HOT(where=where(), hot_c=hot_c, limit_c=limit_c)
    return found("TEMP_HIGH", evidence, CRITICAL if is_critical else None)
