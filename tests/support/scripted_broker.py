"""A broker that says exactly what a test tells it to, also what no real one can be made to say."""

import contextlib
import socket
import threading
from typing import BinaryIO, Self

CONNECTED = bytes([0x20, 2, 0, 0])
NOT_AUTHORISED = bytes([0x20, 2, 0, 5])
# The same in MQTT 5, where most packets have properties, here none.
CONNECTED_5 = bytes([0x20, 3, 0, 0, 0])
RESUMED_5 = bytes([0x20, 3, 1, 0, 0])
NOT_AUTHORISED_5 = bytes([0x20, 3, 0, 0x87, 0])
# The byte of a CONNECT that says which MQTT is spoken, and what it says for MQTT 5.
LEVEL_AT, LEVEL_5 = 6, 5


def publish(topic: bytes, payload: bytes, mid: int) -> bytes:
    """Give the bytes of a QoS 1 message of less than 128 bytes."""
    return packet(0x32, len(topic).to_bytes(2) + topic + mid.to_bytes(2) + payload)


def publish_5(topic: bytes, payload: bytes, mid: int) -> bytes:
    """Give the same in MQTT 5."""
    return packet(0x32, len(topic).to_bytes(2) + topic + mid.to_bytes(2) + b"\0" + payload)


def packet(head: int, body: bytes) -> bytes:
    """Give the bytes of a packet of less than 128 bytes."""
    return bytes([head, len(body)]) + body


class ScriptedBroker:
    """Answers each connect with the next of `openings`, the last one ever again.

    Writes publications down: first byte, and what follows its length. Confirms them only if it is
    told what is to follow the packet id.
    """

    def __init__(
        self, *openings: bytes, subscription_code: int = 1, confirm_with: bytes | None = None
    ) -> None:
        self.acknowledged: list[int] = []
        self.published: list[tuple[int, bytes]] = []
        self.farewells = 0
        self._openings = list(openings)
        self._subscription_code = subscription_code
        self.confirm_with = confirm_with
        self._client: socket.socket | None = None
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        """Give the broker, which listens since it was built."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Go."""
        self.close()

    def close(self) -> None:
        """Read what the client, who has left by now, still had to say, and go."""
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(10)

    def hang_up(self) -> None:
        """End the connection that there is, without a word."""
        if self._client is not None:
            self._client.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            with client, client.makefile("rb") as stream, contextlib.suppress(OSError):
                self._client = client
                self._talk(client, stream)

    def _talk(self, client: socket.socket, stream: BinaryIO) -> None:
        none = b""
        while head := stream.read(2):
            body = stream.read(head[1])
            kind = head[0] & 0xF0
            if kind == 0x10:
                none = b"\0" if body[LEVEL_AT] == LEVEL_5 else b""
                client.sendall(self._openings[0])
                del self._openings[: len(self._openings) > 1]
            elif kind == 0x80:
                code = bytes([self._subscription_code])
                client.sendall(packet(0x90, body[:2] + none + code))
            elif kind == 0x40:
                self.acknowledged.append(int.from_bytes(body))
            elif kind == 0x30:
                self.published.append((head[0], body))
                self._confirm(client, body)
            elif kind == 0xE0:
                self.farewells += 1

    def _confirm(self, client: socket.socket, body: bytes) -> None:
        if self.confirm_with is not None:
            packet_id_at = 2 + int.from_bytes(body[:2])
            packet_id = body[packet_id_at : packet_id_at + 2]
            client.sendall(packet(0x40, packet_id + self.confirm_with))
