"""Which line of the list held when, worked out backwards, is what was so as it went on."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lighting.reports.listed import Listed, hours_within, listed_in
from lighting.reports.spans import Time, common, joined, length_ms
from lighting.site.inventory import Lamp
from lighting.site.replaced_list import ListReplaced, is_alike, replaced
from tests.support.city_of_tests import lamp

END_MS = 100
TIMES = st.lists(st.tuples(st.integers(0, END_MS), st.integers(0, END_MS)), max_size=6)
History = list[tuple[int, tuple[Lamp, ...]]]


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Lists of up to three lamps, each with the moment from which it held, the first for ever."""
    facts = st.tuples(st.sampled_from([40.0, 70.0]), st.sampled_from(["", "5401"]))
    lists = draw(
        st.lists(st.dictionaries(st.integers(1, 3), facts, max_size=3), min_size=1, max_size=6)
    )
    moments = sorted(draw(st.sets(st.integers(1, END_MS), min_size=5, max_size=5)))
    return [
        (
            at_ms,
            tuple(
                replace(lamp(number), power_w=one[0], customer=one[1])
                for number, one in found.items()
            ),
        )
        for at_ms, found in zip([-1, *moments], lists, strict=False)
    ]


def steps(history: History) -> list[ListReplaced]:
    return [replaced(before, after, at_ms) for (_, before), (at_ms, after) in pairwise(history)]


def held(history: History, lamp_id: str, at_ms: int) -> Lamp | None:
    (_, found) = [one for one in history if one[0] <= at_ms][-1]
    return next((one for one in found if one.id == lamp_id), None)


def of(lines: Sequence[Listed], lamp_id: str, at_ms: int) -> Lamp | None:
    found = [
        line.lamp
        for line in lines
        for begin, end in line.times
        if line.lamp.id == lamp_id and begin <= at_ms < end
    ]
    assert len(found) <= 1
    return found[0] if found else None


@given(histories(), st.integers(0, END_MS), st.integers(1, END_MS))
def test_at_each_moment_the_line_of_a_lamp_is_that_of_the_list_of_then(
    history: History, from_ms: int, length: int
) -> None:
    to_ms = from_ms + length
    later = [one for one in steps(history) if one.at_ms > from_ms]
    lines = listed_in(history[-1][1], later, from_ms, to_ms)
    for lamp_id in ("KPG-0001", "KPG-0002", "KPG-0003"):
        for at_ms in range(from_ms, to_ms):
            assert of(lines, lamp_id, at_ms) == held(history, lamp_id, at_ms)
        numbers = [line.number for line in lines if line.lamp.id == lamp_id]
        assert numbers == list(range(1, len(numbers) + 1))
    assert all(from_ms <= begin < end <= to_ms for line in lines for begin, end in line.times)


@given(histories())
def test_lines_of_a_lamp_share_its_time_and_their_hours_are_all_of_it(history: History) -> None:
    lines = listed_in(history[-1][1], steps(history), 0, END_MS)
    hours = hours_within(0, END_MS)
    for lamp_id in {line.lamp.id for line in lines}:
        own = [line for line in lines if line.lamp.id == lamp_id]
        whole_ms = length_ms(joined(time for line in own for time in line.times))
        assert sum(length_ms(line.times) for line in own) == whole_ms
        assert round(sum(sum(hours(line).values()) for line in own) * 1000) == whole_ms


@given(TIMES, TIMES)
def test_what_two_times_have_in_common_is_every_moment_of_both(
    some: list[Time], others: list[Time]
) -> None:
    def moments(times: list[Time]) -> set[int]:
        return {at for begin, end in times for at in range(begin, end)}

    found = common(some, others)
    assert moments(found) == moments(some) & moments(others)
    assert found == joined(found)
    assert length_ms(found) == len(moments(found))


def test_a_line_that_comes_back_is_the_same_line_with_two_times() -> None:
    one, other = lamp(1), replace(lamp(1), power_w=40.0)
    there = [(-1, (one,)), (10, (other,)), (20, ()), (30, (one,))]
    lines = listed_in((one,), steps(there), 0, 50)
    assert [(line.lamp.power_w, line.times) for line in lines] == [
        (70.0, ((0, 10), (30, 50))),
        (40.0, ((10, 20),)),
    ]
    assert lines[0].wider(0, 50) == [(0, 10), (30, 2**62)]
    assert lines[1].wider(0, 50) == [(10, 20)]


def test_another_node_or_street_makes_no_other_line_and_the_newest_is_told() -> None:
    moved = replace(lamp(1), node="n-9001", street="Jl. Baru", gateway="G-02")
    assert is_alike(lamp(1), moved)
    (line,) = listed_in((moved,), steps([(-1, (lamp(1),)), (10, (moved,))]), 0, 50)
    assert (line.lamp, line.times) == (moved, ((0, 50),))


def test_a_clock_that_was_put_back_makes_no_list_begin_after_its_end() -> None:
    history = [(-1, (lamp(1),)), (40, (lamp(1), lamp(2))), (20, (lamp(2),))]
    lines = listed_in((lamp(2),), steps(history), 0, 50)
    assert {line.lamp.id: line.times for line in lines} == {
        "KPG-0001": ((0, 20),),
        "KPG-0002": ((20, 50),),
    }


def test_the_list_of_before_the_first_is_empty() -> None:
    (line,) = listed_in((lamp(1),), [replaced((), (lamp(1),), 30)], 0, 50)
    assert line.times == ((30, 50),)
