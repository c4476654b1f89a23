"""The rules of the forwarder: what an answer means, how fast to go, which lines are bad."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lighting.stores.forwarding import (
    FEWEST_POINTS,
    MOST_POINTS,
    Answer,
    Pace,
    Search,
    Verdict,
    pace_after,
    search,
    slower,
    verdict_of,
)
from lighting.stores.journal import Refused
from tests.support.doors import MALFORMED, OTHER_TYPE, JudgingDoor, line, lines

BAD = [MALFORMED.decode(), OTHER_TYPE.decode()]
JITTERS = st.floats(0, 1)


def searched(door: JudgingDoor, sent: list[bytes]) -> Search:
    """What becomes of these lines, the first request included."""

    def write(body: bytes) -> Answer:
        return door.write("lighting", body)

    return search(sent, write(b"\n".join(sent)), write)


def looked_through(door: JudgingDoor, sent: list[bytes]) -> list[Refused]:
    """What of these lines is refused."""
    found = searched(door, sent)
    assert (found.decided, found.interrupted) == (len(sent), None)
    return found.refused


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (204, Verdict.STORED),
        (400, Verdict.BAD_LINES),
        (422, Verdict.BAD_LINES),
        (413, Verdict.TOO_LARGE),
        (401, Verdict.REFUSED),
        (403, Verdict.REFUSED),
        (404, Verdict.REFUSED),
        (429, Verdict.LATER),
        (503, Verdict.LATER),
        (500, Verdict.LATER),
        (0, Verdict.LATER),
        (200, Verdict.LATER),  # a proxy's own page: nobody stored anything
        (302, Verdict.LATER),
    ],
)
def test_each_status_asks_one_thing_of_us(status: int, verdict: Verdict) -> None:
    assert verdict_of(Answer(status)) is verdict


@given(st.lists(JITTERS, min_size=12, max_size=12))
def test_waits_double_from_one_second_to_a_minute_each_from_its_upper_half(
    jitters: list[float],
) -> None:
    pace = Pace()
    waits = []
    for jitter in jitters:
        pace = pace_after(pace, Answer(0), jitter)
        waits.append(pace.wait_s)
    longest = [2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60, 60]
    assert all(most / 2 <= wait <= most for wait, most in zip(waits, longest, strict=True))
    assert pace.failures == len(jitters)


def test_what_is_stored_ends_the_waiting() -> None:
    pace = pace_after(Pace(failures=5, wait_s=40.0), Answer(204), 0.5)
    assert (pace.failures, pace.wait_s) == (0, 0.0)


@pytest.mark.parametrize(
    ("asked_s", "wait_s"),
    [
        (17.0, 17.0),
        (0.0, 1.0),
        (-5.0, 1.0),
        (1e12, 300.0),
        (math.inf, 300.0),
        (-math.inf, 1.0),
        (math.nan, 300.0),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_wish_of_influxdb_is_heeded_within_reason(
    status: int, asked_s: float, wait_s: float
) -> None:
    pace = pace_after(Pace(failures=9), Answer(status, retry_after_s=asked_s), 0.5)
    assert (pace.wait_s, pace.failures) == (wait_s, 10)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_who_is_refused_as_such_tries_once_a_minute(status: int) -> None:
    assert pace_after(Pace(), Answer(status, retry_after_s=1.0), 0.5).wait_s == 60.0


def test_requests_that_are_too_large_are_halved_and_grow_again_by_a_tenth() -> None:
    sizes = [MOST_POINTS]
    pace = Pace()
    for _ in range(7):
        pace = pace_after(pace, Answer(413), 0.5)
        sizes.append(pace.points)
    assert sizes == [5_000, 2_500, 1_250, 625, 312, 156, FEWEST_POINTS, FEWEST_POINTS]
    sizes = [pace.points]
    while pace.points < MOST_POINTS:
        pace = pace_after(pace, Answer(204), 0.5)
        sizes.append(pace.points)
    assert all(before < after <= before * 1.1 + 1 for before, after in pairwise(sizes))
    assert pace_after(pace, Answer(204), 0.5).points == MOST_POINTS


def test_halving_does_not_forget_that_influxdb_was_away() -> None:
    assert slower(Pace(failures=3, wait_s=8.0)) == Pace(points=2_500, failures=3, wait_s=0.0)
    assert pace_after(Pace(failures=3), Answer(413), 0.5).failures == 3


@given(st.lists(st.sampled_from(["power_w=1.0", *BAD]), min_size=1, max_size=80))
def test_every_good_line_is_stored_and_every_bad_one_refused_once_in_its_order(
    kinds: list[str],
) -> None:
    door = JudgingDoor()
    sent = [line(number, kind) for number, kind in enumerate(kinds)]
    refused = looked_through(door, sent)
    bad = [one for one, kind in zip(sent, kinds, strict=True) if kind in BAD]
    assert [one.line.encode() for one in refused] == bad
    assert door.stored == set(sent) - set(bad)
    wants = {
        MALFORMED.decode(): (400, "unable to parse"),
        OTHER_TYPE.decode(): (422, "partial write"),
    }
    assert [(one.status, one.reason) for one in refused] == [
        wants[kind] for kind in kinds if kind in BAD
    ]


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("place", [0, 1, 2_047, 2_500, 4_998, 4_999])
def test_one_bad_line_of_five_thousand_costs_requests_by_its_halvings_not_by_lines(
    kind: str, place: int
) -> None:
    door = JudgingDoor()
    sent = lines(0, 5_000)
    sent[place] = line(place, kind)
    assert [one.line.encode() for one in looked_through(door, sent)] == [sent[place]]
    # 5,000 lines are halved 13 times; a half is asked about at most twice.
    assert 13 <= door.requests <= 2 * 13 + 1
    assert len(door.stored) == 4_999


def test_a_bad_last_line_costs_one_request_for_each_halving() -> None:
    door = JudgingDoor()
    sent = [*lines(0, 4_095), line(4_095, BAD[0])]
    looked_through(door, sent)
    assert door.requests == 1 + 12 + 1  # all; the first half of 12; the line itself


def test_lines_that_are_too_many_bytes_are_halved_and_one_alone_is_refused() -> None:
    door = JudgingDoor(most_bytes=500)
    long = line(50, f'reason="{"x" * 600}"')
    sent = [*lines(0, 50), long, *lines(51, 49)]
    assert looked_through(door, sent) == [Refused(long.decode(), 413, "too large")]
    assert len(door.stored) == 99


def test_bytes_that_are_no_text_are_shown_as_far_as_they_are() -> None:
    (refused,) = search([b"\xff 1"], Answer(400, "why"), lambda _: Answer(0)).refused
    assert refused.line == "\ufffd 1"


@pytest.mark.parametrize("status", [0, 401, 404, 429, 500, 503])
@pytest.mark.parametrize("at", [1, 2, 3, 9, 30])
def test_another_answer_ends_the_search_and_what_was_decided_before_it_stays_decided(
    status: int, at: int
) -> None:
    door = JudgingDoor(before=lambda number: Answer(status, "x") if number == at else None)
    sent = [line(number, kind) for number, kind in enumerate([*BAD, "power_w=1.0"] * 14)]
    found = searched(door, sent)
    assert found.interrupted == Answer(status, "x")
    assert door.requests == at
    decided = sent[: found.decided]
    good = {one for one in decided if b"power_w" in one}
    assert good <= door.stored
    assert [one.line.encode() for one in found.refused] == [x for x in decided if x not in good]


def test_a_half_that_is_refused_at_first_and_taken_then_leaves_nothing_refused() -> None:
    door = JudgingDoor(before=lambda number: Answer(400, "a whim") if number == 1 else None)
    assert looked_through(door, lines(0, 8)) == []
    assert door.stored == set(lines(0, 8))
