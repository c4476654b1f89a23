"""What holds for every hour, whatever samples there are."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lighting.rows import HourRow
from lighting.stores.history import Counted
from tests.lighting.energy.counting import HOUR_MS, MINUTE_MS, POWER_REACH_MS, REACH_MS, hour_of

MOST_W = 110.0  # what a lamp of 70 W is believed
POWERS = st.floats(-10, 200) | st.sampled_from([0.0, 1.0, 60.0])
MOMENTS = st.integers(HOUR_MS - 80 * MINUTE_MS, HOUR_MS + 140 * MINUTE_MS)
SAMPLES = st.lists(
    st.builds(
        Counted,
        st.sampled_from([HOUR_MS, HOUR_MS + 60 * MINUTE_MS]) | MOMENTS,
        st.none() | st.integers(0, 60),
        st.none() | st.integers(0, 4_000),
        st.none() | POWERS,
    ),
    max_size=20,
)


@st.composite
def gapless(draw: st.DrawFn, hours: int) -> list[Counted]:
    """Counters that are never further apart than reach, and never count more than they can."""
    moments = draw(st.sets(st.integers(0, hours * 60 * MINUTE_MS), max_size=20))
    moments |= {*range(0, hours * 60 * MINUTE_MS, REACH_MS), hours * 60 * MINUTE_MS}
    energy_wh, burn_s = draw(st.integers(0, 2**50)), draw(st.integers(0, 2**50))
    samples = [Counted(HOUR_MS, energy_wh, burn_s, None)]
    for start_ms, end_ms in pairwise(sorted(moments)):
        span_ms = end_ms - start_ms
        energy_wh += draw(st.integers(0, int(MOST_W * span_ms / 3_600_000)))
        burn_s += draw(st.integers(0, span_ms // 1000))
        samples.append(Counted(HOUR_MS + end_ms, energy_wh, burn_s, None))
    return samples


@st.composite
def days(draw: st.DrawFn) -> list[Counted]:
    """A day with resets, leaps and gaps; every sample has a counter and power."""
    minutes = sorted(draw(st.sets(st.integers(0, 24 * 60), min_size=2, max_size=60)))
    return [
        Counted(
            HOUR_MS + minute * MINUTE_MS,
            draw(st.integers(0, 40) | st.integers(0, 5_000)),
            None,
            draw(st.floats(0, 100)),
        )
        for minute in minutes
    ]


def told_wh(samples: Sequence[Counted]) -> float:
    """Energy of a day, pair by pair and without any hours."""
    total_wh = 0.0
    for one, other in pairwise(samples):
        span_ms = other.at_ms - one.at_ms
        hours = span_ms / 3_600_000
        rise_wh = (other.energy_wh or 0) - (one.energy_wh or 0)
        if span_ms <= REACH_MS and 0 <= rise_wh <= MOST_W * span_ms / 3_600_000 + 1:
            total_wh += rise_wh
        elif span_ms <= POWER_REACH_MS:
            total_wh += ((one.power_w or 0) + (other.power_w or 0)) / 2 * hours
    return total_wh


def hours_of(samples: Sequence[Counted], count: int) -> list[HourRow]:
    return [hour_of(*samples, hour=hour) for hour in range(count)]


@given(SAMPLES, st.randoms(use_true_random=False), st.integers(1, 3))
def test_neither_order_nor_repetition_of_samples_matters(
    samples: list[Counted], random: Random, times: int
) -> None:
    again = samples * times
    random.shuffle(again)
    assert hour_of(*again) == hour_of(*samples) == hour_of(*samples)


@given(SAMPLES)
def test_samples_out_of_reach_change_nothing(samples: list[Counted]) -> None:
    far_ms = HOUR_MS - REACH_MS - 1, HOUR_MS + 60 * MINUTE_MS + REACH_MS + 1
    others = [Counted(moment_ms, 30, 3_000, 70.0) for moment_ms in far_ms]
    near = [one for one in samples if far_ms[0] < one.at_ms < far_ms[1]]
    assert hour_of(*samples, *others) == hour_of(*near)


@given(SAMPLES)
def test_no_figure_is_more_than_can_be(samples: list[Counted]) -> None:
    row = hour_of(*samples)
    assert 0 <= row.covered_s <= 3_600
    assert 0 <= (row.burn_s or 0) <= row.covered_s
    pairs = len(samples)  # each may count one Wh more, as whole numbers do
    assert 0 <= (row.energy_wh or 0) <= 200 * row.covered_s / 3_600 + pairs


@given(SAMPLES)
def test_there_is_a_figure_just_where_some_time_is_covered(samples: list[Counted]) -> None:
    row = hour_of(*samples)
    is_unknown = row.energy_wh is None and row.burn_s is None
    assert is_unknown == (row.covered_s == 0) == (row.quality == "none")


@given(SAMPLES)
def test_mean_power_lies_between_the_least_and_the_most(samples: list[Counted]) -> None:
    row = hour_of(*samples)
    if row.power_mean_w is not None:
        assert row.power_min_w is not None
        assert row.power_max_w is not None
        assert row.power_min_w <= row.power_mean_w <= row.power_max_w


@given(gapless(3))
def test_hours_of_a_counter_without_gaps_add_up_to_what_it_rose_by(samples: list[Counted]) -> None:
    rows = hours_of(samples, 3)
    rise_wh = (samples[-1].energy_wh or 0) - (samples[0].energy_wh or 0)
    rise_s = (samples[-1].burn_s or 0) - (samples[0].burn_s or 0)
    assert sum(row.energy_wh or 0 for row in rows) == pytest.approx(rise_wh, abs=1e-5)
    assert sum(row.burn_s or 0 for row in rows) == pytest.approx(rise_s, abs=1e-5)
    assert [(row.covered_s, row.quality) for row in rows] == [(3_600.0, "counted")] * 3


@given(days())
def test_a_day_cut_into_hours_loses_and_makes_no_energy(samples: list[Counted]) -> None:
    in_hours_wh = sum(row.energy_wh or 0 for row in hours_of(samples, 24))
    assert in_hours_wh == pytest.approx(told_wh(samples), abs=1e-4)


@given(days(), st.integers(0, 10_000))
def test_whatever_is_counted_in_a_gap_changes_nothing(samples: list[Counted], more: int) -> None:
    wide = [other.at_ms for one, other in pairwise(samples) if other.at_ms - one.at_ms > REACH_MS]
    assume(wide)
    shifted = [
        replace(one, energy_wh=(one.energy_wh or 0) + more) if one.at_ms >= wide[0] else one
        for one in samples
    ]
    assert hours_of(shifted, 24) == hours_of(samples, 24)
