"""Simulated time that several processes read from one small file.

The demo's simulator sets the pace; the controller, a process of its own, must see the same moment.
The file holds an anchor (a reading of the machine's steady clock, the simulated moment then, and
the speed) and each reader reckons from there, so no message has to pass and nobody lags.
"""

import mmap
import struct
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from devices.errors import NotAClock

# sequence, steady clock [ns], simulated moment [ms since 1970 UTC], speed [simulated s per s]
LAYOUT = struct.Struct("=Qqqd")
SEQUENCE = struct.Struct("=Q")
ANCHOR = struct.Struct("=qqd")
# A write takes microseconds; one that is unfinished this often, at this distance [s], will stay so.
READ_ATTEMPTS = 1_000
READ_PAUSE_S = 0.001


@dataclass(frozen=True, slots=True)
class _Reading:
    moment_ms: int
    speed: float


class SharedClock:
    """A `Clock` of simulated time; its creator alone sets the pace."""

    def __init__(self, memory: mmap.mmap) -> None:
        self._memory = memory

    @classmethod
    def create(cls, path: Path, start_ms: int, speed: float) -> Self:
        """Make the file and start the clock.

        Args:
            path: Where; other processes open it there.
            start_ms: The moment it begins at [ms since 1970 UTC].
            speed: Simulated seconds per second; 0 stands still.
        """
        path.write_bytes(LAYOUT.pack(0, time.monotonic_ns(), start_ms, speed))
        return cls(_map(path, mmap.ACCESS_WRITE))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the clock that another process created.

        Raises:
            NotAClock: There is no such file, or it holds something else.
        """
        try:
            return cls(_map(path, mmap.ACCESS_READ))
        except (OSError, ValueError) as error:
            raise NotAClock(str(path)) from error

    @property
    def speed(self) -> float:
        """Simulated seconds per second; 0 while it stands still."""
        return self._read().speed

    def now_ms(self) -> int:
        """Give the simulated moment [ms since 1970 UTC]; never less than before."""
        return self._read().moment_ms

    def set_speed(self, speed: float) -> None:
        """Change the pace from now on [simulated s per s]; only the creator may."""
        # An odd sequence number says that the rest is being changed. It comes first, so that no
        # reader can have reckoned past the new anchor at the old speed. Slices are copied as they
        # are; `pack_into` would clear its target first, and show a zero in between.
        sequence, *anchor = LAYOUT.unpack_from(self._memory)
        self._memory[: SEQUENCE.size] = SEQUENCE.pack(sequence + 1)
        now_ns = time.monotonic_ns()
        moment_ms = _moment_ms(now_ns, *anchor)
        self._memory[SEQUENCE.size :] = ANCHOR.pack(now_ns, moment_ms, speed)
        self._memory[: SEQUENCE.size] = SEQUENCE.pack(sequence + 2)

    def close(self) -> None:
        """Let go of the file."""
        self._memory.close()

    def _read(self) -> _Reading:
        for _ in range(READ_ATTEMPTS):
            sequence, anchor_ns, anchor_ms, speed = LAYOUT.unpack_from(self._memory)
            now_ns = time.monotonic_ns()
            if sequence % 2 == 0 and sequence == SEQUENCE.unpack_from(self._memory)[0]:
                return _Reading(_moment_ms(now_ns, anchor_ns, anchor_ms, speed), speed)
            threading.Event().wait(READ_PAUSE_S)
        raise NotAClock("whoever sets it died while doing so")


def _moment_ms(now_ns: int, anchor_ns: int, anchor_ms: int, speed: float) -> int:
    return anchor_ms + int((now_ns - anchor_ns) * speed) // 1_000_000


def _map(path: Path, access: int) -> mmap.mmap:
    with path.open("r+b" if access == mmap.ACCESS_WRITE else "rb") as file:
        return mmap.mmap(file.fileno(), LAYOUT.size, access=access)
