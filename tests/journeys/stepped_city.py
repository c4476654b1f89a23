"""A whole city in stepped time: real controller and store, simulated lamps, one broker.

Nothing of the controller is replaced but clock and pace; what a test looks at is the simulator's
own truth, the broker, and the database.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import Any

from devices.clock import SteppedClock
from devices.link import Arrived, LinkEvent, Will
from devices.sim.ailments import Ailment
from devices.sim.fleet import build_lamps
from devices.sim.lamp import LampSpec
from devices.sim.memory_broker import MemoryBroker, MemoryLink
from devices.sim.stepped import SteppedFleet
from devices.sim.truth import Truth
from devices.wire import codec
from devices.wire.topics import CONTROLLER_STATUS
from lighting.controller import HEARD, will
from lighting.faults.life import Fault
from lighting.inventory import Lamp, write_lamps
from lighting.pacing import NoPace
from lighting.questions import ImportLamps, Question
from lighting.restoring import restore
from lighting.service import Asked, Service
from lighting.stores.sqlite import SqliteStore
from tests.support.city_of_tests import apply, config

TURN_MS = 30_000
"""The controller looks around this often."""


def at_ms(text: str) -> int:
    """A moment of Kupang's clock: "2026-08-16T18:00"."""
    return int(datetime.fromisoformat(text + "+08:00").timestamp() * 1000)


class Nowhere:
    """A link to no broker at all, that takes everything."""

    def start(self) -> None:
        """There is nowhere to go."""

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        """Take it, and tell nobody."""
        return all((topic, payload, qos in {0, 1}, retain in {False, True}))

    def acknowledge(self, receipts: Sequence[object]) -> None:
        """Tell nobody."""

    def subscribe(self, topic_filter: str) -> None:
        """Hear nothing."""

    def unsubscribe(self, topic_filter: str) -> None:
        """Hear nothing."""

    def stop(self) -> None:
        """There is nothing to leave."""


class SteppedCity:
    """Lamps in their panels, a broker, and a controller that can be killed and started again."""

    def __init__(
        self,
        folder: Path,
        lamps: Sequence[Lamp],
        schedule: str,
        *,
        start_ms: int,
        ailments: Iterable[Ailment] = (),
        simulated: Iterable[str] | None = None,
    ) -> None:
        self.lamps = tuple(lamps)
        self.others: list[Callable[[], None]] = []
        self.broker = MemoryBroker()
        self.clock = SteppedClock(start_ms)
        self.controller_offset_ms = 0
        self.config = config()
        self.database = folder / "lighting.db"
        self._starts = 0
        self.service: Service
        self._store: SqliteStore
        self._link: MemoryLink
        self._is_running = False
        self.start_controller()
        csv = write_lamps(self.lamps)
        self.ask(ImportLamps(csv, "lamps.csv", dry_run=False, reason="new", who="ani"))
        self.ask(apply(schedule))
        nodes = {lamp.node for lamp in self.lamps} if simulated is None else set(simulated)
        specs = [
            LampSpec(lamp.node, lamp.power_w, lamp.panel)
            for lamp in self.lamps
            if lamp.node in nodes
        ]
        built = build_lamps(specs, tuple(ailments), site="kupang", seed=7, start_ms=start_ms)
        self.fleet = SteppedFleet(built, self.broker, start_ms)

    @property
    def truth(self) -> Truth:
        """What really happened to the lamps."""
        return self.fleet.truth

    def start_controller(self) -> None:
        """Start the controller from what lies on the disk."""
        self._starts += 1
        session = f"{self._starts:016x}"
        self._store = SqliteStore.open(self.database)
        now_ms = self.clock.now_ms()
        city = restore(self.config, self._store.load(now_ms), session, now_ms)
        self.service = Service(city, self._store, self.clock, NoPace())
        self._link = self.broker.link(
            client_id="controller-kupang",
            subscriptions=tuple(topic.of("kupang") for topic in HEARD),
            will=Will(CONTROLLER_STATUS.of("kupang"), codec.encode(will(session))),
            deliver=self._deliver,
        )
        self.service.use(self._link)
        self._is_running = True
        self._link.start()

    def _deliver(self, event: LinkEvent) -> None:
        if self._is_running:
            self.service.inbox.put(event)

    def kill_controller(self) -> None:
        """End it without a word: what was not committed is gone, the broker says its will."""
        self._is_running = False
        self._link.abort()
        self._link.stop()
        self._store.close()

    def order_and_die(self, question: Question) -> None:
        """Give an order, and kill the controller when it is kept and nobody has been told."""
        self.service.use(Nowhere())
        self.ask(question)
        self.kill_controller()

    def ask(self, question: Question) -> dict[str, Any]:
        """Ask or order something, as the API does."""
        reply: Future[dict[str, Any]] = Future()
        self.service.inbox.put(Asked(question, reply))
        self._turn(self.clock.now_ms() - self.controller_offset_ms)
        return reply.result(0)

    def live_until(self, text: str) -> None:
        """Let time pass up to a moment of Kupang's clock."""
        self.fleet.run_until(at_ms(text), self._turn, TURN_MS)

    def _turn(self, now_ms: int) -> None:
        self.clock.set_ms(now_ms + self.controller_offset_ms)
        for other in self.others:
            other()
        while self._is_running and self.service.step():
            for other in self.others:
                other()

    def wanted(self, lamp: Lamp, text: str) -> int | None:
        """The level that a lamp's node truly wanted at a moment."""
        return self.truth.lamps[lamp.node].wanted_level_at(at_ms(text))

    def faults(self) -> list[Fault]:
        """Every fault that proved true, cleared ones included, oldest first."""
        found = [one for one in self._store.faults() if one.active_ms is not None]
        return sorted(found, key=lambda one: one.since_ms)

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database says to somebody who knows none of our code."""
        connection = sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def kept_samples(self) -> set[tuple[str, str, int]]:
        return set(self.rows("SELECT node, session, coalesce(node_at_ms, at_ms) FROM sample"))

    def kept_events(self) -> set[tuple[str, str, int]]:
        return set(self.rows("SELECT node, log, n FROM event"))

    def retained(self, topic: str) -> bytes | None:
        """What the broker would tell a newcomer."""
        heard: list[bytes] = []

        def deliver(event: LinkEvent) -> None:
            if isinstance(event, Arrived) and event.retained:
                heard.append(event.payload)

        link = self.broker.link(
            client_id="curious",
            subscriptions=(f"lighting/v1/kupang/{topic}",),
            will=None,
            deliver=deliver,
            clean=True,
        )
        link.start()
        link.stop()
        return heard[-1] if heard else None

    def check_nothing_lost(self) -> None:
        """What a lamp recorded is kept, or still held by it; each thing once."""
        recorded = set(self.truth.events)
        assert recorded
        assert recorded <= self.kept_events() | self.truth.held_events
        assert self.truth.confirmed_samples <= self.kept_samples()
        assert self.kept_samples() <= set(self.truth.samples)
        assert self.kept_events() <= recorded
        assert self.rows("SELECT * FROM gap") == []

    def check_obeyed(self) -> None:
        """Every lamp holds the newest of every document that is for it."""
        answer = self.service.city
        for lamp in self.lamps:
            memory = self.truth.lamps[lamp.node].memory
            assert memory is not None
            assert memory.desired is not None
            assert memory.program is not None
            assert memory.desired.version == answer.desired[lamp.node].version
            assert memory.program.version == answer.programs[memory.program.id].version
            for group, document in answer.group_overrides.items():
                if group in memory.desired.groups:
                    assert memory.overrides[group].version == document.version

    def close(self) -> None:
        """Clear away."""
        if self._is_running:
            self.kill_controller()
