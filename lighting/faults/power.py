"""LAMP_FAIL, DIM_FAIL, POWER_HIGH, POWER_LOW: does the lamp draw what its level should draw?

References:
    docs/faults.md for the limits.
"""

from typing import Final, NamedTuple

from lighting.faults.evidence.of_lamp import DARK, OTHER_POWER, SAME_POWER
from lighting.faults.sighting import AGAINST, Finding, Sighting, is_settled
from lighting.power import drawn_w

# Power that changes by less than this share of what it should is "the same". Meters and mains
# scatter by 2-3 %; a lamp with a curved characteristic still changes by more than half.
_SAME_SHARE = 1 / 3
# A level's power is compared within one night; the longest of temperate winters has 18 h.
_NIGHT_MS = 18 * 3_600_000
# Profiles have two to four levels a night.
_MOST_READINGS = 4
# A reading is replaced when it says something new: the memory then stays the same object.
NEWS_W = 0.5
NEWS_MS = 3_600_000

_POWER_FINE: Final = (AGAINST["POWER_HIGH"], AGAINST["POWER_LOW"])


class Reading(NamedTuple):
    """Power at a level, as last seen. A NamedTuple: it is read for each sample of each lamp."""

    level: int
    power_w: float
    at_ms: int


Readings = tuple[Reading, ...]


def expected_w(sighting: Sighting, level: int) -> float:
    """Give the power that this lamp should draw at a level [W]."""
    gradient = sighting.limits.gradient
    share = level if gradient == 1 else 100 * (level / 100) ** gradient
    return drawn_w(sighting.nominal_w, sighting.standby_w, share)


def is_warm(sighting: Sighting) -> bool:
    """Say whether the lamp has had time to warm up since it was switched on, or booted."""
    warm_up_s = sighting.limits.warm_up_s
    if not warm_up_s:
        return True
    has_run = sighting.uptime_s is None or sighting.uptime_s > warm_up_s
    return has_run and (sighting.lit_s or 0.0) > warm_up_s


def tolerance_w(sighting: Sighting, wanted_w: float) -> float:
    """Give by how much power may differ from what it should be [W]."""
    return max(sighting.limits.tolerance_w, sighting.limits.tolerance_share * wanted_w)


def judge_power(
    readings: Readings, sighting: Sighting, *, is_restless: bool
) -> tuple[Readings, tuple[Finding, ...]]:
    """Judge the power of one sample.

    Args:
        readings: power at the levels of this night, as this function gave it last.
        sighting: the sample.
        is_restless: the lamp has been starting by itself: light shows that it is not dead, and
            nothing else shows anything.

    Returns:
        The readings, this sample's included, and the findings; none at level 0, or without a
        measurement: such a sample shows nothing. While a change is under way it can only show
        that there is light.
    """
    level = sighting.level if sighting.level is not None else sighting.wanted_level
    power_w = sighting.power_w
    is_known = sighting.nominal_w > sighting.standby_w
    if not level or power_w is None or not is_known or not is_warm(sighting):
        return readings, ()
    if not is_settled(sighting):
        return readings, _light_meanwhile(sighting, power_w)
    wanted_w = expected_w(sighting, level)
    dark_w = sighting.limits.dark_share * wanted_w
    if power_w < dark_w:
        return readings, () if is_restless else (_lamp_fail(level, power_w, wanted_w),)
    # Where a lamp in standby draws as much as the limit, enough power proves nothing.
    lit = (AGAINST["LAMP_FAIL"],) if dark_w > sighting.standby_w else ()
    if is_restless:
        return readings, lit
    now = Reading(level, power_w, sighting.at_ms)
    readings = _of_this_lamp(readings, now, sighting)
    dim = _judge_dimming(readings, now, sighting)
    return remembered(readings, now), lit + dim + _judge_tolerance(
        now, wanted_w, tolerance_w(sighting, wanted_w), dim
    )


def _light_meanwhile(sighting: Sighting, power_w: float) -> tuple[Finding, ...]:
    """What power shows on the way to another level: a dead lamp takes so much at none.

    Else a lamp that cycles would be dark in a row where it was lit between, just as it dimmed.
    """
    lit_w = sighting.limits.dark_share * sighting.nominal_w
    return (AGAINST["LAMP_FAIL"],) if power_w >= lit_w > sighting.standby_w else ()


def _lamp_fail(level: int, power_w: float, wanted_w: float) -> Finding:
    evidence = DARK(level=level, power_w=power_w, wanted_w=wanted_w)
    return Finding("LAMP_FAIL", is_present=True, evidence=evidence)


def _judge_dimming(readings: Readings, now: Reading, sighting: Sighting) -> tuple[Finding, ...]:
    has_followed = False
    for then in readings:
        if then.level == now.level or then.at_ms < now.at_ms - _NIGHT_MS:
            continue
        low, high = sorted((then, now))
        if (follows := _has_followed(low, high, sighting)) is None:
            continue
        if not follows and _is_off(now, sighting):
            return (_dim_fail(now, then),)
        has_followed = has_followed or follows
    return (AGAINST["DIM_FAIL"],) if has_followed else ()


def _has_followed(low: Reading, high: Reading, sighting: Sighting) -> bool | None:
    """Whether power changed with the level; None: too little is wanted of it to tell.

    A lamp that has lost part of its light changes by the part that is left.
    """
    top_w = expected_w(sighting, high.level)
    left = min(1.0, high.power_w / top_w)
    change_w = left * (top_w - expected_w(sighting, low.level))
    if change_w <= tolerance_w(sighting, left * top_w):
        return None
    return high.power_w - low.power_w >= _SAME_SHARE * change_w


def _is_off(seen: Reading, sighting: Sighting) -> bool:
    """Whether power is not what its level asks for; where it is, the other reading is the odd one.

    That may be of a lamp that has been mended since.
    """
    wanted_w = expected_w(sighting, seen.level)
    return abs(seen.power_w - wanted_w) > tolerance_w(sighting, wanted_w)


def _is_weak(seen: Reading, sighting: Sighting) -> bool:
    wanted_w = expected_w(sighting, seen.level)
    return seen.power_w < wanted_w - tolerance_w(sighting, wanted_w)


def _of_this_lamp(readings: Readings, now: Reading, sighting: Sighting) -> Readings:
    """Leave out what was read before the lamp lost light: it shows nothing of how this one dims.

    Too little power that was not there when the level was last seen is a loss between the two.
    """
    if not _is_weak(now, sighting):
        return readings
    known = next((one for one in readings if one.level == now.level), None)
    limit_w = tolerance_w(sighting, expected_w(sighting, now.level))
    if known is None:
        return tuple(one for one in readings if _is_weak(one, sighting))
    return () if known.power_w - now.power_w > limit_w else readings


def _dim_fail(now: Reading, then: Reading) -> Finding:
    figures = {"then_w": then.power_w, "then_level": then.level}
    evidence = SAME_POWER(power_w=now.power_w, level=now.level, **figures)
    return Finding("DIM_FAIL", is_present=True, evidence=evidence)


def _judge_tolerance(
    now: Reading, wanted_w: float, tolerance_w: float, dim: tuple[Finding, ...]
) -> tuple[Finding, ...]:
    excess_w = now.power_w - wanted_w
    if -tolerance_w <= excess_w <= tolerance_w:
        return _POWER_FINE
    if dim and dim[0].is_present:  # one cause, one fault
        return ()
    code, other = ("POWER_HIGH", "POWER_LOW") if excess_w > 0 else ("POWER_LOW", "POWER_HIGH")
    seen = {"power_w": now.power_w, "level": now.level}
    evidence = OTHER_POWER(**seen, wanted_w=wanted_w, tolerance_w=tolerance_w)
    return (Finding(code, is_present=True, evidence=evidence), AGAINST[other])


def remembered(readings: Readings, now: Reading) -> Readings:
    """Give the readings with a further one; the same object where it says nothing new."""
    for then in readings:
        if then.level == now.level:
            is_news = abs(then.power_w - now.power_w) > NEWS_W or now.at_ms - then.at_ms > NEWS_MS
            if not is_news:
                return readings
    others = tuple(then for then in readings if then.level != now.level)
    return (*others, now)[-_MOST_READINGS:]
