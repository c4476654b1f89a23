"""What is remembered of a lamp over days, and the rules that go by it. Rarely changes."""

import msgspec
from msgspec.structs import replace

from lighting.faults.power import Readings
from lighting.faults.rules.age import judge_age
from lighting.faults.rules.asset import Night, judge_night, noted
from lighting.faults.rules.band import Findings
from lighting.faults.rules.battery import judge_battery, judge_solar
from lighting.faults.rules.data import judge_data
from lighting.faults.rules.heat import judge_heat
from lighting.faults.rules.load import judge_current, judge_factor
from lighting.faults.rules.place import judge_door, judge_tilt
from lighting.faults.rules.relay import STANDBY_W, judge_relay
from lighting.faults.rules.signal import Signal, counted, judge_signal
from lighting.faults.rules.voltage import judge_voltage
from lighting.faults.sighting import Sighting

_HOUR_MS = 3_600_000
_CHARGES_A = 0.02


class Slow(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """The past of one lamp as far as slow rules need it.

    Args:
        rest_deg: the least tilt seen, where the pole stood upright [degrees].
        draws_in_standby: it has been seen to take power at 0 %.
        charged_ms: when its solar panel last charged.
        pv_wh: its counter of that then.
        night: power near full light, see `rules.asset`.
        signal: how strong its link was today, see `rules.signal`.
        fell_ms: when a counter last ran back.
    """

    rest_deg: float | None = None
    draws_in_standby: bool = False
    charged_ms: int | None = None
    pv_wh: int | None = None
    night: Night | None = None
    signal: Signal | None = None
    fell_ms: int | None = None


NOTHING = Slow()


def judge_slow(slow: Slow, sighting: Sighting, readings: Readings = ()) -> tuple[Slow, Findings]:
    """Judge a sample by the rules that go by measurements of their own.

    Args:
        slow: what this function gave last.
        sighting: the sample.
        readings: power at the levels of this night, see `power`.

    Returns:
        The memory, the same object where nothing changed, and the findings.
    """
    before = slow
    slow = _remember(before, sighting)
    findings = (*judge_voltage(sighting), *judge_heat(sighting), *judge_factor(sighting))
    findings += judge_current(sighting) + judge_age(sighting)
    findings += judge_relay(sighting, draws_in_standby=slow.draws_in_standby)
    findings += judge_data(sighting, slow.fell_ms) + judge_night(slow.night, sighting, readings)
    if sighting.has_sensors:
        findings += judge_tilt(sighting, slow.rest_deg) + judge_door(sighting)
        findings += judge_battery(sighting) + judge_solar(sighting, slow.charged_ms)
        findings += judge_signal(before.signal, sighting)
    return slow, findings


def _remember(slow: Slow, sighting: Sighting) -> Slow:
    night = noted(slow.night, sighting)
    if night is not slow.night:
        slow = replace(slow, night=night)
    if not slow.draws_in_standby and _is_standby(sighting):
        slow = replace(slow, draws_in_standby=True)
    if sighting.is_back:
        slow = replace(slow, fell_ms=sighting.at_ms)
    return _remember_sensors(slow, sighting) if sighting.has_sensors else slow


def _is_standby(sighting: Sighting) -> bool:
    power_w = sighting.power_w
    return sighting.level == 0 and power_w is not None and power_w >= STANDBY_W


def _remember_sensors(slow: Slow, sighting: Sighting) -> Slow:
    tilt_deg, signal = sighting.tilt_deg, counted(slow.signal, sighting)
    if tilt_deg is not None and (slow.rest_deg is None or tilt_deg < slow.rest_deg):
        slow = replace(slow, rest_deg=tilt_deg)
    if signal is not slow.signal:
        slow = replace(slow, signal=signal)
    return _remember_charge(slow, sighting)


def _remember_charge(slow: Slow, sighting: Sighting) -> Slow:
    pv_wh, pv_a = sighting.pv_wh, sighting.pv_a
    if pv_wh is None and pv_a is None:
        return slow
    is_first = slow.charged_ms is None
    has_risen = pv_wh is not None and (slow.pv_wh is None or pv_wh != slow.pv_wh)
    if is_first or has_risen or (pv_a is not None and pv_a > _CHARGES_A):
        return replace(slow, charged_ms=sighting.at_ms, pv_wh=pv_wh)
    return slow
