"""Feeds a bucket of InfluxDB from the journal; nothing is forgotten before its answer.

Two lanes: what came since InfluxDB last answered goes first, what waited meanwhile follows in
between, so that screens are current while a backlog drains. Where a line may take the place of an
earlier one, all goes in its order.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import structlog

from devices.clock import Clock
from lighting.errors import StoreUnavailable
from lighting.stores.forwarding import (
    FEWEST_POINTS,
    Answer,
    Interrupted,
    Pace,
    Search,
    Verdict,
    pace_after,
    search,
    slower,
    verdict_of,
)
from lighting.stores.journal import Journal, Load

log = structlog.get_logger()

GATHER_S = 0.5
"""How long new points gather before they are sent, unless a backlog waits [s]."""
EVERYTHING = 2**62


class Door(Protocol):
    """Where lines go."""

    def write(self, bucket: str, body: bytes) -> Answer:
        """Send lines to a bucket and give the answer; raises nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Way:
    """Where lines go.

    Attributes:
        bucket: As the journal names it.
        target: As InfluxDB does.
        keeps_order: Whether a line may take the place of one before it: then none goes first.
    """

    bucket: str
    target: str
    keeps_order: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How forwarding goes; times are the controller's [ms since 1970 UTC]."""

    state: str = "flowing"
    forwarded: int = 0
    parked: int = 0
    last_success_ms: int | None = None
    last_error: str | None = None
    last_error_ms: int | None = None


class Forwarder:
    """Sends what the journal holds for one bucket, so that none waits for another.

    `turn` sends one request, `run` turns until it is stopped.
    """

    def __init__(
        self, way: Way, journal: Journal, door: Door, clock: Clock, jitter: Callable[[], float]
    ) -> None:
        self.progress = Progress()
        self._bucket = way.bucket
        self._target = way.target
        self._journal = journal
        self._door = door
        self._clock = clock
        self._jitter = jitter
        self._pace = Pace()
        self._keeps_order = way.keeps_order
        self._old_upto = self._newest()  # whatever is there at start has waited
        self._is_turn_of_old = False
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Let `run` end after its present request."""
        self._stopped.set()

    def run(self) -> None:
        """Send until stopped; whatever goes wrong is said, and tried again."""
        while not self._stopped.is_set():
            try:
                wait_s = self.turn()
            except StoreUnavailable as error:
                log.exception("journal_unavailable", what=error.what, why=error.why)
                wait_s = self._later(Answer(0, error.what))
            except Exception:  # an error of ours must not end the forwarding
                log.exception("forwarder_failed")
                wait_s = self._later(Answer(0, "our own error"))
            self._stopped.wait(wait_s)

    def turn(self) -> float:
        """Send one request, if there is anything to send.

        Returns:
            How long to wait before the next turn [s].
        """
        load = self._next_load()
        if load is None:
            return GATHER_S
        answer = self._door.write(self._target, load.body)
        if verdict_of(answer) is Verdict.TOO_LARGE and _can_be_less(load):
            self._pace = slower(replace(self._pace, points=load.points))
            return 0.0
        if verdict_of(answer) is Verdict.STORED:
            return self._settled(load, answer, Search(decided=load.points))
        lines = load.body.split(b"\n")
        found = search(lines, answer, self._write)
        if found.interrupted:
            return self._interrupted(load, lines, found, found.interrupted)
        return self._settled(load, answer, found)

    def _settled(self, load: Load, answer: Answer, found: Search) -> float:
        self._journal.settle(load, found.refused, self._clock.now_ms())
        self._well(answer, found)
        return 0.0 if self._old_upto or load.has_more else GATHER_S

    def _next_load(self) -> Load | None:
        """New points and old ones by turns; either alone where the other has none."""
        is_turn = self._keeps_order or not self._is_turn_of_old
        self._is_turn_of_old = self._old_upto > 0 and is_turn
        if self._is_turn_of_old:
            return self._old() or self._new()
        return self._new() or self._old()

    def _newest(self) -> int:
        return self._journal.newest(self._bucket)

    def _new(self) -> Load | None:
        return self._journal.load(self._bucket, self._old_upto, EVERYTHING, self._pace.points)

    def _old(self) -> Load | None:
        if not self._old_upto:
            return None
        load = self._journal.load(self._bucket, 0, self._old_upto, self._pace.points)
        if load is None:
            self._old_upto = 0  # the backlog is gone
        return load

    def _write(self, body: bytes) -> Answer:
        """Send a part of what was refused as a whole.

        Raises:
            Interrupted: We are to stop.
        """
        if self._stopped.is_set():
            raise Interrupted(Answer(0, "the controller stops"))
        return self._door.write(self._target, body)

    def _interrupted(self, load: Load, lines: list[bytes], found: Search, by: Answer) -> float:
        """Keep what is not decided, so that each search gets further than the one before."""
        if found.decided:
            decided = lines[: found.decided]
            self._journal.settle_part(load, decided, found.refused, self._clock.now_ms())
            self._count(found)
        else:
            self._pace = slower(self._pace)
        return 0.0 if self._stopped.is_set() else self._later(by)

    def _well(self, answer: Answer, found: Search) -> None:
        if self._pace.failures:
            log.info("influxdb_back", waiting=self._journal.backlog().points)
            self._old_upto = self._newest()
        paced = pace_after(self._pace, answer, self._jitter())
        self._pace = replace(paced, failures=0, wait_s=0.0)
        self._count(found)
        self.progress = replace(
            self.progress,
            state="draining" if self._old_upto else "flowing",
            last_success_ms=self._clock.now_ms(),
        )

    def _count(self, found: Search) -> None:
        for one in found.refused[:3]:
            log.error("line_parked", status=one.status, reason=one.reason, line=one.line[:300])
        self.progress = replace(
            self.progress,
            forwarded=self.progress.forwarded + found.decided - len(found.refused),
            parked=self.progress.parked + len(found.refused),
        )

    def _later(self, answer: Answer) -> float:
        """Keep everything, say it, and come again."""
        is_refused = verdict_of(answer) is Verdict.REFUSED
        self._pace = pace_after(self._pace, answer, self._jitter())
        say = log.error if is_refused else log.warning
        say("influxdb_refuses" if is_refused else "influxdb_away", why=answer.reason)
        self.progress = replace(
            self.progress,
            state="refused" if is_refused else "unreachable",
            last_error=f"{answer.status} {answer.reason}" if answer.status else answer.reason,
            last_error_ms=self._clock.now_ms(),
        )
        return self._pace.wait_s


def _can_be_less(load: Load) -> bool:
    """Whether fewer entries can be sent instead of halving one."""
    return len(load.ids) > 1 and load.points > FEWEST_POINTS
