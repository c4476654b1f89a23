"""Clocks that are a little wrong without knowing it, as all crystals are."""

import pytest

from devices.sim.ailments import Ailment, Kind
from devices.sim.lamp_spec import LampSpec
from devices.sim.node_clock import clock_of
from schedules.decision import Trust

START_MS = 1_786_881_600_000
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


def spec(gain_s_per_day: float, *, has_time_source: bool = True) -> LampSpec:
    return LampSpec(
        "n-1", 70, "P-1", has_time_source=has_time_source, clock_gain_s_per_day=gain_s_per_day
    )


@pytest.mark.parametrize("gain_s", [4.0, -4.0, 0.0])
def test_a_clock_is_off_by_what_it_gains_or_loses_a_day(gain_s: float) -> None:
    clock = clock_of((), spec(gain_s), START_MS)
    for days in (0, 1, 7):
        at_ms = START_MS + days * DAY_MS
        moment = clock.moment(at_ms, START_MS)
        assert moment.now_ms == pytest.approx(at_ms + days * gain_s * 1000, abs=1)
        assert (moment.trust, moment.uptime_ms) == (Trust.SYNCED, days * DAY_MS)


def test_a_clock_that_is_told_the_time_begins_anew() -> None:
    clock = clock_of((), spec(-4.0, has_time_source=False), START_MS)
    assert clock.moment(START_MS + HOUR_MS, START_MS).trust is Trust.UNKNOWN

    told_ms = START_MS + 2 * DAY_MS
    told = clock.set_to(told_ms + 5, told_ms)

    assert told.moment(told_ms, START_MS).now_ms == told_ms + 5
    assert told.moment(told_ms + DAY_MS, START_MS).now_ms == told_ms + DAY_MS + 5 - 4000


def test_what_is_due_by_a_clock_that_gains_is_not_missed() -> None:
    drift = Ailment(Kind.CLOCK_DRIFT, "n-1", START_MS, START_MS + HOUR_MS)
    for gain_s in (0.0, 4.0, 40.0):
        for ailments in ((), (drift,)):
            clock = clock_of(ailments, spec(gain_s), START_MS)
            wait_ms = clock.true_wait_ms(START_MS, HOUR_MS)
            woken = clock.moment(START_MS + wait_ms, START_MS)
            assert abs(woken.now_ms - START_MS - HOUR_MS) <= 2  # parts of milliseconds


def test_a_clock_that_loses_waits_as_long_as_one_that_is_right() -> None:
    assert clock_of((), spec(-4.0), START_MS).true_wait_ms(START_MS, HOUR_MS) == HOUR_MS
