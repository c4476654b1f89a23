"""What a node told of its own faults, so that the order of arrival doesn't matter.

A node numbers what it tells. Of each code the newest by number counts, and an older one that comes
late changes nothing of what is open; across two logs of a node its clock decides. A boot forgets
what was seen before it: what a node neither flags nor tells anew after it is over.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from lighting.faults.catalogue import kind_of

MOST_CODES = 32
"""Codes that are remembered of one node; the one told longest ago gives way."""


class Told(NamedTuple):
    """The newest that a node told of one code: that it began, or that it ended.

    Args:
        session: in which it was told; empty: in one before the boot that was told last.
    """

    code: str
    log: str
    n: int
    at_ms: int
    begin: bool
    session: str = ""


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


def from_before(told: tuple[Told, ...], log: str, booted_n: int) -> tuple[Told, ...]:
    """Give what is remembered, now that a boot is known by its number.

    A node keeps what nobody confirmed: a message after the boot may bring what was told before it.
    """
    return tuple(
        one._replace(session="") if one.log == log and one.n < booted_n else one for one in told
    )


def is_outlived(one: Told, session: str | None, flags: Collection[str], said_ms: int) -> bool:
    """Say whether a fault is over by a node's own report; what only happens is left for its hour.

    Args:
        one: what was told of it.
        session: the report's.
        flags: what the report flags.
        said_ms: when it was said [ms since 1970 UTC].
    """
    return (
        one.begin
        and one.session != session
        and one.at_ms + kind_of(one.code).calm_s * 1000 <= said_ms
        and one.code not in {kind_of(flag).code for flag in flags}
    )


def outlived(
    told: tuple[Told, ...], session: str | None, flags: Collection[str], said_ms: int
) -> Iterator[str]:
    """Give the codes of what is over by a report; arguments as for `is_outlived`."""
    return (one.code for one in told if is_outlived(one, session, flags, said_ms))
