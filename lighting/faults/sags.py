"""A supply that is too low or too high for the lamps of a panel: one cause, not a fault of each.

References:
    docs/decisions/0016-which-faults-are-folded.md.
"""

from collections.abc import Collection

VOLTS = ("VOLT_LOW", "VOLT_HIGH")
"""Codes that are the supply's matter where half of a panel's lamps have them."""
FEWEST = 3
SHARE = 0.5


def sagging(lamps: Collection[str], faulty: Collection[str], silent: Collection[str]) -> bool:
    """Say whether the supply of a panel is the cause.

    Args:
        lamps: the panel's lamps.
        faulty: those of them with the fault.
        silent: lamps of which nobody knows.
    """
    known = sum(lamp not in silent or lamp in faulty for lamp in lamps)
    return len(faulty) >= max(FEWEST, SHARE * known)


def lasts(members: Collection[str], faulty: Collection[str]) -> bool:
    """Say whether it still is, once it was: with half of the members."""
    return sum(lamp in faulty for lamp in members) >= SHARE * len(members)
