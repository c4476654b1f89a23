"""What is done beside the receiving, in a thread of its own: hourly figures, room on the disk.

Nothing here is in a hurry, and nothing here may stop the controller: what fails is said and tried
again.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from devices.clock import Clock
from lighting.errors import LightingError

log = structlog.get_logger()

LOOK_S = 1.0
"""Between two looks at what is due, real [s]."""


@dataclass(slots=True)
class Chore:
    """Something that is done again and again; `do` says whether there is more to do at once."""

    name: str
    every_ms: int
    do: Callable[[int], bool]
    next_ms: int = 0


class Upkeep:
    """Does chores when they are due, until it is stopped."""

    def __init__(self, chores: Sequence[Chore], clock: Clock) -> None:
        self._chores = chores
        self._clock = clock
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Let `run` end after the present chore."""
        self._stopped.set()

    def run(self) -> None:
        """Do what is due until stopped."""
        while not self._stopped.wait(LOOK_S):
            for chore in self._chores:
                self._do(chore)

    def _do(self, chore: Chore) -> None:
        now_ms = self._clock.now_ms()
        # One that lies further ahead than a period was due before somebody set the clock back.
        if now_ms < chore.next_ms <= now_ms + chore.every_ms:
            return
        chore.next_ms = now_ms + chore.every_ms
        try:
            while not self._stopped.is_set() and chore.do(self._clock.now_ms()):
                pass
        except LightingError as error:
            log.warning("chore_failed", chore=chore.name, what=error.what, why=error.why)
        except Exception:
            log.exception("chore_failed", chore=chore.name)
