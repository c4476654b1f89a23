"""A real broker as a child process, for the demo and the tests.

The child never outlives us: a guard in its process group waits at the other end of a pipe, and
when that closes, however we ended, it kills the group. (Linux's parent-death signal would do so
too, but it fires when the *thread* that started the child ends.)
"""

import contextlib
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from devices.errors import BrokerUnavailable
from devices.sim.broker_programs import REMEDY, Program, find_program

# A broker is asked this often, at this distance [s], whether it listens yet: 10 s in all.
LISTEN_CHECKS = 500
LISTEN_CHECK_S = 0.02
# One that takes longer to leave is killed [s].
STOP_LIMIT_S = 10.0
# A port is found free, then used; somebody else may be faster.
ATTEMPTS = 3

# `kill 0` reaches the process group, which holds nobody but the guard and the broker: a process id
# that was given to somebody else meanwhile cannot be hit.
GUARD = ["/bin/sh", "-c", "read -r _; kill -KILL 0"]


class RunningBroker(Protocol):
    """A broker to connect to."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def host(self) -> str:
        """Where it listens."""
        ...

    @property
    def port(self) -> int:
        """Where it listens."""
        ...


@dataclass(frozen=True, slots=True)
class ConfiguredBroker:
    """A broker that somebody else runs."""

    host: str
    port: int
    name: str = "configured"


class BrokerProcess:
    """A broker that runs as our child and keeps its files in a folder."""

    def __init__(self, program: Program, port: int, folder: Path) -> None:
        self.name = program.name
        self.host = "127.0.0.1"
        self.port = port
        self._program = program
        self._folder = folder
        self._log = folder / f"{program.name}.log"
        self._guard: subprocess.Popen[bytes] | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self.restart()

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def stop(self) -> None:
        """End it in good order; it saves what it holds."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Start it, after a stop if it runs, and wait until it listens."""
        self.stop()
        command = self._program.prepare(self.port, self._folder)
        # process_group: Ctrl-C is for us, who then end the broker in good order.
        self._guard = subprocess.Popen(  # noqa: S603 - a constant command
            GUARD, stdin=subprocess.PIPE, process_group=0
        )
        try:
            with self._log.open("ab") as log:
                self._child = subprocess.Popen(  # noqa: S603 - a program found by name, our own file
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    process_group=self._guard.pid,
                )
            self._wait_until_it_listens(self._child)
        except BaseException:
            self.kill()
            raise

    def _wait_until_it_listens(self, child: subprocess.Popen[bytes]) -> None:
        for _ in range(LISTEN_CHECKS):
            answers = listens(self.host, self.port)
            # Looked at second: a foreign program may answer where ours could not start.
            with contextlib.suppress(subprocess.TimeoutExpired):
                status = child.wait(LISTEN_CHECK_S)
                raise BrokerUnavailable(
                    f"{self.name} ended with status {status}", self._last_words()
                )
            if answers:
                return
        raise BrokerUnavailable(f"{self.name} does not listen on {self.port}", self._last_words())

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").splitlines()[-3:]
        return f"see {self._log}: {' / '.join(lines)}"

    def _end(self, how: signal.Signals) -> None:
        child, guard = self._child, self._guard
        self._child = self._guard = None
        if child is not None:
            child.send_signal(how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(STOP_LIMIT_S)
        if guard is not None and guard.stdin is not None:
            guard.stdin.close()  # the guard now kills what is left of the group, itself included
            guard.wait(STOP_LIMIT_S)
        if child is not None:
            child.wait(STOP_LIMIT_S)


@contextmanager
def broker(kind: str, folder: Path) -> Iterator[RunningBroker]:
    """Have a broker for as long as the block runs.

    Args:
        kind: `auto` (mosquitto, else NATS), `mosquitto`, `nats`: started on a free port of
            127.0.0.1. Or `HOST:PORT` of one that runs: nothing is started.
        folder: Takes the broker's settings, log and persistent files.

    Yields:
        The broker, listening. `BrokerUnavailable` if there is none, or nobody answers.
    """
    if ":" in kind:
        yield _configured(kind)
    else:
        with broker_process(kind, folder) as process:
            yield process


@contextmanager
def broker_process(kind: str, folder: Path) -> Iterator[BrokerProcess]:
    """Have a broker of our own (`auto`, `mosquitto`, `nats`) for as long as the block runs."""
    process = _started(find_program(kind), folder)
    try:
        yield process
    finally:
        process.stop()


def listens(host: str, port: int) -> bool:
    """Say whether somebody takes connections there."""
    try:
        socket.create_connection((host, port), timeout=2.0).close()
    except OSError:
        return False
    return True


def free_port() -> int:
    """Find a port of 127.0.0.1 that nobody uses at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _configured(address: str) -> ConfiguredBroker:
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise BrokerUnavailable(f"{address!r} is not the address of a broker", "write HOST:PORT")
    if not listens(host, int(port)):
        raise BrokerUnavailable(f"no broker answers at {address}", f"start it there, or {REMEDY}")
    return ConfiguredBroker(host, int(port))


def _started(program: Program, folder: Path) -> BrokerProcess:
    for _ in range(ATTEMPTS - 1):
        with contextlib.suppress(BrokerUnavailable):
            return BrokerProcess(program, free_port(), folder)
    return BrokerProcess(program, free_port(), folder)
