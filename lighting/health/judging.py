"""Joins what a node says with what it should do, and lets the rules of `faults/` judge it.

The rules are pure functions of one lamp's recent past; this file gives them the wanted level, the
daylight and the lamp's figures, and moves the book of faults by what they find.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from devices.wire.quick import Heard, Measured
from devices.wire.topics import TELEMETRY
from devices.wire.up import Reported, Status
from lighting.city import City, FaultKey
from lighting.desired.convergence import measured
from lighting.desired.documents import lacking
from lighting.desired.levels import wanted_at, was_lit_since
from lighting.desired.on_top import factors_of, may_be_sensed
from lighting.faults.catalogue import kind_of
from lighting.faults.evidence.of_node import FLAGGED, LOCAL_SWITCH
from lighting.faults.life import Fault, advance
from lighting.faults.limits import limits_of
from lighting.faults.rules.asset import judge_label
from lighting.faults.sighting import Finding, Sighting
from lighting.faults.switching import COMMAND_SLACK_MS
from lighting.faults.watch import Watch, judge, judge_boot, judge_clock
from lighting.health.daylight import sun_up
from lighting.health.pulses import may_be_pulsed
from lighting.nodes.twin import Twin
from lighting.power import drawn_w
from lighting.rows import Action, DroppedFault, FaultRow
from lighting.site.inventory import Lamp
from schedules.factors import driven, output_share
from schedules.sun import Place

NODE, CONTROLLER = "node", "controller"
NEAR_SUNSET_S = 900.0
"""Lamps may be on a quarter of an hour before sunset, by any reasonable schedule [s]."""


def note(
    city: City,
    findings: Iterable[Finding],
    *,
    lamp: Lamp | None,
    panel: str,
    origin: str,
    now_ms: int,
) -> list[Action]:
    """Move the book of faults by what was found of a lamp, or of a panel."""
    rows: list[Action] = []
    subject = lamp.id if lamp else f"panel:{panel}"
    faults = city.faults
    for finding in findings:
        key: FaultKey = (subject, finding.code, origin)
        if not finding.is_present and key not in faults:
            continue  # so it is with nearly all
        before = faults.get(key) or city.resting.get(key)
        after = advance(
            before,
            finding,
            lamp=lamp.id if lamp else None,
            panel=panel,
            origin=origin,
            now_ms=now_ms,
            new_id=f"F-{city.next_fault:06}",
            held_back=city.held_back.get(subject),
        )
        rows += booked(city, key, before, after)
    if rows and lamp:
        city.calm.pop(TELEMETRY.of(city.site, lamp.node), None)
    return rows


def booked(city: City, key: FaultKey, before: Fault | None, after: Fault | None) -> list[Action]:
    """Put what became of a fault in the book."""
    if after == before:
        return []
    if after is None:
        del city.faults[key]
        return [dropped(before)] if before else []
    if before is None or after.id != before.id:
        city.next_fault += 1
    if after.state == "cleared":
        city.faults.pop(key, None)
        city.resting[key] = after
    else:
        city.faults[key] = after
        city.ailing.add(key[0])
        if after.state != "pending":
            city.resting.pop(key, None)
    return [FaultRow(after)]


def dropped(fault: Fault) -> Action:
    """What is kept of a pending fault that proved to be none: its past, if it only seemed back."""
    return FaultRow(fault.past) if fault.past else DroppedFault(fault)


def judge_head(
    city: City, lamp: Lamp, twin: Twin, head: Heard, now_ms: int
) -> tuple[Twin, list[Action]]:
    """What the head of any message shows: the node's clock."""
    watch, findings = judge_clock(
        twin.watch, head.at_ms, head.clock, now_ms, city.config.nodes.report_s
    )
    rows = note(city, findings, lamp=lamp, panel=lamp.panel, origin=CONTROLLER, now_ms=now_ms)
    return (twin if watch is twin.watch else replace(twin, watch=watch)), rows


def moment_of(city: City, at_ms: int, clock: str, now_ms: int) -> int:
    """When something was seen: by the node's clock, so that being late changes nothing.

    Where that can't be trusted, or is far off, we have seen it now.
    """
    is_right = clock != "unknown" and 0 <= now_ms - at_ms <= city.config.faults.late_s * 1000
    return at_ms if is_right else now_ms


def judge_status(city: City, lamp: Lamp, twin: Twin, status: Status, now_ms: int) -> list[Action]:
    """What a new birth shows: a reboot, and the luminaire's own data."""
    findings = judge_boot(status.boot_reason, status.boots, twin.boots)
    now_ms = moment_of(city, status.at_ms, status.clock, now_ms)
    return note(city, findings, lamp=lamp, panel=lamp.panel, origin=CONTROLLER, now_ms=now_ms)


def judge_luminaire(city: City, lamp: Lamp, status: Status, now_ms: int) -> list[Action]:
    """What any birth shows: whether the luminaire is the one in the list."""
    share = limits_of(city.config.faults, lamp.type).asset_share
    findings = judge_label(status.nominal_w, lamp.power_w, share)
    now_ms = moment_of(city, status.at_ms, status.clock, now_ms)
    return note(city, findings, lamp=lamp, panel=lamp.panel, origin=CONTROLLER, now_ms=now_ms)


def judge_flags(
    city: City, lamp: Lamp, before: Twin, message: Reported, now_ms: int
) -> list[Action]:
    """What a node says that it sees now: flags that came, and flags that went."""
    now_ms = moment_of(city, message.at_ms, message.clock, now_ms)
    old, new = set(before.flags), set(message.fault_flags)
    findings = [
        Finding(kind_of(code).code, code in new, FLAGGED() if code in new else "")
        for code in sorted(old ^ new)
    ]
    is_local = message.reason is not None and message.reason.by == "local"
    rows = note(city, findings, lamp=lamp, panel=lamp.panel, origin=NODE, now_ms=now_ms)
    local = Finding("LOCAL_OVR", is_local, LOCAL_SWITCH() if is_local else "")
    return rows + note(city, [local], lamp=lamp, panel=lamp.panel, origin=CONTROLLER, now_ms=now_ms)


def judge_sample(  # noqa: PLR0913, PLR0917 - a sample, and all that is known around it
    city: City,
    lamp: Lamp,
    twin: Twin,
    sample: Measured,
    clock: str,
    now_ms: int,
    bad: tuple[str, ...] = (),
) -> tuple[Watch, list[Action]]:
    """What a measurement shows, beside what the lamp should do at that moment.

    Returns:
        What is remembered of the lamp now, and what follows.
    """
    sighting = sighting_of(city, lamp, twin, sample, clock, now_ms, bad)
    if lamp.id in city.ledger.open:
        measured(city, lamp, sighting)
    watch, findings = judge(twin.watch, sighting, is_ailing=lamp.id in city.ailing)
    if not findings:
        return watch, []
    now_ms = moment_of(city, sample.at_ms, clock, now_ms)
    rows = note(city, findings, lamp=lamp, panel=lamp.panel, origin=CONTROLLER, now_ms=now_ms)
    return watch, rows


def sighting_of(  # noqa: PLR0913, PLR0917 - a sample, and all that is known around it
    city: City,
    lamp: Lamp,
    twin: Twin,
    sample: Measured,
    clock: str,
    now_ms: int,
    bad: tuple[str, ...] = (),
) -> Sighting:
    """A sample joined with the ladder's answer, the daylight and the lamp's figures."""
    wanted_level: int | None = None
    fade_s, settled_s, was_lit = 0, 0.0, False
    share, factors = 1.0, factors_of(city, lamp) if lamp.type else None
    if factors is not None:
        share = output_share(factors, sample.burn_s)
    if not lacking(city, lamp, twin):
        wanted = wanted_at(city, lamp, clock, sample.at_ms)
        wanted_level, fade_s = wanted.level, wanted.fade_s
        if factors is not None:
            wanted_level = driven(wanted_level, factors, sample.burn_s).level
        settled_s = (sample.at_ms - max(wanted.since_ms, twin.documents_ms)) / 1000
        was_lit = _was_lit(city, lamp, twin, sample, clock)
    if sample.level != wanted_level and may_be_sensed(city, lamp):
        wanted_level, settled_s = None, 0.0  # a sensor may have asked for it: it shows nothing
    is_odd = sample.level != wanted_level or sample.starts != twin.watch.starts
    if is_odd and may_be_pulsed(city, lamp, twin, sample):
        wanted_level, settled_s = None, 0.0  # somebody at the pole asked for it
    return Sighting(
        at_ms=sample.at_ms,
        received_ms=now_ms,
        level=sample.level,
        power_w=sample.power_w,
        starts=sample.starts,
        wanted_level=wanted_level,
        settled_s=settled_s,
        fade_s=fade_s,
        was_lit=was_lit,
        # The sun matters only to a lamp that should be off.
        sun_up_s=None if wanted_level else _sun_up_s(city, sample.at_ms // 1000),
        nominal_w=drawn_w(lamp.power_w, lamp.standby_w, share * 100),
        standby_w=lamp.standby_w,
        uptime_s=sample.uptime_s,
        supply_v=sample.supply_v,
        supply_a=sample.supply_a,
        power_factor=sample.power_factor,
        gear_temp_c=sample.gear_temp_c,
        led_temp_c=sample.led_temp_c,
        burn_s=sample.burn_s,
        has_sensors=_has_sensors(sample),
        tilt_deg=sample.tilt_deg,
        rssi_dbm=sample.rssi_dbm,
        door_open=sample.door_open,
        batt_pct=sample.batt_pct,
        pv_a=sample.pv_a,
        pv_wh=sample.pv_wh,
        bad=bad,
        is_back=_is_back(twin, sample),
        limits=limits_of(city.config.faults, lamp.type),
    )


def _was_lit(city: City, lamp: Lamp, twin: Twin, sample: Measured, clock: str) -> bool:
    """Whether nothing that was wanted since the last sample explains that the lamp has started.

    What was wanted before the present documents, nobody knows any more.
    """
    from_ms = twin.watch.at_ms - COMMAND_SLACK_MS
    is_start = sample.starts != twin.watch.starts
    if not is_start or from_ms < twin.documents_ms:
        return False
    return was_lit_since(city, lamp, clock, from_ms, sample.at_ms)


def _has_sensors(sample: Measured) -> bool:
    return not (
        sample.rssi_dbm is sample.tilt_deg is sample.door_open is sample.batt_pct is None
        and sample.pv_a is sample.pv_wh is None
    )


def _is_back(twin: Twin, sample: Measured) -> bool:
    """Whether a counter of a meter fell though its node did not boot."""
    is_less = (
        twin.energy_wh is not None
        and sample.energy_wh is not None
        and sample.energy_wh < twin.energy_wh
    ) or (twin.burn_s is not None and sample.burn_s is not None and sample.burn_s < twin.burn_s)
    if not is_less or sample.at_ms <= twin.sample_at_ms:
        return False
    up_s = sample.uptime_s
    return up_s is None or up_s * 1000 > sample.at_ms - twin.sample_at_ms


def _sun_up_s(city: City, moment_s: int) -> float | None:
    site = city.config.site
    span = sun_up(Place(site.latitude, site.longitude), site.timezone, moment_s)
    if span is None or span[1] <= NEAR_SUNSET_S:
        return None
    return span[0]
