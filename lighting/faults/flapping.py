"""A fault that comes and goes is one line: it stays open until it has been quiet for a while.

Every time that it becomes active or is cleared is a change. At the third one within ten minutes it
is flapping; it is over when it was not seen for half an hour, and then since it was last seen.
"""

from dataclasses import replace

from lighting.faults.fault import Fault

WITHIN_MS = 600_000
"""Three changes in this time, and a fault is flapping [ms]."""
QUIET_MS = 1_800_000
"""So long not seen, and a flapping fault is over [ms]."""


def turned(fault: Fault, now_ms: int) -> Fault:
    """Note that a fault becomes active, or would be cleared; it may be flapping from now on."""
    passed_ms = now_ms - fault.turned_before_ms
    is_fast = fault.turned_before_ms > 0 and 0 <= passed_ms <= WITHIN_MS
    return replace(
        fault,
        turned_ms=now_ms,
        turned_before_ms=fault.turned_ms,
        flapping_ms=now_ms if is_fast and fault.flapping_ms is None else fault.flapping_ms,
    )


def returned(fault: Fault, now_ms: int) -> Fault:
    """Note that an open fault is seen; the same object unless it was flapping and quiet."""
    if fault.quiet_ms is None:
        return fault
    return replace(fault, quiet_ms=None, changes=fault.changes + 1, back_ms=now_ms)


def quietened(fault: Fault, now_ms: int) -> Fault:
    """Note that a flapping fault is not seen; the same object where that is known already.

    What a node reports is not told again: it is ended by `settled`, as time passes.
    """
    if fault.quiet_ms is None:
        return replace(fault, quiet_ms=now_ms)
    return fault if fault.origin == "node" else settled(fault, now_ms)


def settled(fault: Fault, now_ms: int) -> Fault:
    """End a flapping fault that was quiet for long; the same object if it was not.

    Of a lamp that is silent nobody knows whether it is quiet.
    """
    quiet_ms = fault.quiet_ms
    is_known = quiet_ms is not None and fault.unknown_since_ms is None
    if not is_known or quiet_ms is None or now_ms - quiet_ms < QUIET_MS:
        return fault
    return ended(fault, quiet_ms)


def ended(fault: Fault, cleared_ms: int) -> Fault:
    """Give a fault that is over by itself."""
    return replace(fault, state="cleared", cleared_ms=cleared_ms, unknown_since_ms=None)
