"""Brokers to test against, and clients that write down what they hear."""

import os
import secrets
import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import pytest
from typing_extensions import override

from devices.errors import BrokerUnavailable
from devices.lean import LeanLink
from devices.link import Arrived, Connected, Link, LinkEvent, Lost, Will
from devices.mqtt import Endpoint, MqttLink
from devices.sim.broker_process import BrokerProcess
from devices.sim.broker_programs import find_program
from devices.sim.memory_broker import MemoryBroker, MemoryLink
from tests.support.cable import Cable

# How long a test waits for something that must happen [s].
LIMIT_S = 10.0


class Diary:
    """Takes a link's events from any thread, and waits for what should be among them."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._events: list[LinkEvent] = []

    @override
    def __repr__(self) -> str:
        return f"<{type(self).__name__} that heard {self._events!r:.2000}>"

    def deliver(self, event: LinkEvent) -> None:
        """Write an event down."""
        with self._news:
            self._events.append(event)
            self._news.notify_all()

    @property
    def arrived(self) -> list[Arrived]:
        """The messages so far."""
        return [event for event in tuple(self._events) if isinstance(event, Arrived)]

    @property
    def payloads(self) -> list[bytes]:
        """What the messages so far said."""
        return [message.payload for message in self.arrived]

    @property
    def connects(self) -> list[Connected]:
        """The connects so far."""
        return [event for event in tuple(self._events) if isinstance(event, Connected)]

    @property
    def losses(self) -> list[Lost]:
        """The lost or failed connections so far."""
        return [event for event in tuple(self._events) if isinstance(event, Lost)]

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Wait until something about the events holds; fail after a limit."""
        with self._news:
            if not self._news.wait_for(condition, LIMIT_S):
                pytest.fail(f"did not happen within {LIMIT_S} s; heard {self._events!r:.2000}")

    def messages(self, count: int) -> list[Arrived]:
        """Wait for this many messages in all; give them."""
        self.wait_for(lambda: len(self.arrived) >= count)
        return self.arrived

    def connected(self, count: int) -> Connected:
        """Wait for this many connects in all; give the last."""
        self.wait_for(lambda: len(self.connects) >= count)
        return self.connects[-1]

    def lost(self, count: int) -> Lost:
        """Wait for this many lost or failed connections in all; give the last."""
        self.wait_for(lambda: len(self.losses) >= count)
        return self.losses[-1]

    def forget(self) -> None:
        """Start a new page."""
        with self._news:
            self._events.clear()


class Peer(Diary):
    """A client with a diary."""

    link: Link

    def acknowledge(self, messages: Sequence[Arrived] | None = None) -> None:
        """Acknowledge messages; all so far, if none are given."""
        chosen = self.arrived if messages is None else messages
        self.link.acknowledge([message.receipt for message in chosen])


class Bench(Protocol):
    """A broker with clients on cables, the same to a test whatever it is made of."""

    def peer(self, client_id: str, *filters: str, will: Will | None = None) -> Peer:
        """Build a client and start it."""
        ...

    def cut(self, peer: Peer) -> None:
        """Pull a client's cable."""
        ...

    def mend(self, peer: Peer) -> None:
        """Plug it in again."""
        ...

    def take_broker_away(self) -> None:
        """End the broker in good order."""
        ...

    def bring_broker_back(self, *, forget: bool = False) -> None:
        """Start it again, or a new one that knows nothing."""
        ...

    def close(self) -> None:
        """Clear away."""
        ...


class MemoryBench:
    """The broker inside the process."""

    def __init__(self) -> None:
        self._broker = MemoryBroker()
        self._links: dict[Peer, MemoryLink] = {}

    def peer(self, client_id: str, *filters: str, will: Will | None = None) -> Peer:
        """Build a client and start it."""
        peer = Peer()
        peer.link = self._links[peer] = self._broker.link(
            client_id=client_id, subscriptions=filters, will=will, deliver=peer.deliver
        )
        peer.link.start()
        return peer

    def cut(self, peer: Peer) -> None:
        """Pull a client's cable."""
        self._links[peer].abort()

    def mend(self, peer: Peer) -> None:
        """Plug it in again."""
        self._links[peer].start()

    def take_broker_away(self) -> None:
        """End the broker."""
        self._broker.stop()

    def bring_broker_back(self, *, forget: bool = False) -> None:
        """Start it again."""
        self._broker.start(forget=forget)

    def close(self) -> None:
        """Nothing to clear away."""


class ProcessBench:
    """A broker process, each client with a connection through a cable of its own."""

    def __init__(
        self,
        broker: BrokerProcess,
        folder: Path,
        link: type[MqttLink] | type[LeanLink] = MqttLink,
    ) -> None:
        self._broker = broker
        self._folder = folder
        self._link = link
        # A client that looks for its broker, which is away, may find another test's on its port:
        # it must not have the same name as somebody there.
        self._mark = secrets.token_hex(4)
        self._cables: dict[Peer, Cable] = {}
        self._filters: dict[Peer, tuple[str, ...]] = {}

    def peer(self, client_id: str, *filters: str, will: Will | None = None) -> Peer:
        """Build a client and start it."""
        peer = Peer()
        cable = self._cables[peer] = Cable(self._broker.port)
        peer.link = self._link(
            Endpoint("127.0.0.1", cable.port),
            client_id=f"{self._mark}-{client_id}",
            subscriptions=filters,
            will=will,
            deliver=peer.deliver,
            jitter=lambda: 0.02,
        )
        self._filters[peer] = filters
        peer.link.start()
        peer.wait_for(lambda: bool(peer.connects or peer.losses))
        self._wait_until_subscribed(peer)
        return peer

    def _wait_until_subscribed(self, peer: Peer) -> None:
        # The broker takes a client, and only then reads its subscriptions; what comes between is
        # not for it.
        if peer.connects and self._filters[peer]:
            self._cables[peer].wait_until_subscribed()

    def cut(self, peer: Peer) -> None:
        """Pull a client's cable."""
        losses = len(peer.losses)
        self._cables[peer].cut()
        peer.lost(losses + 1)

    def mend(self, peer: Peer) -> None:
        """Plug it in again."""
        connects = len(peer.connects)
        self._cables[peer].mend()
        peer.connected(connects + 1)
        self._wait_until_subscribed(peer)

    def take_broker_away(self) -> None:
        """End the broker."""
        self._broker.stop()

    def bring_broker_back(self, *, forget: bool = False) -> None:
        """Start it again."""
        if forget:
            shutil.rmtree(self._folder)
            self._folder.mkdir()
        self._broker.restart()

    def close(self) -> None:
        """Stop the clients and take their cables away."""
        for peer, cable in self._cables.items():
            peer.link.stop()
            cable.close()


def need_program(kind: str) -> None:
    """Skip the test where a broker program is missing; fail in CI, which installs them all."""
    try:
        find_program(kind)
    except BrokerUnavailable as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
