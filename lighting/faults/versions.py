"""A firmware version whose nodes have the same fault, while other versions' nodes have not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FEWEST = 5
"""Fewer nodes show nothing about a version."""
SHARE = 0.2
TIMES_OTHERS = 5.0
CODES = frozenset({"RESET", "CMD_TIMEOUT", "SCHED_INVALID", "SCHED_STALE", "CLOCK", "COMM_WEAK"})
"""What a firmware can be to blame for."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Faults of one code in one version, and how many nodes of other versions have it."""

    code: str
    version: str
    lamps: tuple[str, ...]
    nodes: int
    others: int
    faulty_others: int


def gathered_in_versions(
    faults: Iterable[tuple[str, str]], version_of: Mapping[str, str]
) -> list[Gathered]:
    """Give the versions in which a fault gathers.

    Args:
        faults: code and lamp of each open fault.
        version_of: the firmware version of each lamp that told it.
    """
    sizes: dict[str, int] = {}
    for version in version_of.values():
        sizes[version] = sizes.get(version, 0) + 1
    lamps: dict[tuple[str, str], set[str]] = {}
    for code, lamp in faults:
        if code in CODES and lamp in version_of:
            lamps.setdefault((code, version_of[lamp]), set()).add(lamp)
    found: list[Gathered] = []
    for (code, version), ids in sorted(lamps.items()):
        others = len(version_of) - sizes[version]
        faulty = sum(len(more) for (c, v), more in lamps.items() if c == code and v != version)
        one = Gathered(code, version, tuple(sorted(ids)), sizes[version], others, faulty)
        if _is_gathered(one):
            found.append(one)
    return found


def _is_gathered(one: Gathered) -> bool:
    share = len(one.lamps) / one.nodes
    if len(one.lamps) < FEWEST or one.others < FEWEST or share < SHARE:
        return False
    return share >= TIMES_OTHERS * one.faulty_others / one.others
