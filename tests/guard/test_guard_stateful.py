"""Several people at once, in any order: the guard holds, and the result hangs on what is live.

`python -m tests.guard` plays 10,000 sequences of 30 moves and more.
"""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.guard.moves import moves
from tests.guard.properties import (
    nobody_gets_round_the_guard,
    the_result_hangs_on_the_live_set_only,
)

courses = st.lists(moves, min_size=30, max_size=45)
quick = settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@quick
@given(courses)
def test_no_sequence_of_orders_gets_round_the_guard(course: list[tuple[Any, ...]]) -> None:
    nobody_gets_round_the_guard(course)


@quick
@given(courses)
def test_what_a_lamp_does_is_a_function_of_the_live_overrides(
    course: list[tuple[Any, ...]],
) -> None:
    the_result_hangs_on_the_live_set_only(course)
