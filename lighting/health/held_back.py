"""Faults of lamps that somebody works on: held back while it lasts, looked at again afterwards."""

from collections.abc import Iterator
from dataclasses import replace

from lighting.city import City
from lighting.faults.life import free
from lighting.faults.maintenance import INSTALLATION, Maintenance
from lighting.health import judging
from lighting.rows import Action, AuditRow
from lighting.site.inventory import Inventory, Lamp

NOBODY = "controller"
HOUR_MS = 3_600_000


def keep(city: City, one: Maintenance) -> Maintenance:
    """Take up work on lamps, or what became of it."""
    if one.ended_ms is None:
        city.maintenance[one.id] = one
    else:
        city.maintenance.pop(one.id, None)
    see(city)
    return one


def see(city: City) -> None:
    """Work out which lamps are held back, and by which work: the one that lasts longest."""
    in_order = sorted(city.maintenance.values(), key=lambda one: (one.until_ms or 0, one.id))
    city.held_back = {lamp: one.id for one in in_order for lamp in one.lamps}


def tick(city: City, now_ms: int) -> Iterator[Action]:
    """What ends as time passes."""
    for one in list(city.maintenance.values()):
        if not any(lamp in city.inventory.by_id for lamp in one.lamps):
            yield from end(city, one, NOBODY, now_ms)
        elif one.until_ms is None:
            if is_heard(city, city.inventory.by_id[one.lamps[0]]):
                yield keep(city, replace(one, until_ms=now_ms + _commissioning_ms(city)))
        elif one.until_ms <= now_ms:
            yield from end(city, one, NOBODY, now_ms)
            if one.kind != INSTALLATION:
                why = one.reason
                yield AuditRow(
                    now_ms, NOBODY, "maintenance end", one.id, why, one.choice, "its time is over"
                )


def end(city: City, one: Maintenance, by: str, now_ms: int) -> Iterator[Action]:
    """End work on lamps: what is still found of them is a fault from now on."""
    yield keep(city, replace(one, ended_ms=now_ms, ended_by=by))
    for key, fault in list(city.faults.items()):
        if fault.held_back == one.id:
            held_back = city.held_back.get(key[0])
            after = replace(fault, held_back=held_back) if held_back else free(fault, now_ms)
            yield from judging.booked(city, key, fault, after)


def install(city: City, before: Inventory, by: str, now_ms: int) -> Iterator[Action]:
    """Hold back the faults of lamps that got a new node.

    The first list of lamps is of a city that is taken over; later ones tell of what is put up.
    """
    for lamp in city.listed.lamps if before.lamps else ():
        if lamp.node in before.by_node:
            continue
        until_ms = now_ms + _commissioning_ms(city) if is_heard(city, lamp) else None
        id_ = f"M-{city.next_order:06}"
        city.next_order += 1
        what = (id_, INSTALLATION, lamp.id, (lamp.id,), now_ms, until_ms)
        city.maintenance[id_] = one = Maintenance(*what, by, "a new node")
        yield one
    see(city)


def _commissioning_ms(city: City) -> int:
    """How long a new node is being installed, from when it is first heard [ms]."""
    return round(city.config.faults.commissioning_h * HOUR_MS)


def is_heard(city: City, lamp: Lamp) -> bool:
    """Whether a lamp's node ever spoke; one that did not is yet to be installed."""
    twin = city.twins.get(lamp.node)
    return twin is not None and twin.heard_ms is not None
