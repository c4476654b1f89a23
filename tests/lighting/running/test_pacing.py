import pytest
from hypothesis import given
from hypothesis import strategies as st

from lighting.running.pacing import BURST, PER_S, NoPace, SteadyPace


class Steady:
    """A clock that runs when a test says so."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_a_burst_goes_at_once_and_then_so_many_a_second() -> None:
    clock = Steady()
    pace = SteadyPace(clock)
    assert pace.allowed(10_000) == BURST
    assert pace.allowed(10_000) == 0
    clock.now_s += 0.0625
    assert pace.allowed(10_000) == 31


def test_no_more_goes_than_there_is() -> None:
    pace = SteadyPace(Steady())
    assert pace.allowed(3) == 3
    assert pace.allowed(10_000) == BURST - 3


def test_after_a_long_rest_no_flood_comes() -> None:
    clock = Steady()
    pace = SteadyPace(clock)
    pace.allowed(BURST)
    clock.now_s += 3600
    assert pace.allowed(10_000) == BURST


@given(st.lists(st.tuples(st.floats(0, 0.5), st.integers(0, 1000)), max_size=60))
def test_never_faster_than_the_rate(course: list[tuple[float, int]]) -> None:
    clock = Steady()
    pace = SteadyPace(clock)
    begun_s, gone = clock.now_s, 0
    for wait_s, wanted in course:
        clock.now_s += wait_s
        going = pace.allowed(wanted)
        assert 0 <= going <= wanted
        gone += going
        assert gone <= BURST + (clock.now_s - begun_s) * PER_S + 1


@pytest.mark.parametrize("wanted", [0, 1, 100_000])
def test_without_a_pace_all_go_at_once(wanted: int) -> None:
    pace = NoPace()
    pace.pause(3600)
    assert pace.allowed(wanted) == wanted


def test_a_pause_ends() -> None:
    SteadyPace(Steady()).pause(0.001)
