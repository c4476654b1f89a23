"""What time it is: the one place that asks. Everything else is handed a moment or a `Clock`."""

import time
from typing import Protocol


class Clock(Protocol):
    """Milliseconds since 1970 UTC, as on the wire."""

    def now_ms(self) -> int:
        """Give the present moment [ms since 1970 UTC]."""
        ...


class SystemClock:
    """The machine's clock. It may jump, backwards too, when somebody or NTP sets it."""

    def now_ms(self) -> int:
        """Give the machine's time [ms since 1970 UTC]."""
        return time.time_ns() // 1_000_000


class SteppedClock:
    """A clock that stands still until it is moved, for runs in simulated time."""

    def __init__(self, start_ms: int) -> None:
        self._now_ms = start_ms

    def now_ms(self) -> int:
        """Give the moment it was last moved to [ms since 1970 UTC]."""
        return self._now_ms

    def advance_ms(self, step_ms: int) -> None:
        """Move by `step_ms` [ms]; a negative step is a clock that was set back."""
        self._now_ms += step_ms

    def set_ms(self, moment_ms: int) -> None:
        """Move to `moment_ms` [ms since 1970 UTC]."""
        self._now_ms = moment_ms
