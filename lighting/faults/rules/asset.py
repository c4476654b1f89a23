"""ASSET_MISMATCH: is the luminaire the one in the list? References: docs/faults.md."""

from lighting.faults.evidence.of_lamp import ABOVE_LIST, OTHER_LABEL
from lighting.faults.power import Readings, expected_w, is_warm, tolerance_w
from lighting.faults.rules.band import Findings, against, found
from lighting.faults.sighting import Sighting, is_settled

# Only near full light is power sure enough to tell one luminaire from another.
LEAST_LEVEL = 80
_FEWEST = 3
# Shares of two levels that differ by less are the same.
_SAME = 1.15
_FULL = 100
_LEAST_MS = 7_200_000
EVERY_MS = 3_600_000
_NIGHT_MS = 18 * 3_600_000
_FINE = against("ASSET_MISMATCH")

# First and newest moment, count, least and greatest share of the expected power.
Night = tuple[int, int, int, float, float]


def is_other(nominal_w: float, listed_w: float, share: float) -> bool:
    """Say whether a power differs from the list by more than a share."""
    return listed_w > 0 and abs(nominal_w - listed_w) > share * listed_w


def judge_label(nominal_w: float | None, listed_w: float, share: float) -> Findings:
    """Judge what the luminaire's own data says of its power; None: it says nothing."""
    if nominal_w is None:
        return ()
    if is_other(nominal_w, listed_w, share):
        return found("ASSET_MISMATCH", OTHER_LABEL(nominal_w=nominal_w, listed_w=listed_w))
    return _FINE


def noted(night: Night | None, sighting: Sighting) -> Night | None:
    """Add a sample to the night's power, once an hour."""
    level, power_w = sighting.level, sighting.power_w
    if night is not None and 0 <= sighting.at_ms - night[1] < EVERY_MS:
        return night
    if not level or power_w is None or not _is_sure(sighting, level):
        return night
    share = power_w / expected_w(sighting, level)
    if night is None or not 0 <= sighting.at_ms - night[0] < _NIGHT_MS:
        return (sighting.at_ms, sighting.at_ms, 1, share, share)
    first_ms, _, count, least, most = night
    return (first_ms, sighting.at_ms, count + 1, min(least, share), max(most, share))


def _is_sure(sighting: Sighting, level: int) -> bool:
    return level >= LEAST_LEVEL and _is_held(sighting, level)


def _is_held(sighting: Sighting, level: int) -> bool:
    """Whether a lamp of known power has long been at the level that is wanted of it."""
    is_known = sighting.nominal_w > sighting.standby_w
    is_wanted = level == sighting.wanted_level
    return is_wanted and is_known and is_settled(sighting) and is_warm(sighting)


def judge_night(night: Night | None, sighting: Sighting, readings: Readings = ()) -> Findings:
    """Judge a night's power: steadily above the list, so it is no fault that came.

    Steadily too little is what ageing looks like as well: that is left to POWER_LOW and the label.
    A lamp that might merely not dim is told apart by its power at a lower level, which may have
    been seen before, or comes later in the same night.
    """
    if night is None or not _is_long(night):
        return ()
    if is_steadily_above(night, sighting):
        return _above_list(night) if _is_stronger(night, sighting, readings) else ()
    is_fine = night[4] < 1 + sighting.limits.asset_share / 2
    return _FINE if is_fine and night[1] == sighting.at_ms else ()


def is_steadily_above(night: Night, sighting: Sighting) -> bool:
    """Say whether each power of a night, by which a lamp is judged, was above the list."""
    return night[3] > 1 + sighting.limits.asset_share and _is_long(night)


def _is_long(night: Night) -> bool:
    first_ms, newest_ms, count, _, _ = night
    return count >= _FEWEST and newest_ms - first_ms >= _LEAST_MS


def _above_list(night: Night) -> Findings:
    return found("ASSET_MISMATCH", ABOVE_LIST(least=night[3], count=night[2]))


def _is_stronger(night: Night, sighting: Sighting, readings: Readings) -> bool:
    """Whether it is a stronger luminaire, rather than the listed one that does not dim."""
    if night[1] != sighting.at_ms:
        return _is_strong_and_dims(night, sighting)
    return not _may_be_undimmed(sighting) or _was_strong_dimmed(sighting, readings)


def _is_strong_and_dims(night: Night, sighting: Sighting) -> bool:
    """Whether a lamp draws as much above the list, now that it is dimmed, as it did before."""
    level, power_w = sighting.level, sighting.power_w
    if not level or level >= LEAST_LEVEL or power_w is None or not _is_held(sighting, level):
        return False
    is_tonight = 0 <= sighting.at_ms - night[0] < _NIGHT_MS
    share = power_w / expected_w(sighting, level)
    return is_tonight and _is_as_strong(share, night[3], sighting)


def _may_be_undimmed(sighting: Sighting) -> bool:
    """Whether the listed luminaire would draw so much at full light, that it does not dim from."""
    full_w, level = sighting.nominal_w, sighting.level or 0
    is_full = (sighting.power_w or 0.0) <= full_w + tolerance_w(sighting, full_w)
    return is_full and level < _FULL


def _was_strong_dimmed(sighting: Sighting, readings: Readings) -> bool:
    """Whether power was above the list by the same share at a lower level."""
    level = sighting.level or 0
    now = (sighting.power_w or 0.0) / expected_w(sighting, level)
    return any(
        _is_as_strong(one.power_w / expected_w(sighting, one.level), now, sighting)
        for one in readings
        if one.level < level
    )


def _is_as_strong(dimmed: float, bright: float, sighting: Sighting) -> bool:
    """Whether two shares of the expected power show one stronger luminaire that dims."""
    return 1 + sighting.limits.asset_share < dimmed < bright * _SAME
