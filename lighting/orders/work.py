"""Work orders taken and done, and pulses to a lamp for whoever stands at its pole."""

from devices.wire.down import Command
from devices.wire.topics import COMMAND
from lighting.answers.work import visit_document, work_document
from lighting.city import City
from lighting.errors import NothingMatched, Refused
from lighting.orders.outcome import Outcome, audit
from lighting.rows import Action, Say
from lighting.work import keeping
from lighting.work.order import LIVE, Visit, WorkOrder, finish, prove, take
from lighting.work.questions import (
    FinishWork,
    TakeWork,
    VisitLamp,
)

PULSE_MS = 60_000
"""A pulse that is not obeyed by then is not obeyed at all [ms]."""
LEVELS = 3
SLACK_MS = 30_000


def take_work(city: City, order: TakeWork, now_ms: int) -> Outcome:
    """Take work orders upon oneself, all or none of them.

    Raises:
        Refused: one is done, or somebody else has it and no reason is said.
    """
    found = [_find(city, id_) for id_ in dict.fromkeys(order.ids)]
    for one in found:
        _check_live(one)
        if one.taken_by not in {None, order.who} and not order.reason:
            raise Refused(
                f"{one.id} is {one.taken_by}'s",
                "two people would ride to one pole",
                f"agree with {one.taken_by}, then say it with --reason",
            )
    actions: list[Action] = []
    taken = [keeping.keep(city, take(one, order.who, now_ms)) for one in found]
    for before, after in zip(found, taken, strict=True):
        who = before.taken_by or before.state
        actions += [audit(order, now_ms, after.id, "work take", before=who, after="taken"), after]
    shown = [work_document(city, one) for one in taken]
    return {"schema": "lighting.work-take/1", "orders": shown}, actions


def finish_work(city: City, order: FinishWork, now_ms: int) -> Outcome:
    """Close a work order: by proof, else by a reason, else later by what the night shows.

    Raises:
        Refused: nothing proves it, no reason is said, and it is not to be proved later.
    """
    before = _find(city, order.id)
    if before.proof != "waiting":
        _check_live(before)
    figures = keeping.evidence(city, before)
    if figures is None and not order.reason and not order.later:
        raise Refused(*_unproved(city, before))
    after = finish(before, order.who, order.reason or None, now_ms)
    if figures is not None:
        after = prove(after, figures, now_ms)
    actions: list[Action] = []
    if after.proof != "waiting":
        actions += keeping.closed(city, after, now_ms)
    keeping.keep(city, after)
    told = f"done, proof: {after.proof}" + (f", {figures}" if figures else "")
    entry = audit(order, now_ms, after.id, "work done", before=before.state, after=told)
    answer = {"schema": "lighting.work-done/1", "order": work_document(city, after)}
    return answer, [*actions, entry, after]


def visit_lamp(city: City, order: VisitLamp, now_ms: int) -> Outcome:
    """Have a lamp blink, or test itself.

    Raises:
        NothingMatched: there is no such lamp.
        Refused: it can't be reached, or it is being tested.
    """
    lamp = city.inventory.by_id.get(order.lamp)
    if lamp is None:
        raise NothingMatched(order.lamp, tuple(city.inventory.by_id)[:3])
    twin = city.twins.get(lamp.node)
    if city.link_up_ms is None or twin is None or twin.heard_ms is None or twin.is_down:
        raise Refused(
            f"{lamp.id} can't be reached",
            "the broker is gone" if city.link_up_ms is None else "its node is silent",
            "look at the supply and the node in the pole; lighting lamp show tells what is known",
        )
    if any(one.lamp == lamp.id and not one.is_over for one in city.visits.values()):
        raise Refused(f"{lamp.id} is busy", "a pulse is on its way there", "wait a minute")
    length_ms = order.seconds * 1000 * (LEVELS if order.action == "self-test" else 0)
    visit = Visit(
        id=f"V-{city.next_work:06}",
        lamp=lamp.id,
        action=order.action,
        by=order.who,
        sent_ms=now_ms,
        until_ms=now_ms + PULSE_MS + length_ms + SLACK_MS,
        work=_work_at(city, lamp.id),
    )
    city.next_work += 1
    city.visits[visit.id] = visit
    command = Command.model_validate(
        {
            "id": visit.id,
            "action": order.action,
            "expires_ms": now_ms + PULSE_MS,
            "arguments": {"seconds": order.seconds},
        }
    )
    entry = audit(order, now_ms, lamp.id, f"lamp {order.action}", after=visit.id)
    answer = {"schema": f"lighting.lamp-{order.action}/1", "visit": visit_document(city, visit)}
    return answer, [entry, visit, Say(COMMAND, lamp.node, command)]


def _work_at(city: City, lamp: str) -> str | None:
    """The order that a visit speaks for: the lamp's own before that of an incident."""
    found = [
        one
        for one in city.work.values()
        if lamp in one.lamps and (one.state in LIVE or one.proof == "waiting")
    ]
    return min(found, key=lambda one: (len(one.lamps), one.id)).id if found else None


def _find(city: City, id_: str) -> WorkOrder:
    order = city.work.get(id_)
    if order is None:
        live = [one.id for one in city.work.values() if one.state in LIVE]
        raise NothingMatched(id_, live[:3])
    return order


def _check_live(order: WorkOrder) -> None:
    if order.state not in LIVE:
        why = f"by {order.done_by}" if order.done_by else order.note or ""
        raise Refused(f"{order.id} is {order.state}", why, "lighting work list tells what is left")


def _unproved(city: City, order: WorkOrder) -> tuple[str, str, str]:
    """What is lacking for a proof, why, and how to go on."""
    what = f"nothing proves that {order.id} is repaired"
    others = "or --prove-later, and the night proves it; or close it with --reason"
    lacking = keeping.lacking(city, order)
    if isinstance(lacking, str):
        wait = "mend it, and wait until lighting fault list shows it no more"
        return what, lacking, f"{wait}; {others}"
    more = f" and {len(lacking) - 1} more of {len(order.lamps)}" if len(lacking) > 1 else ""
    why = f"{lacking[0]}{more}: neither the right power for 10 min at night, nor a passed self-test"
    known = city.repaired.get(lacking[0])
    why += f"; last seen {known.figures}" if known is not None and known.figures else ""
    return what, why, f"lighting lamp self-test {lacking[0]}; {others}"
