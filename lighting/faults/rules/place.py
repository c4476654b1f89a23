"""TILT and DOOR_OPEN: what the node feels of pole and cabinet. References: docs/faults.md."""

from lighting.faults.evidence.of_supply import DOOR_OPEN, LEANS
from lighting.faults.rules.band import Findings, against, found
from lighting.faults.sighting import Sighting

_TILT_FINE, _DOOR_SHUT = against("TILT"), against("DOOR_OPEN")
# The way back: a pole that sways at its limit is one fault.
_BAND_DEG = 2.0


def judge_tilt(sighting: Sighting, rest_deg: float | None) -> Findings:
    """Judge how far the pole leans from where it stood upright, `rest_deg`; None: not known."""
    tilt_deg = sighting.tilt_deg
    if tilt_deg is None or rest_deg is None:
        return ()
    lean_deg, limit_deg = tilt_deg - rest_deg, sighting.limits.tilt_deg
    if lean_deg > limit_deg:
        return found("TILT", LEANS(lean_deg=lean_deg, limit_deg=limit_deg))
    return _TILT_FINE if lean_deg < limit_deg - min(_BAND_DEG, limit_deg / 2) else ()


def judge_door(sighting: Sighting) -> Findings:
    """Judge the cabinet's door."""
    if sighting.door_open is None:
        return ()
    return found("DOOR_OPEN", DOOR_OPEN()) if sighting.door_open else _DOOR_SHUT
