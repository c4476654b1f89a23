"""LIFE_DUE: how much of its rated life has a lamp behind it? References: docs/faults.md."""

from lighting.faults.evidence.of_lamp import HOURS, MANY_STARTS
from lighting.faults.rules.band import Findings, against, found
from lighting.faults.sighting import Sighting

_FINE = against("LIFE_DUE")


def judge_age(sighting: Sighting) -> Findings:
    """Judge hours and starts beside the rated life."""
    burn_s, starts, limits = sighting.burn_s, sighting.starts, sighting.limits
    if burn_s is None and starts is None:
        return ()
    if burn_s is not None and burn_s >= limits.life_share * limits.rated_h * 3600:
        return found("LIFE_DUE", HOURS(burn_h=burn_s / 3600, rated_h=limits.rated_h))
    if starts is not None and starts >= limits.life_share * limits.rated_starts:
        return found("LIFE_DUE", MANY_STARTS(starts=starts, rated=limits.rated_starts))
    return _FINE
