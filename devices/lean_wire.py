"""One connection of the lean link: bytes of MQTT 5 in, events out.

Lives in the link's thread. The way of a message is kept short: `_take` is all the Python between
the socket and `deliver`.
"""

import asyncio
import contextlib
import struct
from collections.abc import Callable, Sequence
from typing import cast

import mqtt5
from mqtt5 import PublishPacket, read
from typing_extensions import override

from devices.endpoint import DRAIN_S
from devices.errors import BrokerRefused
from devices.lean_outbox import Outbox
from devices.lean_packets import (
    CONNACK,
    DISCONNECT,
    LARGEST_PACKET,
    PING,
    READ_SIZE,
    Dismissed,
    NotUnderstood,
    in_words,
    rescued,
    why_unfit,
)
from devices.link import Arrived, LinkEvent

# Messages that are delivered and not acknowledged; with more, reading waits, and the broker keeps
# the others. Ten commits of the service.
UNACKNOWLEDGED_LIMIT = 20_000
# A broker writes each message by itself. Where one read follows another so closely [s], reading
# waits for a moment [s], and then finds many at once: a read costs as much as ten messages.
RUSH_S = 0.001
GATHER_S = 0.005
# The broker is pinged after this part of the keepalive, and must have said something by the next.
PING_PART = 0.75
# The first half of a PUBACK, above its packet id.
PUBACK = 0x40020000
RECEIPT_BITS = 32
# Reason codes from here on say no.
FAILURE = 0x80


class Wire(asyncio.BufferedProtocol):
    """A connection, from the TCP connect to its end."""

    def __init__(
        self,
        number: int,
        keepalive_s: int,
        outbox: Outbox,
        deliver: Callable[[LinkEvent], None],
        taken: Callable[["Wire", bool], None],
    ) -> None:
        """Prepare a connection.

        Args:
            number: Tells this connection's receipts from others'; from 1.
            keepalive_s: How closely the broker is watched.
            outbox: What is to be sent.
            deliver: Takes the messages.
            taken: Called when the broker took us, with whether it has our session.
        """
        self._loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[str] = self._loop.create_future()
        self.was_sound = False
        """The broker took us, and nothing that it or the reader did ended the connection."""
        self._number = number
        self._receipts_from = number << RECEIPT_BITS | PUBACK
        self._watch_s = keepalive_s * PING_PART
        self._outbox = outbox
        self._deliver = deliver
        self._taken = taken
        # None before the connect, after the end, and once we have taken leave.
        self._transport: asyncio.Transport | None = None
        self._next_watch: asyncio.TimerHandle
        self._why = ""
        self._view = memoryview(bytearray(READ_SIZE))
        self._filled = 0
        self._unacknowledged = 0
        self._last_read_s = 0.0
        self._is_connected = False
        self._was_heard = True
        self._may_write = True
        self._is_called = False
        self._has_lasted = False

    # --- From the service's thread ----------------------------------------------------------------

    def acknowledge(self, receipts: Sequence[object]) -> None:
        """Answer for messages, in one write."""
        number = self._number
        answers = [
            receipt & 0xFFFFFFFF
            for receipt in receipts
            if isinstance(receipt, int) and receipt >> RECEIPT_BITS == number
        ]
        if answers:
            said = struct.pack(f">{len(answers)}I", *answers)
            self._call(self._acknowledged, said, len(answers))

    def call_for_outbox(self) -> None:
        """Have the outbox emptied soon; many calls at once cost as much as one."""
        if not self._is_called:
            self._is_called = True
            self._call(self._empty_outbox)

    def say(self, packet: bytes) -> None:
        """Send a packet."""
        self._call(self._write, packet)

    def leave(self) -> None:
        """Take leave of the broker, so that it does not publish the will."""
        self._call(self._take_leave)

    def _call(self, work: Callable[..., None], *what: object) -> None:
        with contextlib.suppress(RuntimeError):  # the connection is over, and its loop closed
            self._loop.call_soon_threadsafe(work, *what)

    # --- From here on, the link's thread ----------------------------------------------------------

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._next_watch = self._loop.call_later(self._watch_s, self._watch)

    @override
    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        if not self.ended.done():
            reason = self._why or (error and str(error)) or "the broker closed the connection"
            self.ended.set_result(reason)

    @override
    def pause_writing(self) -> None:
        self._may_write = False

    @override
    def resume_writing(self) -> None:
        self._may_write = True
        self._empty_outbox()

    @override
    def get_buffer(self, sizehint: int) -> memoryview:
        return self._view[self._filled :]

    @override
    def buffer_updated(self, count: int) -> None:
        if self._transport is None:
            return  # we have taken leave: what still comes is the next connection's
        self._was_heard = True
        end = self._filled + count
        try:
            self._check_greeting()
            taken = self._take(end)
        except Exception as error:  # noqa: BLE001 - the thread must outlive whatever is sent, and whatever `deliver` raises
            self._fail(str(error) or type(error).__name__)
            return
        self._filled = end - taken
        if self._filled == READ_SIZE:
            self._fail("the broker sent a larger packet than we take")
        elif taken and self._filled:
            self._view[: self._filled] = self._view[taken:end]
        self._gather()

    def _check_greeting(self) -> None:
        if not self._is_connected and self._view[0] != CONNACK:
            raise NotUnderstood("the broker sent what is no answer to our connect")

    def _take(self, end: int) -> int:
        # All whole packets up to a place in the buffer; gives the place after the last.
        view, deliver, receipts_from, at = self._view, self._deliver, self._receipts_from, 0
        while True:
            try:
                packet, size = read(view[at:end])
            except IndexError:
                break
            except BaseException as error:  # noqa: BLE001 - a topic that is not UTF-8 makes the codec panic
                packet, size = rescued(view[at:end], error)
            if type(packet) is not PublishPacket:
                self._answer(packet)
            elif not (topic := packet.topic):
                raise NotUnderstood("the broker used a topic alias, which we never offered")
            elif packet_id := packet.packet_id:
                self._unacknowledged += 1
                receipt = receipts_from | packet_id
                deliver(Arrived(topic, packet.payload, packet.retain, receipt))
            else:
                deliver(Arrived(topic, packet.payload, packet.retain, None))
            at += size
        return at

    def _answer(self, packet: mqtt5.Packet) -> None:
        match packet:
            case mqtt5.PubAckPacket():
                self._outbox.confirm(packet.packet_id)
                self.call_for_outbox()
            case mqtt5.PingRespPacket() | mqtt5.UnsubAckPacket():
                pass
            case mqtt5.SubAckPacket():
                if any(int(code) >= FAILURE for code in packet.reason_codes):
                    raise BrokerRefused("a subscription")
            case mqtt5.ConnAckPacket() if not self._is_connected:
                self._begin(packet)
            case mqtt5.DisconnectPacket():
                words = in_words(packet.reason_code, packet.reason_str)
                raise Dismissed(f"the broker ended the connection: {words}")
            case _:
                raise NotUnderstood(f"the broker sent a {type(packet).__name__}")

    def _begin(self, answer: mqtt5.ConnAckPacket) -> None:
        if why := why_unfit(answer):
            raise Dismissed(why)
        if answer.server_keep_alive:
            # At once, or the broker may lose patience before our first ping.
            self._watch_s = answer.server_keep_alive * PING_PART
            self._next_watch.cancel()
            self._next_watch = self._loop.call_later(self._watch_s, self._watch)
        self._is_connected = self.was_sound = True
        self._outbox.renew(
            session_present=answer.session_present,
            window=answer.receive_max,
            largest=answer.max_packet_size or LARGEST_PACKET,
        )
        self._taken(self, answer.session_present)
        # Later: what `_taken` asked for goes first.
        self.call_for_outbox()

    def _gather(self) -> None:
        """Stop reading for a moment where much comes, and until there is room where too much."""
        now_s = self._loop.time()
        is_rush, self._last_read_s = now_s - self._last_read_s < RUSH_S, now_s
        if self._transport is not None and (is_rush or self._is_full()):
            self._transport.pause_reading()
            self._loop.call_later(GATHER_S, self._read_on)

    def _is_full(self) -> bool:
        return self._unacknowledged > UNACKNOWLEDGED_LIMIT

    def _read_on(self) -> None:
        if self._transport is not None and not self._is_full():
            self._last_read_s = self._loop.time()
            self._transport.resume_reading()

    def _acknowledged(self, said: bytes, count: int) -> None:
        was_full = self._is_full()
        self._unacknowledged -= count
        self._write(said)
        if was_full:
            self._was_heard = True  # nobody listened meanwhile
            self._read_on()

    def _empty_outbox(self) -> None:
        # First: what is added from now on calls again.
        self._is_called = False
        while self._transport is not None and self._may_write and (said := self._outbox.due()):
            self._transport.write(said)

    def _write(self, packet: bytes) -> None:
        if self._transport is not None:
            self._transport.write(packet)

    def _take_leave(self) -> None:
        transport, self._transport = self._transport, None  # nothing more is said, or heard
        if transport is None:
            return
        transport.write(DISCONNECT)
        # The broker closes, not we: to close while something waits to be read resets the
        # connection, and the broker may publish the will in spite of our farewell.
        transport.write_eof()
        transport.resume_reading()
        self._loop.call_later(DRAIN_S, transport.abort)

    def _watch(self) -> None:
        if not self._is_connected:
            self._end("the broker does not answer our connect")
        elif not self._was_heard and not self._is_full():
            self._end("the broker has fallen silent")
        else:
            self._was_heard, self._has_lasted = False, True
            self._write(PING)
            self._next_watch = self._loop.call_later(self._watch_s, self._watch)

    def _fail(self, why: str) -> None:
        self.was_sound = self._has_lasted
        self._end(why)

    def _end(self, why: str) -> None:
        self._why = why
        if self._transport is not None:
            self._transport.abort()
