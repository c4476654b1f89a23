"""A line that shows how a figure went, its gaps left blank."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lighting.cli.sparkline import BARS, PLAIN, Strip, bars_for, drawn

STEP = 300_000


def strip(steps: int = 8, width: int = 100) -> Strip:
    return Strip(0, steps * STEP, 300, width)


def test_a_figure_goes_from_the_least_to_the_most() -> None:
    points = [(number * STEP, float(number)) for number in range(8)]
    assert drawn(list(strip().means(points)), 0, 7) == f"|{BARS}|"


def test_a_time_without_data_is_blank_and_never_low() -> None:
    points = [(number * STEP, 5.0) for number in (2, 3, 7)]
    assert drawn(list(strip().means(points)), 0, 5) == "|  ██   █|"


def test_a_sample_that_is_a_little_late_makes_no_gap() -> None:
    points = [(0, 1.0), (STEP, 2.0), (2 * STEP + 140_000, 3.0), (4 * STEP + 1_000, 4.0)]
    means = list(strip(5).means(points))
    assert means == [1.0, 2.0, 3.0, None, 4.0]
    assert list(strip(3).means([(100_000, 1.0), (STEP - 1, 2.0)])) == [1.5, 2.0, None]


def test_many_samples_share_a_step() -> None:
    points = [(number * STEP, float(number % 2)) for number in range(8)]
    assert list(strip(width=4).means(points)) == [0.5, 0.5, 0.5, 0.5]


def test_what_never_changes_is_in_the_middle_and_nothing_at_the_bottom() -> None:
    assert drawn([5.0, 5.0], 5, 5) == "|▄▄|"
    assert drawn([0.0], 0, 0) == "|▁|"


def test_a_very_short_time_has_one_step() -> None:
    assert list(Strip(0, 10, 300, 40).means([])) == [None]


@pytest.mark.parametrize(
    ("encoding", "bars"), [("utf-8", BARS), ("ascii", PLAIN), (None, PLAIN), ("no-such", PLAIN)]
)
def test_a_terminal_without_bars_gets_digits(encoding: str | None, bars: str) -> None:
    assert bars_for(encoding) == bars


@given(st.lists(st.floats(-1e6, 1e6) | st.none(), min_size=1, max_size=60))
def test_blanks_are_where_there_is_nothing(means: list[float | None]) -> None:
    known = [value for value in means if value is not None]
    line = drawn(means, min(known, default=0), max(known, default=0))
    assert [mark == " " for mark in line[1:-1]] == [value is None for value in means]
