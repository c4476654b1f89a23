"""The short way of a measurement that says nothing new, which nearly all are.

A lamp is calm when all that its node said last was in order, and no fault of it is open. While
what it measures stays within bounds, under the same documents, every rule finds again what it
found: that nothing is the matter. So only the twin moves on. Whatever is else goes the whole way,
and that says whether the lamp is calm again.
"""

from math import inf

import msgspec
from msgspec.structs import replace

from devices.wire.down import Desired, GroupOverrides
from devices.wire.quick import QuickSample, QuickTelemetry
from devices.wire.topics import TELEMETRY
from lighting.city import Applied, City, Issued
from lighting.desired.documents import groups_of, program_of
from lighting.desired.levels import wanted_at
from lighting.faults.bounds import Bounds, Window, bounds_of, is_inside, is_within, window_of
from lighting.faults.drift import IN_TIME, LIMIT_MS
from lighting.faults.rules.data import bad_names
from lighting.faults.sighting import Sighting
from lighting.faults.watch import Watch
from lighting.health.judging import sighting_of
from lighting.nodes.in_turn import FURTHEST
from lighting.nodes.twin import Twin
from lighting.site.inventory import Inventory, Lamp


class Told(msgspec.Struct, frozen=True, gc=False):
    """The documents that many lamps go by, in common."""

    inventory: Inventory
    applied: Applied | None
    program: str
    issued: Issued | None
    groups: tuple[GroupOverrides | None, ...]


class Calm(msgspec.Struct, gc=False):
    """What has to be as it was for a lamp's next measurement to say nothing new.

    Attributes:
        lamp: The lamp, as in the list of lamps that is in `told`.
        twin: What the last message left; another one since, and the lamp is judged in full.
        own: The lamp's own document.
        told: The others that it was judged by.
        window: In which its measurements lie; the same level is wanted all the time.
        bounds: Between which the other figures lie.
    """

    lamp: Lamp
    twin: Twin
    own: Desired
    told: Told
    window: Window
    bounds: Bounds


def moved_on(city: City, calm: Calm, message: QuickTelemetry, now_ms: int) -> Twin | None:
    """The twin after a measurement that says nothing new; None: it has to be judged in full."""
    twin, sample = calm.twin, message.samples[0]
    if (
        len(message.samples) > 1
        or city.twins.get(calm.lamp.node) is not twin
        or not _is_next(twin, message, sample, now_ms)
        or not is_inside(calm.window, twin.watch.starts, sample)
        or not is_within(calm.bounds, sample)
        or not _is_told_the_same(city, calm)
        or calm.lamp.id in city.ledger.open
        or calm.lamp.id in city.ailing
    ):
        return None
    watch = twin.watch
    before_ms, seq, known_seq = twin.heard_ms, message.seq, twin.seq
    after = replace(
        twin,
        seq=seq,
        said_ms=message.at_ms,
        holes=twin.holes + seq - known_seq - 1,
        heard_ms=now_ms if before_ms is None or before_ms < now_ms else before_ms,
        is_down=False,
        watch=Watch(
            sample.at_ms,
            watch.starts,
            watch.on_since_ms,
            (),
            watch.readings,
            watch.drift,
            watch.slow,
        ),
        sample_at_ms=sample.at_ms,
        sampled_ms=now_ms,
        power_w=sample.power_w,
        supply_v=sample.supply_v,
        energy_wh=twin.energy_wh if sample.energy_wh is None else sample.energy_wh,
        burn_s=twin.burn_s if sample.burn_s is None else sample.burn_s,
        level=sample.level,
    )
    city.twins[calm.lamp.node] = calm.twin = after
    return after


def stay(city: City, lamp: Lamp, before: Twin | None) -> None:
    """Leave a lamp calm that told events, if they changed nothing by which it is judged."""
    calm, after = city.calm.get(TELEMETRY.of(city.site, lamp.node)), city.twins.get(lamp.node)
    if calm is None or before is None or after is None or calm.twin is not before:
        return
    told = replace(
        before,
        seq=after.seq,
        said_ms=after.said_ms,
        holes=after.holes,
        heard_ms=after.heard_ms,
        log=after.log,
        upto=after.upto,
        beyond=after.beyond,
    )
    if told == after:
        calm.twin = after


def _is_next(twin: Twin, message: QuickTelemetry, sample: QuickSample, now_ms: int) -> bool:
    """Whether it is the next word of the same session, by a clock that is right."""
    ahead = message.seq - twin.seq
    return (
        (ahead == 1 or ahead > FURTHEST)
        and message.session == twin.session
        and message.connection == twin.connection
        and message.clock == twin.clock
        and -LIMIT_MS <= now_ms - message.at_ms <= LIMIT_MS
        and -LIMIT_MS <= now_ms - sample.at_ms <= LIMIT_MS
        and sample.at_ms > twin.sample_at_ms
        and not _is_back(twin, sample)
    )


def _is_back(twin: Twin, sample: QuickSample) -> bool:
    """Whether a counter of a meter fell."""
    energy_wh, burn_s = sample.energy_wh, sample.burn_s
    known_wh, known_s = twin.energy_wh, twin.burn_s
    return (energy_wh is not None and known_wh is not None and energy_wh < known_wh) or (
        burn_s is not None and known_s is not None and burn_s < known_s
    )


def _is_told_the_same(city: City, calm: Calm) -> bool:
    """Whether the lamp is the same, and what it should do is told by the same documents."""
    told = calm.told
    return (
        city.inventory is told.inventory
        and city.applied is told.applied
        and city.desired.get(calm.lamp.node) is calm.own
        and city.programs.get(told.program) is told.issued
        and (not city.group_overrides or _of_groups(city, calm.lamp) == told.groups)
    )


def _of_groups(city: City, lamp: Lamp) -> tuple[GroupOverrides | None, ...]:
    return tuple(map(city.group_overrides.get, groups_of(lamp)))


def look(city: City, topic: str, lamp: Lamp, message: QuickTelemetry, now_ms: int) -> None:
    """Note whether a lamp is calm, after a message that was judged in full."""
    city.calm.pop(topic, None)
    twin, sample = city.twins[lamp.node], message.samples[-1]
    watch = twin.watch
    own, groups = city.desired.get(lamp.node), _of_groups(city, lamp)
    if (
        own is None
        or own.overrides
        or own.settings.factors is not None  # what it draws changes with its age
        or twin.early  # the next message takes up what waits for it
        or twin.is_down  # and it may have been said before the will
        or message.clock != twin.clock  # a message that changed nothing may tell of another
        or watch.unasked
        or (watch.at_ms, watch.starts) != (sample.at_ms, sample.starts)
        or watch.drift != IN_TIME
        or message.clock == "unknown"
        or bad_names(sample)
        or (watch.on_since_ms is None) is bool(sample.level)  # as a message before left it
        or lamp.id in city.ailing
        or any(one and one.overrides for one in groups)
    ):
        return
    sighting = sighting_of(city, lamp, twin, sample, message.clock, now_ms)
    window = window_of(watch.readings, watch.slow, sighting)
    if window is None:
        return
    answer = wanted_at(city, lamp, message.clock, sample.at_ms)
    until_ms = inf if answer.until_ms is None else answer.until_ms - 1
    city.calm[topic] = Calm(
        lamp,
        twin,
        own,
        _told(city, lamp, groups),
        window._replace(
            above_ms=max(window.above_ms, answer.since_ms - 1),
            upto_ms=min(window.upto_ms, until_ms),
        ),
        _bounds(city, lamp, sighting, sample.level or 0),
    )


def _told(city: City, lamp: Lamp, groups: tuple[GroupOverrides | None, ...]) -> Told:
    """The documents of a lamp, the same object for all lamps that have the same."""
    name = program_of(city, lamp) or ""
    told = Told(city.inventory, city.applied, name, city.programs.get(name), groups)
    key = (name, lamp.groups)
    known = city.told.get(key)
    if known is None or not _is_one(known, told):
        city.told[key] = known = told
    return known


def _is_one(one: Told, other: Told) -> bool:
    return (
        one.inventory is other.inventory
        and one.applied is other.applied
        and one.issued is other.issued
        and one.groups == other.groups
    )


def _bounds(city: City, lamp: Lamp, sighting: Sighting, level: int) -> Bounds:
    """The bounds of a lamp, the same object for all lamps of a kind."""
    key = (lamp.type, level, sighting.fade_s, sighting.nominal_w, sighting.standby_w)
    known = city.bounds.get(key)
    if known is None:
        city.bounds[key] = known = bounds_of(sighting, level)
    return known
