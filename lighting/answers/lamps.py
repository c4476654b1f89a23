"""Lamps as people see them: what was asked of each, what it reported, and how old that is."""

from dataclasses import dataclass
from typing import Any

from lighting.answers.faults import fault_document, open_faults
from lighting.answers.maintenance import maintenance_of
from lighting.answers.wants import Wants
from lighting.city import City
from lighting.desired.documents import groups_of, program_of
from lighting.errors import WrongUse
from lighting.faults.life import Fault
from lighting.health.held_back import is_heard
from lighting.health.silence import is_lost
from lighting.nodes.twin import Twin
from lighting.questions.of_city import ListLamps, ShowLamp
from lighting.site.inventory import Lamp
from lighting.stores import Reader
from lighting.times import rfc3339

LAST_EVENTS = 20


@dataclass(frozen=True, slots=True)
class View:
    """One lamp at one moment: what is known of its node, its open faults, its convergence."""

    lamp: Lamp
    twin: Twin
    faults: tuple[Fault, ...]
    is_silent: bool
    is_converged: bool
    wanted_level: int


def views(city: City, lamps: tuple[Lamp, ...], now_ms: int) -> list[View]:
    """The lamps as they are known at a moment."""
    wants, faults = Wants(city, now_ms), open_faults(city)
    return [_view(city, lamp, wants, tuple(faults.get(lamp.id, ()))) for lamp in lamps]


def _view(city: City, lamp: Lamp, wants: Wants, faults: tuple[Fault, ...]) -> View:
    twin = city.twins.get(lamp.node) or Twin(lamp.node)
    is_silent = is_without_news(city, lamp)
    return View(
        lamp=lamp,
        twin=twin,
        faults=faults,
        is_silent=is_silent,
        is_converged=wants.is_converged(lamp, twin, is_silent=is_silent),
        wanted_level=wants.of(lamp).wanted.level,
    )


def is_without_news(city: City, lamp: Lamp) -> bool:
    """Whether a lamp's node is silent: never heard, or found to be by its fault."""
    return not is_heard(city, lamp) or is_lost(city, lamp.id)


def silent_since_ms(view: View) -> int | None:
    """When a silent lamp was last heard; None if it is not silent, or never was heard."""
    return view.twin.heard_ms if view.is_silent else None


def find_lamp(city: City, name: str) -> Lamp:
    """The lamp of a name; one that is none raises `NothingMatched` with the nearest names.

    Raises:
        WrongUse: The name is a choice of several lamps.
    """
    if name in city.inventory.by_id:
        return city.inventory.by_id[name]
    lamps = city.inventory.select(name)
    raise WrongUse(
        f"{name} is not one lamp", f"it chooses {len(lamps)}", f"name one, such as {lamps[0].id}"
    )


def list_lamps(city: City, question: ListLamps, now_ms: int) -> dict[str, Any]:
    """The lamps of a choice that fit the conditions."""
    chosen = city.inventory.lamps
    if question.choice or question.except_:
        chosen = city.inventory.select(question.choice or "all", question.except_)
    found = [
        view
        for view in views(city, chosen, now_ms)
        if (view.is_silent or not question.silent)
        and (view.faults or not question.faulty)
        and (not view.is_converged or not question.not_converged)
    ]
    return {
        "schema": "lighting.lamp-list/1",
        "lamps": [_row(city, view) | {"faults": _codes(view)} for view in found],
    }


def show_lamp(city: City, question: ShowLamp, now_ms: int, store: Reader) -> dict[str, Any]:
    """All that is known of one lamp."""
    (view,) = views(city, (find_lamp(city, question.lamp),), now_ms)
    lamp, twin = view.lamp, view.twin
    own = (one for one in city.faults.values() if one.lamp == lamp.id)
    held_back = [one for one in own if one.held_back is not None]
    facts = {
        "latitude": lamp.latitude,
        "longitude": lamp.longitude,
        "road_class": lamp.road_class,
        "power_w": twin.power_w,
        "supply_v": twin.supply_v,
        "sampled_at": _time(city, twin.sampled_ms),
        "energy_wh": twin.energy_wh,
        "burn_s": twin.burn_s,
        "clock": twin.clock,
        "versions": _versions(city, lamp, twin),
        "firmware": twin.firmware,
        "boots": twin.boots,
        "boot_reason": twin.boot_reason,
        "events": [_event(city, one) for one in store.events(lamp.id, LAST_EVENTS)],
        "faults": [fault_document(city, one) for one in (*view.faults, *held_back)],
    }
    return {"schema": "lighting.lamp-show/1", "lamp": _row(city, view) | facts}


def reported_reason(twin: Twin) -> str | None:
    """Why a node does what it does, in its words: `program: main-roads 22:00`."""
    if twin.reason_by is None:
        return None
    return f"{twin.reason_by}: {twin.reason_what}" if twin.reason_what else twin.reason_by


def _row(city: City, view: View) -> dict[str, Any]:
    lamp, twin = view.lamp, view.twin
    return {
        "lamp": lamp.id,
        "node": lamp.node,
        "street": lamp.street,
        "kelurahan": lamp.kelurahan,
        "panel": lamp.panel,
        "groups": list(lamp.groups),
        "nominal_w": lamp.power_w,
        "standby_w": lamp.standby_w,
        "wanted_level": view.wanted_level,
        "reported_level": twin.level,
        "reason": reported_reason(twin),
        "reported_at": _time(city, twin.reported_ms),
        "heard_at": _time(city, twin.heard_ms),
        "silent": view.is_silent,
        "silent_since": _time(city, silent_since_ms(view)),
        "converged": view.is_converged,
        "is_installed": twin.heard_ms is not None,
        "maintenance": maintenance_of(city, lamp),
    }


def _codes(view: View) -> list[str]:
    return sorted({fault.code for fault in view.faults})


def _versions(city: City, lamp: Lamp, twin: Twin) -> dict[str, dict[str, int | None]]:
    """Which version of each document the node should hold, and which it says it holds."""
    own, name = city.desired.get(lamp.node), program_of(city, lamp)
    found = {"desired": _pair(own.version if own else None, twin.desired)}
    if name in city.programs:
        held = twin.program_version if twin.program == name else 0
        found[f"program:{name}"] = _pair(city.programs[name].version, held)
    for group in groups_of(lamp):
        document = city.group_overrides.get(group)
        if document is not None:
            key = f"group:{group}"
            found[key] = _pair(document.version, twin.overrides.get(key, 0))
    return found


def _pair(wanted: int | None, reported: int) -> dict[str, int | None]:
    return {"wanted": wanted, "reported": reported or None}


def _event(city: City, event: dict[str, Any]) -> dict[str, Any]:
    times = {
        "at": _time(city, event["at_ms"]),
        "received_at": _time(city, event["received_ms"]),
    }
    # A node may name a field of its own as it likes: ours count.
    return {key: value for key, value in event.items() if not key.endswith("_ms")} | times


def _time(city: City, at_ms: int | None) -> str | None:
    return None if at_ms is None else rfc3339(at_ms, city.config.site.timezone)
