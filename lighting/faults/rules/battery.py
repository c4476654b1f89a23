"""BATT_LOW, BATT_EMPTY, PV_NONE: does a solar lamp get through the night? See docs/faults.md."""

from lighting.faults.evidence.of_supply import LOW_CHARGE, NO_CHARGE
from lighting.faults.rules.band import Findings, against, found
from lighting.faults.sighting import Sighting

_LOW_FINE, _EMPTY_FINE = against("BATT_LOW"), against("BATT_EMPTY")
_PV_FINE = against("PV_NONE")
_HOUR_MS = 3_600_000


def judge_battery(sighting: Sighting) -> Findings:
    """Judge the charge; one that is empty is not also called low."""
    charge, limits = sighting.batt_pct, sighting.limits
    if charge is None:
        return ()
    band, low, empty = limits.batt_band_pct, limits.batt_low_pct, limits.batt_empty_pct
    if charge < empty:
        return found("BATT_EMPTY", LOW_CHARGE(charge=charge, limit=empty))
    over = _EMPTY_FINE if charge >= empty + band else ()
    if charge < low:
        return found("BATT_LOW", LOW_CHARGE(charge=charge, limit=low)) + over
    return over + _LOW_FINE if charge >= low + band else over


def judge_solar(sighting: Sighting, charged_ms: int | None) -> Findings:
    """Judge the solar panel by when it last charged; None: it has none, or it is not known."""
    if charged_ms is None or (sighting.pv_wh is None and sighting.pv_a is None):
        return ()
    idle_h = (sighting.at_ms - charged_ms) / _HOUR_MS
    if idle_h <= sighting.limits.pv_none_h:
        return _PV_FINE if idle_h < 1 else ()
    return found("PV_NONE", NO_CHARGE(idle_h=idle_h))
