"""A storm: many faults of many kinds at once, over several panels."""

from collections.abc import Sequence

from lighting.faults.life import Fault

WITHIN_MS = 3_600_000
FEWEST_FAULTS = 20
SHARE_OF_LAMPS = 0.03
FEWEST_CODES = 4
FEWEST_PANELS = 3
_NO_WEATHER = frozenset({"RESET", "CLOCK", "LIFE_DUE", "ASSET_MISMATCH", "DATA_BAD", "COMM_WEAK"})


def storm_of(faults: Sequence[Fault], lamps: int, now_ms: int) -> tuple[Fault, ...]:
    """Give the faults of a storm that is on; none: there is no storm.

    Args:
        faults: the open faults of the site.
        lamps: how many lamps the site has.
        now_ms: the controller's clock.
    """
    late = tuple(
        one
        for one in faults
        if one.state != "pending"  # also one that was active before, and seems to be back
        and one.active_ms is not None
        and 0 <= now_ms - one.active_ms <= WITHIN_MS
        and one.code not in _NO_WEATHER
    )
    is_storm = (
        len(late) >= max(FEWEST_FAULTS, SHARE_OF_LAMPS * lamps)
        and len({one.code for one in late}) >= FEWEST_CODES
        and len({one.panel for one in late}) >= FEWEST_PANELS
    )
    return late if is_storm else ()
