"""Samples of one lamp of 70 W around one hour, by the minute."""

from lighting.energy.roll_up import roll_up
from lighting.rows import HourRow
from lighting.stores.history import Counted

HOUR_MS = 1_786_896_000_000
"""16:00 UTC on 2026-08-16, midnight in Kupang."""
MINUTE_MS = 60_000
LAMP = "KPG-0001"
NOMINAL_W = 70.0
REPORT_S = 300
REACH_MS = 3_900_000
"""How far apart two readings of a counter may be: 65 minutes."""
POWER_REACH_MS = 900_000
"""How far apart two readings of power may be: a quarter of an hour."""


def at(
    minute: float,
    energy_wh: int | None = None,
    burn_s: int | None = None,
    power_w: float | None = None,
) -> Counted:
    """A sample so many minutes after the hour began."""
    return Counted(HOUR_MS + round(minute * MINUTE_MS), energy_wh, burn_s, power_w)


def hour_of(*samples: Counted, hour: int = 0, report_s: int = REPORT_S) -> HourRow:
    """The hour rolled up, or one so many hours later."""
    return roll_up(LAMP, HOUR_MS + hour * 60 * MINUTE_MS, samples, NOMINAL_W, report_s)


def lit(minute: int, *, power_w: float | None = 60.0) -> Counted:
    """A sample of a lamp that takes 60 W all the time: 1 Wh and 60 s a minute."""
    return at(minute, 1_000 + minute, 50_000 + 60 * minute, power_w)
