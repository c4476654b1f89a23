"""Work on lamps begun and ended: what is found of them meanwhile is held back."""

from lighting.answers.maintenance import maintenance_document
from lighting.city import City
from lighting.errors import NothingMatched, WrongUse
from lighting.faults.maintenance import MAINTENANCE, Maintenance
from lighting.health import held_back
from lighting.orders.outcome import Outcome, audit
from lighting.questions.maintenance import EndMaintenance, StartMaintenance

HOUR_MS = 3_600_000
DAY_H = 24


def start_maintenance(city: City, order: StartMaintenance, now_ms: int) -> Outcome:
    """Hold back the faults of lamps until a moment; what is open already stays open.

    Raises:
        WrongUse: it would end before now, or last longer than anybody should be kept in the dark.
    """
    lamps = city.inventory.select(order.choice, order.except_)
    if order.until_ms <= now_ms:
        raise WrongUse("that end is past", "maintenance begins now", "give a later one: +2h")
    most_h = city.config.faults.maintenance_h
    if order.until_ms - now_ms > most_h * HOUR_MS:
        raise WrongUse(
            f"that is longer than {_said(most_h)}",
            "nobody hears of these lamps' faults meanwhile; [faults] maintenance_h allows no more",
            "give an earlier end, and begin it again then",
        )
    choice = f"{order.choice} except {order.except_}" if order.except_ else order.choice
    ids = tuple(lamp.id for lamp in lamps)
    what = (f"M-{city.next_order:06}", MAINTENANCE, choice, ids, now_ms, order.until_ms)
    city.next_order += 1
    one = held_back.keep(city, Maintenance(*what, order.who, order.reason))
    document = maintenance_document(city, one)
    after = f"{choice}, {len(ids)} lamps, until {document['until']}"
    entry = audit(order, now_ms, one.id, "maintenance start", after=after)
    return {"schema": "lighting.maintenance-start/1", "maintenance": document}, [entry, one]


def _said(hours: float) -> str:
    days, rest = divmod(hours, DAY_H)
    return f"{hours:g} hours" if rest or days < 2 else f"{days:g} days"  # noqa: PLR2004 - plural


def end_maintenance(city: City, order: EndMaintenance, now_ms: int) -> Outcome:
    """End work on lamps before its time: what still holds there is a fault from now on.

    Raises:
        NothingMatched: no such work lasts.
    """
    one = city.maintenance.get(order.id)
    if one is None:
        raise NothingMatched(order.id, city.maintenance, "no such maintenance lasts")
    entry = audit(order, now_ms, one.id, "maintenance end", before=one.choice, after="ended early")
    document = maintenance_document(city, one)
    ended = list(held_back.end(city, one, order.who, now_ms))
    return {"schema": "lighting.maintenance-end/1", "maintenance": document}, [entry, *ended]
