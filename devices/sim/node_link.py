"""One connection of one simulated node to a real broker.

It ends for good when it breaks: the node decides when another is opened, with another will.
"""

import asyncio
import contextlib
import logging
import socket
from collections import deque
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import aiomqtt
from aiomqtt.types import PahoSocket
from typing_extensions import override

from devices.node.facts import (
    Arrived,
    Connect,
    Connected,
    Delivered,
    Event,
    Lost,
    Publish,
    Subscribe,
    Unsubscribe,
)

# A broker that has not answered for so long [s, real] has forgotten us: aiomqtt would wait forever.
PATIENCE_S = 20.0
KEEP_ALIVE_S = 60

# What breaks is told to the node; on a terminal it would look like an error of ours.
_SILENT = logging.getLogger("devices.sim.node_link")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False

Said = Subscribe | Unsubscribe | Publish


@dataclass(frozen=True, slots=True)
class Wiring:
    """Where a link goes and whom it tells.

    Attributes:
        host: The broker's.
        port: The broker's.
        gate: Limits how many connect at once.
        now_ms: Simulated time.
        tell: Takes what happened to a link, which is handed along.
        note_confirmed: Takes each message once the broker has confirmed it.
        patience_s: How long the broker may take for an answer [s, real].
    """

    host: str
    port: int
    gate: asyncio.Semaphore
    now_ms: Callable[[], int]
    tell: Callable[["NodeLink", Event], None]
    note_confirmed: Callable[["NodeLink", Publish], None]
    patience_s: float = PATIENCE_S


class _Client(aiomqtt.Client):
    """aiomqtt's client with a cable that can be pulled.

    It asks the loop to watch a socket for writing a little later than it should. By then the socket
    may be closed and its number another connection's, which would be cut off from writing.
    """

    def pull(self) -> None:
        """End without a DISCONNECT."""
        wire = self._client.socket()
        if isinstance(wire, socket.socket):
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    @override
    def _on_socket_register_write(self, client: object, userdata: object, sock: PahoSocket) -> None:
        self._loop.call_soon_threadsafe(self._watch, sock)

    def _watch(self, sock: PahoSocket) -> None:
        if sock.fileno() >= 0 and self._client.want_write():
            self._loop.add_writer(sock.fileno(), self._client.loop_write)


class NodeLink:
    """The connection that a node's `Connect` asked for."""

    def __init__(self, number: int, client_id: str, wiring: Wiring, asked: Connect) -> None:
        self.number = number
        self.client_id = client_id
        self._wiring = wiring
        self._client = _Client(
            wiring.host,
            wiring.port,
            identifier=client_id,
            clean_session=False,
            keepalive=KEEP_ALIVE_S,
            timeout=wiring.patience_s,
            logger=_SILENT,
            will=aiomqtt.Will(asked.will_topic, asked.will_payload, qos=1, retain=True),
        )
        self._opened_ms: int | None = wiring.now_ms()
        self._is_pulled = False
        self._unsaid: deque[tuple[int, Said]] = deque()
        self._news = asyncio.Event()

    @property
    def oldest_ms(self) -> int | None:
        """Since when something has not been done yet [ms, simulated]; None: all is done."""
        if self._opened_ms is not None:
            return self._opened_ms
        return self._unsaid[0][0] if self._unsaid else None

    def say(self, said: Said) -> None:
        """Put something at the end of what is to be said."""
        self._unsaid.append((self._wiring.now_ms(), said))
        self._news.set()

    def pull(self) -> None:
        """Pull the cable: no DISCONNECT, so the broker says the will. Nothing is told any more."""
        self._is_pulled = True
        self._client.pull()

    async def run(self) -> None:
        """Connect and serve until the connection breaks; cancelled, leave in good order."""
        try:
            async with AsyncExitStack() as stack:
                async with self._wiring.gate:
                    await stack.enter_async_context(self._client)
                self._opened_ms = None
                await self._serve()
        except aiomqtt.MqttError:
            self._client.pull()
        self._opened_ms = None
        self._unsaid.clear()
        if not self._is_pulled:
            self._wiring.tell(self, Lost())

    async def _serve(self) -> None:
        if self._is_pulled:
            self._client.pull()  # while it was connecting there was no cable to pull
        else:
            self._wiring.tell(self, Connected())
        saying = asyncio.create_task(self._say_all())
        try:
            async for message in self._client.messages:
                self._hear(message)
        finally:
            saying.cancel()

    def _hear(self, message: aiomqtt.Message) -> None:
        if not self._is_pulled and isinstance(message.payload, bytes):
            arrived = Arrived(message.topic.value, message.payload, retained=message.retain)
            self._wiring.tell(self, arrived)

    async def _say_all(self) -> None:
        """Say one thing after the other, so that a node's messages keep their order."""
        try:
            while True:
                await self._news.wait()
                while self._unsaid:
                    await self._say(self._unsaid[0][1])
                    self._unsaid.popleft()
                self._news.clear()
        except aiomqtt.MqttError:
            self._client.pull()

    async def _say(self, said: Said) -> None:
        match said:
            case Publish():
                await self._client.publish(
                    said.topic, said.payload, qos=said.qos, retain=said.retain
                )
                self._confirm(said)
            case Subscribe():
                await self._client.subscribe([(one, 1) for one in said.filters])
            case Unsubscribe():
                await self._client.unsubscribe(list(said.filters))

    def _confirm(self, message: Publish) -> None:
        self._wiring.note_confirmed(self, message)
        if message.token is not None and not self._is_pulled:
            self._wiring.tell(self, Delivered(message.token))
