"""What the service manager is told: ready, still alive, stopping (systemd's sd_notify).

Without a service manager nothing is told, and nothing is wrong with that.

References:
    sd_notify(3) and sd_watchdog_enabled(3): datagrams to the socket in $NOTIFY_SOCKET, an abstract
    one where the name begins with @; $WATCHDOG_USEC, for the process in $WATCHDOG_PID.
"""

import os
import socket
from collections.abc import Callable, Mapping
from typing import Self

import structlog

log = structlog.get_logger()

READY = "READY=1"
STOPPING = "STOPPING=1"
ALIVE = "WATCHDOG=1"

PATS = 4
"""Signs of life in each period of the watchdog: one may come late, or be lost, and another is."""
_US_PER_S = 1_000_000


def notify(state: str, environ: Mapping[str, str] = os.environ) -> None:
    """Tell the service manager something, if there is one; a failure is only logged."""
    address = environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    place = "\0" + address[1:] if address.startswith("@") else address
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as door:
            # A service manager that is busy must not hold up the lamps.
            door.settimeout(0.0)
            door.sendto(state.encode(), place)
    except OSError as error:
        log.warning("notify_failed", state=state, why=error.strerror or str(error))


class Watchdog:
    """Says that the loop still turns: whoever is silent for longer than promised is restarted.

    Args:
        period_s: How long a silence may last [s]; None where nobody listens.
        now_s: A clock that never goes back [s].
        tell: Says it.
    """

    def __init__(
        self,
        period_s: float | None,
        now_s: Callable[[], float],
        tell: Callable[[str], None] = notify,
    ) -> None:
        self._period_s = period_s
        self._now_s = now_s
        self._tell = tell
        self._next_s = now_s()

    @classmethod
    def found(cls, now_s: Callable[[], float], environ: Mapping[str, str] = os.environ) -> Self:
        """Give the watchdog that the service manager has set for this process, if any."""
        return cls(_period_s(environ), now_s, lambda state: notify(state, environ))

    def pat(self) -> None:
        """Say that we are alive; to be called in every turn, tells it only as often as needed."""
        now_s = self._now_s()
        if self._period_s is None or now_s < self._next_s:
            return
        self._next_s = now_s + self._period_s / PATS
        self._tell(ALIVE)


def _period_s(environ: Mapping[str, str]) -> float | None:
    text = environ.get("WATCHDOG_USEC", "")
    meant_for = environ.get("WATCHDOG_PID", str(os.getpid()))
    if not text.isdecimal() or int(text) == 0 or meant_for != str(os.getpid()):
        return None
    return int(text) / _US_PER_S
