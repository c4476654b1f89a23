"""Work orders kept in step with the book of faults, and with what lamps measure meanwhile."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lighting.city import City
from lighting.faults.evidence.of_repair import (
    CLOSE_IT,
    NO_PROOF,
    OF_ANOTHER,
    OVER_BY_ITSELF,
    SEEN_AGAIN,
)
from lighting.faults.life import Fault, close
from lighting.health.judging import sighting_of
from lighting.nodes.twin import Twin
from lighting.rows import Action, AuditRow, EventRow, FaultRow, SampleRow
from lighting.work.needs import Need, needs_of
from lighting.work.order import (
    LIVE,
    MEASURED,
    WAITING,
    Visit,
    WorkOrder,
    prove,
    reopen,
    withdraw,
)
from lighting.work.proof import BY_POWER, Seen, look, proof_of
from lighting.work.visits import answered, overdue

NOBODY = "controller"
PATIENCE_MS = 48 * 3_600_000
"""How long an order waits for its proof: two nights [ms]."""
KEPT_MS = 2 * 86_400_000
"""How long a done order is remembered beside the store [ms]."""


def tick(city: City, now_ms: int) -> Iterator[Action]:
    """What the book of faults asks for now, and what was proved or not since."""
    needs = needs_of(city.faults.values(), city.incidents.values(), now_ms)
    done = [one for one in city.work.values() if one.state == "done"]
    for order in done:
        yield from _after_done(city, order, now_ms)
    live = {one.subject: one for one in city.work.values() if one.state in LIVE}
    held = {one.subject for one in done if one.incident in _ongoing(city)}
    held |= {one.subject for one in city.work.values() if one.proof == WAITING}
    for subject, need in needs.items():
        if subject in live:
            yield from _kept_up(city, live[subject], need)
        elif subject not in held:
            yield from _made(city, need, now_ms)
    for subject, order in live.items():
        if subject not in needs:
            yield from _over(city, order, now_ms)
    for visit in list(city.visits.values()):
        yield from _noted(city, visit, overdue(visit, now_ms))
    _forget(city, now_ms)


def seen(city: City, actions: tuple[Action, ...], now_ms: int) -> tuple[Action, ...]:
    """The actions of a message, and what its samples and events mean for orders and visits."""
    if not city.work and not city.visits:
        return actions
    more: list[Action] = []
    for action in actions:
        if isinstance(action, SampleRow):
            if action.lamp in city.repaired:
                _see(city, action, now_ms)
        elif isinstance(action, EventRow) and action.event.id in city.visits:
            visit = city.visits[action.event.id]
            lamp = city.inventory.by_id.get(visit.lamp)
            if lamp is not None and lamp.node == action.node:
                more += _noted(city, visit, answered(visit, action.event, lamp, now_ms))
    return (*actions, *more) if more else actions


def open_faults_of(city: City, order: WorkOrder) -> list[Fault]:
    """The faults of an order that are still open."""
    named = set(order.faults)
    return [one for one in city.faults.values() if one.id in named]


def evidence(city: City, order: WorkOrder) -> str | None:
    """Give what proves an order's repair; None: nothing does."""
    codes = frozenset(one.code for one in open_faults_of(city, order))
    if order.incident in _ongoing(city):
        return None
    return proof_of(order, city.repaired, city.visits.values(), codes)


def lacking(city: City, order: WorkOrder) -> str | list[str]:
    """Say what an order without evidence lacks: what must be over first, or the lamps unproved."""
    if order.incident in _ongoing(city):
        return f"incident {order.incident} is not over"
    codes = {one.code for one in open_faults_of(city, order)}
    if beyond := sorted(codes - BY_POWER):
        return f"{', '.join(beyond)} is still seen, and power says nothing of it"
    if not order.lamps:
        return f"{', '.join(sorted(codes))} is still seen"
    visits = list(city.visits.values())
    return [
        lamp
        for lamp in order.lamps
        if proof_of(replace(order, lamps=(lamp,)), city.repaired, visits, frozenset()) is None
    ]


def closed(city: City, order: WorkOrder, now_ms: int) -> Iterator[Action]:
    """The faults of an order, closed by it: what is found afterwards is another fault."""
    named = set(order.faults)
    by, proof = order.done_by or NOBODY, order.figures or order.reason or ""
    ended: dict[str, Fault] = {}
    for book in (city.faults, city.resting):
        for key, fault in list(book.items()):
            if fault.id in named:
                del book[key]
                over = close(fault, by, proof, now_ms, is_proved=order.proof == MEASURED)
                if over.state == "closed":  # one that only seems to be back has its past for it
                    ended[fault.id] = over
    for over in ended.values():
        yield FaultRow(over)


def keep(city: City, order: WorkOrder) -> WorkOrder:
    """Take an order up, and look at its lamps' power as long as it is not settled."""
    city.work[order.id] = order
    if order.state in LIVE or order.proof == WAITING:
        for lamp in order.lamps:
            city.repaired.setdefault(lamp, Seen())
    return order


def _ongoing(city: City) -> set[str | None]:
    return {one.id for one in city.incidents.values()}


def _made(city: City, need: Need, now_ms: int) -> Iterator[Action]:
    order = WorkOrder(
        id=f"W-{city.next_work:06}",
        subject=need.subject,
        lamps=need.lamps,
        panel=need.panel,
        faults=need.faults,
        codes=need.codes,
        severity=need.severity,
        evidence=need.evidence,
        since_ms=need.since_ms,
        made_ms=now_ms,
        incident=need.incident,
        unknown_ms=need.unknown_ms,
    )
    city.next_work += 1
    yield _audit(order, "work make", need.evidence, "", "open", now_ms)
    yield keep(city, order)


def _kept_up(city: City, order: WorkOrder, need: Need) -> Iterator[Action]:
    now = replace(
        order,
        lamps=need.lamps,
        faults=tuple(dict.fromkeys((*order.faults, *need.faults))),
        codes=need.codes,
        severity=need.severity,
        evidence=need.evidence,
        unknown_ms=need.unknown_ms,
        over_ms=None,
        note=order.note if order.over_ms is None else None,
    )
    if now != order:
        yield keep(city, now)


def _over(city: City, order: WorkOrder, now_ms: int) -> Iterator[Action]:
    """Nothing left to repair: nobody has it, so it goes; somebody does, so it asks for closing."""
    if order.state == "open":
        held = [one.incident for one in open_faults_of(city, order) if one.incident]
        note = OF_ANOTHER(incident=held[0]) if held else OVER_BY_ITSELF()
        gone = withdraw(order, note, now_ms)
        city.work[order.id] = gone
        yield _audit(order, "work withdraw", note, "open", "gone", now_ms)
        yield gone
    elif order.over_ms is None:
        note = CLOSE_IT()
        yield keep(city, replace(order, over_ms=now_ms, note=note))


def _after_done(city: City, order: WorkOrder, now_ms: int) -> Iterator[Action]:
    """An order that waits for its proof: proved, contradicted, or left without for too long."""
    if order.proof != WAITING or order.done_ms is None:
        return
    figures = evidence(city, order)
    if figures is not None:
        yield from closed(city, prove(order, figures, now_ms), now_ms)
        yield _audit(order, "work prove", figures, WAITING, "measured", now_ms)
        yield keep(city, prove(order, figures, now_ms))
        return
    wrong = [
        SEEN_AGAIN(lamp=lamp, figures=known.figures)
        for lamp in order.lamps
        if (known := city.repaired.get(lamp)) is not None and known.wrong_ms > order.done_ms
    ]
    if wrong or now_ms - order.done_ms > PATIENCE_MS:
        note = wrong[0] if wrong else NO_PROOF()
        yield _audit(order, "work reopen", note, "done", "open", now_ms)
        yield keep(city, reopen(order, note))


def _see(city: City, row: SampleRow, now_ms: int) -> None:
    lamp = city.inventory.by_id.get(row.lamp)
    if lamp is None or row.instead_ms is not None:
        return
    twin = city.twins.get(lamp.node) or Twin(lamp.node)
    sighting = sighting_of(city, lamp, twin, row.sample, row.clock, now_ms)
    gap_ms = 3 * city.config.nodes.report_s * 1000
    city.repaired[row.lamp] = look(city.repaired[row.lamp], sighting, gap_ms)


def _noted(city: City, before: Visit, after: Visit) -> Iterator[Action]:
    if after is before:
        return
    city.visits[after.id] = after
    yield after
    if after.is_over and after.action == "self-test":
        yield AuditRow(
            after.ended_ms or 0, NOBODY, "self-test end", after.lamp, after.id, "", after.state
        )


def _forget(city: City, now_ms: int) -> None:
    """What is settled is the store's to remember."""
    ongoing = _ongoing(city)
    for order in list(city.work.values()):
        is_settled = order.state not in LIVE and order.proof != WAITING
        ended_ms = order.done_ms or order.over_ms or 0
        if is_settled and order.incident not in ongoing and now_ms - ended_ms > KEPT_MS:
            del city.work[order.id]
    for visit in list(city.visits.values()):
        if visit.is_over and now_ms - visit.sent_ms > PATIENCE_MS + KEPT_MS:
            del city.visits[visit.id]
    unsettled = [one for one in city.work.values() if one.state in LIVE or one.proof == WAITING]
    wanted = {lamp for order in unsettled for lamp in order.lamps}
    if len(wanted) != len(city.repaired):
        city.repaired = {lamp: one for lamp, one in city.repaired.items() if lamp in wanted}


def restore(city: City, orders: Iterable[WorkOrder], visits: Iterable[Visit], number: int) -> None:
    """Take up what was kept."""
    for order in orders:
        keep(city, order)
    city.visits = {one.id: one for one in visits}
    city.next_work = number


def _audit(
    order: WorkOrder, action: str, why: str, before: str, after: str, now_ms: int
) -> AuditRow:
    return AuditRow(now_ms, NOBODY, action, order.id, why, before, after)
