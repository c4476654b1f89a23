from hypothesis import given
from hypothesis import strategies as st

from devices.sim.due_times import DueTimes


@given(st.lists(st.tuples(st.integers(0, 5), st.none() | st.integers(0, 50)), max_size=40))
def test_the_newest_time_of_each_holds_and_the_earliest_comes_first(
    puts: list[tuple[int, int | None]],
) -> None:
    due = DueTimes()
    for number, due_ms in puts:
        due.put(number, due_ms)
    held = {number: due_ms for number, due_ms in dict(puts).items() if due_ms is not None}
    assert due.first_ms == min(held.values(), default=None)
    early = sorted((due_ms, number) for number, due_ms in held.items() if due_ms <= 25)
    assert list(due.taken(25)) == [number for _, number in early]
    assert due.first_ms == min((at_ms for at_ms in held.values() if at_ms > 25), default=None)


def test_one_that_is_put_back_while_others_are_taken_is_taken_again() -> None:
    due = DueTimes()
    due.put(1, 5)
    taken = []
    for number in due.taken(7):
        taken.append(number)
        if len(taken) < 3:
            due.put(number, 5 + len(taken))
    assert taken == [1, 1, 1]
    assert due.first_ms is None
