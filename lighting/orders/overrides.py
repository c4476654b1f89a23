"""Overrides set and released: a wanted level above the program, that always ends."""

from collections import Counter
from dataclasses import replace
from typing import Any

from lighting.city import City
from lighting.desired import EVERYBODY, issue_desired, issue_group, live_overrides
from lighting.errors import NothingMatched, Refused
from lighting.inventory import Lamp
from lighting.orders.outcome import Outcome, audit, change
from lighting.questions import ReleaseOverride, SetOverride
from lighting.rows import Action, OverrideRow
from lighting.times import rfc3339

PRIORITIES = {"event": 30, "operator": 50, "emergency": 100}
MOST_OVERRIDES = 50
"""Overrides in one document at most: so many fit into it whatever their reasons say."""
PAST_MS = 86_400_000
"""An override that was to end longer ago is left to the store [ms]."""
MAX_DARK_MS = 12 * 3_600_000
"""No darkening lasts longer than a night [ms]."""


def set_override(city: City, order: SetOverride, now_ms: int) -> Outcome:
    """Want a level above the program, for a choice of lamps, until an end."""
    lamps = city.inventory.select(order.choice, order.except_)
    start_ms = order.start_ms if order.start_ms is not None else now_ms
    _check_override(order, start_ms, now_ms)
    _check_room(city, _group_of(order), lamps, now_ms)
    row = OverrideRow(
        id=f"o-{city.next_order:06}",
        choice=order.choice + (f" except {order.except_}" if order.except_ else ""),
        group=_group_of(order),
        lamps=tuple(lamp.id for lamp in lamps),
        level=order.level,
        priority=PRIORITIES[order.priority],
        start_ms=start_ms,
        until_ms=order.until_ms,
        fade_s=order.fade_s,
        by=order.who,
        reason=order.reason,
        version=now_ms,
        set_ms=now_ms,
    )
    city.next_order += 1
    _forget_old(city, now_ms)
    city.overrides[row.id] = row
    issued = _override_issued(city, row, now_ms)
    followed = change(city, f"override {row.id}", order.who, lamps, now_ms)
    after = f"{row.level} % until {rfc3339(row.until_ms, city.config.site.timezone)}"
    entry = audit(order, now_ms, row.choice, "override set", after=after)
    answer = {
        "schema": "lighting.override-set/1",
        "override": shown(city, row),
        "lamps": len(lamps),
        "change": followed.id,
    }
    return answer, [entry, row, *issued, followed]


def _forget_old(city: City, now_ms: int) -> None:
    """Each names all its lamps: the memory must not grow with the years."""
    for id_, one in list(city.overrides.items()):
        if one.until_ms < now_ms - PAST_MS:
            del city.overrides[id_]


def _group_of(order: SetOverride) -> str | None:
    """The one group that an override is for, if a single message can say it."""
    if order.except_:
        return None
    if order.choice.strip() == EVERYBODY:
        return EVERYBODY
    kind, _, name = order.choice.strip().partition(":")
    return name.strip() if kind == "group" and "," not in name else None


def _check_override(order: SetOverride, start_ms: int, now_ms: int) -> None:
    if order.priority not in PRIORITIES:
        raise Refused(
            f"{order.priority!r} is not a priority",
            "priorities are fixed, so that everyone knows who wins",
            f"use one of {', '.join(PRIORITIES)}",
        )
    if order.until_ms <= max(start_ms, now_ms):
        raise Refused(
            "the override would end before it begins",
            "an override needs an end that lies ahead",
            "give a later --until, such as +2h or 'tomorrow 05:00'",
        )
    if order.level == 0 and order.until_ms - start_ms > MAX_DARK_MS:
        raise Refused(
            "the lamps would stay off for more than 12 hours",
            "no darkening outlives a night",
            "give an --until within 12 hours of the start",
        )


def _check_room(city: City, group: str | None, lamps: tuple[Lamp, ...], now_ms: int) -> None:
    """Look whether one more override fits into each document that would carry it.

    Raises:
        Refused: a document is full.
    """
    live = [one for one in live_overrides(city, now_ms) if one.group == group]
    taken = Counter(lamp for one in live for lamp in one.lamps)
    most = len(live) if group else max(taken[lamp.id] for lamp in lamps)
    if most >= MOST_OVERRIDES:
        raise Refused(
            f"{group or 'a lamp of these'} has {most} overrides already",
            "a node has room for no more",
            "release some: lighting override list shows them",
        )


def _override_issued(city: City, row: OverrideRow, now_ms: int) -> list[Action]:
    if row.group is not None:
        return list(issue_group(city, row.group, now_ms))
    return list(issue_desired(city, now_ms))


def release_override(city: City, order: ReleaseOverride, now_ms: int) -> Outcome:
    """End an override before its time.

    Raises:
        NothingMatched: no such override is in force.
    """
    row = city.overrides.get(order.id)
    if row is None or row.released_ms is not None or row.until_ms <= now_ms:
        live = [one.id for one in city.overrides.values() if one.released_ms is None]
        raise NothingMatched(order.id, tuple(live))
    released = replace(row, released_ms=now_ms)
    city.overrides[row.id] = released
    issued = _override_issued(city, released, now_ms)
    lamps = tuple(lamp for one in row.lamps if (lamp := city.inventory.by_id.get(one)) is not None)
    followed = change(city, f"release {row.id}", order.who, lamps, now_ms)
    entry = audit(order, now_ms, row.id, "override release", before=row.choice)
    answer = {
        "schema": "lighting.override-release/1",
        "override": shown(city, released),
        "lamps": len(lamps),
        "change": followed.id,
    }
    return answer, [entry, released, *issued, followed]


def shown(city: City, row: OverrideRow) -> dict[str, Any]:
    """An override as people see it."""
    zone = city.config.site.timezone
    names = {value: name for name, value in PRIORITIES.items()}
    return {
        "id": row.id,
        "level": row.level,
        "for": row.choice,
        "start": rfc3339(row.start_ms, zone),
        "until": rfc3339(row.until_ms, zone),
        "priority": names[row.priority],
        "by": row.by,
        "reason": row.reason,
        "lamps": len(row.lamps),
    }
