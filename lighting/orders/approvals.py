"""Orders that a second person has to agree to: asked, approved, rejected; all of it is kept."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from lighting.city import City
from lighting.errors import NothingMatched, Refused
from lighting.orders.agreement import Agreement, NeedsAgreement
from lighting.orders.outcome import Outcome, audit
from lighting.planning.guard import MINUTE_MS, Approval
from lighting.questions.of_city import (
    ApplySchedule,
    Approve,
    ImportLamps,
    Reject,
    ReleaseOverride,
    SetOverride,
)
from lighting.rows import AuditRow
from lighting.times import rfc3339, show

Waits = SetOverride | ReleaseOverride | ApplySchedule | ImportLamps
Perform = Callable[[City, Waits, int, Agreement | None], Outcome]
KINDS: dict[str, type[Waits]] = {
    one.__name__: one for one in (SetOverride, ReleaseOverride, ApplySchedule, ImportLamps)
}
MOST_WAITING = 50
KEPT_MS = 86_400_000
"""What was decided longer ago is left to the store and the audit [ms]."""


def ask_approval(city: City, order: Waits, need: NeedsAgreement, now_ms: int) -> Outcome:
    """Have an order wait; the answer is the guard's no, with the way on.

    The same order once more waits no second time.

    Raises:
        Refused: too many wait already.
    """
    waiting = [one for one in city.approvals.values() if is_waiting(one, now_ms)]
    pinned = _pinned(city, order, now_ms)
    facts = asdict(pinned)
    same = next((one for one in waiting if one.order == facts and one.by == order.who), None)
    if same is not None:
        return _refusal(city, same, need, now_ms), []
    if len(waiting) >= MOST_WAITING:
        raise Refused(need.what, f"{len(waiting)} orders wait already", "reject some of them first")
    row = Approval(
        id=f"a-{city.next_order:06}",
        what=in_words(city, pinned),
        kind=type(order).__name__,
        order=facts,
        lamps=need.lamps,
        why=f"{need.what}; {need.why}",
        by=order.who,
        reason=order.reason,
        asked_ms=now_ms,
        expires_ms=_expires_ms(city, pinned, now_ms),
    )
    city.next_order += 1
    _forget_old(city, now_ms)
    city.approvals[row.id] = row
    entry = audit(order, now_ms, row.what, "approval ask", after=f"{row.id} waits: {row.why}")
    return _refusal(city, row, need, now_ms), [entry, row]


def _pinned(city: City, order: Waits, now_ms: int) -> Waits:
    """The order as it was meant when it was given, whatever comes before it is agreed to."""
    if isinstance(order, SetOverride) and order.until_ms is None:
        begin_ms = now_ms if order.start_ms is None else order.start_ms
        until_ms = begin_ms + city.config.guard.override_min * MINUTE_MS
        return replace(order, until_ms=until_ms)
    if isinstance(order, ApplySchedule) and order.base is None and city.applied is not None:
        return replace(order, base=city.applied.row.version)
    return order


def _expires_ms(city: City, order: Waits, now_ms: int) -> int:
    latest_ms = now_ms + city.config.guard.approval_min * MINUTE_MS
    if isinstance(order, SetOverride) and order.until_ms is not None:
        return min(latest_ms, order.until_ms)
    return latest_ms


def in_words(city: City, order: Waits) -> str:
    """What an order would do."""
    zone = city.config.site.timezone
    if isinstance(order, SetOverride):
        begin = f"from {_show(order.start_ms, zone)} " if order.start_ms else ""
        until = f"until {_show(order.until_ms, zone)}" if order.until_ms else ""
        but = f" except {order.except_}" if order.except_ else ""
        return f"override {order.level} % for {order.choice}{but} {begin}{until}".rstrip()
    if isinstance(order, ReleaseOverride):
        return f"release {order.id}"
    kind = "schedule" if isinstance(order, ApplySchedule) else "list of lamps"
    return f"{kind} {order.source}"


def _show(at_ms: int, zone: str) -> str:
    return show(at_ms, zone, at_ms - KEPT_MS)  # with its date: it may be read tomorrow


def _refusal(city: City, row: Approval, need: NeedsAgreement, now_ms: int) -> dict[str, Any]:
    until = show(row.expires_ms, city.config.site.timezone, now_ms)
    error = {
        "kind": "needs_agreement",
        "what": need.what,
        "why": need.why,
        "remedy": f"nothing was done; until {until} somebody else than {row.by} may run: "
        f"lighting override approve {row.id}" + ("; or order less" if row.lamps else ""),
        "problems": [],
    }
    return {"error": error, "approval": shown_approval(city, row, now_ms)}


def is_waiting(row: Approval, now_ms: int) -> bool:
    """Whether an order can still be agreed to."""
    return row.state == "waiting" and now_ms < row.expires_ms


def approve(city: City, order: Approve, now_ms: int, perform: Perform) -> Outcome:
    """Agree to another person's order, which is carried out.

    Raises:
        Refused: it is one's own, was decided on, or can't be done any more.
    """
    row = _find(city, order.id, now_ms)
    if order.who == row.by:
        raise Refused(
            f"{row.id} is {row.by}'s own: somebody else has to agree",
            "two persons are to have looked at it",
            f"LIGHTING_ACCOUNT=NAME lighting override approve {row.id}, with another's token",
        )
    wanted = KINDS[row.kind](**row.order)
    answer, actions = perform(city, wanted, now_ms, Agreement(order.who, frozenset(row.lamps)))
    decided = _decided(city, row, "approved", order.who, now_ms)
    entry = _noted(order, row, "approval approve", now_ms, f"agreed to {row.by}'s {row.what}")
    answer = {
        **answer,
        "schema": "lighting.override-approve/1",
        "approval": shown_approval(city, decided, now_ms),
    }
    return answer, [entry, decided, *actions]


def reject(city: City, order: Reject, now_ms: int) -> Outcome:
    """Say no to an order that waits; one's own is taken back."""
    row = _find(city, order.id, now_ms)
    state = "withdrawn" if order.who == row.by else "rejected"
    decided = _decided(city, row, state, order.who, now_ms)
    entry = _noted(order, row, "approval reject", now_ms, f"{state}: {row.by}'s {row.what}")
    approval = shown_approval(city, decided, now_ms)
    return {"schema": "lighting.override-reject/1", "approval": approval}, [entry, decided]


def _find(city: City, id_: str, now_ms: int) -> Approval:
    row = city.approvals.get(id_)
    if row is None:
        raise NothingMatched(
            id_, tuple(one.id for one in city.approvals.values() if is_waiting(one, now_ms))
        )
    if not is_waiting(row, now_ms):
        state = row.state if row.state != "waiting" else "expired"
        by = f" by {row.decided_by}" if row.decided_by else ""
        raise Refused(
            f"{row.id} waits no more: {state}{by}",
            "each order is agreed to once, in time",
            "whoever still wants it gives the order anew",
        )
    return row


def _decided(city: City, row: Approval, state: str, who: str, now_ms: int) -> Approval:
    decided = replace(row, state=state, decided_by=who, decided_ms=now_ms)
    city.approvals[row.id] = decided
    return decided


def _noted(
    order: Approve | Reject, row: Approval, action: str, now_ms: int, after: str
) -> AuditRow:
    """An entry of the audit; who agrees without a word takes the order's reason for his."""
    reason = order.reason.strip() or row.reason
    return AuditRow(now_ms, order.who, action, row.id, reason, "waiting", after)


def _forget_old(city: City, now_ms: int) -> None:
    for id_, one in list(city.approvals.items()):
        if one.decided_ms is not None and one.decided_ms < now_ms - KEPT_MS:
            del city.approvals[id_]


def shown_approval(city: City, row: Approval, now_ms: int) -> dict[str, Any]:
    """An order that waits, as people see it."""
    zone = city.config.site.timezone
    is_over = row.state == "waiting" and not is_waiting(row, now_ms)
    return {
        "id": row.id,
        "what": row.what,
        "state": "expired" if is_over else row.state,
        "lamps": len(row.lamps),
        "why": row.why,
        "by": row.by,
        "reason": row.reason,
        "asked_at": rfc3339(row.asked_ms, zone),
        "expires_at": rfc3339(row.expires_ms, zone),
        "decided_by": row.decided_by or None,
        "decided_at": rfc3339(row.decided_ms, zone) if row.decided_ms is not None else None,
    }
