"""What the lean link does when something goes wrong."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from devices.endpoint import QUEUE_LIMIT, Endpoint
from devices.lean_packets import READ_SIZE
from devices.lean_wire import UNACKNOWLEDGED_LIMIT
from devices.link import UNREADABLE_TOPIC, Arrived, Connected, LinkEvent
from devices.sim.broker_process import BrokerProcess, broker_process, free_port
from tests.support.brokers import Peer, need_program
from tests.support.lean_bench import lean_peer
from tests.support.processes import wait_for
from tests.support.scripted_broker import (
    CONNECTED,
    CONNECTED_5,
    NOT_AUTHORISED_5,
    RESUMED_5,
    ScriptedBroker,
    packet,
    publish_5,
)

SHUTTING_DOWN = bytes([0xE0, 2, 0x8B, 0])
TAKEN_OVER = bytes([0xE0, 1, 0x8E])
WINDOW_OF_1, WINDOW_OF_3 = bytes([0x21, 0, 1]), bytes([0x21, 0, 3])


def connected_with(properties: bytes) -> bytes:
    """Give a CONNACK with properties."""
    return packet(0x20, bytes([0, 0, len(properties)]) + properties)


def holds_more_than(heard: list[LinkEvent], count: int) -> bool:
    """Say whether a list has more than so many events."""
    return len(heard) > count


class Full(Exception):
    """The queue behind a link has no room."""


@contextmanager
def scripted(
    *openings: bytes,
    subscription_code: int = 1,
    confirm_with: bytes | None = None,
    keepalive_s: int = 30,
) -> Iterator[tuple[ScriptedBroker, Peer]]:
    broker = ScriptedBroker(
        *openings, subscription_code=subscription_code, confirm_with=confirm_with
    )
    peer = lean_peer(Endpoint("127.0.0.1", broker.port, keepalive_s), "news")
    try:
        yield broker, peer
    finally:
        peer.link.stop()
        broker.close()


@pytest.fixture
def ear(mosquitto_broker: BrokerProcess) -> Iterator[Peer]:
    """A client on mosquitto, connected."""
    peer = lean_peer(Endpoint("127.0.0.1", mosquitto_broker.port, keepalive_s=1), "news")
    peer.connected(1)
    yield peer
    peer.link.stop()


def test_a_message_that_finds_no_room_stays_with_the_broker_and_comes_again(
    mosquitto_broker: BrokerProcess,
) -> None:
    diary, refused = Peer(), list[LinkEvent]()

    def has_no_room_at_first(event: LinkEvent) -> None:
        if isinstance(event, Arrived) and not refused:
            refused.append(event)
            raise Full
        diary.deliver(event)

    endpoint = Endpoint("127.0.0.1", mosquitto_broker.port)
    peer = lean_peer(endpoint, "news", deliver=has_no_room_at_first)
    diary.connected(1)
    peer.link.publish("news", b"once")
    assert diary.messages(1)[0].payload == b"once"
    assert len(refused) == 1
    assert diary.losses[0].reason == "Full"
    peer.link.stop()


def test_a_link_outlives_a_reader_that_takes_nothing_at_all(
    mosquitto_broker: BrokerProcess,
) -> None:
    diary, heard = Peer(), list[LinkEvent]()

    def hears_late(event: LinkEvent) -> None:
        heard.append(event)
        if len(heard) <= 5:
            raise Full
        diary.deliver(event)

    endpoint = Endpoint("127.0.0.1", mosquitto_broker.port)
    peer = lean_peer(endpoint, "news", deliver=hears_late)
    diary.connected(1)
    peer.link.stop()


@pytest.mark.slow
def test_a_broker_that_falls_silent_is_noticed(mosquitto_broker: BrokerProcess, ear: Peer) -> None:
    assert mosquitto_broker.pid is not None
    os.kill(mosquitto_broker.pid, signal.SIGSTOP)
    try:
        assert ear.lost(1).reason == "the broker has fallen silent"
    finally:
        os.kill(mosquitto_broker.pid, signal.SIGCONT)
    ear.connected(2)


@pytest.mark.slow
def test_a_broker_that_is_idle_is_not_taken_for_a_silent_one(ear: Peer) -> None:
    threading.Event().wait(2.5)
    ear.link.publish("news", b"still here")
    ear.messages(1)
    assert not ear.losses


@pytest.mark.slow
def test_a_broker_may_ask_for_a_closer_watch() -> None:
    keepalive_1_s = bytes([0x13, 0, 1])
    with scripted(connected_with(keepalive_1_s)) as (_, peer):
        assert peer.lost(1).reason == "the broker has fallen silent"


def test_a_broker_that_was_killed_and_comes_back_is_found_again(
    mosquitto_broker: BrokerProcess, ear: Peer
) -> None:
    mosquitto_broker.kill()
    ear.lost(1)
    assert not ear.link.publish("news", b"into the void")
    mosquitto_broker.restart()
    ear.connected(2)
    ear.link.publish("news", b"back")
    assert ear.messages(1)[0].payload == b"back"


def test_much_that_is_said_at_once_all_gets_there(ear: Peer) -> None:
    for number in range(300):
        assert ear.link.publish("news", b"%d " % number + b"x" * 60_000)
    for count in range(100, 301, 100):
        ear.acknowledge(ear.messages(count)[count - 100 :])
    assert {int(said.split()[0]) for said in ear.payloads} == set(range(300))


@pytest.mark.broker
def test_a_broker_of_an_older_mqtt_is_called_that(tmp_path: Path) -> None:
    need_program("nats")
    with broker_process("nats", tmp_path) as broker:
        peer = lean_peer(Endpoint("127.0.0.1", broker.port), "news")
        assert peer.lost(2).reason == "the broker does not speak MQTT 5"
        peer.link.stop()


def test_an_older_broker_that_takes_us_all_the_same_is_left() -> None:
    with scripted(CONNECTED, CONNECTED_5) as (_, peer):
        peer.connected(1)
        assert peer.losses[0].reason == "the broker does not speak MQTT 5"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (NOT_AUTHORISED_5, "the broker refused us: Not authorized"),
        (
            packet(0x20, b"\0\x88\x07\x1f\0\x04noon"),
            "the broker refused us: Server unavailable (noon)",
        ),
        (
            connected_with(b"\x24\0"),
            "the broker has no QoS 1, or keeps no messages; it can't serve here",
        ),
        (CONNECTED_5 + SHUTTING_DOWN, "the broker ended the connection: Server shutting down"),
        (CONNECTED_5 + TAKEN_OVER, "the broker ended the connection: Session taken over"),
        (CONNECTED_5 + CONNECTED_5, "the broker sent a ConnAckPacket"),
        (
            CONNECTED_5 + packet(0x30, b"\0\0\x03\x23\0\x01"),
            "the broker used a topic alias, which we never offered",
        ),
        (SHUTTING_DOWN, "the broker sent what is no answer to our connect"),
        (CONNECTED_5 + b"\x50\x02\0\x01", "the broker sent a PubRecPacket"),
    ],
)
def test_a_broker_that_does_not_want_us_is_asked_again_and_quoted(
    answer: bytes, reason: str
) -> None:
    with scripted(answer, RESUMED_5) as (_, peer):
        peer.wait_for(lambda: Connected(session_present=True) in peer.connects)
        assert peer.losses[0].reason == reason


def test_a_broker_that_says_nothing_is_given_up() -> None:
    with scripted(b"", CONNECTED_5, keepalive_s=1) as (_, peer):
        peer.connected(1)
        assert peer.losses[0].reason == "the broker does not answer our connect"


def test_a_refused_subscription_is_not_taken_for_silence() -> None:
    with scripted(CONNECTED_5, subscription_code=0x80) as (_, peer):
        assert "refused a subscription" in peer.lost(1).reason


@pytest.mark.parametrize(
    "garbage",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        CONNECTED_5 + b"\xf0\x00",
        CONNECTED_5 + b"\x32\x01\x00",
        CONNECTED_5 + b"\x32\x06\x00\x09abcd",
        CONNECTED_5 + b"\xff" * 300,
        CONNECTED_5 + b"\x30\xff\xff\xff\x7f" + b"endless" * 50_000,
    ],
)
def test_what_is_not_mqtt_ends_the_connection_and_never_the_link(garbage: bytes) -> None:
    with scripted(garbage, garbage, CONNECTED_5) as (_, peer):
        peer.lost(2)
        wait_for("the link is up again", lambda: peer.link.publish("news", b"here", qos=0))
        assert all("the broker" in loss.reason for loss in peer.losses)


# The codec panics, and leaves behind what made it panic.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_topic_that_is_not_text_is_handed_on_to_be_counted_and_acknowledged() -> None:
    opening = CONNECTED_5 + publish_5(b"news/\xff\xfe", b"what", mid=7)
    with scripted(opening + publish_5(b"news", b"next", mid=8)) as (broker, peer):
        first, second = peer.messages(2)
        assert first.topic == UNREADABLE_TOPIC
        assert first.payload.endswith(b"what")
        assert (second.topic, second.payload) == ("news", b"next")
        peer.acknowledge()
        peer.link.stop()
        broker.close()
        assert broker.acknowledged == [7, 8]


@pytest.mark.slow
def test_a_broker_that_confirms_nothing_fills_the_queue_and_then_it_is_said() -> None:
    with scripted(connected_with(WINDOW_OF_3)) as (broker, peer):
        peer.connected(1)
        taken = sum(peer.link.publish("news", b"x") for _ in range(QUEUE_LIMIT + 5))
        assert taken == QUEUE_LIMIT
        peer.link.stop()
        broker.close()
        assert len(broker.published) == 3


def test_what_is_too_large_for_the_broker_is_refused() -> None:
    at_most_100_bytes = bytes([0x27, 0, 0, 0, 100])
    with scripted(connected_with(at_most_100_bytes)) as (_, peer):
        peer.connected(1)
        assert not peer.link.publish("news", b"x" * 100)
        assert peer.link.publish("news", b"x" * 50, qos=0)


def test_leaving_takes_no_patience_whether_there_is_a_broker_or_not() -> None:
    peer = lean_peer(Endpoint("127.0.0.1", free_port()), "news")
    assert peer.lost(1).reason
    peer.link.stop()
    losses = len(peer.losses)
    assert not peer.link.publish("news", b"x")
    assert len(peer.losses) == losses


def test_a_client_that_changes_its_mind_at_once_is_gone_at_once() -> None:
    with scripted(b"") as (_, peer):
        peer.link.stop()
        assert not [one for one in threading.enumerate() if one.name == "mqtt-link"]
        assert not peer.losses


@pytest.mark.parametrize("receipt", [None, "not a receipt", 7])
def test_a_receipt_that_is_none_of_ours_is_ignored(receipt: object) -> None:
    with scripted(CONNECTED_5) as (broker, peer):
        peer.link.acknowledge([receipt])
        peer.connected(1)
        peer.link.acknowledge([receipt])
        peer.link.stop()
        broker.close()
        assert broker.acknowledged == []


def test_receipts_of_a_connection_that_is_over_acknowledge_nothing() -> None:
    ends_at_once = CONNECTED_5 + publish_5(b"news", b"old", mid=7) + SHUTTING_DOWN
    with scripted(ends_at_once, CONNECTED_5 + publish_5(b"news", b"new", mid=7)) as (broker, peer):
        old, new = peer.messages(2)
        peer.link.acknowledge([old.receipt])
        assert old.receipt != new.receipt
        peer.link.stop()
        broker.close()
        assert broker.acknowledged == []


@pytest.mark.parametrize(
    ("later", "first_byte"),
    [pytest.param(RESUMED_5, 0x3A, id="known"), pytest.param(CONNECTED_5, 0x32, id="forgotten")],
)
def test_what_was_not_confirmed_is_said_again_in_order_and_marked_to_a_broker_that_knows_us(
    later: bytes, first_byte: int
) -> None:
    with scripted(CONNECTED_5, later) as (broker, peer):
        peer.connected(1)
        for payload in (b"one", b"two"):
            assert peer.link.publish("news", payload)
        wait_for("both are heard", lambda: len(broker.published) == 2)
        broker.confirm_with = b""
        broker.hang_up()
        wait_for("both are heard again", lambda: len(broker.published) == 4)
        said, again = broker.published[:2], broker.published[2:]
        assert again == [(first_byte, body) for _, body in said]
        assert [body[-3:] for _, body in said] == [b"one", b"two"]


@pytest.mark.parametrize("answer", [b"", b"\0\0", b"\x87", b"\x95\0"])
def test_what_the_broker_answered_for_is_not_said_again_whatever_it_answered(
    answer: bytes,
) -> None:
    with scripted(connected_with(WINDOW_OF_1), confirm_with=answer) as (broker, peer):
        peer.connected(1)
        for payload in (b"one", b"two", b"end"):
            assert peer.link.publish("news", payload)
        wait_for("all are heard", lambda: len(broker.published) == 3)
        peer.link.stop()
        assert [body[-3:] for _, body in broker.published] == [b"one", b"two", b"end"]
        assert not peer.losses


def test_reading_waits_while_too_much_is_unacknowledged_and_goes_on_after() -> None:
    at_once = UNACKNOWLEDGED_LIMIT + READ_SIZE // 100
    flood = b"".join(publish_5(b"news", b"x" * 90, mid=mid) for mid in range(1, 60_001))
    heard = list[LinkEvent]()
    with ScriptedBroker(CONNECTED_5 + flood) as broker:
        link = lean_peer(Endpoint("127.0.0.1", broker.port), deliver=heard.append).link
        total, most = 0, 0
        while total < 60_000:
            enough = min(UNACKNOWLEDGED_LIMIT, 60_000 - total)
            wait_for("much arrives", partial(holds_more_than, heard, enough))
            threading.Event().wait(0.1)  # more would come now
            receipts = [one.receipt for one in heard if isinstance(one, Arrived)]
            total, most = total + len(receipts), max(most, len(receipts))
            del heard[1 : 1 + len(receipts)]
            link.acknowledge(receipts)
        link.stop()
    assert most <= at_once
    assert broker.acknowledged == list(range(1, 60_001))


def test_leaving_in_the_middle_of_much_that_comes_is_in_good_order() -> None:
    flood = b"".join(publish_5(b"news", b"x" * 90, mid=mid) for mid in range(1, 60_001))
    with ScriptedBroker(CONNECTED_5 + flood) as broker:
        peer = lean_peer(Endpoint("127.0.0.1", broker.port), "news")
        peer.connected(1)
        peer.link.stop()
    assert broker.farewells == 1
    assert not peer.losses
