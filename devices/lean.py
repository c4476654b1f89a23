"""A `Link` over a real broker that costs little for each message; the choice for large sites.

A thread of its own makes one connection after another, each a `Wire` in an event loop of its own:
whatever goes wrong in it ends the connection and never the thread, and what was not acknowledged
comes again after the next connect. MQTT 5 with a persistent session; a broker that speaks only
MQTT 3.1.1 needs `devices.mqtt`.
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Sequence

from devices.endpoint import DRAIN_S, Endpoint, longest_wait_s
from devices.lean_outbox import Outbox
from devices.lean_packets import connect, subscribe, unsubscribe
from devices.lean_wire import Wire
from devices.link import Connected, LinkEvent, Lost, Will

# A broker whose machine does not answer is given up after this long [s].
CONNECT_LIMIT_S = 5.0


class LeanLink:
    """A `Link` to the broker at an `Endpoint`, from `start` to `stop`."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        client_id: str,
        subscriptions: tuple[str, ...],
        will: Will | None,
        deliver: Callable[[LinkEvent], None],
        jitter: Callable[[], float],
    ) -> None:
        """Prepare a link; nothing is connected yet.

        Args:
            endpoint: The broker.
            client_id: Name of the persistent session; two clients must never share one.
            subscriptions: Topic filters asked for at every connect.
            will: What the broker publishes when the connection breaks.
            deliver: Takes the events, from the link's thread; must only put them on a queue. When
                it raises, the message stays unacknowledged and the connection is made anew.
            jitter: Gives numbers from 0 to 1, spread evenly; draws the waits between connects.
        """
        self._endpoint = endpoint
        self._connect = connect(endpoint, client_id, will)
        # False: to be taken back at the next connect, since the session may still have it.
        self._filters = dict.fromkeys(subscriptions, True)
        self._deliver = deliver
        self._jitter = jitter
        self._connection = 0
        self._failures = 0
        self._outbox = Outbox()
        # The connection while the broker has us; read and set whole, so no lock is needed.
        self._wire: Wire | None = None
        self._newest: Wire | None = None
        self._leaving = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Connect in the background, and again whenever the connection is lost."""
        self._leaving.clear()
        self._thread = threading.Thread(target=self._run, name="mqtt-link", daemon=True)
        self._thread.start()

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        """Hand a message to the link; False means come again."""
        if self._wire is None or not self._outbox.add(topic, payload, qos=qos, retain=retain):
            return False
        # Read again: by now another connection may have to send it.
        wire = self._wire
        if wire is not None:
            wire.call_for_outbox()
        return True

    def acknowledge(self, receipts: Sequence[object]) -> None:
        """Let the broker forget messages that are safe now; older connections' are ignored."""
        wire = self._wire
        if wire is not None:
            wire.acknowledge(receipts)

    def subscribe(self, topic_filter: str) -> None:
        """Ask for a topic at QoS 1, now and after every connect."""
        self._change(topic_filter, subscribe([topic_filter]), is_wanted=True)

    def unsubscribe(self, topic_filter: str) -> None:
        """Take `subscribe` back."""
        self._change(topic_filter, unsubscribe([topic_filter]), is_wanted=False)

    def _change(self, topic_filter: str, packet: bytes, *, is_wanted: bool) -> None:
        self._filters[topic_filter] = is_wanted
        wire = self._wire
        if wire is not None:
            wire.say(packet)

    def stop(self) -> None:
        """Send what was taken, take leave of the broker, end the thread."""
        if self._wire is not None:
            self._outbox.wait_until_empty(DRAIN_S)
        self._leaving.set()
        if self._newest is not None:
            self._newest.leave()
        if self._thread is not None:
            self._thread.join(2 * DRAIN_S)
        self._outbox = Outbox()

    def _run(self) -> None:
        while not self._leaving.is_set():
            reason = self._live_one_connection()
            self._wire = None
            if self._leaving.is_set():
                return
            with contextlib.suppress(Exception):  # a full queue must not end the thread
                self._deliver(Lost(reason))
            wait_s = self._jitter() * longest_wait_s(self._failures)
            self._failures += 1
            self._leaving.wait(wait_s)

    def _live_one_connection(self) -> str:
        """Connect and stay until it ends; give the reason why it did."""
        at = self._endpoint
        try:
            with socket.create_connection((at.host, at.port), CONNECT_LIMIT_S) as sock:
                return asyncio.run(self._talk(sock))
        except Exception as error:  # noqa: BLE001 - the thread must outlive whatever the system says
            return str(error) or type(error).__name__

    async def _talk(self, sock: socket.socket) -> str:
        if self._leaving.is_set():
            return "nobody waits for the broker any more"
        self._connection += 1
        sock.settimeout(0)
        wire = Wire(
            self._connection,
            self._endpoint.keepalive_s,
            self._outbox,
            deliver=self._deliver,
            taken=self._taken,
        )
        await asyncio.get_running_loop().create_connection(lambda: wire, sock=sock)
        wire.say(self._connect)
        self._newest = wire
        # Looked at second: `stop` sets it before it reads the newest.
        if self._leaving.is_set():
            wire.leave()
        reason = await wire.ended
        if wire.was_sound:
            self._failures = 0
        return reason

    def _taken(self, wire: Wire, session_present: bool) -> None:  # noqa: FBT001 - called by position
        # Before the filters are read: one that is added meanwhile is then sent by `subscribe`.
        self._wire = wire
        filters = tuple(self._filters.items())
        wire.say(subscribe(name for name, is_wanted in filters if is_wanted))
        wire.say(unsubscribe(name for name, is_wanted in filters if not is_wanted))
        self._deliver(Connected(session_present=session_present))
