"""What the link over paho does when something goes wrong."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from devices.link import Arrived, LinkEvent
from devices.mqtt import QUEUE_LIMIT, UNREADABLE_TOPIC, Endpoint, MqttLink
from devices.sim.broker_process import BrokerProcess, free_port
from tests.support.brokers import Peer
from tests.support.scripted_broker import CONNECTED, NOT_AUTHORISED, ScriptedBroker, publish


class Full(Exception):
    """The queue behind a link has no room."""


def start(
    peer: Peer,
    endpoint: Endpoint,
    *filters: str,
    deliver: Callable[[LinkEvent], None] | None = None,
) -> Peer:
    peer.link = MqttLink(
        endpoint,
        client_id="ear",
        subscriptions=filters,
        will=None,
        deliver=deliver or peer.deliver,
        jitter=lambda: 0.02,
    )
    peer.link.start()
    return peer


@contextmanager
def scripted(*openings: bytes, subscription_code: int = 1) -> Iterator[tuple[ScriptedBroker, Peer]]:
    broker = ScriptedBroker(*openings, subscription_code=subscription_code)
    peer = start(Peer(), Endpoint("127.0.0.1", broker.port), "news")
    try:
        yield broker, peer
    finally:
        peer.link.stop()
        broker.close()


def test_a_message_that_finds_no_room_stays_with_the_broker_and_comes_again(
    any_broker: BrokerProcess,
) -> None:
    peer, refused = Peer(), list[LinkEvent]()

    def has_no_room_at_first(event: LinkEvent) -> None:
        if isinstance(event, Arrived) and not refused:
            refused.append(event)
            raise Full
        peer.deliver(event)

    endpoint = Endpoint("127.0.0.1", any_broker.port)
    start(peer, endpoint, "news", deliver=has_no_room_at_first).connected(1)
    peer.link.publish("news", b"once")
    assert peer.messages(1)[0].payload == b"once"
    assert len(refused) == 1
    assert peer.losses[0].reason == "Full"
    peer.link.stop()


def test_a_link_outlives_a_reader_that_takes_nothing_at_all(
    mosquitto_broker: BrokerProcess,
) -> None:
    heard = list[LinkEvent]()
    can_hear = threading.Event()
    peer = Peer()

    def hears_late(event: LinkEvent) -> None:
        heard.append(event)
        if not can_hear.is_set():
            if len(heard) == 5:
                can_hear.set()
            raise Full
        peer.deliver(event)

    start(peer, Endpoint("127.0.0.1", mosquitto_broker.port), "news", deliver=hears_late)
    peer.connected(1)
    peer.link.stop()


def test_a_broker_that_falls_silent_is_noticed(mosquitto_broker: BrokerProcess) -> None:
    endpoint = Endpoint("127.0.0.1", mosquitto_broker.port, keepalive_s=1)
    peer = start(Peer(), endpoint, "news")
    peer.connected(1)
    assert mosquitto_broker.pid is not None
    os.kill(mosquitto_broker.pid, signal.SIGSTOP)
    try:
        assert peer.lost(1).reason == "the broker has fallen silent"
    finally:
        os.kill(mosquitto_broker.pid, signal.SIGCONT)
    peer.connected(2)
    peer.link.stop()


def test_a_broker_that_refuses_us_is_asked_again_and_quoted() -> None:
    with scripted(NOT_AUTHORISED, CONNECTED) as (_, peer):
        peer.connected(1)
        assert peer.losses[0].reason == "the broker refused us: Not authorized"


def test_a_refused_subscription_is_not_taken_for_silence() -> None:
    with scripted(CONNECTED, subscription_code=0x80) as (_, peer):
        assert "refused a subscription" in peer.lost(1).reason


def test_what_is_not_mqtt_ends_the_connection_and_never_the_link() -> None:
    unknown_packet, half_a_message = b"\xf0\x00", b"\x32\x01\x00"
    with scripted(unknown_packet, CONNECTED + half_a_message, CONNECTED) as (_, peer):
        peer.connected(2)
        assert len(peer.losses) == 2
        assert all(loss.reason for loss in peer.losses)


def test_a_topic_that_is_not_text_is_handed_on_to_be_counted_and_acknowledged() -> None:
    with scripted(CONNECTED + publish(b"news/\xff\xfe", b"what", mid=7)) as (broker, peer):
        message = peer.messages(1)[0]
        assert (message.topic, message.payload) == (UNREADABLE_TOPIC, b"what")
        peer.acknowledge()
        peer.link.stop()
        broker.close()
        assert broker.acknowledged == [7]


def test_a_broker_that_confirms_nothing_fills_the_queue_and_then_it_is_said() -> None:
    with scripted(CONNECTED) as (_, peer):
        peer.connected(1)
        taken = sum(peer.link.publish("news", b"x") for _ in range(QUEUE_LIMIT + 5))
        assert taken == QUEUE_LIMIT


def test_leaving_while_there_is_no_broker_takes_no_patience() -> None:
    peer = start(Peer(), Endpoint("127.0.0.1", free_port()), "news")
    assert peer.lost(1).reason
    peer.link.stop()
    losses = len(peer.losses)
    assert not peer.link.publish("news", b"x")
    assert len(peer.losses) == losses


@pytest.mark.parametrize("receipt", [None, "not a receipt", 7])
def test_a_receipt_that_is_none_of_ours_is_ignored(receipt: object) -> None:
    with scripted(CONNECTED) as (broker, peer):
        peer.connected(1)
        peer.link.acknowledge([receipt])
        peer.link.stop()
        broker.close()
        assert broker.acknowledged == []


def test_leaving_in_the_middle_of_much_that_comes_is_in_good_order() -> None:
    flood = b"".join(publish(b"news", b"x" * 90, mid=mid) for mid in range(1, 60_001))
    with ScriptedBroker(CONNECTED + flood) as broker:
        peer = start(Peer(), Endpoint("127.0.0.1", broker.port), "news")
        peer.connected(1)
        peer.link.stop()
    assert broker.farewells == 1
    assert not peer.losses
