"""Overrides set and released: a wanted level above the program, that always ends."""

from dataclasses import replace
from typing import Any

from lighting.city import City
from lighting.desired.able import of_override
from lighting.desired.documents import EVERYBODY, issue_desired, issue_group
from lighting.errors import NothingMatched, Refused
from lighting.orders.agreement import Agreement, NeedsAgreement, check_darkening
from lighting.orders.exposure import dark_spans, dimmed
from lighting.orders.outcome import Outcome, audit, change
from lighting.orders.override_rules import LOCK, PRIORITIES, check_form, check_room, seat_of
from lighting.orders.standing import Standing, rivals_of, standings
from lighting.planning.guard import MINUTE_MS, Span, longest_ms
from lighting.questions.of_city import ReleaseOverride, SetOverride
from lighting.rows import Action, OverrideRow
from lighting.site.inventory import Lamp
from lighting.times import rfc3339

PAST_MS = 86_400_000
"""An override that was to end longer ago is left to the store [ms]."""


def set_override(
    city: City, order: SetOverride, now_ms: int, agreed: Agreement | None = None
) -> Outcome:
    """Want a level above the program, for a choice of lamps, until an end."""
    lamps = city.inventory.select(order.choice, order.except_)
    row = _row(city, order, lamps, now_ms)
    check_form(row, now_ms)
    darker = dimmed(city, lamps, row.level, max(row.start_ms, now_ms), row.until_ms)
    _check_dark(city, order, row, darker, now_ms)
    _check_guarded(city, row, darker, now_ms, agreed, has_end=order.until_ms is not None)
    row = replace(
        row,
        seat=seat_of(city, row, now_ms),
        agreed_by=agreed.by if agreed else "",
        darkens=() if agreed else tuple(sorted(darker)),
    )
    check_room(city, row, now_ms)
    has_fade = bool(row.fade_s or row.fade_back_s)
    unable = of_override(city, lamps, row.level, has_fade=has_fade)
    city.next_order += 1
    _forget_old(city, now_ms)
    city.overrides[row.id] = row
    if row.report_s:
        city.measured_often.add(row.id)
    issued = _override_issued(city, row, now_ms)
    followed = change(city, f"override {row.id}", order.who, lamps, now_ms)
    after = f"{row.level} % until {rfc3339(row.until_ms, city.config.site.timezone)}"
    after += f", agreed to by {agreed.by}" if agreed else ""
    entry = audit(order, now_ms, row.choice, "override set", after=after)
    answer = {
        "schema": "lighting.override-set/1",
        "override": shown(city, row, now_ms, standings(city, now_ms)),
        "lamps": len(lamps),
        "darkened": len(darker),
        "rivals": rivals_of(city, row, now_ms),
        "unable": [one.row() for one in unable],
        "change": followed.id,
    }
    return answer, [entry, row, *issued, followed]


def _row(city: City, order: SetOverride, lamps: tuple[Lamp, ...], now_ms: int) -> OverrideRow:
    """The override as it is ordered; where no end is said, the site's settings say one."""
    start_ms = order.start_ms if order.start_ms is not None else now_ms
    until_ms = order.until_ms
    if until_ms is None:
        until_ms = max(start_ms, now_ms) + city.config.guard.override_min * MINUTE_MS
    return OverrideRow(
        id=f"o-{city.next_order:06}",
        choice=order.choice + (f" except {order.except_}" if order.except_ else ""),
        group=_group_of(order),
        lamps=tuple(lamp.id for lamp in lamps),
        level=order.level,
        priority=PRIORITIES.get(order.priority, -1),
        start_ms=start_ms,
        until_ms=until_ms,
        fade_s=order.fade_s,
        fade_back_s=order.fade_back_s,
        by=order.who,
        reason=order.reason,
        version=now_ms,
        set_ms=now_ms,
        preset=order.preset,
        report_s=order.report_s or None,
    )


def _check_dark(
    city: City, order: SetOverride, row: OverrideRow, darker: frozenset[str], now_ms: int
) -> None:
    """Look that no lamp is darkened for longer than a night, by one order or one after the other.

    Raises:
        Refused: one would be.
    """
    most_h = city.config.guard.darken_h
    if not darker:
        return
    own = Span("this one", max(row.start_ms, now_ms), row.until_ms)
    spans = {(*others, own) for others in dark_spans(city, darker, now_ms).values()}
    length_ms, ids = max(longest_ms(each) for each in spans)
    if length_ms > most_h * 60 * MINUTE_MS:
        others = [one for one in ids if one != own.id]
        together = f", together with {', '.join(others)}" if others else ""
        raise Refused(
            f"the lamps would be darkened for more than {most_h} hours{together}",
            f"at {order.level} % they have less light than their program gives, and no darkening "
            "outlives a night",
            f"give an --until within {most_h} hours of the start of the darkening",
        )


def _check_guarded(
    city: City,
    row: OverrideRow,
    darker: frozenset[str],
    now_ms: int,
    agreed: Agreement | None,
    *,
    has_end: bool,
) -> None:
    """Look what one person may not do alone.

    Raises:
        Refused: somebody has to agree, and no end is said that he could agree to.
        NeedsAgreement: somebody has to agree.
    """
    try:
        check_darkening(city, darker, now_ms, agreed)
    except NeedsAgreement as need:
        if has_end:
            raise
        raise Refused(need.what, f"{need.why}; and it has no end", "say --until, too") from need
    if row.priority == PRIORITIES[LOCK] and agreed is None:
        _check_lock_of_others(city, row, now_ms)


def _check_lock_of_others(city: City, row: OverrideRow, now_ms: int) -> None:
    for one in rivals_of(city, row, now_ms):
        _check_mine(city.overrides[one["id"]], row.by)


def _check_mine(row: OverrideRow, who: str) -> None:
    """Look that nobody alone undoes another one's lock.

    Raises:
        NeedsAgreement: he would.
    """
    if row.priority == PRIORITIES[LOCK] and row.by != who:
        raise NeedsAgreement(
            f"{row.id} is {row.by}'s lock: somebody may be working at the lamp",
            f"only {row.by}, or two persons together, may undo it; its reason: {row.reason}",
        )


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


def _override_issued(city: City, row: OverrideRow, now_ms: int) -> list[Action]:
    issued = [] if row.group is None else list(issue_group(city, row.group, now_ms))
    if row.group is None or row.report_s:
        issued += issue_desired(city, now_ms)
    return issued


def release_override(
    city: City, order: ReleaseOverride, now_ms: int, agreed: Agreement | None = None
) -> Outcome:
    """End an override before its time.

    Raises:
        NothingMatched: no such override is in force.
    """
    row = city.overrides.get(order.id)
    if row is None or row.released_ms is not None or row.until_ms <= now_ms:
        live = [
            one.id
            for one in city.overrides.values()
            if one.released_ms is None and one.until_ms > now_ms
        ]
        raise NothingMatched(order.id, tuple(live))
    if agreed is None:
        _check_mine(row, order.who)
    released = replace(row, released_ms=now_ms)
    city.overrides[row.id] = released
    city.measured_often.discard(row.id)
    issued = _override_issued(city, released, now_ms)
    lamps = tuple(lamp for one in row.lamps if (lamp := city.inventory.by_id.get(one)) is not None)
    followed = change(city, f"release {row.id}", order.who, lamps, now_ms)
    after = f"agreed to by {agreed.by}" if agreed else ""
    entry = audit(order, now_ms, row.id, "override release", before=row.choice, after=after)
    answer = {
        "schema": "lighting.override-release/1",
        "override": shown(city, released, now_ms, standings(city, now_ms)),
        "lamps": len(lamps),
        "change": followed.id,
    }
    return answer, [entry, released, *issued, followed]


def shown(city: City, row: OverrideRow, now_ms: int, found: dict[str, Standing]) -> dict[str, Any]:
    """An override as people see it, and on how many lamps it is what counts."""
    zone = city.config.site.timezone
    names = {value: name for name, value in PRIORITIES.items()}
    standing = found.get(row.id)
    return {
        "id": row.id,
        "level": row.level,
        "for": row.choice,
        "start": rfc3339(row.start_ms, zone),
        "until": rfc3339(row.until_ms, zone),
        "fade_s": row.fade_s,
        "fade_back_s": row.fade_back_s,
        "priority": names[row.priority],
        "by": row.by,
        "reason": row.reason,
        "lamps": len(row.lamps),
        "state": _state(row, now_ms),
        "counts_on": standing.wins if standing else 0,
        "loses_to": list(standing.loses_to) if standing else [],
        "agreed_by": row.agreed_by or None,
        "preset": row.preset or None,
    }


def _state(row: OverrideRow, now_ms: int) -> str:
    if row.released_ms is not None:
        return "released"
    if row.until_ms <= now_ms:
        return "over"
    return "in force" if row.start_ms <= now_ms else "to come"
