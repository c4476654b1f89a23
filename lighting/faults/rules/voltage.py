"""VOLT_LOW and VOLT_HIGH: are the mains within what they may be?

References:
    docs/faults.md; between a limit and the one of its way back nothing is said.
"""

from lighting.faults.evidence.of_supply import HIGH_VOLTS, LOW_VOLTS
from lighting.faults.rules.band import Findings, against, found
from lighting.faults.sighting import Sighting

# Below it is no mains: a solar lamp's 12 or 24 V, or a meter that sees none.
_MAINS_V = 60.0
_LOW_FINE, _HIGH_FINE = against("VOLT_LOW"), against("VOLT_HIGH")
_FINE = (*_LOW_FINE, *_HIGH_FINE)


def judge_voltage(sighting: Sighting) -> Findings:
    """Judge the supply voltage of one sample."""
    supply_v, limits = sighting.supply_v, sighting.limits
    if supply_v is None or supply_v < _MAINS_V:
        return ()
    if limits.volt_low_clear_v < supply_v < limits.volt_high_clear_v:
        return _FINE
    if supply_v < limits.volt_low_v:
        what = LOW_VOLTS(supply_v=supply_v, limit_v=limits.volt_low_v)
        return found("VOLT_LOW", what) + _HIGH_FINE
    if supply_v > limits.volt_high_v:
        what = HIGH_VOLTS(supply_v=supply_v, limit_v=limits.volt_high_v)
        return found("VOLT_HIGH", what) + _LOW_FINE
    return _HIGH_FINE if supply_v <= limits.volt_low_clear_v else _LOW_FINE
