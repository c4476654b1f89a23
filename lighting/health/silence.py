"""Who is not heard: a silent lamp is a fault, and what else is known of it is known no longer.

Lamps that fell silent together are gathered by `gathering`.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from lighting.city import City, FaultKey
from lighting.faults.life import Fault, freeze
from lighting.faults.sighting import AGAINST, Finding
from lighting.faults.watch import judge_silence
from lighting.health import judging, patience
from lighting.health.absence import has_caught_up, silent_from_ms
from lighting.incidents import silent
from lighting.nodes.twin import Twin
from lighting.rows import Action, FaultRow, IncidentRow
from lighting.site.inventory import Inventory, Lamp


class _Look(NamedTuple):
    """A look at all: since when we hear, when it is, and which lamps incidents have taken in."""

    link_up_ms: int
    now_ms: int
    gathered: frozenset[str]


def look(city: City, now_ms: int) -> Iterator[Action]:
    """Judge the silence of lamps, unless we ourselves are cut off from the broker, or just were."""
    if city.link_up_ms is not None and has_caught_up(city, now_ms):
        yield from _silences(city, city.link_up_ms, now_ms)
        yield from silent.look(city, now_ms)


def forget_missing(city: City, before: Inventory, now_ms: int) -> Iterator[Action]:
    """End the faults and incidents of lamps and panels that the list of lamps no longer has.

    What a node said of itself is over with it, too: the one in its place won't say that it ended.
    """
    for key, fault in list(city.faults.items()):
        known = city.inventory.panels if fault.lamp is None else city.inventory.by_id
        if (fault.lamp or fault.panel) not in known or _was_of_another(city, before, fault):
            del city.faults[key]
            is_proved = fault.state != "pending"
            over = replace(fault, state="cleared", cleared_ms=now_ms, unknown_since_ms=None)
            yield FaultRow(over) if is_proved else judging.dropped(fault)
    for name, incident in list(city.incidents.items()):
        if not any(lamp in city.inventory.by_id for lamp in incident.members):
            del city.incidents[name]
            yield IncidentRow(replace(incident, cleared_ms=now_ms))


def _was_of_another(city: City, before: Inventory, fault: Fault) -> bool:
    """Whether a node said it that the lamp no longer has."""
    if fault.origin != judging.NODE or fault.lamp is None:
        return False
    was = before.by_id.get(fault.lamp)
    return was is not None and was.node != city.inventory.by_id[fault.lamp].node


def _silences(city: City, link_up_ms: int, now_ms: int) -> Iterator[Action]:
    """COMM_LOST for every node that was not heard although we could have heard it."""
    listening = city.listening
    if not listening.is_fit(city.inventory, city.imported_ms, link_up_ms, now_ms):
        silent = [lamp for lamp, code, _ in city.faults if code == "COMM_LOST"]
        listening.begin(city.inventory, city.imported_ms, link_up_ms, silent)
    listening.link_up_ms, listening.looked_ms = link_up_ms, now_ms
    gathered = patience.gathered(city) if patience.is_lossy(city) else frozenset[str]()
    now = _Look(link_up_ms, now_ms, gathered)
    turned: dict[str, int | None] = {}
    for place in listening.taken(now_ms):
        lamp = city.inventory.lamps[place]
        was_open = is_lost(city, lamp.id)
        yield from _silence(city, place, lamp, now)
        if is_lost(city, lamp.id) != was_open:
            turned[lamp.id] = None if was_open else silent_since(city, lamp.id)
    if turned:
        yield from _frozen(city, turned)


def _silence(city: City, place: int, lamp: Lamp, now: _Look) -> Iterator[Action]:
    listening, wait_ms = city.listening, patience.least_ms(city)
    twin = city.twins.get(lamp.node) or Twin(lamp.node)
    if twin.heard_ms is None:  # yet to be installed: whatever is open is of the node before it
        if place not in listening.silent:
            listening.look_again(place, now.now_ms + wait_ms)
        return
    since_ms = silent_from_ms(city, twin.heard_ms, now.link_up_ms)
    finding = _found(city, place, lamp, twin, since_ms, now)
    if not finding.is_present and _is_unheard_since(city, lamp, twin.heard_ms):
        listening.silent.add(place)
        return
    findings = [AGAINST["COMM_LOST"], finding] if _broke_again(city, lamp, twin) else [finding]
    yield from judging.note(
        city, findings, lamp=lamp, panel=lamp.panel, origin=judging.CONTROLLER, now_ms=now.now_ms
    )
    if finding.is_present or key_of(lamp.id) in city.faults or lamp.id in listening.unsure:
        listening.silent.add(place)
        return
    listening.silent.discard(place)
    quiet_from_ms = max(since_ms, twin.sleeping_until_ms or 0)
    listening.look_again(place, quiet_from_ms + wait_ms + 1)


def _found(city: City, place: int, lamp: Lamp, twin: Twin, since_ms: int, now: _Look) -> Finding:
    """What the time without news says; a lamp of which it may be chance is `unsure` until then."""
    listening, report_s = city.listening, city.config.nodes.report_s
    listening.unsure.discard(lamp.id)
    times = (since_ms, report_s, twin.is_down, twin.sleeping_until_ms, now.now_ms)
    finding = judge_silence(*times, city.config.faults.silent_periods)
    if not finding.is_present:
        patience.count(city, place, twin)
        return finding
    if patience.is_lossy(city) and lamp.id not in now.gathered and not _is_known(city, lamp, twin):
        finding = judge_silence(*times, patience.periods(city, place))
    if finding.is_present:
        listening.losses.forget_mark(place)
    else:
        listening.unsure.add(lamp.id)
    return finding


def _is_known(city: City, lamp: Lamp, twin: Twin) -> bool:
    """Whether a lamp was found to be silent and has said nothing since."""
    fault = city.faults.get(key_of(lamp.id))
    if fault is None or fault.quiet_ms is not None or twin.heard_ms is None:
        return False
    return twin.heard_ms < max(fault.since_ms, fault.back_ms)


def _broke_again(city: City, lamp: Lamp, twin: Twin) -> bool:
    """Whether a lamp was back between two looks: its silence is another than the pending one."""
    fault = city.faults.get(key_of(lamp.id))
    is_pending = fault is not None and fault.state == "pending" and fault.held_back is None
    if fault is None or not is_pending or not twin.is_down:
        return False
    return twin.down_ms > max(fault.since_ms, fault.back_ms)


def _is_unheard_since(city: City, lamp: Lamp, heard_ms: int) -> bool:
    """Whether a lamp known to be silent has said nothing since: that we were away is no news."""
    fault = city.faults.get(key_of(lamp.id))
    if fault is None or fault.state == "pending":
        return False
    return heard_ms < max(fault.since_ms, fault.back_ms)


def _frozen(city: City, turned: dict[str, int | None]) -> Iterator[Action]:
    """Nobody knows of the other faults of a silent lamp until it is heard again."""
    for key, fault in list(city.faults.items()):
        if fault.lamp in turned and fault.code != "COMM_LOST":
            frozen = freeze(fault, turned[fault.lamp])
            if frozen is not fault:
                city.faults[key] = frozen
                yield FaultRow(frozen)


def key_of(lamp: str) -> FaultKey:
    """Under which a lamp's silence is booked."""
    return lamp, "COMM_LOST", judging.CONTROLLER


def is_lost(city: City, lamp: str) -> bool:
    """Whether a lamp is known to be silent, be it that somebody works on it."""
    fault = city.faults.get(key_of(lamp))
    if fault is None or fault.quiet_ms is not None:
        return False
    return fault.state != "pending" or fault.held_back is not None


def is_gone(city: City, lamp: str, *, is_member: bool) -> bool:
    """Whether a lamp fell silent, or seems to, by itself: it did so before anybody worked on it.

    One of which nothing was heard for long seems to, be it that chance explains that: where others
    are silent as well it doesn't.

    Args:
        city: the city.
        lamp: the lamp.
        is_member: whether an incident that lasts has taken it in.
    """
    fault = city.faults.get(key_of(lamp))
    if fault is None or fault.quiet_ms is not None:
        return lamp in city.listening.unsure and (is_member or lamp not in city.held_back)
    return fault.held_back is None or is_member


def silent_since(city: City, lamp: str) -> int:
    """When a lamp fell silent: at its will, which comes at once, else when it was last heard."""
    fault = city.faults.get(key_of(lamp))
    twin = city.twins.get(city.inventory.by_id[lamp].node)
    is_told = twin is None or twin.is_down or twin.heard_ms is None
    if fault is not None and is_told:
        return max(fault.since_ms, fault.back_ms)
    return 0 if twin is None or twin.heard_ms is None else twin.heard_ms
