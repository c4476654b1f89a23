"""What a node told of its own faults, so that the order of arrival doesn't matter.

A node numbers what it tells. Of each code the newest by number counts, and an older one that comes
late changes nothing of what is open; across two logs of a node its clock decides.
"""

from typing import NamedTuple

MOST_CODES = 32
"""Codes that are remembered of one node; the one told longest ago gives way."""


class Told(NamedTuple):
    """The newest that a node told of one code: that it began, or that it ended."""

    code: str
    log: str
    n: int
    at_ms: int
    begin: bool


def newest(told: tuple[Told, ...], code: str) -> Told | None:
    """Give the newest that was told of a code."""
    return next((one for one in told if one[0] == code), None)


def is_older(one: Told, known: Told) -> bool:
    """Say whether something was told before what is known."""
    if one.log == known.log:
        return one.n < known.n
    return one.at_ms < known.at_ms


def with_newest(told: tuple[Told, ...], one: Told) -> tuple[Told, ...]:
    """Give what is remembered with something newer in front."""
    return (one, *(other for other in told if other.code != one.code))[:MOST_CODES]
