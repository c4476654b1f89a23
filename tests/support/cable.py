"""A cable between a client and a broker on this machine, that can be pulled and plugged in."""

import contextlib
import socket
import threading
from collections.abc import Callable

SUBACK = 0x90
# How long the broker may take to answer a subscription [s].
LIMIT_S = 10.0


class Cable:
    """Passes bytes between whoever connects to `port` and the broker, while it is whole."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._is_whole = True
        self._newest = _Answers()
        self._lock = threading.Lock()
        self._ends: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._run(self._accept)

    def cut(self) -> None:
        """Break what is connected, and whatever tries to connect from now on."""
        with self._lock:
            self._is_whole = False
            ends, self._ends = self._ends, []
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let connections through again."""
        with self._lock:
            self._is_whole = True

    def wait_until_subscribed(self) -> None:
        """Wait until the broker has answered the newest connection's subscriptions.

        Raises:
            AssertionError: it did not within a limit.
        """
        if not self._newest.are_there.wait(LIMIT_S):
            raise AssertionError(f"the broker answered no subscription within {LIMIT_S:g} s")

    def close(self) -> None:
        """Take the cable away."""
        self.cut()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _run(self, work: Callable[..., None], *what: object) -> None:
        thread = threading.Thread(target=work, args=what, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if not self._join(client):
                client.close()

    def _join(self, client: socket.socket) -> bool:
        with self._lock:
            if not self._is_whole:
                return False
            try:
                server = socket.create_connection(("127.0.0.1", self._server_port), 5)
            except OSError:
                return False
            server.settimeout(None)
            self._ends += [client, server]
            answers = self._newest = _Answers()
        self._run(self._carry_both, client, server, answers)
        return True

    def _carry_both(
        self, client: socket.socket, server: socket.socket, answers: "_Answers"
    ) -> None:
        back = threading.Thread(target=_carry, args=(server, client, answers.look), daemon=True)
        back.start()
        _carry(client, server)
        back.join()
        client.close()
        server.close()


class _Answers:
    """Finds the answer to a subscription in what a broker sends."""

    def __init__(self) -> None:
        self.are_there = threading.Event()
        self._rest = b""

    def look(self, piece: bytes) -> None:
        """Look at the next bytes."""
        self._rest += piece
        while (size := self._size()) and size <= len(self._rest):
            if self._rest[0] == SUBACK:
                self.are_there.set()
            self._rest = self._rest[size:]

    def _size(self) -> int:
        """Give the size of the packet at the beginning; 0 while it is not known yet [bytes]."""
        length = 0
        for place, part in enumerate(self._rest[1:5]):
            length |= (part & 0x7F) << 7 * place
            if part < 0x80:
                return length + place + 2
        return 0


def _carry(
    source: socket.socket, target: socket.socket, look: Callable[[bytes], None] | None = None
) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
            if look is not None:
                look(piece)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
