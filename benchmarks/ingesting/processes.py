"""What a process has cost so far, as the kernel counts it."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

LIMIT_S = 300.0
_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def cpu_s(pid: int | None) -> float:
    """Give the processor time of all threads of a process [s]; 0 where there is none."""
    if pid is None:
        return 0.0
    # The name before it may hold anything, so count from its closing bracket.
    numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) * _TICK_S


def memory_bytes(pid: int | None) -> int:
    """Give what a process holds in memory [bytes]; 0 where there is none."""
    if pid is None:
        return 0
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE


def wait_until(what: str, holds: Callable[[], bool], pause_s: float = 0.002) -> None:
    """Wait until something holds.

    Raises:
        TimeoutError: it did not within the limit.
    """
    deadline_s = time.monotonic() + LIMIT_S
    while not holds():
        if time.monotonic() > deadline_s:
            raise TimeoutError(f"did not happen within {LIMIT_S:g} s: {what}")
        threading.Event().wait(pause_s)
