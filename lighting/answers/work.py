"""Work orders and visits, as people see them."""

from collections.abc import Iterable
from typing import Any

from lighting.answers.known_names import check_place
from lighting.city import City
from lighting.errors import NothingMatched, WrongUse
from lighting.faults.catalogue import kind_of
from lighting.site.inventory import Lamp
from lighting.stores import Reader
from lighting.times import rfc3339
from lighting.work.order import LIVE, WAITING, Visit, WorkOrder
from lighting.work.questions import (
    ListUnproven,
    ListWork,
    ShowVisit,
    ShowWork,
)
from lighting.work.words import remedy_of, sentence_of


def list_work(city: City, question: ListWork, now_ms: int) -> dict[str, Any]:
    """The orders that fit, in no order: a ride is planned by whoever asked."""
    check_place("kelurahan", question.kelurahan, city.inventory.kelurahan)
    check_place("panel", question.panel, city.inventory.panels)
    orders = [one for one in city.work.values() if one.state in LIVE or one.proof == WAITING]
    shown = [work_document(city, one) for one in orders]
    conditions = {
        "kelurahan": question.kelurahan,
        "panel": question.panel,
        "taken_by": question.mine,
    }
    fitting = [
        row
        for row in shown
        if all(wanted in {None, row[name]} for name, wanted in conditions.items())
    ]
    at = _time(city, now_ms)
    return {"schema": "lighting.work-list/1", "at": at, "orders": fitting}


def show_work(city: City, question: ShowWork, store: Reader) -> dict[str, Any]:
    """One order with its visits.

    Raises:
        NothingMatched: There never was such an order.
    """
    order = city.work.get(question.id) or store.work(question.id)
    if order is None:
        raise NothingMatched(question.id, list(city.work)[:3])
    kept = {one.id: one for one in store.visits(order.id)}
    known = kept | {one.id: one for one in city.visits.values() if one.work == order.id}
    shown = [visit_document(city, known[id_]) for id_ in sorted(known)]
    document = work_document(city, order)
    return {"schema": "lighting.work-show/1", "order": {**document, "visits": shown}}


def list_unproven(city: City, question: ListUnproven, now_ms: int, store: Reader) -> dict[str, Any]:
    """The orders that were closed without proof in a time.

    Raises:
        WrongUse: It has not begun.
    """
    if question.from_ms >= now_ms:
        raise WrongUse("that time has not begun", remedy="ask for one that begins earlier")
    found = store.unproven(question.from_ms, question.to_ms)
    return {
        "schema": "lighting.work-unproven/1",
        "from": _time(city, question.from_ms),
        "to": _time(city, question.to_ms),
        "orders": [work_document(city, one) for one in found],
    }


def show_visit(city: City, question: ShowVisit, store: Reader) -> dict[str, Any]:
    """How far a pulse got.

    Raises:
        NothingMatched: There was none of this id.
    """
    visit = city.visits.get(question.id) or next(iter(store.visits(question.id)), None)
    if visit is None:
        raise NothingMatched(question.id, list(city.visits)[:3])
    return {"schema": "lighting.visit-show/1", "visit": visit_document(city, visit)}


def work_document(city: City, order: WorkOrder) -> dict[str, Any]:
    """A work order as people see it."""
    lamp = first_known(city, order.lamps) or one_of_panel(city, order.panel)
    kind = kind_of(order.codes[0])
    return {
        "id": order.id,
        "state": order.state,
        "proof": order.proof,
        "what": order.subject,
        "lamps": list(order.lamps),
        "codes": list(order.codes),
        "severity": order.severity,
        **place_of(lamp, order.panel),
        "incident": order.incident,
        "faults": list(order.faults),
        "evidence": order.evidence,
        "sentence": sentence_of(kind),
        "remedy": remedy_of(kind),
        "sentence_id": sentence_of(kind, "id"),
        "remedy_id": remedy_of(kind, "id"),
        "since": _time(city, order.since_ms),
        "made_at": _time(city, order.made_ms),
        "unknown_since": _maybe(city, order.unknown_ms),
        "over_at": _maybe(city, order.over_ms),
        "taken_by": order.taken_by,
        "taken_at": _maybe(city, order.taken_ms),
        "done_by": order.done_by,
        "done_at": _maybe(city, order.done_ms),
        "reason": order.reason,
        "figures": order.figures,
        "proved_at": _maybe(city, order.proved_ms),
        "note": order.note,
        "reopened": order.reopened,
    }


def visit_document(city: City, visit: Visit) -> dict[str, Any]:
    """A visit as people see it."""
    steps = [
        {
            "step": one.number,
            "level": one.level,
            "power_w": one.power_w,
            "expected_w": round(one.expected_w, 1),
            "tolerance_w": round(one.tolerance_w, 1),
            "right": one.is_right,
        }
        for one in visit.steps
    ]
    return {
        "id": visit.id,
        "lamp": visit.lamp,
        "action": visit.action,
        "state": visit.state,
        "over": visit.is_over,
        "by": visit.by,
        "sent_at": _time(city, visit.sent_ms),
        "ended_at": _maybe(city, visit.ended_ms),
        "work": visit.work,
        "steps": steps,
    }


def place_of(lamp: Lamp | None, panel: str) -> dict[str, Any]:
    """Where something is, as far as the list of lamps knows."""
    return {
        "street": lamp.street if lamp else None,
        "kelurahan": lamp.kelurahan if lamp else "",
        "panel": panel,
        "road_class": lamp.road_class if lamp else "",
        "latitude": lamp.latitude if lamp else None,
        "longitude": lamp.longitude if lamp else None,
    }


def first_known(city: City, lamps: Iterable[str]) -> Lamp | None:
    """The first of some lamps that is in the list."""
    known = (city.inventory.by_id.get(one) for one in lamps)
    return next((one for one in known if one is not None), None)


def one_of_panel(city: City, panel: str) -> Lamp | None:
    """Any lamp that a panel feeds."""
    return next(iter(city.inventory.panels.get(panel, ())), None)


def _time(city: City, at_ms: int) -> str:
    return rfc3339(at_ms, city.config.site.timezone)


def _maybe(city: City, at_ms: int | None) -> str | None:
    return None if at_ms is None else _time(city, at_ms)
