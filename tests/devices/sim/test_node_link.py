"""One connection, to brokers that do not behave."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from devices.node.facts import Connect, Connected, Event, Lost, Publish, Subscribe, Unsubscribe
from devices.sim.broker_process import BrokerProcess, free_port
from devices.sim.node_link import NodeLink, Wiring

LIMIT_S = 10.0
ASKED = Connect("lighting/v1/kupang/node/n-1/status", b"will")
MESSAGE = Publish("lighting/v1/kupang/node/n-1/telemetry", b"{}", token=1)
CONNACK = bytes([0x20, 2, 0, 0])

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Watch:
    """Notes what a link tells."""

    def __init__(self, port: int, patience_s: float = LIMIT_S) -> None:
        self.events: list[Event] = []
        self.confirmed: list[Publish] = []
        self._news = asyncio.Event()
        self.wiring = Wiring(
            "127.0.0.1",
            port,
            asyncio.Semaphore(1),
            lambda: 7,
            self._tell,
            lambda _, message: self.confirmed.append(message),
            patience_s,
        )
        self.link = NodeLink(0, "n-1", self.wiring, ASKED)

    def _tell(self, _: NodeLink, event: Event) -> None:
        self.events.append(event)
        self._news.set()

    async def heard(self, count: int) -> list[Event]:
        """Wait for so many events."""
        async with asyncio.timeout(LIMIT_S):
            while len(self.events) < count:
                self._news.clear()
                await self._news.wait()
        return self.events


@asynccontextmanager
async def _server(serve: Serve) -> AsyncIterator[int]:
    port, has_left = free_port(), asyncio.Event()

    async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await serve(reader, writer)
        writer.close()
        await writer.wait_closed()
        has_left.set()

    server = await asyncio.start_server(serve_one, "127.0.0.1", port)
    yield port
    async with asyncio.timeout(LIMIT_S):
        await has_left.wait()
    server.close()


async def _dumb(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take the connection, and never answer anything after that."""
    await reader.read(1024)
    writer.write(CONNACK)
    await reader.read()


async def _mute(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Take the connection, and say nothing."""
    await reader.read()


def test_where_nobody_listens_the_connection_is_lost() -> None:
    async def story() -> None:
        watch = Watch(free_port())
        assert watch.link.oldest_ms == 7
        await watch.link.run()
        assert watch.events == [Lost()]
        assert watch.link.oldest_ms is None

    asyncio.run(story())


def test_a_broker_that_takes_no_connect_is_given_up() -> None:
    async def story() -> None:
        async with _server(_mute) as port:
            watch = Watch(port, patience_s=0.2)
            await watch.link.run()
            assert watch.events == [Lost()]

    asyncio.run(story())


def test_a_publish_that_is_never_answered_breaks_the_link() -> None:
    async def story() -> None:
        async with _server(_dumb) as port:
            watch = Watch(port, patience_s=0.2)
            life = asyncio.create_task(watch.link.run())
            await watch.heard(1)
            watch.link.say(MESSAGE)
            assert watch.link.oldest_ms == 7
            assert await watch.heard(2) == [Connected(), Lost()]
            await life
            assert watch.confirmed == []

    asyncio.run(story())


def test_a_cable_pulled_while_connecting_ends_it_without_a_word() -> None:
    async def story() -> None:
        async with _server(_dumb) as port:
            watch = Watch(port)
            life = asyncio.create_task(watch.link.run())
            watch.link.pull()
            async with asyncio.timeout(LIMIT_S):
                await life
            assert watch.events == []

    asyncio.run(story())


@pytest.mark.broker
def test_what_is_said_is_said_in_order_and_confirmed(mosquitto_broker: BrokerProcess) -> None:
    async def story() -> None:
        watch = Watch(mosquitto_broker.port)
        life = asyncio.create_task(watch.link.run())
        await watch.heard(1)
        told = [Publish(MESSAGE.topic, b"%d" % number, token=number) for number in range(20)]
        watch.link.say(Subscribe((MESSAGE.topic, "other/+")))
        for message in told:
            watch.link.say(message)
        watch.link.say(Unsubscribe(("other/+",)))
        events = await watch.heard(41)
        payloads = [getattr(event, "payload", None) for event in events]
        assert [one for one in payloads if one] == [message.payload for message in told]
        assert watch.confirmed == told
        life.cancel()
        async with asyncio.timeout(LIMIT_S):
            await asyncio.gather(life, return_exceptions=True)
        assert Lost() not in watch.events

    asyncio.run(story())
