"""A broker that says exactly what a test tells it to, also what no real one can be made to say."""

import contextlib
import socket
import threading
from typing import BinaryIO

CONNECTED = bytes([0x20, 2, 0, 0])
NOT_AUTHORISED = bytes([0x20, 2, 0, 5])


def publish(topic: bytes, payload: bytes, mid: int) -> bytes:
    """Give the bytes of a QoS 1 message of less than 128 bytes."""
    body = len(topic).to_bytes(2) + topic + mid.to_bytes(2) + payload
    return bytes([0x32, len(body)]) + body


class ScriptedBroker:
    """Answers each connect with the next of `openings`, the last one ever again."""

    def __init__(self, *openings: bytes, subscription_code: int = 1) -> None:
        self.acknowledged: list[int] = []
        self._openings = list(openings)
        self._subscription_code = subscription_code
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Read what the client, who has left by now, still had to say, and go."""
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(10)

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            with client, client.makefile("rb") as stream, contextlib.suppress(OSError):
                self._talk(client, stream)

    def _talk(self, client: socket.socket, stream: BinaryIO) -> None:
        while head := stream.read(2):
            body = stream.read(head[1])
            kind = head[0] & 0xF0
            if kind == 0x10:
                client.sendall(self._openings[0])
                del self._openings[: len(self._openings) > 1]
            elif kind == 0x80:
                client.sendall(bytes([0x90, 3]) + body[:2] + bytes([self._subscription_code]))
            elif kind == 0x40:
                self.acknowledged.append(int.from_bytes(body))
