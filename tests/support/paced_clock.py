"""Simulated time at a speed, for fleets that live in real time."""

import time

NS_PER_MS = 1_000_000


class PacedClock:
    """Starts at a moment and runs at a speed that can be changed."""

    def __init__(self, start_ms: int, speed: float) -> None:
        self._anchor_ns = time.monotonic_ns()
        self._anchor_ms = start_ms
        self.speed = speed

    def now_ms(self) -> int:
        """Give the simulated moment [ms]."""
        passed_ns = time.monotonic_ns() - self._anchor_ns
        return self._anchor_ms + int(passed_ns * self.speed) // NS_PER_MS

    def set_speed(self, speed: float) -> None:
        """Go on at another speed."""
        self._anchor_ms, self._anchor_ns = self.now_ms(), time.monotonic_ns()
        self.speed = speed
