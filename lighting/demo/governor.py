"""Keeps simulated time at a pace that this machine can follow.

At 900 times real time, 50 ms are 45 simulated seconds; a controller that is late by that must
not take lamps for silent. So time slows down, and stands still, while work is undone.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from devices.sim.shared_clock import SharedClock

FULL_PACE_MS = 30_000
STANDSTILL_MS = 60_000
"""Undone work of this age stops the clock: a clock is wrong from 60 s on [ms, simulated]."""
SLOWEST = 0.1
BACK_OFF = 0.97
RECOVERY = 0.01
"""Late work lowers the pace that is tried, step by step; it rises again only slowly (additive
increase, multiplicative decrease, as TCP finds what a path can carry: RFC 5681)."""
LOOK_MS = 10_000
UNSTEERED_MS = 30_000
"""So much simulated time may pass between two steerings at full speed; then the brake is on."""
PATIENCE_S = 0.3
"""A controller that has not answered for so long is stuck [s, real]: time waits for it."""


class Governor:
    """Sets the speed of a clock by the age of the oldest work that is undone."""

    def __init__(self, clock: SharedClock, speed: float) -> None:
        self._clock = clock
        self._speed = speed
        self._pace = 1.0
        self._steered = 0
        self._slow = 0.0
        self._steered_s = time.monotonic()
        self._lock = threading.Lock()

    @contextmanager
    def braking(self) -> Iterator[None]:
        """Stop the clock whenever whoever steers is too busy to, as in a burst of messages."""
        is_over = threading.Event()

        def watch() -> None:
            while not is_over.wait(LOOK_MS / 1000 / self._speed):
                if (time.monotonic() - self._steered_s) * self._speed * 1000 > UNSTEERED_MS:
                    self._set(0.0)

        watching = threading.Thread(target=watch, name="brake", daemon=True)
        watching.start()
        try:
            yield
        finally:
            is_over.set()
            watching.join()
            self._set(0.0)

    def _set(self, speed: float) -> None:
        with self._lock:
            self._clock.set_speed(speed)

    @property
    def slowed(self) -> float:
        """Mean share of the wanted speed that was not reached, 0 to 1."""
        return self._slow / self._steered if self._steered else 0.0

    def steer(self, fleet_lag_ms: int, controller_lag_ms: int, unanswered_s: float) -> None:
        """Set the speed anew.

        Args:
            fleet_lag_ms: Age of the oldest thing that the lamps have still to do [ms].
            controller_lag_ms: How old messages are when the controller takes them [ms].
            unanswered_s: For how long it has not said so [s, real].
        """
        lag_ms = max(fleet_lag_ms, controller_lag_ms)
        if unanswered_s > PATIENCE_S:
            lag_ms = STANDSTILL_MS
        if lag_ms > FULL_PACE_MS:
            self._pace = max(SLOWEST, self._pace * BACK_OFF)
        else:
            self._pace = min(1.0, self._pace + RECOVERY)
        share = (STANDSTILL_MS - lag_ms) / (STANDSTILL_MS - FULL_PACE_MS)
        share = self._pace * min(1.0, max(0.0, share))
        self._steered += 1
        self._slow += 1.0 - share
        self._set(self._speed * share)
        self._steered_s = time.monotonic()
