from functools import partial
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lighting.energy.spans import Layer, Span, best, counted, estimated, joined, readings
from lighting.stores.history import Counted


def span(start_ms: int, end_ms: int, amount: float = 1.0, *, is_counted: bool = True) -> Span:
    return Span(start_ms, end_ms, amount, is_counted=is_counted)


def rising(most: float) -> list[Span]:
    return list(counted([(0, 5.0), (10, 8.0)], 10, lambda _span_ms: most))


def layered(*layers: list[Span]) -> list[Layer]:
    return [partial(iter, layer) for layer in layers]


@st.composite
def layers(draw: st.DrawFn) -> list[list[Span]]:
    """Layers of spans that don't overlap within one."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        edges = sorted(draw(st.sets(st.integers(0, 100), max_size=12)))
        pairs = zip(edges[::2], edges[1::2], strict=False)
        found.append([span(start, end, end - start) for start, end in pairs])
    return found


def test_a_part_has_its_share() -> None:
    assert span(0, 10, 5.0).part(2, 4) == span(2, 4, 1.0)


def test_a_sample_without_a_value_gives_no_reading() -> None:
    samples = [Counted(1, None, None, 2.0), Counted(2, None, None, None)]
    assert list(readings(samples, lambda one: one.power_w)) == [(1, 2.0)]


def test_a_difference_is_believed_up_to_the_most_that_can_be() -> None:
    assert rising(3.0) == [span(0, 10, 3.0)]
    assert rising(2.9) == []


def test_a_counter_that_fell_or_readings_too_far_apart_or_at_one_moment_give_nothing() -> None:
    found = [(0, 5.0), (0, 6.0), (5, 4.0), (16, 9.0)]
    assert list(counted(found, 10, lambda _span_ms: 100.0)) == []


def test_a_counter_that_stood_still_gives_zero() -> None:
    assert list(counted([(0, 5.0), (10, 5.0)], 10, lambda _span_ms: 1.0)) == [span(0, 10, 0.0)]


def test_what_power_tells_is_half_as_at_the_begin_and_half_as_at_the_end() -> None:
    found = [(0, 2.0), (0, 3.0), (10, 5.0), (21, 5.0)]
    known = list(estimated(found, 10, lambda power_w: 2 * power_w))
    assert known == [span(0, 10, 80.0, is_counted=False)]


def test_the_first_layer_that_knows_counts() -> None:
    good, poor = [span(0, 4, 4.0)], [span(2, 8, 60.0, is_counted=False)]
    assert list(best(layered(good, poor), 1, 9)) == [
        span(1, 4, 3.0),
        span(4, 8, 40.0, is_counted=False),
    ]


def test_the_next_layer_fills_what_is_between_and_around() -> None:
    good, poor = [span(2, 4, 2.0), span(6, 8, 2.0)], [span(0, 20, 60.0, is_counted=False)]
    assert [(one.start_ms, one.end_ms, one.amount) for one in best(layered(good, poor), 1, 9)] == [
        (1, 2, 3.0),
        (2, 4, 2.0),
        (4, 6, 6.0),
        (6, 8, 2.0),
        (8, 9, 3.0),
    ]


def test_a_layer_is_only_asked_when_those_before_it_leave_a_gap() -> None:
    asked = []

    def poor() -> list[Span]:
        asked.append("poor")
        return []

    assert list(best([lambda: [span(0, 9)], poor], 1, 9)) == [span(1, 9, 8 / 9)]
    assert asked == []


def test_spans_that_follow_each_other_are_one_time() -> None:
    assert joined([]) == []
    assert joined([span(0, 2), span(2, 4), span(5, 6)]) == [(0, 4), (5, 6)]


def test_where_no_layer_knows_there_is_nothing() -> None:
    assert list(best(layered([span(0, 2)], []), 5, 9)) == []
    assert list(best([], 5, 9)) == []


@given(layers(), st.integers(0, 99))
def test_the_best_of_all_layers_covers_what_any_of_them_covers_once(
    known: list[list[Span]], from_ms: int
) -> None:
    """Each span has an amount of one a millisecond, so amounts are lengths."""
    covered = {
        moment
        for layer in known
        for one in layer
        for moment in range(max(one.start_ms, from_ms), min(one.end_ms, 100))
    }
    found = list(best(layered(*known), from_ms, 100))
    assert {m for one in found for m in range(one.start_ms, one.end_ms)} == covered
    assert {m for one in joined(found) for m in range(*one)} == covered
    assert all(one.end_ms <= other.start_ms for one, other in pairwise(found))
    assert round(sum(one.amount for one in found), 6) == len(covered)
