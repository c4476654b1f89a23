import time

from devices.clock import SteppedClock, SystemClock


def test_the_system_clock_gives_the_machines_time_in_milliseconds() -> None:
    before_ms = time.time_ns() // 1_000_000
    now_ms = SystemClock().now_ms()
    assert before_ms <= now_ms <= time.time_ns() // 1_000_000


def test_a_stepped_clock_moves_only_when_moved() -> None:
    clock = SteppedClock(1_000)
    clock.advance_ms(500)
    assert clock.now_ms() == 1_500
    clock.advance_ms(-700)
    assert clock.now_ms() == 800
    clock.set_ms(5_000)
    assert clock.now_ms() == 5_000
