"""How fast the controller may speak: real seconds, whatever the clock of the city says."""

import threading
from collections.abc import Callable
from typing import Protocol

PER_S = 500
"""Documents to many lamps, unless the settings say other: 3,000 lamps in six seconds, no flood."""
BURST = 50
"""Said in one turn at most at that pace, so that what comes in is not kept waiting."""


class Pace(Protocol):
    """Allows so many messages, and waits where there is nothing better to do."""

    def allowed(self, wanted: int) -> int:
        """How many of the messages that wait may go now."""
        ...

    def pause(self, seconds: float) -> None:
        """Wait."""
        ...


class SteadyPace:
    """So many a second, counted on a clock that only runs forward."""

    def __init__(self, monotonic_s: Callable[[], float], per_s: int = PER_S) -> None:
        self._monotonic_s = monotonic_s
        self._per_s = per_s
        self._last_s = monotonic_s()
        self._burst = max(1, per_s * BURST // PER_S)
        self._tokens = float(self._burst)

    def allowed(self, wanted: int) -> int:
        """How many of the messages that wait may go now."""
        now_s = self._monotonic_s()
        self._tokens = min(self._burst, self._tokens + (now_s - self._last_s) * self._per_s)
        self._last_s = now_s
        going = min(wanted, int(self._tokens))
        self._tokens -= going
        return going

    def pause(self, seconds: float) -> None:
        """Wait."""
        threading.Event().wait(seconds)


class NoPace:
    """Everything at once, for runs in stepped time."""

    def allowed(self, wanted: int) -> int:
        """All of them."""
        return wanted

    def pause(self, seconds: float) -> None:
        """Don't wait."""
