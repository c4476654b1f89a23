"""A real broker as a child process, for the demo and the tests."""

import contextlib
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from devices.errors import BrokerUnavailable
from devices.sim.broker_programs import REMEDY, Program, find_program
from devices.sim.child import Child

# A broker is asked this often, at this distance [s], whether it listens yet: 10 s in all.
LISTEN_CHECKS = 500
LISTEN_CHECK_S = 0.02
# A port is found free, then used; somebody else may be faster.
ATTEMPTS = 3


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
        self._child: Child | None = None
        self.restart()

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._child.pid if self._child else None

    def stop(self) -> None:
        """End it in good order; it saves what it holds."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Start it, after a stop if it runs, and wait until it listens."""
        self.stop()
        self._child = Child(self._program.prepare(self.port, self._folder), self._log)
        try:
            self._wait_until_it_listens(self._child)
        except BaseException:
            self.kill()
            raise

    def _wait_until_it_listens(self, child: Child) -> None:
        for _ in range(LISTEN_CHECKS):
            answers = listens(self.host, self.port)
            # Looked at second: a foreign program may answer where ours could not start.
            status = child.ended(LISTEN_CHECK_S)
            if status is not None:
                raise BrokerUnavailable(
                    f"{self.name} ended with status {status}", child.last_words()
                )
            if answers:
                return
        raise BrokerUnavailable(f"{self.name} does not listen on {self.port}", child.last_words())

    def _end(self, how: signal.Signals) -> None:
        if self._child is not None:
            self._child.end(how)
            self._child = None


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
