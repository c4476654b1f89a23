import threading
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from devices.clock import SteppedClock, SystemClock
from lighting.errors import StoreUnavailable
from lighting.running.upkeep import Chore, Upkeep

NOW_MS = 1_786_896_000_000
PERIOD_MS = 60_000
LIMIT_S = 30.0


class Diary:
    """Chores that note when they were done."""

    def __init__(self) -> None:
        self.clock = SteppedClock(NOW_MS)
        self.done: list[tuple[str, int]] = []

    def chore(self, name: str = "tidy", more: int = 0, every_ms: int = PERIOD_MS) -> Chore:
        """A chore that says so many times that there is more."""
        left = [more]

        def do(now_ms: int) -> bool:
            self.done.append((name, now_ms - NOW_MS))
            left[0] -= 1
            return left[0] >= 0

        return Chore(name, every_ms, do)

    def failing(self, fail: Callable[[], None]) -> Chore:
        def do(now_ms: int) -> bool:
            self.done.append(("failing", now_ms - NOW_MS))
            fail()
            return True

        return Chore("failing", PERIOD_MS, do)

    def upkeep(self, *chores: Chore) -> Upkeep:
        return Upkeep(chores, self.clock)


def refuse() -> None:
    raise StoreUnavailable("the store can't be used", "the disk is full", "free some space")


def stumble() -> None:
    raise ZeroDivisionError


def test_a_chore_is_done_at_once_and_then_once_a_period() -> None:
    diary = Diary()
    upkeep = diary.upkeep(diary.chore())
    for step_ms in (0, 1, PERIOD_MS - 2, 1, PERIOD_MS):
        diary.clock.advance_ms(step_ms)
        assert upkeep.look() is False
    assert [at_ms for _, at_ms in diary.done] == [0, PERIOD_MS, 2 * PERIOD_MS]


def test_one_that_has_more_to_do_is_due_again_and_holds_up_no_other() -> None:
    diary = Diary()
    upkeep = diary.upkeep(diary.chore("long", more=2), diary.chore("short"))
    assert [upkeep.look() for _ in range(4)] == [True, True, False, False]
    assert [name for name, _ in diary.done] == ["long", "short", "long", "long"]


def test_an_error_is_said_plainly_and_the_chore_is_tried_again_after_its_period() -> None:
    diary = Diary()
    upkeep = diary.upkeep(diary.failing(refuse), diary.chore("other"))
    with capture_logs() as log:
        assert upkeep.look() is False
        upkeep.look()
    (said,) = log
    assert (said["event"], said["chore"], said["log_level"]) == (
        "chore_failed",
        "failing",
        "warning",
    )
    assert (said["what"], said["why"]) == ("the store can't be used", "the disk is full")
    assert diary.done == [("failing", 0), ("other", 0)]
    diary.clock.advance_ms(PERIOD_MS)
    with capture_logs() as log:
        upkeep.look()
    assert len(log) == 1
    assert diary.done[2:] == [("failing", PERIOD_MS), ("other", PERIOD_MS)]


def test_an_error_of_our_own_is_said_with_its_origin_and_stops_nothing() -> None:
    diary = Diary()
    upkeep = diary.upkeep(diary.failing(stumble), diary.chore("other"))
    with capture_logs() as log:
        upkeep.look()
    (said,) = log
    assert (said["event"], said["chore"]) == ("chore_failed", "failing")
    assert said["exc_info"]
    assert diary.done == [("failing", 0), ("other", 0)]


@pytest.mark.parametrize("back_ms", [1, 365 * 86_400_000])
def test_a_clock_that_is_set_back_makes_a_chore_due_and_does_not_hold_it_up(back_ms: int) -> None:
    diary = Diary()
    upkeep = diary.upkeep(diary.chore())
    for step_ms in (0, -back_ms, PERIOD_MS - 1, 1):
        diary.clock.advance_ms(step_ms)
        upkeep.look()
    assert [at_ms for _, at_ms in diary.done] == [0, -back_ms, PERIOD_MS - back_ms]


def test_what_was_asked_to_stop_begins_no_other_chore_and_ends() -> None:
    diary = Diary()

    def stop(_now_ms: int) -> bool:
        upkeep.stop()
        return True

    upkeep = Upkeep([Chore("stopping", 0, stop), diary.chore()], diary.clock, look_s=0)
    upkeep.run()
    assert diary.done == []


def test_it_does_not_wait_while_there_is_more_to_do() -> None:
    done: list[int] = []

    def do(now_ms: int) -> bool:
        done.append(now_ms)
        if len(done) == 3:
            upkeep.stop()
        return True

    upkeep = Upkeep([Chore("long", PERIOD_MS, do)], SystemClock(), look_s=86_400)
    thread = threading.Thread(target=upkeep.run, daemon=True)
    thread.start()
    thread.join(LIMIT_S)
    assert not thread.is_alive()
    assert len(done) == 3


def test_stopped_before_it_began_it_does_nothing() -> None:
    diary = Diary()
    upkeep = diary.upkeep(diary.chore())
    upkeep.stop()
    upkeep.run()
    assert diary.done == []


def test_in_a_thread_of_its_own_it_does_what_is_due_until_it_is_stopped() -> None:
    done = threading.Semaphore(0)

    def do(_now_ms: int) -> bool:
        done.release()
        return False

    upkeep = Upkeep([Chore("often", 0, do)], SystemClock(), look_s=0.001)
    thread = threading.Thread(target=upkeep.run, daemon=True)
    thread.start()
    for _ in range(3):
        assert done.acquire(timeout=LIMIT_S)
    upkeep.stop()
    thread.join(LIMIT_S)
    assert not thread.is_alive()
