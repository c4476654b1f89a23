"""The packets of MQTT 5 that the lean link says, and what it makes of those it can't read.

`mqtt5` turns packets into bytes and back; what is asked of a broker, and why, is decided here.
"""

import itertools
from collections.abc import Iterable

import mqtt5

from devices.endpoint import Endpoint
from devices.errors import DeviceError
from devices.link import UNREADABLE_TOPIC, Will

# Bytes that are read at once, and so the largest packet; the broker is told, and keeps larger
# messages to itself. Twice the largest that a site's broker takes.
READ_SIZE = 262_144
# A session without an end, and as many unacknowledged messages as MQTT can count: commits grow with
# the load, and the broker's own limits hold.
FOREVER_S = 0xFFFFFFFF
MOST_UNACKNOWLEDGED = 65_535
# Packet ids up to the first are for publications, the others for subscriptions.
LAST_PUBLICATION_ID = 65_000
_subscription_ids = itertools.cycle(range(LAST_PUBLICATION_ID + 1, 65_536))

# The first byte of the answer to a connect, and its length in MQTT 3.
CONNACK = 0x20
SHORT = b"\x02"
PUBLISH = 0x30
CONFIRMATION = 0x40
QOS = {0: mqtt5.QoS.AT_MOST_ONCE, 1: mqtt5.QoS.AT_LEAST_ONCE}
# Says that one more byte of the length follows.
MORE = 0x80
# What MQTT can say of a length.
LARGEST_PACKET = 0x0FFFFFFF
DISCONNECT = mqtt5.DisconnectPacket().write()
PING = mqtt5.PingReqPacket().write()


class NotUnderstood(DeviceError):
    """The broker said something that is not MQTT 5, or broke its rules."""


class Dismissed(DeviceError):
    """The broker does not want us, or not any longer, and said why."""


def connect(endpoint: Endpoint, client_id: str, will: Will | None) -> bytes:
    """Ask for the persistent session."""
    last_words = None
    if will is not None:
        qos = mqtt5.QoS.AT_LEAST_ONCE
        last_words = mqtt5.Will(will.topic, payload=will.payload, qos=qos, retain=True)
    return mqtt5.ConnectPacket(
        client_id,
        clean_start=False,
        will=last_words,
        keep_alive=endpoint.keepalive_s,
        session_expiry_interval=FOREVER_S,
        receive_max=MOST_UNACKNOWLEDGED,
        max_packet_size=READ_SIZE,
    ).write()


def subscribe(topic_filters: Iterable[str]) -> bytes:
    """Ask for topics at QoS 1; "retained" is to mean: sent because we subscribed."""
    asked = [
        mqtt5.TopicFilter(pattern, max_qos=mqtt5.QoS.AT_LEAST_ONCE, retain_as_published=False)
        for pattern in topic_filters
    ]
    return mqtt5.SubscribePacket(next(_subscription_ids), asked).write() if asked else b""


def unsubscribe(topic_filters: Iterable[str]) -> bytes:
    """Take `subscribe` back."""
    patterns = list(topic_filters)
    return mqtt5.UnsubscribePacket(next(_subscription_ids), patterns).write() if patterns else b""


def publication(topic: str, payload: bytes, packet_id: int, *, retain: bool) -> bytes:
    """Say a message; at QoS 0 if the packet id is 0."""
    qos = mqtt5.QoS.AT_LEAST_ONCE if packet_id else mqtt5.QoS.AT_MOST_ONCE
    return mqtt5.PublishPacket(
        topic, payload, qos=qos, retain=retain, packet_id=packet_id or None
    ).write()


def why_unfit(answer: mqtt5.ConnAckPacket) -> str:
    """Say what is wrong with a broker's answer to our connect; nothing, if it took us."""
    # The codec's codes are no real enums: they compare with `==` alone.
    if answer.reason_code != mqtt5.ConnAckReasonCode.SUCCESS:
        return f"the broker refused us: {in_words(answer.reason_code, answer.reason_str)}"
    if answer.max_qos == mqtt5.QoS.AT_MOST_ONCE or not answer.retain_available:
        return "the broker has no QoS 1, or keeps no messages; it can't serve here"
    return ""


def in_words(code: mqtt5.ConnAckReasonCode | mqtt5.DisconnectReasonCode, detail: str | None) -> str:
    """Give a reason as a person reads it."""
    said = code.name.replace("_", " ").capitalize()
    return f"{said} ({detail})" if detail else said


def rescued(
    rest: memoryview, error: BaseException
) -> tuple[mqtt5.PublishPacket | mqtt5.PubAckPacket, int]:
    """Make of a packet that the codec can't read one that need not come again.

    Else the broker would send a message again after each connect, or we ours, and the link would
    never get past it. Some brokers confirm with reasons that MQTT does not have in a PUBACK.

    Args:
        rest: What was received, beginning with the packet that can't be read; its frame is whole.
        error: What the codec said.

    Returns:
        The message under `UNREADABLE_TOPIC`, or the bare confirmation; how many bytes it took.

    Raises:
        NotUnderstood: It is neither, or not even its frame can be read.
    """
    if rest[0] == CONNACK and rest[1:2] == SHORT:
        raise NotUnderstood("the broker does not speak MQTT 5") from error
    kind, qos = rest[0] & 0xF0, rest[0] >> 1 & 3
    start, stop = _frame(rest)
    if rest[0] == CONFIRMATION and start + 2 <= stop <= len(rest):
        return mqtt5.PubAckPacket(int.from_bytes(rest[start : start + 2])), stop
    packet_id_at = start + 2 + int.from_bytes(rest[start : start + 2])
    payload_at = packet_id_at + 2 * (qos > 0)
    if kind != PUBLISH or qos not in QOS or not payload_at <= stop <= len(rest):
        raise NotUnderstood(f"the broker sent what is not MQTT 5: {error}") from error
    message = mqtt5.PublishPacket(
        UNREADABLE_TOPIC,
        bytes(rest[payload_at:stop]),
        qos=QOS[qos],
        packet_id=int.from_bytes(rest[packet_id_at:payload_at]) or None,
        retain=bool(rest[0] & 1),
    )
    return message, stop


def _frame(rest: memoryview) -> tuple[int, int]:
    """Find where a packet's content begins and ends: 7 bits of its length are in each byte."""
    length = at = 0
    for shift, part in zip(range(0, 28, 7), rest[1:5], strict=False):
        length |= (part & ~MORE) << shift
        at += 1
        if not part & MORE:
            break
    return at + 1, at + 1 + length
