"""A whole city in stepped time: real controller and store, simulated lamps, one broker.

Nothing of the controller is replaced but clock and pace; what a test looks at is the simulator's
own truth, the broker, and the database.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from devices.link import Arrived, LinkEvent
from devices.sim.ailments import Ailment
from devices.sim.lamp import LampSpec
from lighting.faults.life import Fault
from lighting.questions.of_city import Question
from lighting.scenario import city as scenario_city
from lighting.site.inventory import Lamp
from lighting.stores.sqlite import SqliteStore
from tests.support.city_of_tests import config


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


class SteppedCity(scenario_city.SteppedCity):
    """A city whose controller keeps its store on the disk, can be killed, and is looked at."""

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
        self.database = folder / "lighting.db"
        nodes = {lamp.node for lamp in lamps} if simulated is None else set(simulated)
        super().__init__(
            config(),
            lambda: SqliteStore.open(self.database),
            lamps,
            schedule,
            start_ms=start_ms,
            specs=[
                LampSpec(lamp.node, lamp.power_w, lamp.panel)
                for lamp in lamps
                if lamp.node in nodes
            ],
            ailments=ailments,
        )

    def order_and_die(self, question: Question) -> None:
        """Give an order, and kill the controller when it is kept and nobody has been told."""
        self.service.use(Nowhere())
        self.ask(question)
        self.kill_controller()

    def live_until(self, text: str) -> None:
        """Let time pass up to a moment of Kupang's clock."""
        self.live_until_ms(at_ms(text))

    def wanted(self, lamp: Lamp, text: str) -> int | None:
        """The level that a lamp's node truly wanted at a moment."""
        return self.truth.lamps[lamp.node].wanted_level_at(at_ms(text))

    def faults(self) -> list[Fault]:
        """Every fault that proved true, cleared ones included, oldest first."""
        found = [one for one in self.store.faults() if one.active_ms is not None]
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
