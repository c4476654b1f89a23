"""A `Link` over a real broker, on paho; the only file that knows paho.

The thread that reads and writes is ours, not paho's: whatever goes wrong in it, an error in a
callback included, ends the connection and never the thread, and what was not acknowledged comes
again after the next connect. MQTT 3.1.1 with a persistent session, so that any broker will do.
"""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from paho.mqtt.client import (
    Client,
    ConnectFlags,
    DisconnectFlags,
    MQTTMessage,
    MQTTMessageInfo,
    error_string,
)
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from devices.endpoint import DRAIN_S, QUEUE_LIMIT, Endpoint, longest_wait_s
from devices.errors import BrokerRefused
from devices.link import UNREADABLE_TOPIC, Arrived, Connected, LinkEvent, Lost, Will

__all__ = ["QUEUE_LIMIT", "UNREADABLE_TOPIC", "Endpoint", "MqttLink"]


@dataclass(frozen=True, slots=True)
class _Receipt:
    connection: int
    mid: int


class MqttLink:
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
        self._client_id = client_id
        self._will = will
        # False: to be taken back at the next connect, since the session may still have it.
        self._filters = dict.fromkeys(subscriptions, True)
        self._deliver = deliver
        self._jitter = jitter
        # Guards the change from one connection to the next against publish and acknowledge.
        # Never taken inside a callback: paho holds locks of its own there.
        self._lock = threading.Lock()
        self._connection = 0
        self._is_connected = False
        self._failures = 0
        self._why_lost = ""
        self._newest: MQTTMessageInfo | None = None
        self._leaving = threading.Event()
        self._thread: threading.Thread | None = None
        self._client = self._build_client()

    def _build_client(self) -> Client:
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._client_id,
            clean_session=False,
            manual_ack=True,
            reconnect_on_failure=False,  # else a refusal makes paho try MQTT 3.1 behind our back
        )
        client.max_queued_messages_set(QUEUE_LIMIT)
        if self._will is not None:
            client.will_set(self._will.topic, self._will.payload, qos=1, retain=True)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        # With this set paho leaves all writing to our thread; without, publish() writes from the
        # caller's thread at the same time.
        client.on_socket_register_write = lambda *_: None
        at = self._endpoint
        client.connect_async(at.host, at.port, keepalive=at.keepalive_s)
        return client

    def start(self) -> None:
        """Connect in the background, and again whenever the connection is lost."""
        self._leaving.clear()
        self._thread = threading.Thread(target=self._run, name="mqtt-link", daemon=True)
        self._thread.start()

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        """Hand a message to the link; False means come again."""
        with self._lock:
            if not self._is_connected:
                return False
            sent = self._client.publish(topic, payload, qos=qos, retain=retain)
            if sent.rc == MQTTErrorCode.MQTT_ERR_NO_CONN:
                return qos > 0  # paho keeps these and sends them after the next connect
            if sent.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
                return False
            self._newest = sent
            return True

    def acknowledge(self, receipts: Sequence[object]) -> None:
        """Let the broker forget messages that are safe now; older connections' are ignored."""
        with self._lock:
            for receipt in receipts:
                # Message ids start again at 1 in each connection: an old one would acknowledge
                # a new message that nobody has saved yet.
                if isinstance(receipt, _Receipt) and receipt.connection == self._connection:
                    self._client.ack(receipt.mid, qos=1)

    def subscribe(self, topic_filter: str) -> None:
        """Ask for a topic at QoS 1, now and after every connect."""
        with self._lock:
            self._filters[topic_filter] = True
            if self._is_connected:
                self._client.subscribe(topic_filter, qos=1)

    def unsubscribe(self, topic_filter: str) -> None:
        """Take `subscribe` back."""
        with self._lock:
            self._filters[topic_filter] = False
            if self._is_connected:
                self._client.unsubscribe(topic_filter)

    def stop(self) -> None:
        """Send what was taken, take leave of the broker, end the thread."""
        newest = self._newest
        if newest is not None and self._is_connected:
            # Raises when the message was lost with an earlier connection: nothing to wait for.
            with contextlib.suppress(RuntimeError):
                newest.wait_for_publish(DRAIN_S)
        self._leaving.set()
        kept = None
        with self._lock:
            if self._is_connected:
                kept = self._take_leave()
        if self._thread is not None:
            self._thread.join(DRAIN_S)
            self._close_socket()
        if kept is not None:
            _hear_out(kept)
        # paho closes its last sockets when it is deleted: now.
        self._client = self._build_client()

    def _take_leave(self) -> socket.socket | None:
        # paho closes its socket behind its farewell. While something waits there to be read, that
        # resets the connection, and the broker may publish the will: we keep the socket open.
        sock = self._client.socket()
        kept = None if sock is None else socket.socket(fileno=os.dup(sock.fileno()))
        self._client.disconnect()
        return kept

    def _run(self) -> None:
        while not self._leaving.is_set():
            reason = self._live_one_connection()
            with self._lock:
                self._is_connected = False
                self._connection += 1
            self._close_socket()
            if self._leaving.is_set():
                return
            self._deliver_safely(Lost(reason))
            wait_s = self._jitter() * longest_wait_s(self._failures)
            self._failures += 1
            self._leaving.wait(wait_s)

    def _live_one_connection(self) -> str:
        """Connect and stay until it ends; give the reason why it did."""
        self._why_lost = ""
        result = MQTTErrorCode.MQTT_ERR_SUCCESS
        try:
            self._client.reconnect()
            while result == MQTTErrorCode.MQTT_ERR_SUCCESS and self._is_wanted():
                result = self._client.loop()
        except Exception as error:  # noqa: BLE001 - the thread must outlive whatever paho or a callback raises
            return str(error) or type(error).__name__
        return self._why_lost or error_string(result)

    def _is_wanted(self) -> bool:
        # A farewell that is under way is given time; a connect that nobody awaits any more is not.
        return self._is_connected or not self._leaving.is_set()

    def _close_socket(self) -> None:
        sock = self._client.socket()
        if sock is not None:
            sock.close()

    def _deliver_safely(self, event: LinkEvent) -> None:
        with contextlib.suppress(Exception):  # a full queue must not end the thread
            self._deliver(event)

    def _on_connect(
        self,
        client: Client,
        _userdata: object,
        flags: ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._why_lost = f"the broker refused us: {reason}"
            return
        self._failures = 0
        # Before the filters are read: one that is added meanwhile is then sent by `subscribe`.
        self._is_connected = True
        if self._leaving.is_set():
            client.disconnect()
            return
        filters = tuple(self._filters.items())
        if wanted := [(topic_filter, 1) for topic_filter, is_wanted in filters if is_wanted]:
            client.subscribe(wanted)
        if unwanted := [topic_filter for topic_filter, is_wanted in filters if not is_wanted]:
            client.unsubscribe(unwanted)
        self._deliver(Connected(session_present=flags.session_present))

    def _on_disconnect(
        self,
        _client: Client,
        _userdata: object,
        _flags: DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason == "Keep alive timeout":
            self._why_lost = "the broker has fallen silent"

    def _on_subscribe(
        self,
        _client: Client,
        _userdata: object,
        _mid: int,
        reasons: list[ReasonCode],
        _properties: Properties | None,
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            raise BrokerRefused("a subscription")

    def _on_message(self, _client: Client, _userdata: object, message: MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = UNREADABLE_TOPIC
        receipt = _Receipt(self._connection, message.mid) if message.qos else None
        self._deliver(Arrived(topic, bytes(message.payload), bool(message.retain), receipt))


def _hear_out(kept: socket.socket) -> None:
    """Wait until the broker, who has our farewell, closes; read what it still sends."""
    until_s = time.monotonic() + DRAIN_S
    with kept, contextlib.suppress(OSError):
        kept.settimeout(DRAIN_S)
        kept.shutdown(socket.SHUT_WR)
        while kept.recv(65_536) and time.monotonic() < until_s:
            pass
