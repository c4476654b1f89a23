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
    """Does chores when they are due, until it is stopped.

    Args:
        chores: What is to be done.
        clock: The controller's, by which chores are due.
        look_s: Between two looks at what is due, real [s].
    """

    def __init__(self, chores: Sequence[Chore], clock: Clock, look_s: float = LOOK_S) -> None:
        self._chores = chores
        self._clock = clock
        self._look_s = look_s
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Let `run` end after the present chore."""
        self._stopped.set()

    def run(self) -> None:
        """Do what is due, now and until stopped."""
        is_more = True
        while not self._stopped.wait(0 if is_more else self._look_s):
            is_more = self.look()

    def look(self) -> bool:
        """Do each chore that is due once, so that a long one doesn't hold up the others.

        Returns:
            Whether one of them has more to do at once.
        """
        due = [chore for chore in self._chores if _is_due(chore, self._clock.now_ms())]
        more = [self._do(chore) for chore in due if not self._stopped.is_set()]
        return any(more)

    def _do(self, chore: Chore) -> bool:
        now_ms = self._clock.now_ms()
        is_more = False
        try:
            is_more = chore.do(now_ms)
        except LightingError as error:
            log.warning("chore_failed", chore=chore.name, what=error.what, why=error.why)
        except Exception:
            log.exception("chore_failed", chore=chore.name)
        chore.next_ms = now_ms if is_more else now_ms + chore.every_ms
        return is_more


def _is_due(chore: Chore, now_ms: int) -> bool:
    """One that lies further ahead than a period was due before somebody set the clock back."""
    return not now_ms < chore.next_ms <= now_ms + chore.every_ms
