"""How much of a time is spoken for, and where the gaps are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lighting.answers.covered import covered

REPORT_S = 300
STEP = 300_000
BEGIN, END = 0, 10 * STEP


def share(*moments: int) -> float:
    return covered(moments, BEGIN, END, REPORT_S).share


def test_a_sample_each_interval_covers_all_of_it() -> None:
    found = covered(range(0, END, STEP), BEGIN, END, REPORT_S)
    assert (found.share, found.gaps) == (1.0, ())


def test_a_sample_may_be_late_by_half_an_interval() -> None:
    moments = [number * STEP + (STEP // 2 if number % 2 else 0) for number in range(10)]
    assert covered(moments, BEGIN, END, REPORT_S).gaps == ()


def test_nothing_covers_nothing() -> None:
    assert covered((), BEGIN, END, REPORT_S).gaps == ((BEGIN, END),)
    assert share() == 0.0


def test_a_missing_sample_is_a_gap_that_begins_an_interval_after_the_last() -> None:
    moments = [number * STEP for number in range(10) if number not in {4, 5}]
    found = covered(moments, BEGIN, END, REPORT_S)
    assert found.gaps == ((4 * STEP, 6 * STEP),)
    assert found.share == pytest.approx(0.8)


def test_a_sample_shortly_before_covers_the_begin() -> None:
    assert covered([-STEP // 2, STEP // 2], BEGIN, STEP, REPORT_S).gaps == ()
    assert covered([STEP // 2], BEGIN, STEP, REPORT_S).gaps == ((BEGIN, STEP // 2),)


def test_many_samples_at_once_cover_no_more_than_one() -> None:
    assert share(*range(0, 1000, 10)) == pytest.approx(share(990), abs=0.01)


def test_a_time_without_length_is_not_covered() -> None:
    assert covered([0], BEGIN, BEGIN, REPORT_S).share == 0.0


@given(st.lists(st.integers(-STEP, 2 * END), max_size=40))
def test_gaps_and_what_is_covered_make_the_whole(moments: list[int]) -> None:
    found = covered(sorted(moments), BEGIN, END, REPORT_S)
    assert 0.0 <= found.share <= 1.0
    missing = sum(end - begin for begin, end in found.gaps)
    assert found.share == pytest.approx(1 - missing / END)
    edges = [edge for gap in found.gaps for edge in gap]
    assert edges == sorted(set(edges))
    assert all(BEGIN <= edge <= END for edge in edges)


@given(st.lists(st.integers(0, END - 1), max_size=40), st.integers(0, END - 1))
def test_another_sample_never_makes_it_less(moments: list[int], more: int) -> None:
    before = covered(sorted(moments), BEGIN, END, REPORT_S).share
    assert covered(sorted([*moments, more]), BEGIN, END, REPORT_S).share >= before - 1e-9
