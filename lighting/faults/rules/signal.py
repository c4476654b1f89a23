"""COMM_WEAK: is the node's link weak for most of a day? In three counters. See docs/faults.md."""

from lighting.faults.evidence.of_node import WEAK_SIGNAL
from lighting.faults.rules.band import Findings, against, found
from lighting.faults.sighting import Sighting

_DAY_MS = 86_400_000
_FEWEST = 12
# The way back: a link that wavers about its limit is one fault.
_BAND_DB = 3.0
_FINE = against("COMM_WEAK")

# Since when [ms], samples, those below the limit, those below the way back.
Signal = tuple[int, int, int, int]


def counted(signal: Signal | None, sighting: Sighting) -> Signal | None:
    """Add a sample; a day that is over was judged with its last sample, and a new one begins."""
    rssi_dbm = sighting.rssi_dbm
    if rssi_dbm is None:
        return signal
    if signal is None or not 0 <= sighting.at_ms - signal[0] < _DAY_MS:
        signal = (sighting.at_ms, 0, 0, 0)
    limit_dbm = sighting.limits.rssi_dbm
    since_ms, count, weak, poor = signal
    is_weak, is_poor = rssi_dbm < limit_dbm, rssi_dbm < limit_dbm + _BAND_DB
    return (since_ms, count + 1, weak + is_weak, poor + is_poor)


def judge_signal(signal: Signal | None, sighting: Sighting) -> Findings:
    """Judge the day that ends with this sample: the median is below what half of it is below.

    Args:
        signal: What was counted before this sample.
        sighting: The sample.
    """
    if signal is None or sighting.rssi_dbm is None or sighting.at_ms - signal[0] < _DAY_MS:
        return ()
    _, count, weak, poor = signal
    if count < _FEWEST:
        return ()
    if 2 * weak > count:
        limit_dbm = sighting.limits.rssi_dbm
        return found("COMM_WEAK", WEAK_SIGNAL(weak=weak, count=count, limit_dbm=limit_dbm))
    return _FINE if 2 * poor <= count else ()
