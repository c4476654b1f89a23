"""What an override must be like, whoever sets it, and which of two wins."""

from collections import Counter

from lighting.city import City
from lighting.desired.documents import live_overrides
from lighting.errors import Refused
from lighting.orders.exposure import reached
from lighting.rows import OverrideRow

LOCK = "lock"
PRIORITIES = {"event": 30, "operator": 50, "emergency": 100, LOCK: 200}
ROOM = {30: 20, 50: 150, 100: 200, 200: 200}
"""How many of a priority may lie above each other on a lamp; the next priority begins above."""
MOST_OVERRIDES = 50
"""Overrides in one document at most: so many fit into it whatever their reasons say."""
LONGEST_MS = 31 * 86_400_000
"""Whatever lasts longer belongs into the schedule [ms]."""
LONGEST_FADE_S = 600
"""Slower, an evening's switching on would be a darkening [s]."""


def check_form(row: OverrideRow, now_ms: int) -> None:
    """Look at an override by itself.

    Raises:
        Refused: it can't be meant.
    """
    if row.priority not in PRIORITIES.values():
        raise Refused(
            "that is not a priority",
            "priorities are fixed, so that everyone knows who wins",
            f"use one of {', '.join(PRIORITIES)}",
        )
    if not row.reason.strip():
        raise Refused("it has no reason", "whoever asks why is to be told", "give a --reason")
    if row.until_ms <= max(row.start_ms, now_ms):
        raise Refused(
            "the override would end before it begins",
            "an override needs an end that lies ahead",
            "give a later --until, such as +2h or 'tomorrow 05:00'",
        )
    if row.until_ms - now_ms > LONGEST_MS:
        raise Refused(
            "the override would end in more than 31 days",
            "overrides are for what is not the rule",
            "give an earlier --until, or change the schedule",
        )
    if max(row.fade_s, row.fade_back_s or 0) > LONGEST_FADE_S:
        raise Refused(
            "the lamps would take more than 10 minutes to get there",
            "so slow a fade would leave an evening dark",
            "give a --fade of 10m at most",
        )


def seat_of(city: City, row: OverrideRow, now_ms: int) -> int:
    """Give the place of a new override above the live ones of its priority that share a lamp.

    Nodes know no other order among equals than that of the documents, which are issued anew for
    many reasons: who wins must not hang on that.

    Raises:
        Refused: too many lie above each other already.
    """
    lamps = frozenset(row.lamps)
    below = [
        one.seat
        for one in live_overrides(city, now_ms)
        if one.priority == row.priority
        and not lamps.isdisjoint(lamp.id for lamp in reached(city, one))
    ]
    seat = max(below, default=-1) + 1
    if seat >= ROOM[row.priority]:
        raise Refused(
            f"{seat} overrides of this priority lie above each other already",
            "nobody could tell any more which one counts",
            "release some: lighting override list shows them",
        )
    return seat


def check_room(city: City, row: OverrideRow, now_ms: int) -> None:
    """Look whether one more override fits into each document that would carry it.

    Raises:
        Refused: a document is full.
    """
    live = [one for one in live_overrides(city, now_ms) if one.group == row.group]
    taken = Counter(lamp for one in live for lamp in one.lamps)
    most = len(live) if row.group else max(taken[lamp] for lamp in row.lamps)
    if most >= MOST_OVERRIDES:
        raise Refused(
            f"{row.group or 'a lamp of these'} has {most} overrides already",
            "a node has room for no more",
            "release some: lighting override list shows them",
        )
