"""A cable between a client and a server on this machine, that can be pulled and plugged in."""

import contextlib
import socket
import threading
from collections.abc import Callable


class Cable:
    """Passes bytes between whoever connects to `port` and the server, while it is whole."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._is_whole = True
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

    def close(self) -> None:
        """Take the cable away."""
        self.cut()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _run(self, work: Callable[..., None], *what: socket.socket) -> None:
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
        self._run(self._carry_both, client, server)
        return True

    def _carry_both(self, client: socket.socket, server: socket.socket) -> None:
        back = threading.Thread(target=_carry, args=(server, client), daemon=True)
        back.start()
        _carry(client, server)
        back.join()
        client.close()
        server.close()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
