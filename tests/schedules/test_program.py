from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from schedules.program import Program, SwitchPoint

DAY_S = 86_400
UNTIL_S = 10_000


def points(moments_s: set[int]) -> tuple[SwitchPoint, ...]:
    return tuple(SwitchPoint(at_s, at_s % 101, 0, f"at {at_s}") for at_s in sorted(moments_s))


def programs() -> st.SearchStrategy[Program]:
    nights = st.sets(st.integers(0, UNTIL_S - 1), max_size=5)
    ordinary = st.sets(st.integers(0, DAY_S - 1), max_size=5)
    return st.builds(
        lambda moments_s, daily_s: Program("p", 0, UNTIL_S, 1, points(moments_s), points(daily_s)),
        nights,
        ordinary,
    )


def unrolled(program: Program, days: int) -> list[SwitchPoint]:
    """The plain restatement: all points of the program and of so many days after it."""
    daily = [
        replace(point, at_s=UNTIL_S + day * DAY_S + point.at_s)
        for day in range(days)
        for point in program.ordinary
    ]
    return [*program.points, *daily]


MOMENTS = st.integers(-10, UNTIL_S + 3 * DAY_S)


@given(programs(), MOMENTS)
def test_the_point_in_force_is_the_last_one_that_has_come(program: Program, at_s: int) -> None:
    past = [point for point in unrolled(program, 5) if point.at_s <= at_s]
    assert program.point_at(at_s) == (past[-1] if past else None)


@given(programs(), MOMENTS)
def test_the_next_point_is_the_first_that_is_still_to_come(program: Program, at_s: int) -> None:
    coming = [point for point in unrolled(program, 6) if point.at_s > at_s]
    assert program.point_after(at_s) == (coming[0] if coming else None)


def test_the_ordinary_night_repeats_for_years() -> None:
    program = Program("p", 0, UNTIL_S, 1, points({5}), points({100}))
    later_s = UNTIL_S + 3650 * DAY_S
    assert program.point_at(later_s) == replace(points({100})[0], at_s=later_s - DAY_S + 100)
    assert program.point_after(later_s) == replace(points({100})[0], at_s=later_s + 100)


def test_until_the_first_ordinary_point_the_last_of_the_program_holds() -> None:
    program = Program("p", 0, UNTIL_S, 1, points({5}), points({100}))
    assert program.point_at(UNTIL_S + 99) == points({5})[0]
    assert program.point_at(UNTIL_S + 100) == replace(points({100})[0], at_s=UNTIL_S + 100)
    assert program.point_after(UNTIL_S + 100) == replace(
        points({100})[0], at_s=UNTIL_S + DAY_S + 100
    )
    assert program.point_after(4) == points({5})[0]
    assert program.point_after(5) == replace(points({100})[0], at_s=UNTIL_S + 100)


def test_a_program_without_points_says_nothing() -> None:
    program = Program("p", 0, UNTIL_S, 1, (), ())
    assert program.point_at(UNTIL_S) is None
    assert program.point_after(UNTIL_S) is None
