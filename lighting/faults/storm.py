"""A storm: many faults of many kinds at once, over several panels.

Which faults are of it goes by when each of them began, and not by when somebody looked: a
controller that was away for a minute finds the same storm.
"""

from collections import Counter
from collections.abc import Iterable

from lighting.faults.life import Fault

WITHIN_MS = 3_600_000
KNOWN_MS = 3 * WITHIN_MS
"""What began longer ago is of no storm that is on, however late it is proved [ms]."""
FEWEST_FAULTS = 20
SHARE_OF_LAMPS = 0.03
FEWEST_CODES = 4
FEWEST_PANELS = 3
_NO_WEATHER = frozenset({"RESET", "CLOCK", "LIFE_DUE", "ASSET_MISMATCH", "DATA_BAD", "COMM_WEAK"})


def storm_of(faults: Iterable[Fault], lamps: int, now_ms: int) -> tuple[Fault, ...]:
    """Give the faults of each hour in which there was enough for a storm, the oldest first.

    Args:
        faults: faults of the site, also those that were cleared a while ago.
        lamps: how many lamps the site has.
        now_ms: the controller's clock.

    Returns:
        None: there is no storm, nor was there one within the last hours.
    """
    late = [one for one in faults if _may_be_of_one(one, now_ms)]
    fewest = max(FEWEST_FAULTS, SHARE_OF_LAMPS * lamps)
    if len(late) < fewest:
        return ()
    late.sort(key=lambda one: (one.since_ms, one.id))
    codes, panels = Counter[str](), Counter[str]()
    found: list[Fault] = []
    first = taken = 0
    for last, newest in enumerate(late):
        codes[newest.code] += 1
        panels[newest.panel] += 1
        while newest.since_ms - late[first].since_ms > WITHIN_MS:
            _take_out(codes, late[first].code)
            _take_out(panels, late[first].panel)
            first += 1
        is_enough = last + 1 - first >= fewest
        if is_enough and len(codes) >= FEWEST_CODES and len(panels) >= FEWEST_PANELS:
            found += late[max(first, taken) : last + 1]
            taken = last + 1
    return tuple(found)


def _may_be_of_one(fault: Fault, now_ms: int) -> bool:
    """Whether a fault proved true, of late, and is the weather's.

    One that was active before, and only seems to be back, is pending; what it was is known beside.
    Links break and are back in any weather.
    """
    is_late = now_ms - KNOWN_MS <= fault.since_ms <= now_ms
    is_proved = fault.state != "pending" and fault.active_ms is not None
    was_link = fault.code == "COMM_LOST" and fault.cleared_ms is not None
    return is_late and is_proved and not was_link and fault.code not in _NO_WEATHER


def _take_out(counts: Counter[str], what: str) -> None:
    counts[what] -= 1
    if not counts[what]:
        del counts[what]
