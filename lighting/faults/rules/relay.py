"""RELAY_FAIL: does the relay do what the node asks? References: docs/faults.md."""

from lighting.faults.evidence.of_lamp import STUCK_CLOSED, STUCK_OPEN
from lighting.faults.rules.band import Findings, against, found
from lighting.faults.sighting import Sighting, is_settled

# A driver that has supply takes more than this, even in standby [W].
DEAD_W = 0.1
STANDBY_W = 0.2
_WAIT_S = 300
_FINE = against("RELAY_FAIL")


def judge_relay(sighting: Sighting, *, draws_in_standby: bool) -> Findings:
    """Judge the relay.

    Args:
        sighting: The sample.
        draws_in_standby: This lamp has been seen to take power at 0 %, so its relay stays closed:
            no power at all is then an open relay and not a dead light source.
    """
    power_w, level = sighting.power_w, sighting.level
    if power_w is None or level is None or sighting.nominal_w <= 0:
        return ()
    if level != sighting.wanted_level or not is_settled(sighting):
        return ()
    if level:
        return _judge_open(power_w, level) if draws_in_standby else ()
    if power_w > sighting.limits.lit_share * sighting.nominal_w:
        return _judge_closed(power_w, sighting)
    return _FINE if power_w > DEAD_W or not draws_in_standby else ()


def _judge_open(power_w: float, level: int) -> Findings:
    if power_w >= DEAD_W:
        return _FINE
    return found("RELAY_FAIL", STUCK_OPEN(power_w=power_w, level=level))


def _judge_closed(power_w: float, sighting: Sighting) -> Findings:
    """By day it is a day burner, whatever the cause; so soon after switching off, the meter's."""
    if sighting.sun_up_s is not None or sighting.settled_s < _WAIT_S:
        return ()
    return found("RELAY_FAIL", STUCK_CLOSED(power_w=power_w))
