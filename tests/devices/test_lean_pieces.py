"""The lean link takes the same messages however the bytes are cut."""

import asyncio

import mqtt5
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from devices.lean_outbox import Outbox
from devices.lean_packets import READ_SIZE
from devices.lean_wire import Wire
from devices.link import Arrived, LinkEvent

CONNECTED = mqtt5.ConnAckPacket().write()
payloads = st.lists(
    st.one_of(
        st.binary(max_size=300),
        st.integers(100, READ_SIZE - 20).map(lambda size: b"large" * (size // 5)),
    ),
    max_size=12,
)


class Wall(asyncio.Transport):
    """Where all that is said ends."""

    @override
    def write(self, data: object) -> None:
        pass

    @override
    def pause_reading(self) -> None:
        pass

    @override
    def resume_reading(self) -> None:
        pass


def said(payload: bytes, packet_id: int) -> bytes:
    """Give a message as the broker sends it: at QoS 0 or 1, with or without a property."""
    qos = mqtt5.QoS.AT_LEAST_ONCE if packet_id % 3 else mqtt5.QoS.AT_MOST_ONCE
    return mqtt5.PublishPacket(
        "news",
        payload,
        qos=qos,
        packet_id=packet_id if packet_id % 3 else None,
        message_expiry_interval=7 if packet_id % 2 else None,
    ).write()


async def heard(stream: bytes, cuts: list[int]) -> list[LinkEvent]:
    """Give what the link makes of a stream that comes in pieces."""
    events = list[LinkEvent]()
    wire = Wire(1, 30, Outbox(), events.append, lambda _wire, _present: None)
    wire.connection_made(Wall())
    at, places = 0, iter([*sorted(set(cuts)), len(stream)])
    stop = next(places)
    while at < len(stream):
        while stop <= at:
            stop = next(places)
        room = wire.get_buffer(-1)
        piece = stream[at : min(stop, at + len(room))]
        room[: len(piece)] = piece
        wire.buffer_updated(len(piece))
        at += len(piece)
    return events


@given(payloads, st.lists(st.integers(-2_000, 2_000), max_size=60))
def test_messages_arrive_as_they_were_however_the_bytes_are_cut(
    payloads: list[bytes], cuts: list[int]
) -> None:
    stream = CONNECTED + b"".join(said(one, key) for key, one in enumerate(payloads, 1))
    events = asyncio.run(heard(stream, [cut % len(stream) for cut in cuts]))
    arrived = [event for event in events if isinstance(event, Arrived)]
    assert [one.payload for one in arrived] == payloads
    assert [one.receipt is None for one in arrived] == [
        not key % 3 for key in range(1, len(payloads) + 1)
    ]


def test_the_largest_packet_that_we_said_we_take_is_taken() -> None:
    payload = b"x" * (READ_SIZE - len(said(b"", 1)) - 3)
    packet = said(payload, 1)
    while len(packet) < READ_SIZE:
        payload += b"x"
        packet = said(payload, 1)
    assert len(packet) == READ_SIZE
    (message,) = asyncio.run(heard(CONNECTED + packet, []))
    assert isinstance(message, Arrived)
    assert message.payload == payload
