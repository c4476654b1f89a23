"""Keeps simulated time at a pace that this machine can follow.

At 900 times real time, 50 ms are 45 simulated seconds; a controller that is late by that must
not take lamps for silent. So time slows down, and stands still, while work is undone.
"""

from collections import deque

from devices.sim.shared_clock import SharedClock

FULL_PACE_MS = 10_000
STANDSTILL_MS = 45_000
"""Undone work of this age stops the clock: a clock is wrong from 60 s on [ms, simulated]."""


class Governor:
    """Sets the speed of a clock by the age of the oldest work that is undone."""

    def __init__(self, clock: SharedClock, speed: float) -> None:
        self._clock = clock
        self._speed = speed
        self._handed: deque[tuple[int, int]] = deque()
        self._steered = 0
        self._slow = 0.0

    @property
    def slowed(self) -> float:
        """Mean share of the wanted speed that was not reached, 0 to 1."""
        return self._slow / self._steered if self._steered else 0.0

    def steer(self, fleet_lag_ms: int, handed: int, received: int) -> None:
        """Set the speed anew.

        Args:
            fleet_lag_ms: Age of the oldest thing that the lamps have still to do [ms].
            handed: Messages that the broker has taken from lamps, in all.
            received: Messages that the controller has committed, in all.
        """
        now_ms = self._clock.now_ms()
        self._handed.append((handed, now_ms))
        while len(self._handed) > 1 and self._handed[0][0] <= received:
            self._handed.popleft()
        is_behind = self._handed[0][0] > received
        lag_ms = max(fleet_lag_ms, now_ms - self._handed[0][1] if is_behind else 0)
        share = (STANDSTILL_MS - lag_ms) / (STANDSTILL_MS - FULL_PACE_MS)
        share = min(1.0, max(0.0, share))
        self._steered += 1
        self._slow += 1.0 - share
        self._clock.set_speed(self._speed * share)
