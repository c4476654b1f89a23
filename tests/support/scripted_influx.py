"""A server that answers as a real InfluxDB can't be made to answer: by a script."""

import gzip
import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from typing_extensions import override


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: `message` as InfluxDB words it in JSON, or `body` as it is; after a while."""

    status: int = 204
    message: str = ""
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Broken:
    """No answer: the connection is reset, or closed after some bytes of one."""

    words: bytes = b""


STORED = Reply()


@dataclass
class ScriptedInflux:
    """Answers writes by a list, the last one again and again; remembers what was sent.

    What it remembers of each: bucket, organisation, precision, token, lines.
    """

    script: list[Reply | Broken]
    port: int = 0
    sent: list[tuple[str, str, str, str, bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def lines(self) -> list[bytes]:
        return [body for *_, body in self.sent]

    def next(self) -> Reply | Broken:
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, influx: ScriptedInflux) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.influx = influx

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that was broken on purpose is no error."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
        asked = {name: one for name, (one,) in parse_qs(urlsplit(self.path).query).items()}
        who = self.headers["Authorization"]
        influx = self.server.influx
        bucket, org, precision = (asked.get(one, "") for one in ("bucket", "org", "precision"))
        influx.sent.append((bucket, org, precision, who, body))
        answer = influx.next()
        if isinstance(answer, Broken):
            self._break(answer.words)
        else:
            threading.Event().wait(answer.after_s)
            self._reply(answer)

    def _break(self, words: bytes) -> None:
        if words:
            self.connection.sendall(words)
        else:  # reset, instead of the end that a peer expects
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
        self.close_connection = True

    def _reply(self, answer: Reply) -> None:
        said = {"code": "some code", "message": answer.message}
        text = json.dumps(said).encode() if answer.message else answer.body
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


@contextmanager
def scripted_influx(*script: Reply | Broken) -> Iterator[ScriptedInflux]:
    """Run a server on a free port of this machine."""
    influx = ScriptedInflux(list(script) or [STORED])
    with _Server(influx) as server:
        influx.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield influx
        finally:
            server.shutdown()
            thread.join()
