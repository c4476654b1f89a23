"""Simulated time keeps to the pace of whoever is slowest."""

from functools import partial
from pathlib import Path

import pytest

from devices.sim.shared_clock import SharedClock
from lighting.demo.governor import FULL_PACE_MS, PATIENCE_S, STANDSTILL_MS, Governor
from tests.support.processes import wait_for


@pytest.fixture
def clock(tmp_path: Path) -> SharedClock:
    return SharedClock.create(tmp_path / "clock", 0, 0.0)


def test_time_runs_at_full_speed_while_work_is_done_at_once(clock: SharedClock) -> None:
    governor = Governor(clock, 900)
    governor.steer(FULL_PACE_MS, 0, 0.0)
    assert clock.speed == 900
    assert governor.slowed == 0


@pytest.mark.parametrize("lags", [(STANDSTILL_MS, 0), (0, STANDSTILL_MS + 1)])
def test_time_stands_still_while_lamps_or_controller_are_late(
    clock: SharedClock, lags: tuple[int, int]
) -> None:
    governor = Governor(clock, 900)
    governor.steer(*lags, 0.0)
    assert clock.speed == 0
    assert governor.slowed == 1


def test_time_waits_for_a_controller_that_does_not_answer(clock: SharedClock) -> None:
    Governor(clock, 900).steer(0, 0, PATIENCE_S * 1.1)
    assert clock.speed == 0


def test_time_goes_slower_the_later_the_work(clock: SharedClock) -> None:
    speeds = []
    for lag_ms in (FULL_PACE_MS + 1000, FULL_PACE_MS + 10_000, STANDSTILL_MS - 1000):
        Governor(clock, 1000).steer(lag_ms, 0, 0.0)
        speeds.append(clock.speed)
    assert 1000 > speeds[0] > speeds[1] > speeds[2] > 0


def test_a_pace_that_was_too_fast_is_found_again_only_slowly(clock: SharedClock) -> None:
    governor = Governor(clock, 1000)
    for _ in range(30):
        governor.steer(STANDSTILL_MS, 0, 0.0)
    governor.steer(0, 0, 0.0)
    assert 0 < clock.speed < 700
    for _ in range(1000):
        governor.steer(0, 0, 0.0)
    assert clock.speed == 1000


def test_the_brake_stops_time_that_nobody_steers_and_lets_go_with_the_next_steering(
    clock: SharedClock,
) -> None:
    governor = Governor(clock, 900)
    with governor.braking():
        governor.steer(0, 0, 0.0)
        wait_for("the clock stands", partial(_stands, clock))
        governor.steer(0, 0, 0.0)
        assert clock.now_ms() > 0
    assert clock.speed == 0


def _stands(clock: SharedClock) -> bool:
    return clock.speed == 0
