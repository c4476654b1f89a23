"""Samples of a 70 W lamp, one report after another, and what they lead to."""

from collections.abc import Iterable

from msgspec.structs import replace

from devices.wire.quick import QuickSample
from lighting.faults.life import Fault, advance
from lighting.faults.limits import Limits
from lighting.faults.rules.data import bad_names
from lighting.faults.sighting import Finding, Sighting
from lighting.faults.watch import EMPTY, Watch, judge

# 2026-08-16T20:00 in Kupang.
EVENING_MS = 1_786_881_600_000
REPORT_MS = 300_000
MINUTE_MS = 60_000

# At night, for an hour: wanted on, on, 70 W of 70 W.
LIT = Sighting(
    at_ms=EVENING_MS,
    received_ms=EVENING_MS + 800,
    level=100,
    power_w=70.0,
    starts=412,
    wanted_level=100,
    settled_s=3700.0,
    fade_s=30,
    sun_up_s=None,
    nominal_w=70.0,
    standby_w=0.4,
    uptime_s=900_000,
)
# By day, four hours after sunrise: off, as wanted.
OFF_BY_DAY = replace(LIT, level=0, wanted_level=0, power_w=0.4, sun_up_s=14_400.0)
# Dimmed for an hour, and the driver follows.
DIMMED = replace(LIT, level=60, wanted_level=60, power_w=42.2)


def shown_by(
    sample: QuickSample,
    wanted: int | None,
    of: Limits,
    *,
    since_ms: int,
    nominal_w: float = 70.0,
    standby_w: float = 1.0,
) -> Sighting:
    """What a sample shows of a lamp of which the same level has been wanted since a moment."""
    names = [name for name in Sighting.__struct_fields__ if hasattr(sample, name)]
    return Sighting(
        **{name: getattr(sample, name) for name in names},
        received_ms=sample.at_ms,
        wanted_level=wanted,
        settled_s=(sample.at_ms - since_ms) / 1000,
        fade_s=30,
        sun_up_s=None,
        nominal_w=nominal_w,
        standby_w=standby_w,
        has_sensors=any(getattr(sample, name) is not None for name in _RARE),
        bad=bad_names(sample),
        limits=of,
    )


_RARE = ("rssi_dbm", "tilt_deg", "door_open", "batt_pct", "pv_a", "pv_wh")


def reports(*sightings: Sighting, every_ms: int = REPORT_MS) -> list[Sighting]:
    """Put samples one report period apart."""
    return [
        replace(one, at_ms=one.at_ms + n * every_ms, received_ms=one.received_ms + n * every_ms)
        for n, one in enumerate(sightings)
    ]


def judged(
    sightings: Iterable[Sighting], watch: Watch = EMPTY
) -> tuple[Watch, list[dict[str, Finding]]]:
    """Judge samples one after another; each one's findings by code."""
    looks = []
    for sighting in sightings:
        watch, findings = judge(watch, sighting)
        looks.append({finding.code: finding for finding in findings})
    return watch, looks


def present(looks: list[dict[str, Finding]], code: str) -> list[bool | None]:
    """What each sample said about one fault: for, against, or nothing (None)."""
    return [look[code].is_present if code in look else None for look in looks]


def followed(sightings: Iterable[Sighting]) -> dict[str, Fault]:
    """Judge samples and lead the lives of the faults; those there are in the end, by code."""
    faults: dict[str, Fault] = {}
    watch = EMPTY
    for sighting in sightings:
        watch, findings = judge(watch, sighting)
        for finding in findings:
            after = step(faults.pop(finding.code, None), finding, sighting.received_ms)
            if after is not None:
                faults[finding.code] = after
    return faults


def step(
    fault: Fault | None,
    finding: Finding,
    now_ms: int,
    *,
    origin: str = "controller",
    new_id: str = "F-1",
) -> Fault | None:
    """Carry on a fault of one lamp."""
    return advance(
        fault,
        finding,
        lamp="l-17",
        panel="P-05",
        origin=origin,
        now_ms=now_ms,
        new_id=new_id,
    )
