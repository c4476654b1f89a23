"""A child process that never outlives us, however we end.

A guard in its process group waits at the other end of a pipe; when that closes, it kills the group.
(Linux's parent-death signal would do so too, but it fires when the *thread* that started the child
ends.)
"""

import contextlib
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

# One that takes longer to leave is killed [s].
STOP_LIMIT_S = 10.0

# `kill 0` reaches the process group, which holds nobody but the guard and the child: a process id
# that was given to somebody else meanwhile cannot be hit.
GUARD = ["/bin/sh", "-c", "read -r _; kill -KILL 0"]


class Child:
    """A running program of ours; what it prints goes to a log file."""

    def __init__(
        self, command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.log = log
        # process_group: Ctrl-C is for us, who then end the child in good order.
        self._guard = subprocess.Popen(  # noqa: S603 - a constant command
            GUARD, stdin=subprocess.PIPE, process_group=0
        )
        try:
            with log.open("ab") as output:
                self._child = subprocess.Popen(  # noqa: S603 - a program of ours, or found by name
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    process_group=self._guard.pid,
                    env=environment,
                )
        except BaseException:
            self._release()
            raise

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._child.pid if self._child.poll() is None else None

    def ended(self, within_s: float) -> int | None:
        """Its exit status if it ends within so many seconds, else None."""
        try:
            return self._child.wait(within_s)
        except subprocess.TimeoutExpired:
            return None

    def last_words(self) -> str:
        """The end of its log."""
        lines = self.log.read_text(errors="replace").splitlines()[-3:]
        return f"see {self.log}: {' / '.join(lines)}"

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Tell it to leave, and see that it does."""
        self._child.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(STOP_LIMIT_S)
        self._release()
        self._child.wait(STOP_LIMIT_S)

    def _release(self) -> None:
        """The guard kills what is left of the group, itself included."""
        if self._guard.stdin is not None:
            self._guard.stdin.close()
        self._guard.wait(STOP_LIMIT_S)
