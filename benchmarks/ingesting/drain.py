"""One lot of messages for one subject, while all others are stopped (SIGSTOP).

Its session is taken over, so that it has to connect anew, and from that moment on it is timed: so
the figures hold neither its start nor what others do beside it.
"""

import os
import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ingesting.processes import cpu_s, memory_bytes, wait_until
from benchmarks.ingesting.raw_mqtt import TAKEN_OVER, publications, pump, take_over
from benchmarks.ingesting.subjects import Subject
from benchmarks.ingesting.town import Talk
from devices.sim.broker_process import BrokerProcess

CALM_S = 0.3
CALM_SHARE = 0.1
"""A program that takes less of a core than this, for so long [s], is at rest."""


@dataclass(frozen=True, slots=True)
class Lot:
    """What a lot took, in all [s]; `memory` is what the subject holds afterwards [bytes]."""

    count: int
    wall_s: float
    subject_s: float
    broker_s: float
    store_s: float
    memory: int


class Bench:
    """A broker, perhaps a store, and the subjects that are measured in turn."""

    def __init__(self, broker: BrokerProcess, log: Path, store_pid: int | None) -> None:
        self._broker = broker
        self._log = log
        self._store_pid = store_pid
        self._talks: dict[str, Talk] = {}
        self._due: dict[str, int] = {}

    @property
    def port(self) -> int:
        """The broker's."""
        return self._broker.port

    def hold(self, subject: Subject) -> None:
        """Wait until a subject that was started is connected and calm, and stop it."""
        wait_until(f"{subject.name} is connected", lambda: self._connects(subject) > 0)
        _rest(subject)
        self._talks[subject.name] = Talk(subject.town)
        self._due[subject.name] = subject.taken()
        _signal(subject, signal.SIGSTOP)

    def drain(self, subject: Subject, count: int, *, is_queued: bool) -> Lot:
        """Have a subject take a lot.

        Args:
            subject: It alone runs meanwhile.
            count: How many messages.
            is_queued: All wait in the broker when it connects; else they are published once it is
                connected, as fast as the broker takes them.
        """
        port = self._broker.port
        packets = publications(self._talks[subject.name].messages(count))
        self._due[subject.name] += count
        due, connects = self._due[subject.name], self._connects(subject)
        take_over(port, subject.client_id)
        if is_queued:
            pump(port, packets, count)
        used_s = cpu_s(subject.pid)
        _signal(subject, signal.SIGCONT)
        wait_until(f"{subject.name} is back", lambda: self._connects(subject) > connects)
        begun_s = time.perf_counter()
        broker_s, store_s = cpu_s(self._broker.pid), cpu_s(self._store_pid)
        if not is_queued:
            pump(port, packets, count)
        wait_until(f"{subject.name} has taken all", lambda: subject.taken() >= due, subject.look_s)
        lot = Lot(
            count,
            time.perf_counter() - begun_s,
            cpu_s(subject.pid) - used_s,
            cpu_s(self._broker.pid) - broker_s,
            cpu_s(self._store_pid) - store_s,
            memory_bytes(subject.pid),
        )
        _rest(subject)  # else what is kept is not acknowledged, and comes again
        _signal(subject, signal.SIGSTOP)
        return lot

    def sent(self, subject: Subject) -> int:
        """Give how many messages there were for a subject."""
        return self._due[subject.name]

    def let_go(self, subject: Subject) -> None:
        """Have a subject run on, so that it can be ended."""
        _signal(subject, signal.SIGCONT)
        _rest(subject)

    def _connects(self, subject: Subject) -> int:
        """How often the broker has taken a subject on, and not who took its session over."""
        taken_on = f" as {subject.client_id} (".encode()
        lines = self._log.read_bytes().splitlines()
        return sum(taken_on in line and TAKEN_OVER not in line for line in lines)


def _rest(subject: Subject) -> None:
    """Wait until a subject has nothing more to do."""
    before_s = -1.0
    while (now_s := cpu_s(subject.pid)) - before_s > CALM_S * CALM_SHARE:
        before_s = now_s
        threading.Event().wait(CALM_S)


def _signal(subject: Subject, what: signal.Signals) -> None:
    if subject.pid is not None:
        os.kill(subject.pid, what)
