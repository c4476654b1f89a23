"""The API on a port of this machine, in a thread of its own."""

import socket
import threading
from typing import Self

import uvicorn
from starlette.types import ASGIApp

from lighting.errors import LightingError

STOP_S = 5
"""How long running requests may take to end when the server stops [s]."""


class Server:
    """A running API; a context that ends it."""

    def __init__(self, app: ASGIApp, listener: socket.socket) -> None:
        self.port = int(listener.getsockname()[1])
        self._listener = listener
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=STOP_S,
        )
        self._server = uvicorn.Server(config)
        # Outside the main thread uvicorn leaves the signals alone.
        self._thread = threading.Thread(
            target=self._server.run, args=([listener],), name="api", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Take no more requests, and wait for those that run."""
        self._server.should_exit = True
        self._thread.join(2 * STOP_S)
        self._listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def serve(app: ASGIApp, host: str, port: int) -> Server:
    """Serve an API; requests are taken from when this returns.

    Args:
        app: What `make_app` gave.
        host: The address to listen on.
        port: The TCP port; 0 for a free one, which the server tells.

    Raises:
        LightingError: The address can't be listened on.
    """
    try:
        # It listens from here on: who connects early waits until the thread is ready.
        listener = socket.create_server((host, port))
    except OSError as error:
        raise LightingError(
            f"the API can't listen on {host}:{port}",
            error.strerror or str(error),
            "end the program that does, another controller perhaps; or change [api] port",
        ) from error
    return Server(app, listener)
