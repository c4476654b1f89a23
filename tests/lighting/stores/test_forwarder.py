"""The forwarder, turn by turn: what it sends, what it forgets, how long it stays away."""

import threading
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from devices.clock import SteppedClock
from lighting.errors import StoreUnavailable
from lighting.stores.forwarder import GATHER_S, Door, Forwarder, Way
from lighting.stores.forwarding import MOST_POINTS, Answer
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
    query,
    waiting,
)
from tests.support.processes import wait_for
from tests.support.stored import NOW_MS

WAY = Way("raw", "lighting")
AWAY = Answer(0, "Connection refused")
BAD = line(500, MALFORMED.decode())


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock(NOW_MS)


def forwarder_to(door: Door, journal: Journal, clock: SteppedClock) -> Forwarder:
    return Forwarder(WAY, journal, door, clock, lambda: 1.0)


def test_with_nothing_to_send_it_waits_for_points_to_gather(
    journal: Journal, clock: SteppedClock
) -> None:
    door = ScriptedDoor()
    assert forwarder_to(door, journal, clock).turn() == GATHER_S
    assert door.sent == []


def test_what_was_answered_with_204_is_forgotten(
    path: Path, journal: Journal, clock: SteppedClock
) -> None:
    door = ScriptedDoor()
    forwarder = forwarder_to(door, journal, clock)
    enter(path, [lines(0, 3), lines(10, 2)])
    enter(path, [lines(90, 1)], bucket="hourly")
    assert forwarder.turn() == GATHER_S
    assert door.sent == [("lighting", b"\n".join([*lines(0, 3), *lines(10, 2)]))]
    assert waiting(path) == lines(90, 1)
    assert (forwarder.progress.state, forwarder.progress.forwarded) == ("flowing", 5)
    assert forwarder.progress.last_success_ms == NOW_MS


@pytest.mark.parametrize("status", [0, 200, 302, 401, 403, 404, 429, 500, 503])
def test_what_was_answered_otherwise_is_all_kept_and_sent_again(
    path: Path, journal: Journal, clock: SteppedClock, status: int
) -> None:
    door = ScriptedDoor(Answer(status, "why"), STORED)
    forwarder = forwarder_to(door, journal, clock)
    enter(path, [lines(0, 3)])
    with capture_logs():
        assert forwarder.turn() >= 1.0
        assert waiting(path) == lines(0, 3)
        forwarder.turn()
    assert door.bodies == [b"\n".join(lines(0, 3))] * 2
    assert waiting(path) == []


@pytest.mark.parametrize("status", [401, 403, 404])
def test_being_refused_is_said_as_an_error_and_tried_again_after_a_minute(
    path: Path, journal: Journal, clock: SteppedClock, status: int
) -> None:
    forwarder = forwarder_to(ScriptedDoor(Answer(status, "unauthorized access")), journal, clock)
    enter(path, [lines(0, 3)])
    with capture_logs() as logs:
        assert forwarder.turn() == 60.0
    assert [(one["event"], one["log_level"], one["why"]) for one in logs] == [
        ("influxdb_refuses", "error", "unauthorized access")
    ]
    progress = forwarder.progress
    assert (progress.state, progress.last_error) == ("refused", f"{status} unauthorized access")
    assert progress.last_error_ms == NOW_MS


def test_an_influxdb_that_is_not_there_is_a_warning_and_its_return_is_said(
    path: Path, journal: Journal, clock: SteppedClock
) -> None:
    forwarder = forwarder_to(ScriptedDoor(AWAY, AWAY, STORED), journal, clock)
    enter(path, [lines(0, 3)])
    with capture_logs() as logs:
        assert [forwarder.turn(), forwarder.turn()] == [2.0, 4.0]
        assert (forwarder.progress.state, forwarder.progress.last_error) == (
            "unreachable",
            "Connection refused",
        )
        forwarder.turn()
    said = [(one["event"], one["log_level"]) for one in logs]
    assert said == [("influxdb_away", "warning")] * 2 + [("influxdb_back", "info")]
    assert forwarder.progress.last_error_ms == NOW_MS


def test_it_waits_as_long_as_influxdb_asks(
    path: Path, journal: Journal, clock: SteppedClock
) -> None:
    door = ScriptedDoor(Answer(429, "slow", 17.0), Answer(503, "busy", 4.0), STORED)
    forwarder = forwarder_to(door, journal, clock)
    enter(path, [lines(0, 3)])
    with capture_logs():
        assert [forwarder.turn(), forwarder.turn()] == [17.0, 4.0]


@pytest.mark.parametrize(("kind", "status"), [(MALFORMED, 400), (OTHER_TYPE, 422)])
def test_bad_lines_are_parked_and_said_and_the_good_ones_stored(
    path: Path, journal: Journal, clock: SteppedClock, kind: bytes, status: int
) -> None:
    door = JudgingDoor()
    forwarder = forwarder_to(door, journal, clock)
    bad = [line(500 + number, kind.decode()) for number in range(5)]
    enter(path, [[*lines(0, 3), *bad], lines(10, 2)])
    with capture_logs() as logs:
        assert forwarder.turn() == GATHER_S
    assert door.stored == {*lines(0, 3), *lines(10, 2)}
    assert [(one, text) for one, _, text in parked(path)] == [(status, x.decode()) for x in bad]
    assert all(reason for _, reason, _ in parked(path))
    assert waiting(path) == []
    assert (forwarder.progress.forwarded, forwarder.progress.parked) == (5, 5)
    assert [one["event"] for one in logs] == ["line_parked"] * 3  # a flood of them says no more


def test_more_is_sent_at_once_as_long_as_more_waits(
    path: Path, journal: Journal, clock: SteppedClock
) -> None:
    door = ScriptedDoor()
    forwarder = forwarder_to(door, journal, clock)
    enter(path, (lines(number * 10_000, 3_000) for number in range(3)))
    assert [forwarder.turn() for _ in range(4)] == [0.0, 0.0, GATHER_S, GATHER_S]
    assert [len(body.split(b"\n")) for body in door.bodies] == [3_000] * 3


def test_too_much_at_once_is_sent_in_smaller_requests(
    path: Path, journal: Journal, clock: SteppedClock
) -> None:
    door = JudgingDoor(most_bytes=20_000)
    forwarder = forwarder_to(door, journal, clock)
    enter(path, (lines(number * 100, 50) for number in range(40)))
    for _ in range(40):
        forwarder.turn()
    assert len(door.stored) == 2_000
    assert (waiting(path), parked(path)) == ([], [])


def test_few_lines_in_many_entries_that_are_too_large_are_halved_like_one(
    path: Path, journal: Journal, clock: SteppedClock
) -> None:
    door = JudgingDoor(most_bytes=1_000)
    forwarder = forwarder_to(door, journal, clock)
    long = line(70, f'reason="{"x" * 2_000}"')
    enter(path, [*([one] for one in lines(0, 60)), [long]])
    with capture_logs():
        assert forwarder.turn() == GATHER_S
    assert len(door.stored) == 60
    assert parked(path) == [(413, "too large", long.decode())]


def test_one_entry_that_is_too_large_is_halved(
    path: Path, journal: Journal, clock: SteppedClock
) -> None:
    door = JudgingDoor(most_bytes=20_000)
    forwarder = forwarder_to(door, journal, clock)
    enter(path, [lines(0, 3_000)])
    assert forwarder.turn() == GATHER_S
    assert len(door.stored) == 3_000
    assert waiting(path) == []


def test_what_waited_is_still_behind_what_is_new_when_the_first_answer_is_too_large(
    path: Path, journal: Journal, clock: SteppedClock
) -> None:
    door = ScriptedDoor(AWAY, Answer(413), STORED)
    forwarder = forwarder_to(door, journal, clock)
    enter(path, (lines(number * 1_000, 1_000) for number in range(8)))
    with capture_logs() as logs:
        for _ in range(3):
            forwarder.turn()
    assert [one["event"] for one in logs] == ["influxdb_away", "influxdb_back"]
    assert forwarder.progress.state == "draining"
    enter(path, [lines(90_000, 1)])
    for _ in range(2):
        forwarder.turn()
    assert lines(90_000, 1)[0] in door.bodies[3:5]


def test_what_is_new_takes_turns_with_what_waited(
    path: Path, journal: Journal, clock: SteppedClock
) -> None:
    enter(path, (lines(number * 10_000, MOST_POINTS) for number in range(3)))
    old = [b"\n".join(lines(number * 10_000, MOST_POINTS)) for number in range(3)]
    door = ScriptedDoor()
    forwarder = forwarder_to(door, journal, clock)  # what is there at its start has waited
    new = [lines(90_000 + number, 1) for number in range(3)]
    enter(path, new[:2])
    assert forwarder.turn() == 0.0
    assert forwarder.progress.state == "draining"
    forwarder.turn()
    enter(path, new[2:])
    for _ in range(5):
        forwarder.turn()
    assert door.bodies == [old[0], b"\n".join(new[0] + new[1]), old[1], new[2][0], old[2]]
    assert (forwarder.progress.state, waiting(path)) == ("draining", [])
    enter(path, [lines(99_000, 1)])
    assert forwarder.turn() == GATHER_S
    assert forwarder.progress.state == "flowing"


def test_a_return_makes_a_backlog_of_all_that_waited_meanwhile(
    path: Path, journal: Journal, clock: SteppedClock
) -> None:
    door = ScriptedDoor(AWAY, STORED)
    forwarder = forwarder_to(door, journal, clock)
    enter(path, (lines(number * 10_000, MOST_POINTS) for number in range(4)))
    with capture_logs():
        forwarder.turn()
        forwarder.turn()
    new = lines(90_000, 1)
    enter(path, [new])
    forwarder.turn()
    forwarder.turn()
    assert new[0] in door.bodies[2:4]


def test_a_forwarder_runs_until_it_is_stopped_and_sends_what_comes(
    path: Path, journal: Journal, clock: SteppedClock
) -> None:
    door = JudgingDoor()
    forwarder = forwarder_to(door, journal, clock)
    thread = threading.Thread(target=forwarder.run)
    thread.start()
    enter(path, [lines(0, 3)])
    wait_for("all is sent", lambda: door.stored == set(lines(0, 3)))
    forwarder.stop()
    thread.join(10)
    assert not thread.is_alive()


class FailingDoor:
    """Something of ours is broken; after that the forwarder is stopped."""

    def __init__(self, error: Exception) -> None:
        self._error = error
        self.forwarder: Forwarder | None = None

    def write(self, bucket: str, body: bytes) -> Answer:
        assert bucket
        assert body
        assert self.forwarder
        self.forwarder.stop()
        raise self._error


@pytest.mark.parametrize(
    ("error", "event"),
    [
        (StoreUnavailable("lighting.db can't be used", "the disk is full"), "journal_unavailable"),
        (ZeroDivisionError(), "forwarder_failed"),
    ],
)
def test_an_error_of_ours_is_said_and_nothing_is_forgotten(
    path: Path, journal: Journal, clock: SteppedClock, error: Exception, event: str
) -> None:
    door = FailingDoor(error)
    door.forwarder = forwarder_to(door, journal, clock)
    enter(path, [lines(0, 3)])
    with capture_logs() as logs:
        door.forwarder.run()
    assert logs[0]["event"] == event
    assert waiting(path) == lines(0, 3)
    assert door.forwarder.progress.state == "unreachable"


def test_a_settling_that_fails_sends_again_and_stores_nothing_twice(
    path: Path, journal: Journal, clock: SteppedClock
) -> None:
    door = JudgingDoor()
    forwarder = forwarder_to(door, journal, clock)
    enter(path, [[*lines(0, 5), BAD]])
    trigger = "BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'x'); END"
    query(path, f"CREATE TRIGGER full {trigger}")
    with capture_logs():
        with pytest.raises(StoreUnavailable):
            forwarder.turn()
        assert parked(path) == []
        query(path, "DROP TRIGGER full")
        forwarder.turn()
    assert (door.stored, len(parked(path)), waiting(path)) == (set(lines(0, 5)), 1, [])
