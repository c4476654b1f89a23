"""DATA_BAD: values that no lamp can have. A masked value is unknown, never a figure.

References:
    IEC 62386-252 and -253: MASK is all ones, TMASK one less, in the width of the value.
"""

from typing import Final

from lighting.faults.evidence.of_node import BAD_VALUES, RAN_BACK
from lighting.faults.rules.band import Findings, against, found
from lighting.faults.sighting import Sighting

RANGES: Final[tuple[tuple[str, float, float], ...]] = (
    ("power_w", -1.0, 5_000.0),
    ("supply_v", 0.0, 400.0),
    ("supply_a", 0.0, 60.0),
    ("supply_hz", 0.0, 100.0),
    ("power_factor", -1.0, 1.0),
    ("gear_temp_c", -60.0, 193.0),
    ("led_temp_c", -60.0, 193.0),
    ("tilt_deg", 0.0, 180.0),
    ("rssi_dbm", -200.0, 0.0),
    ("batt_pct", 0.0, 100.0),
    ("batt_v", 0.0, 120.0),
    ("pv_v", 0.0, 1_000.0),
    ("pv_a", 0.0, 1_000.0),
)
"""What each measurement can be at the least and at the most; beyond, it is unknown."""
COUNTERS: Final = ("energy_wh", "burn_s", "starts", "supply_losses", "pv_wh")
MASKS: Final = frozenset({2**32 - 1, 2**32 - 2, 2**48 - 1, 2**48 - 2})
_FINE = against("DATA_BAD")
# A counter that ran back is told of for an hour, so that one fall is enough to be seen.
_HOUR_MS = 3_600_000


def bad_names(sample: object) -> tuple[str, ...]:
    """Give the names of the measurements of a sample that are masked or impossible."""
    bad = [
        name
        for name, least, most in RANGES
        if (value := getattr(sample, name)) is not None and not least <= value <= most
    ]
    bad += [name for name in COUNTERS if getattr(sample, name) in MASKS]
    return tuple(bad)


def judge_data(sighting: Sighting, fell_ms: int | None) -> Findings:
    """Judge whether the sample can be believed.

    Args:
        sighting: The sample, its impossible values taken out already.
        fell_ms: When a counter last ran back; None: never.
    """
    if sighting.bad:
        return found("DATA_BAD", BAD_VALUES(names=", ".join(sighting.bad)))
    if fell_ms is not None and 0 <= sighting.at_ms - fell_ms < _HOUR_MS:
        return found("DATA_BAD", RAN_BACK())
    return _FINE
