"""What one sample shows of a lamp, and what a rule says about it. No rules here."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import msgspec

from lighting.faults.catalogue import CATALOGUE
from lighting.faults.limits import DEFAULT, Limits


class Sighting(msgspec.Struct, frozen=True, gc=False):
    """One telemetry sample, joined with what the controller knows about the lamp at that moment.

    Args:
        at_ms: the node's clock [ms since 1970 UTC].
        received_ms: the controller's clock [ms since 1970 UTC].
        level: what the lamp does [%]; None: unknown, like every None below.
        power_w: measured [W].
        starts: the node's counter of lamp starts.
        wanted_level: the ladder's answer for `at_ms` [%].
        settled_s: time since that answer last changed [s]; 0 where that is unknown.
        fade_s: the fade of that change [s].
        was_lit: light has been wanted all the time since the sample before, so that a start was
            nobody's command; told only where the counter of starts has moved.
        sun_up_s: time since sunrise while the sun is up and not about to set [s]; None: night,
            or less than 15 min to sunset.
        nominal_w: power at 100 % [W].
        standby_w: power at 0 % [W].
        uptime_s: time since the node booted [s].
        lit_s: time that the lamp has been wanted on [s]; `watch` fills it in.
        has_sensors: any of the measurements that few lamps have is there.
        bad: names of measurements that were masked or impossible; they are None here.
        is_back: a counter ran back without a reset.
        limits: what this type of lamp is judged by.
    """

    at_ms: int
    received_ms: int
    level: int | None
    power_w: float | None
    starts: int | None
    wanted_level: int | None
    settled_s: float
    fade_s: int
    sun_up_s: float | None
    nominal_w: float
    standby_w: float
    was_lit: bool = False
    uptime_s: int | None = None
    lit_s: float | None = None
    supply_v: float | None = None
    supply_a: float | None = None
    power_factor: float | None = None
    gear_temp_c: float | None = None
    led_temp_c: float | None = None
    burn_s: int | None = None
    has_sensors: bool = False
    tilt_deg: float | None = None
    rssi_dbm: float | None = None
    door_open: bool | None = None
    batt_pct: float | None = None
    pv_a: float | None = None
    pv_wh: int | None = None
    bad: tuple[str, ...] = ()
    is_back: bool = False
    limits: Limits = DEFAULT


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says after one look: for a fault (`is_present`) or against it.

    Args:
        evidence: a short sentence with figures; empty where the finding is against.
        severity: how severe it is, where that is not as in the catalogue.
    """

    code: str
    is_present: bool
    evidence: str
    severity: int | None = None


# Findings against are alike but for the code: made once, since nearly all findings are.
AGAINST: Final[Mapping[str, Finding]] = MappingProxyType(
    {code: Finding(code, is_present=False, evidence="") for code in CATALOGUE}
)

# Twice the fade and a minute: docs/faults.md, CMD_TIMEOUT.
_GRACE_S = 60


def settling_s(sighting: Sighting) -> float:
    """Give how long a change is under way: twice its fade and a minute [s]."""
    return 2 * sighting.fade_s + _GRACE_S


def is_settled(sighting: Sighting) -> bool:
    """Say whether the last change is over: twice its fade and a minute ago, or more.

    A node that booted since has lit its lamp anew and may be on its way to the level.
    """
    limit_s = settling_s(sighting)
    has_run = sighting.uptime_s is None or sighting.uptime_s > limit_s
    return has_run and sighting.settled_s > limit_s
