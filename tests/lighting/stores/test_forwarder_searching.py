"""A search for bad lines that is interrupted: what is decided stays so, the rest is kept."""

from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from devices.clock import SteppedClock
from lighting.stores.forwarder import Door, Forwarder, Way
from lighting.stores.forwarding import Answer
from lighting.stores.journal import Journal
from tests.support.doors import (
    MALFORMED,
    OTHER_TYPE,
    STORED,
    JudgingDoor,
    ScriptedDoor,
    enter,
    line,
    lines,
    parked,
    waiting,
)
from tests.support.stored import NOW_MS

WAY = Way("raw", "lighting")
AWAY = Answer(0, "Connection refused")
BAD = line(500, MALFORMED.decode())


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock(NOW_MS)


def forwarder_to(door: Door, journal: Journal, clock: SteppedClock) -> Forwarder:
    return Forwarder(WAY, journal, door, clock, lambda: 1.0)


@pytest.mark.parametrize("at", range(2, 14))
def test_a_search_that_is_interrupted_keeps_all_that_is_not_decided_and_parks_none_twice(
    path: Path, journal: Journal, clock: SteppedClock, at: int
) -> None:
    door = JudgingDoor(before=lambda number: AWAY if number == at else None)
    forwarder = forwarder_to(door, journal, clock)
    bad = [line(500 + number, kind.decode()) for number, kind in enumerate([MALFORMED, OTHER_TYPE])]
    sent = [*lines(0, 20), bad[0], *lines(20, 20), bad[1]]
    enter(path, [sent])
    with capture_logs():
        assert forwarder.turn() >= 1.0
        kept = set(waiting(path)) | {text.encode() for _, _, text in parked(path)} | door.stored
        assert kept == set(sent)
        forwarder.turn()
    assert (door.stored, waiting(path)) == (set(lines(0, 40)), [])
    assert (forwarder.progress.forwarded, forwarder.progress.parked) == (40, 2)
    assert [text.encode() for _, _, text in parked(path)] == bad


@pytest.mark.parametrize(
    ("by", "wait_s", "state"),
    [
        (Answer(429, "slow", 17.0), 17.0, "unreachable"),
        (Answer(401, "unauthorized"), 60.0, "refused"),
        (AWAY, 2.0, "unreachable"),
    ],
)
def test_what_interrupts_a_search_says_when_to_go_on(
    path: Path, journal: Journal, clock: SteppedClock, by: Answer, wait_s: float, state: str
) -> None:
    door = JudgingDoor(before=lambda number: by if number == 3 else None)
    forwarder = forwarder_to(door, journal, clock)
    enter(path, [[*lines(0, 8), BAD]])
    with capture_logs():
        assert forwarder.turn() == wait_s
    assert forwarder.progress.state == state


def test_each_search_gets_further_than_the_one_that_was_interrupted_before_it(
    path: Path, journal: Journal, clock: SteppedClock
) -> None:
    door = JudgingDoor(before=lambda number: AWAY if number % 12 == 0 else None)
    forwarder = forwarder_to(door, journal, clock)
    sent = [line(number, MALFORMED.decode()) for number in range(64)]
    enter(path, [sent[:40], sent[40:]])
    with capture_logs():
        for _ in range(40):
            forwarder.turn()
    assert [text.encode() for _, _, text in parked(path)] == sent
    assert (waiting(path), journal.backlog().points) == ([], 0)


def test_after_an_interruption_fewer_lines_are_looked_through(
    path: Path, journal: Journal, clock: SteppedClock
) -> None:
    door = ScriptedDoor(Answer(400, "bad"), AWAY, STORED)
    forwarder = forwarder_to(door, journal, clock)
    enter(path, (lines(number * 1_000, 1_000) for number in range(5)))
    with capture_logs():
        forwarder.turn()
        forwarder.turn()
    assert len(door.bodies[2].split(b"\n")) == 2_000


def test_a_restart_in_the_midst_of_it_sends_again_what_was_not_settled(
    path: Path, journal: Journal, clock: SteppedClock
) -> None:
    door = JudgingDoor(before=lambda number: AWAY if number == 4 else None)
    enter(path, [[*lines(0, 5), BAD]])
    with capture_logs():
        forwarder_to(door, journal, clock).turn()
        with closing(Journal.open(path)) as anew:
            forwarder_to(door, anew, clock).turn()
    assert (door.stored, waiting(path)) == (set(lines(0, 5)), [])
    assert [text.encode() for _, _, text in parked(path)] == [BAD]


def test_being_stopped_while_it_looks_for_bad_lines_keeps_them_all_and_is_no_error(
    path: Path, journal: Journal, clock: SteppedClock
) -> None:
    def stop_at_the_second(number: int) -> Answer | None:
        if number == 2:
            forwarder.stop()
        return None

    door = JudgingDoor(before=stop_at_the_second)
    forwarder = forwarder_to(door, journal, clock)
    sent = [line(number, MALFORMED.decode()) for number in range(64)]
    enter(path, [sent])
    with capture_logs() as logs:
        forwarder.run()
    assert (door.requests, logs) == (2, [])
    assert (waiting(path), parked(path)) == (sent, [])
    assert forwarder.progress.state == "flowing"
