"""What lies between the bounds shows nothing new: the rules have the last word on that."""

from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from devices.wire.quick import QuickSample
from lighting.faults.bounds import bounds_of, is_inside, is_within, window_of
from lighting.faults.limits import Limits
from lighting.faults.power import Reading
from lighting.faults.sighting import Sighting
from lighting.faults.slow import NOTHING, Slow
from lighting.faults.watch import Watch, judge
from tests.lighting.faults.sights import shown_by

AT_MS = 1_793_000_000_000
HOUR_MS = 3_600_000
HELD: dict[str, Any] = {
    "at_ms": AT_MS,
    "level": 60,
    "power_w": 42.4,
    "supply_v": 230.0,
    "supply_a": 0.21,
    "power_factor": 0.9,
    "supply_hz": 50.0,
    "energy_wh": 1_000,
    "burn_s": 100_000,
    "starts": 3,
    "gear_temp_c": 41.0,
    "led_temp_c": 40.0,
    "uptime_s": 90_000,
}
OTHERWISE: dict[str, st.SearchStrategy[Any]] = {
    "at_ms": st.integers(AT_MS, AT_MS + 2 * HOUR_MS),
    "level": st.none() | st.integers(0, 100),
    "power_w": st.none() | st.floats(-2, 90),
    "supply_v": st.none() | st.floats(170, 270) | st.just(65_535.0),
    "supply_a": st.none() | st.floats(0, 1),
    "power_factor": st.none() | st.floats(0, 1),
    "supply_hz": st.none() | st.floats(40, 1_000),
    "energy_wh": st.none() | st.sampled_from((0, 1_001, 2**32 - 1, 2**48 - 2)),
    "burn_s": st.none() | st.sampled_from((0, 10**9, 2**32 - 2)),
    "starts": st.none() | st.integers(0, 100_000),
    "gear_temp_c": st.none() | st.floats(-80, 120),
    "led_temp_c": st.none() | st.floats(-80, 120),
    "uptime_s": st.none() | st.integers(0, 600),
    "tilt_deg": st.floats(0, 360),
    "rssi_dbm": st.floats(-150, 0),
    "supply_losses": st.integers(0, 9),
    "batt_v": st.floats(0, 200),
    "door_open": st.booleans(),
    "pv_wh": st.integers(0, 9),
}
LIT = st.sampled_from(
    (
        {"level": 60, "power_w": 42.4, "supply_a": 0.21},
        {"level": 100, "power_w": 70.0, "supply_a": 0.32},
        {"level": 0, "power_w": 0.4, "supply_a": 0.02},
    )
)
CHANGES = st.sampled_from(sorted(OTHERWISE)).flatmap(
    lambda name: st.tuples(st.just(name), OTHERWISE[name])
)
held = st.lists(CHANGES, max_size=2).map(dict)
unknown = st.sets(st.sampled_from(sorted(HELD.keys() - {"at_ms", "level", "power_w"}))).map(
    dict.fromkeys
)
limits = st.builds(
    Limits,
    gradient=st.sampled_from((1.0, 1.3)),
    tolerance_share=st.floats(0.05, 0.3),
    volt_low_clear_v=st.floats(150, 229),
    temp_clear_c=st.floats(42, 300),
    rated_h=st.sampled_from((40.0, 50_000.0, 1_000_000.0)),
)
memories = st.builds(
    Slow,
    draws_in_standby=st.booleans(),
    night=st.just((AT_MS - HOUR_MS, AT_MS - HOUR_MS // 2, 2, 1.0, 1.0)),
)


def sighting_of(sample: QuickSample, wanted: int | None, of: Limits) -> Sighting:
    return shown_by(sample, wanted, of, since_ms=AT_MS - HOUR_MS)


def watch_of(slow: Slow, starts: int | None) -> Watch:
    readings = (Reading(60, 42.4, AT_MS - 60_000), Reading(100, 70.0, AT_MS - 7_000_000))
    return Watch(AT_MS - 1, starts, AT_MS - HOUR_MS, (), readings, slow=slow)


def is_between(
    watch: Watch, first: QuickSample, second: QuickSample, slow: Slow, of: Limits
) -> bool:
    """Whether a second sample is as `calm` wants it, by what the first one showed."""
    shown = sighting_of(first, first.level, of)
    window = window_of(watch.readings, slow, shown)
    assert window is not None
    is_close = is_inside(window, first.starts, second)
    return is_close and is_within(bounds_of(shown, first.level or 0), second)


@given(before=unknown, more=held, of=limits, slow=memories, lit=LIT)
def test_rules_find_nothing_between_the_bounds_and_remember_only_the_time(
    before: dict[str, Any], more: dict[str, Any], of: Limits, slow: Slow, lit: dict[str, Any]
) -> None:
    first, second = (
        QuickSample(**{**HELD, **lit, **before}),
        QuickSample(**{**HELD, **lit, **before, **more}),
    )
    watch = watch_of(slow, first.starts)
    window = window_of(watch.readings, slow, sighting_of(first, first.level, of))
    is_in = window is not None and is_between(watch, first, second, slow, of)
    event("within" if is_in else "outside")
    if not is_in:
        return
    after, findings = judge(watch, sighting_of(second, first.level, of), is_ailing=False)
    assert not findings
    on_since_ms = watch.on_since_ms if first.level else None
    assert after == Watch(
        second.at_ms, watch.starts, on_since_ms, (), watch.readings, watch.drift, slow
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("power_w", 43.0),
        ("power_w", None),
        ("level", 59),
        ("level", None),
        ("starts", 4),
        ("supply_v", 204.9),
        ("supply_v", 245.1),
        ("supply_a", 0.6),
        ("supply_a", 0.01),
        ("power_factor", 0.5),
        ("gear_temp_c", 60.0),
        ("led_temp_c", 61.0),
        ("burn_s", 2**40),
        ("energy_wh", 2**32 - 1),
        ("uptime_s", 10),
        ("tilt_deg", 3.0),
        ("rssi_dbm", -120.0),
        ("at_ms", AT_MS + HOUR_MS),
        ("supply_hz", 400.0),
        ("door_open", True),
    ],
)
def test_whatever_may_say_more_lies_outside(name: str, value: float | None) -> None:
    watch, of = watch_of(NOTHING, 3), Limits()
    first, second = QuickSample(**HELD), QuickSample(**{**HELD, name: value})
    assert is_between(watch, first, first, NOTHING, of)
    assert not is_between(watch, first, second, NOTHING, of)
