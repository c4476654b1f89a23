"""The short way of a measurement that says nothing new, which nearly all are.

A lamp is calm when all that its node said last was in order, and no fault of it is open. While
what it measures stays within the same limits, under the same documents, every rule finds again
what it found: that nothing is the matter. So only the twin moves on. Whatever is else goes
the whole way, and that says whether the lamp is calm again.
"""

from math import inf

import msgspec
from msgspec.structs import replace

from devices.wire.down import Desired, GroupOverrides
from devices.wire.quick import QuickSample, QuickTelemetry
from lighting.city import Applied, City, Issued
from lighting.desired import groups_of, program_of
from lighting.faults.drift import IN_TIME, LIMIT_MS
from lighting.faults.rules.data import bad_names
from lighting.faults.sighting import AGAINST, settling_s
from lighting.faults.watch import judge
from lighting.in_turn import FURTHEST
from lighting.inventory import Inventory, Lamp
from lighting.judging import CONTROLLER, sighting_of
from lighting.twin import Twin
from lighting.wanted import wanted_at


class Calm(msgspec.Struct, gc=False):
    """What has to be as it was for a lamp's next measurement to say nothing new.

    Attributes:
        lamp: The lamp, as in `inventory`.
        twin: What the last message left; another one since, and the lamp is judged in full.
        applied: The schedule, and then the documents that it was judged by.
        since_ms: From when on its wanted level is `level`; up to, and without, `until_ms`.
        settling_s: The time after a boot in which power shows nothing.
    """

    lamp: Lamp
    twin: Twin
    inventory: Inventory
    applied: Applied | None
    own: Desired | None
    program: str
    issued: Issued | None
    groups: tuple[GroupOverrides | None, ...]
    since_ms: int
    until_ms: float
    level: int
    settling_s: float


def moved_on(city: City, calm: Calm, message: QuickTelemetry, now_ms: int) -> Twin | None:
    """The twin after a measurement that says nothing new; None: it has to be judged in full."""
    twin, samples = calm.twin, message.samples
    sample = samples[0]
    if (
        len(samples) > 1
        or city.twins.get(calm.lamp.node) is not twin
        or not _is_next(twin, message, sample, now_ms)
        or not _is_same(calm, sample)
        or not _is_told_the_same(city, calm)
        or calm.lamp.id in city.ledger.open
        or calm.lamp.id in city.ailing
        or bad_names(sample)
    ):
        return None
    sighting = sighting_of(city, calm.lamp, twin, sample, message.clock, now_ms)
    watch, findings = judge(twin.watch, sighting, is_ailing=False)
    if findings:
        return None
    before_ms, seq, known_seq = twin.heard_ms, message.seq, twin.seq
    after = replace(
        twin,
        seq=seq,
        said_ms=message.at_ms,
        holes=twin.holes + seq - known_seq - 1,
        heard_ms=now_ms if before_ms is None or before_ms < now_ms else before_ms,
        is_down=False,
        watch=watch,
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
    )


def _is_same(calm: Calm, sample: QuickSample) -> bool:
    """Whether what is measured stays within the limits."""
    uptime_s = sample.uptime_s
    return (
        sample.level == calm.level
        and sample.starts == calm.twin.watch.starts
        and calm.since_ms <= sample.at_ms < calm.until_ms
        and (uptime_s is None or uptime_s > calm.settling_s)
    )


def _is_told_the_same(city: City, calm: Calm) -> bool:
    """Whether the lamp is the same, and what it should do is told by the same documents."""
    return (
        city.inventory is calm.inventory
        and city.applied is calm.applied
        and city.desired.get(calm.lamp.node) is calm.own
        and city.programs.get(calm.program) is calm.issued
        and (not city.group_overrides or _of_groups(city, calm.lamp) == calm.groups)
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
        lamp.type  # what it draws changes with its age
        or own is None
        or own.overrides
        or watch.unasked
        or (watch.at_ms, watch.starts) != (sample.at_ms, sample.starts)
        or watch.drift != IN_TIME
        or message.clock == "unknown"
        or bad_names(sample)
        or any((lamp.id, code, CONTROLLER) in city.faults for code in AGAINST)
        or any(one and one.overrides for one in groups)
    ):
        return
    sighting = sighting_of(city, lamp, twin, sample, message.clock, now_ms)
    answer, name = wanted_at(city, lamp, message.clock, sample.at_ms), program_of(city, lamp) or ""
    until_ms = inf if answer.until_ms is None else answer.until_ms
    city.calm[topic] = Calm(
        lamp,
        twin,
        city.inventory,
        city.applied,
        own,
        name,
        city.programs.get(name),
        groups,
        answer.since_ms,
        until_ms,
        answer.level,
        settling_s(sighting),
    )
