from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.spans import Part, Spans, spans_of

HOUR_S, DAY_S = 3_600, 86_400
NOON_S = 100 * DAY_S


def nights(*hours: int) -> list[tuple[int, int]]:
    """Nights of so many hours, one after the other."""
    noons_s = [NOON_S + sum(hours[:number]) * HOUR_S for number in range(len(hours) + 1)]
    return list(pairwise(noons_s))


def test_what_holds_in_whole_nights_holds_always() -> None:
    spans = spans_of(nights(24, 25, 24), nights(24, 25, 24))
    assert spans == Spans()
    assert spans.holds_at(0)
    assert spans.next_edge_s(0) is None
    assert spans.model_dump(mode="json", exclude_none=True) == {}


def test_what_holds_in_no_night_has_no_spans() -> None:
    assert spans_of(nights(24, 24), [None, None]) is None


def test_what_holds_alike_in_every_night_is_told_without_dates() -> None:
    parts = [(NOON_S + 22 * HOUR_S, NOON_S + 29 * HOUR_S)]
    parts += [(from_s + DAY_S, until_s + DAY_S) for from_s, until_s in parts]
    spans = spans_of(nights(24, 24), parts)
    assert spans == Spans(daily=(22 * HOUR_S, 7 * HOUR_S))
    assert spans.model_dump(mode="json", exclude_none=True) == {"daily": [79_200, 25_200]}
    for hour, expected in ((21, False), (22, True), (28, True), (29, False)):
        assert spans.holds_at(NOON_S + hour * HOUR_S) is expected
    assert spans.next_edge_s(NOON_S + 21 * HOUR_S) == NOON_S + 22 * HOUR_S
    assert spans.next_edge_s(NOON_S + 22 * HOUR_S) == NOON_S + 29 * HOUR_S


def test_nights_in_a_row_are_told_together() -> None:
    told = nights(24, 24, 24, 25, 24)
    spans = spans_of(told, [told[0], told[1], None, told[3], told[4]])
    assert spans == Spans(
        windows=((*told[0], 2), (*told[3], 1), (*told[4], 1)),
    )
    assert spans.next_edge_s(NOON_S - 5 * DAY_S) == NOON_S
    assert spans.next_edge_s(NOON_S + 9 * DAY_S) is None


@pytest.mark.parametrize("hours", [(24, 24, 24, 24), (24, 25, 24, 24), (24, 23, 24, 24)])
@given(data=st.data())
def test_spans_hold_exactly_in_the_parts_that_they_were_made_of(
    hours: tuple[int, ...], data: st.DataObject
) -> None:
    told = nights(*hours)
    parts: list[Part] = []
    for from_s, until_s in told:
        offset = st.integers(0, (until_s - from_s) // HOUR_S)
        edges = st.tuples(offset, offset) | st.just((10, 12)) | st.just((0, 25))
        first, last = sorted(data.draw(edges))
        part = (from_s + first * HOUR_S, min(until_s, from_s + last * HOUR_S))
        parts.append(part if part[0] < part[1] else None)
    spans = spans_of(told, parts)
    previous = None
    for at_s in range(told[0][0], told[-1][1], HOUR_S // 2):
        expected = any(part and part[0] <= at_s < part[1] for part in parts)
        assert (spans.holds_at(at_s) if spans else False) is expected
        if spans and previous not in {None, expected}:
            assert spans.next_edge_s(at_s - HOUR_S // 2) == at_s
        previous = expected
