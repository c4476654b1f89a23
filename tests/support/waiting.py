"""How tests wait: for a condition, with a limit, and never just for a while."""

import threading
import time
from collections.abc import Callable

LIMIT_S = 30.0
"""How long a test waits for something that must happen."""
PAUSE_S = 0.02


def wait_for(what: str, holds: Callable[[], bool], limit_s: float = LIMIT_S) -> None:
    """Wait until something holds.

    Raises:
        AssertionError: it did not within the limit.
    """
    deadline_s = time.monotonic() + limit_s
    while not holds():
        if time.monotonic() > deadline_s:
            raise AssertionError(f"did not happen within {limit_s:g} s: {what}")
        threading.Event().wait(PAUSE_S)
