"""The shell around the core: one thread that takes what came, keeps it, acknowledges, and speaks.

The order is the promise: facts are committed, then the broker may forget what it delivered, then
messages go out, then people get their answers. Other threads only put things on the inbox.
"""

import queue
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import structlog

from devices.clock import Clock
from devices.errors import DeviceError
from devices.link import Arrived, Link, LinkEvent, Lost
from devices.wire import codec
from devices.wire.topics import REPORTED, STATUS
from lighting.answers import answer
from lighting.city import City
from lighting.controller import Happening, Tick, handle
from lighting.desired.convergence import said
from lighting.errors import LightingError, StoreUnavailable
from lighting.nodes.ingest import refuse
from lighting.orders import carry_out
from lighting.questions.of_city import Order, Pulse, Question
from lighting.rows import Action, Row, Say
from lighting.running.pacing import BURST, PER_S, Pace
from lighting.stores import Store
from schedules.errors import ScheduleError

log = structlog.get_logger()

BATCH = 10_000
"""Events that share one commit at most. A turn takes whatever has come since the one before, so
commits grow with the load: the slower the disk, the more share one."""
RETRY_S = 1.0
PACED_WAIT_S = BURST / PER_S
"""Longest wait while documents stand in line, so that they go as fast as they may."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question or an order of a person, and where the answer goes."""

    question: Question
    reply: "Future[dict[str, Any]]"


@dataclass(frozen=True, slots=True)
class Keep:
    """Facts that another thread worked out, to be kept with the next commit."""

    rows: tuple[Row, ...]


Happened = LinkEvent | Asked | Keep
Inbox = queue.SimpleQueue[Happened]


@dataclass(slots=True)
class Turn:
    """What one turn of the loop has gathered."""

    actions: list[Action] = field(default_factory=list)
    receipts: list[object] = field(default_factory=list)
    replies: list[tuple["Future[dict[str, Any]]", dict[str, Any]]] = field(default_factory=list)


class Service:
    """Owns the city; `step` is one turn, `run` turns until it is told to stop."""

    def __init__(self, city: City, store: Store, clock: Clock, pace: Pace) -> None:
        self.city = city
        self.inbox: Inbox = queue.SimpleQueue()
        self._store = store
        self._clock = clock
        self._pace = pace
        self._link: Link | None = None
        self._waiting: dict[tuple[str, str], Say] = {}
        self._listed = city.listed
        self._next_tick_ms = 0
        self._stopped = False

    def use(self, link: Link) -> None:
        """Speak over this link from now on; its events must go to the inbox."""
        self._link = link

    def ask(self, question: Question, timeout_s: float = 10.0) -> dict[str, Any]:
        """An answer from the thread that owns the city; for other threads.

        A question without an answer and an order that is refused raise `LightingError`, a wrong
        schedule `ScheduleError`, and a controller that does not come to it `TimeoutError`.
        """
        reply: Future[dict[str, Any]] = Future()
        self.inbox.put(Asked(question, reply))
        return reply.result(timeout_s)

    def stop(self) -> None:
        """Let `run` end after its present turn."""
        self._stopped = True

    def run(self, wait_s: float, alive: Callable[[], None] = lambda: None) -> None:
        """Turn until stopped, waiting up to `wait_s` real seconds for something to happen.

        After each turn `alive` is called, so that whoever watches sees that we are not stuck.
        """
        while not self._stopped:
            self.step(wait_s)
            alive()

    def step(self, wait_s: float = 0.0) -> int:
        """One turn: what came, what is due; committed, acknowledged, said, answered.

        Returns:
            How many events were taken.
        """
        events = self._taken(min(wait_s, PACED_WAIT_S) if self._waiting else wait_s)
        turn, now_ms = Turn(), self._clock.now_ms()
        for event in events:
            self._handled(event, turn, now_ms)
        self._ticked(turn)
        self._kept(turn)
        self._ask_again()
        self._said(turn)
        for reply, document in turn.replies:
            reply.set_result(document)
        return len(events)

    def _taken(self, wait_s: float) -> list[Happened]:
        events: list[Happened] = []
        try:
            events.append(self.inbox.get(timeout=wait_s) if wait_s else self.inbox.get_nowait())
            while len(events) < BATCH:
                events.append(self.inbox.get_nowait())
        except queue.Empty:
            pass
        return events

    def _handled(self, event: Happened, turn: Turn, now_ms: int) -> None:
        if isinstance(event, Arrived):
            turn.receipts.append(event.receipt)
        elif isinstance(event, Asked):
            self._answered(event, turn, now_ms)
            return
        elif isinstance(event, Keep):
            turn.actions += event.rows
            return
        elif isinstance(event, Lost):
            log.warning("broker_lost", reason=event.reason)
        else:
            log.info("broker_connected", session_present=event.session_present)
        turn.actions += self._judged(event, now_ms)

    def _judged(self, event: Happening, now_ms: int) -> tuple[Action, ...]:
        """What follows from an event; a message that we fail at must not come again for ever.

        An error of ours in one place must not darken a city: it is logged, and we go on.
        """
        try:
            return tuple(handle(self.city, event, now_ms))
        except Exception as error:
            if not isinstance(event, Arrived):
                log.exception("event_failed", kind=type(event).__name__)
                return ()
            log.exception("message_failed", topic=event.topic)
            return refuse(
                self.city, event.topic, event.payload, "our own error", repr(error), now_ms
            )

    def _answered(self, asked: Asked, turn: Turn, now_ms: int) -> None:
        try:
            if isinstance(asked.question, Order):
                document, actions = carry_out(self.city, asked.question, now_ms)
                turn.actions += actions
            elif isinstance(asked.question, Pulse):
                document = self._pulse(now_ms)
            else:
                document = answer(self.city, asked.question, now_ms, self._store)
        except (LightingError, ScheduleError, DeviceError) as error:
            asked.reply.set_exception(error)
            return
        except Exception as error:  # whoever asked is told; everybody else is still served
            log.exception("question_failed", question=type(asked.question).__name__)
            asked.reply.set_exception(error)
            return
        turn.replies.append((asked.reply, document))

    def _pulse(self, now_ms: int) -> dict[str, Any]:
        """How well we keep up; nine in ten messages since somebody last asked came in `lag_ms`."""
        delays_ms = sorted(self.city.delays_ms)
        self.city.delays_ms.clear()
        return {
            "schema": "lighting.pulse/1",
            "now_ms": now_ms,
            "lag_ms": delays_ms[len(delays_ms) * 9 // 10] if delays_ms else 0,
            "queue": self.inbox.qsize(),
            "waiting": len(self._waiting),
            "received": self.city.counts["received"],
            "stored": self.city.counts["samples"] + self.city.counts["events"],
        }

    def _ticked(self, turn: Turn) -> None:
        now_ms = self._clock.now_ms()
        period_ms = self.city.config.faults.tick_s * 1000
        # One that lies further ahead than a period was due before somebody set the clock back.
        if not now_ms < self._next_tick_ms <= now_ms + period_ms:
            self._next_tick_ms = now_ms + period_ms
            turn.actions += self._judged(Tick(), now_ms)

    def _kept(self, turn: Turn) -> None:
        """Commit, as often as it takes; nothing is acknowledged or said before.

        Raises:
            StoreUnavailable: told to stop while facts are not kept; the broker has them still.
        """
        rows: list[Row] = [one for one in turn.actions if not isinstance(one, Say)]
        rows += self.city.ledger.drained()
        counts = {**self.city.counts, **{f"refused {k}": n for k, n in self.city.refused.items()}}
        while rows:
            try:
                self._store.commit(rows, counts)
                break
            except StoreUnavailable as error:
                log.exception("store_unavailable", what=error.what, why=error.why)
                if self._stopped:
                    raise
                self._pace.pause(RETRY_S)
        if turn.receipts and self._link:
            self._link.acknowledge(turn.receipts)

    def _ask_again(self) -> None:
        """Have the broker say once more what nodes told before they were in the list of lamps."""
        before, self._listed = self._listed, self.city.listed
        if before is self._listed or self._link is None:
            return
        if self._listed.by_node.keys() - before.by_node.keys():
            for topic in (STATUS, REPORTED):
                self._link.subscribe(topic.of(self.city.site))

    def _said(self, turn: Turn) -> None:
        """Say what is due; a document that waits is dropped when a newer one of its kind comes."""
        for say in turn.actions:
            if not isinstance(say, Say):
                continue
            place = (say.topic.name, say.subject)
            if say.is_paced:
                self._waiting[place] = say
            elif self._say(say):
                self._waiting.pop(place, None)
            elif say.topic.retained:
                self._waiting[place] = say
        for place in tuple(self._waiting)[: self._pace.allowed(len(self._waiting))]:
            if not self._say(self._waiting[place]):
                return  # no connection; the broker is to have it when there is one
            del self._waiting[place]

    def _say(self, say: Say) -> bool:
        """One message; whether the link took it."""
        message = say.message
        payload = message if isinstance(message, bytes) else codec.encode(message)
        topic = say.topic.of(self.city.site, say.subject)
        if self._link is None or not self._link.publish(
            topic, payload, qos=say.topic.qos, retain=say.topic.retained
        ):
            return False
        self.city.counts["sent"] += 1
        if self.city.ledger.unsent:
            said(self.city, say.topic.name, say.subject, self._clock.now_ms())
        return True
