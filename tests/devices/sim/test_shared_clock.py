import subprocess
import sys
import time
from pathlib import Path

import pytest

from devices.errors import NotAClock
from devices.sim.shared_clock import SharedClock

START_MS = 1_786_867_200_000  # noon of 16 August 2026 in Kupang

# Reads a clock that is being changed all the time, and tells what it saw.
READER = """
import sys
from pathlib import Path
from devices.sim.shared_clock import SharedClock
clock = SharedClock.open(Path(sys.argv[1]))
readings = [clock.now_ms() for _ in range(300)]
while readings[-1] == readings[0]:  # its writer was not scheduled meanwhile
    readings.append(clock.now_ms())
print(min(readings), max(readings), readings == sorted(readings))
"""


def test_a_paused_clock_stands_still(tmp_path: Path) -> None:
    clock = SharedClock.create(tmp_path / "clock", START_MS, speed=0)
    assert [clock.now_ms() for _ in range(3)] == [START_MS] * 3
    assert clock.speed == 0


def test_time_runs_at_the_speed_asked(tmp_path: Path) -> None:
    clock = SharedClock.create(tmp_path / "clock", START_MS, speed=0)
    outer_ns = time.monotonic_ns()
    clock.set_speed(3600)
    inner_ns = time.monotonic_ns()
    while time.monotonic_ns() < inner_ns + 20_000_000:
        pass
    inner_ms = (time.monotonic_ns() - inner_ns) // 1_000_000
    clock.set_speed(0)
    outer_ms = -((outer_ns - time.monotonic_ns()) // 1_000_000)
    assert inner_ms * 3600 <= clock.now_ms() - START_MS <= outer_ms * 3600


def test_a_change_of_speed_does_not_make_time_jump(tmp_path: Path) -> None:
    clock = SharedClock.create(tmp_path / "clock", START_MS, speed=0)
    last_ms = START_MS
    for speed in (10_000, 0, 1, 50_000, 0):
        clock.set_speed(speed)
        now_ms = clock.now_ms()
        assert now_ms >= last_ms
        last_ms = now_ms


def test_another_process_reads_the_same_time_and_never_a_half_written_one(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    clock = SharedClock.create(path, START_MS, speed=0)
    command = [sys.executable, "-c", READER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as reader:
        while reader.poll() is None:
            for speed in (0, 90_000, 1, 7_000):
                clock.set_speed(speed)
        assert reader.stdout is not None
        lowest_ms, highest_ms, is_rising = reader.stdout.read().split()
    assert START_MS <= int(lowest_ms) < int(highest_ms) <= clock.now_ms()
    assert is_rising == "True"


def test_opening_what_is_not_a_clock_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotAClock, match="nowhere"):
        SharedClock.open(tmp_path / "nowhere")
    (tmp_path / "short").write_bytes(b"tick")
    with pytest.raises(NotAClock, match="short"):
        SharedClock.open(tmp_path / "short")


def test_a_clock_whose_setter_died_in_the_middle_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    SharedClock.create(path, START_MS, speed=1).close()
    content = bytearray(path.read_bytes())
    content[0] |= 1
    path.write_bytes(content)
    with pytest.raises(NotAClock, match="died"):
        SharedClock.open(path).now_ms()


def test_only_the_creator_can_set_the_pace(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    SharedClock.create(path, START_MS, speed=1)
    with pytest.raises(TypeError):
        SharedClock.open(path).set_speed(2)
