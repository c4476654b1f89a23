"""DAY_BURN, CYCLING, CMD_TIMEOUT: is the lamp on when it should be, and only then?

References:
    docs/faults.md for the limits.
"""

from lighting.faults.evidence.of_lamp import BURNS_BY_DAY, OTHER_LEVEL, STARTS
from lighting.faults.sighting import AGAINST, Finding, Sighting, is_settled

# A second start that nobody asked for within `cycling_s`: cycling is suspected.
_RESTLESS_STARTS = 2
# The counter of starts wraps here (TALQ LampMonitorFunction.switchOnCounter).
_COUNTER_SIZE = 2**32
# More starts than one a second are another counter, not a lamp.
_FASTEST_START_MS = 1000
COMMAND_SLACK_MS = 60_000
"""Between a command and the counter's rise [ms]."""
# Levels pass through the driver's curve, whose steps are 2.8 % apart (IEC 62386-102).
_LEVEL_TOLERANCE = 1

# Moments at which starts that nobody commanded were seen, and how many, oldest first.
Starts = tuple[tuple[int, int], ...]


def judge_day_burn(sighting: Sighting) -> tuple[Finding, ...]:
    """Judge whether the lamp burns by day; a lamp that is wanted on does not, whatever the sun."""
    if sighting.wanted_level != 0 or sighting.power_w is None or sighting.nominal_w <= 0:
        return ()
    limits = sighting.limits
    if sighting.power_w <= limits.lit_share * sighting.nominal_w:
        return (AGAINST["DAY_BURN"],)
    sun_up_s = sighting.sun_up_s
    if sun_up_s is None or min(sun_up_s, sighting.settled_s) <= limits.day_burn_s:
        return ()
    day = {"sun_min": sun_up_s / 60, "off_min": sighting.settled_s / 60}
    evidence = BURNS_BY_DAY(**day, power_w=sighting.power_w, nominal_w=sighting.nominal_w)
    return (Finding("DAY_BURN", is_present=True, evidence=evidence),)


def judge_obedience(sighting: Sighting) -> tuple[Finding, ...]:
    """Judge whether the level that the node reports is the one that is wanted (CMD_TIMEOUT)."""
    level, wanted = sighting.level, sighting.wanted_level
    if level is None or wanted is None:
        return ()
    is_rounding = level > 0 and wanted > 0 and abs(level - wanted) <= _LEVEL_TOLERANCE
    if level == wanted or is_rounding:
        return (AGAINST["CMD_TIMEOUT"],)
    if not is_settled(sighting):
        return ()
    evidence = OTHER_LEVEL(wanted=wanted, settled_s=sighting.settled_s, level=level)
    return (Finding("CMD_TIMEOUT", is_present=True, evidence=evidence),)


def unasked_starts(known: Starts, before: int | None, since_ms: int, sighting: Sighting) -> Starts:
    """Add the starts since the last sample that nobody commanded, and forget old ones.

    Args:
        known: what this function gave last.
        before: the counter in the last sample; None: unknown, so no start is seen.
        since_ms: the last sample's moment.
        sighting: the sample.

    Returns:
        The unasked starts of the last `cycling_s`. A start for each change of the wanted level is
        forgiven, unless light was wanted all the time; so are all starts of an interval in which
        the node booted, or for which the wanted level is unknown, and a counter that fell or leapt.
    """
    at_ms = sighting.at_ms
    if known and known[0][0] <= (oldest_ms := at_ms - sighting.limits.cycling_s * 1000):
        known = tuple(entry for entry in known if entry[0] > oldest_ms)
    if before is None or sighting.starts is None or sighting.starts == before:
        return known
    count = _new_starts(before, since_ms, sighting)
    return (*known, (at_ms, count)) if count > 0 else known


def _new_starts(before: int, since_ms: int, sighting: Sighting) -> int:
    interval_ms, limits = sighting.at_ms - since_ms, sighting.limits
    has_booted = sighting.uptime_s is not None and sighting.uptime_s * 1000 < interval_ms
    count = ((sighting.starts or 0) - before) % _COUNTER_SIZE
    is_possible = count <= max(limits.cycling_starts, interval_ms // _FASTEST_START_MS)
    if has_booted or not is_possible or sighting.wanted_level is None:
        return 0
    if not sighting.was_lit and sighting.settled_s * 1000 <= interval_ms + COMMAND_SLACK_MS:
        count -= 1
    # After a long silence only the mean is known.
    window_ms = limits.cycling_s * 1000
    return count * window_ms // max(interval_ms, window_ms)


def is_restless(unasked: Starts, at_ms: int) -> bool:
    """Say whether the lamp starts by itself these days, so that its power shows nothing.

    Args:
        unasked: the unasked starts, as `unasked_starts` gave them.
        at_ms: the sample's moment: one start since the sample before is enough.
    """
    return bool(unasked) and (
        unasked[-1][0] == at_ms or sum(count for _, count in unasked) >= _RESTLESS_STARTS
    )


def judge_cycling(
    unasked: Starts, on_since_ms: int | None, sighting: Sighting
) -> tuple[Finding, ...]:
    """Judge whether the lamp goes on and off by itself.

    Args:
        unasked: the unasked starts, as `unasked_starts` gave them.
        on_since_ms: from when on the lamp has been wanted on; None: it is not.
        sighting: the sample.

    Returns:
        Nothing while the lamp rests (off) or is suspected only: calm shows on a lit lamp.
    """
    if unasked:
        count = sum(number for _, number in unasked)
        if count < sighting.limits.cycling_starts:
            return ()
        minutes = sighting.limits.cycling_s // 60
        evidence = STARTS(count=count, minutes=minutes)
        return (Finding("CYCLING", is_present=True, evidence=evidence),)
    if sighting.starts is None or on_since_ms is None:
        return ()
    lit_ms = sighting.at_ms - on_since_ms
    return (AGAINST["CYCLING"],) if lit_ms >= sighting.limits.cycling_s * 1000 else ()
