"""A publisher that costs next to nothing: packets of MQTT 3.1.1 made beforehand, sent in one go."""

import socket
import struct
import threading
from collections.abc import Iterable

LIMIT_S = 120.0
PUBACK_BYTES = 4
CONNACK_BYTES = 4
LAST_ID = 65_535
CHUNK = 1 << 20
PUBLISH_QOS_1, RETAIN = 0x32, 0x01
KEEP_SESSION, CLEAN_SESSION = 0x00, 0x02
DISCONNECT = b"\xe0\x00"
TAKEN_OVER = b", k0"
"""Only who takes a session over has no keep-alive: so its lines differ in the broker's log."""


def take_over(port: int, client_id: str) -> None:
    """Log in under a client's name and leave: the broker ends its connection, keeps its session."""
    _connected(port, client_id, KEEP_SESSION).sendall(DISCONNECT)


def pump(port: int, packets: bytes, count: int) -> None:
    """Publish, and wait until the broker has confirmed every message.

    Args:
        port: The broker's.
        packets: As `publications` makes them.
        count: How many messages there are in them.

    Raises:
        TimeoutError: it has not within the limit.
    """
    with _connected(port, "pump", CLEAN_SESSION) as sock:
        reader = threading.Thread(target=_read, args=(sock, count * PUBACK_BYTES), daemon=True)
        reader.start()
        view = memoryview(packets)
        for start in range(0, len(view), CHUNK):
            sock.sendall(view[start : start + CHUNK])
        reader.join(LIMIT_S)
        if reader.is_alive():
            raise TimeoutError(f"the broker did not confirm {count} messages in {LIMIT_S:g} s")
        sock.sendall(DISCONNECT)


def publications(messages: Iterable[tuple[str, bytes]], *, is_retained: bool = False) -> bytes:
    """Give the packets that publish messages at QoS 1."""
    packets = []
    first = PUBLISH_QOS_1 | (RETAIN if is_retained else 0)
    for number, (topic, payload) in enumerate(messages):
        name = topic.encode()
        body = _text(name) + struct.pack(">H", 1 + number % LAST_ID) + payload
        packets.append(bytes((first,)) + _length(len(body)) + body)
    return b"".join(packets)


def _connected(port: int, client_id: str, flags: int) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", port), LIMIT_S)
    body = _text(b"MQTT") + bytes((4, flags)) + struct.pack(">H", 0) + _text(client_id.encode())
    sock.sendall(b"\x10" + _length(len(body)) + body)
    _read(sock, CONNACK_BYTES)
    return sock


def _read(sock: socket.socket, size: int) -> None:
    """Read so many bytes, whatever they are.

    Raises:
        ConnectionError: there are no more.
    """
    while size > 0:
        got = len(sock.recv(min(size, CHUNK)))
        if not got:
            raise ConnectionError("the broker closed the connection")
        size -= got


def _text(text: bytes) -> bytes:
    return struct.pack(">H", len(text)) + text


def _length(size: int) -> bytes:
    out = bytearray()
    while True:
        size, rest = divmod(size, 128)
        out.append(rest | (128 if size else 0))
        if not size:
            return bytes(out)
