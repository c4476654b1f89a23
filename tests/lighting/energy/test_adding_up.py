from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lighting.energy.adding_up import Known, added, asked, by_place, known_of_lamps
from lighting.rows import HourRow
from tests.lighting.energy.counting import HOUR_MS, LAMP, MINUTE_MS
from tests.support.city_of_tests import lamp

END_MS = HOUR_MS + 60 * MINUTE_MS
ROW = HourRow(LAMP, HOUR_MS, 60.0, 1_800.0, 1.0, 30.0, 60.0, 3_000.0, 12, "counted")


def known(*hours: HourRow, from_ms: int = HOUR_MS, to_ms: int = END_MS) -> Known:
    found = known_of_lamps(hours, [lamp(1)], from_ms, to_ms, lambda hour: hour.energy_wh)
    return found[LAMP]


def test_a_time_touches_the_hours_of_which_it_has_a_part() -> None:
    assert asked(HOUR_MS, END_MS) == (3_600.0, 1)
    assert asked(HOUR_MS - 1, END_MS + 1) == (3_600.002, 3)
    assert asked(HOUR_MS + 1_000, HOUR_MS + 2_000) == (1.0, 1)


def test_a_time_that_ends_before_it_begins_is_none() -> None:
    assert asked(END_MS, HOUR_MS) == asked(HOUR_MS, HOUR_MS) == (0.0, 0)
    assert known(ROW, from_ms=END_MS, to_ms=HOUR_MS) == Known()


def test_lamps_stand_under_their_names_in_order() -> None:
    lamps = [lamp(1, panel="P-02"), lamp(2, panel="P-01"), lamp(3, panel="P-02")]
    found = [(one.name, one.lamps) for one in by_place(lamps, lambda one: one.panel)]
    assert found == [("P-01", (lamps[1],)), ("P-02", (lamps[0], lamps[2]))]


def test_a_whole_hour_is_what_its_row_says() -> None:
    assert known(ROW) == Known(60.0, 3_000.0, 1, "counted")


@pytest.mark.parametrize(("before", "after"), [(0, 45), (15, 30), (30, 15)])
def test_an_hour_that_is_cut_counts_in_proportion(before: int, after: int) -> None:
    from_ms, to_ms = HOUR_MS + before * MINUTE_MS, END_MS - after * MINUTE_MS
    assert known(ROW, from_ms=from_ms, to_ms=to_ms) == Known(15.0, 750.0, 1, "counted")


def test_hours_outside_the_time_and_of_other_lamps_are_passed_over() -> None:
    outside = [replace(ROW, hour_ms=HOUR_MS + hour * 60 * MINUTE_MS) for hour in (-1, 1)]
    assert known(*outside, replace(ROW, lamp="KPG-0002")) == Known()


def test_an_hour_of_which_the_figure_is_unknown_adds_nothing() -> None:
    assert known(replace(ROW, energy_wh=None)) == Known()


def test_a_true_zero_is_known() -> None:
    assert known(replace(ROW, energy_wh=0.0)) == Known(0.0, 3_000.0, 1, "counted")


def test_of_an_hour_that_is_there_twice_the_one_that_covers_more_counts() -> None:
    rows = (
        replace(ROW, energy_wh=1.0, covered_s=600.0),
        replace(ROW, energy_wh=2.0, covered_s=3_001.0),
        replace(ROW, energy_wh=None, covered_s=3_600.0),
    )
    assert {known(*order).amount for order in permutations(rows)} == {2.0}


def test_of_two_that_cover_the_same_it_is_always_the_same_one() -> None:
    rows = (ROW, replace(ROW, energy_wh=61.0), replace(ROW, energy_wh=59.0, burn_s=None))
    assert {known(*order).amount for order in permutations(rows)} == {61.0}


def test_of_what_is_not_known_the_sum_is_not_known() -> None:
    assert added([]) == added([Known(), Known()]) == Known()


def test_what_is_known_is_added_and_what_is_not_is_left_out() -> None:
    parts = [Known(1.0, 10.0, 1, "counted"), Known(), Known(2.0, 20.0, 3, "counted")]
    assert added(parts) == Known(3.0, 30.0, 4, "counted")


def test_counted_and_estimated_together_are_mixed() -> None:
    parts = [Known(1.0, 1.0, 1, "counted"), Known(1.0, 1.0, 1, "estimated")]
    assert added(parts).quality == "mixed"
    assert added([Known(1.0, 1.0, 1, "mixed"), Known()]).quality == "mixed"


@given(st.integers(1, 3_599_999))
def test_an_hour_cut_in_two_is_the_same_hour(cut_ms: int) -> None:
    middle_ms = HOUR_MS + cut_ms
    halves = known(ROW, to_ms=middle_ms), known(ROW, from_ms=middle_ms)
    assert sum(half.amount or 0 for half in halves) == pytest.approx(60.0)
    assert sum(half.covered_s for half in halves) == pytest.approx(3_000.0)
