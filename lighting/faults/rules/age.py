"""LIFE_DUE: how much of its rated life has a lamp behind it? References: docs/faults.md."""

from lighting.faults.rules.band import Findings, against, found
from lighting.faults.sighting import Sighting

_FINE = against("LIFE_DUE")


def judge_age(sighting: Sighting) -> Findings:
    """Judge hours and starts beside the rated life."""
    burn_s, starts, limits = sighting.burn_s, sighting.starts, sighting.limits
    if burn_s is None and starts is None:
        return ()
    if burn_s is not None and burn_s >= limits.life_share * limits.rated_h * 3600:
        return found("LIFE_DUE", f"{burn_s / 3600:.0f} h of {limits.rated_h:.0f} h")
    if starts is not None and starts >= limits.life_share * limits.rated_starts:
        return found("LIFE_DUE", f"{starts} starts of {limits.rated_starts}")
    return _FINE
