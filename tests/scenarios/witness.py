"""A controller that hears what another one hears, is never killed, and says nothing."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from devices.clock import Clock
from devices.link import Link
from devices.sim.memory_broker import MemoryBroker
from lighting.controller import HEARD
from lighting.notify.telling import Telling
from lighting.running.pacing import NoPace
from lighting.running.restoring import restore
from lighting.running.service import Service
from lighting.site.config import Config
from lighting.stores.outbox import Outbox
from lighting.stores.sqlite import SqliteStore

SESSION = "17" * 8


def copy(original: Path, database: Path) -> None:
    """Copy a controller's file while it runs."""
    with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(database)) as target:
        source.backup(target)


class MuteLink:
    """A real link that hears and acknowledges; what it is to say goes nowhere."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def start(self) -> None:
        """Connect."""
        self._link.start()

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        """Take it, and tell nobody."""
        return all((topic, payload, qos in {0, 1}, retain in {False, True}))

    def acknowledge(self, receipts: Sequence[object]) -> None:
        """Let the broker forget."""
        self._link.acknowledge(receipts)

    def subscribe(self, topic_filter: str) -> None:
        """Ask for a topic."""
        self._link.subscribe(topic_filter)

    def unsubscribe(self, topic_filter: str) -> None:
        """Take it back."""
        self._link.unsubscribe(topic_filter)

    def stop(self) -> None:
        """Leave."""
        self._link.stop()


class Witness:
    """A whole controller in stepped time, with a file of its own.

    Args:
        database: Its file, not there yet.
        original: The other controller's, with lamps and schedule: documents are the same then.
        config: The settings, as the other controller has them.
        broker: The broker, as well.
        clock: The clock, too.
    """

    def __init__(
        self,
        database: Path,
        original: Path,
        config: Config,
        broker: MemoryBroker,
        clock: Clock,
    ) -> None:
        copy(original, database)
        self._store = SqliteStore.open(database)
        now_ms = clock.now_ms()
        city = restore(config, self._store.load(now_ms), SESSION, now_ms)
        self._service = Service(city, self._store, clock, NoPace())
        self._link = broker.link(
            client_id="witness",
            subscriptions=tuple(topic.of(config.site.name) for topic in HEARD),
            will=None,
            deliver=self._service.inbox.put,
        )
        self._service.use(MuteLink(self._link))
        self._link.start()
        self._outbox = Outbox.open(database)
        self._telling = Telling(config, (), self._outbox, clock)

    def turn(self) -> None:
        """Take what came, and decide what people are told."""
        while self._service.step():
            pass
        self._telling.turn()

    def close(self) -> None:
        """Let go of everything."""
        self._link.stop()
        self._outbox.close()
        self._store.close()
