"""A real HTTP server that gives the documents it was handed, and remembers what it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from typing_extensions import override

NOW_MS = 1_786_889_040_000
"""2026-08-16 22:04 in Kupang (WITA): what the daemon says the time is."""


@dataclass
class CannedApi:
    """Answers by method and path; `asked` holds what came: method, path, query, body, token."""

    port: int = 0
    answers: dict[tuple[str, str], tuple[int, object]] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.says("GET", "/v1/pulse", {"now_ms": NOW_MS, "lag_ms": 1, "queue": 0})

    def says(self, method: str, path: str, document: object, status: int = 200) -> None:
        """Answer with a document from now on; bytes are sent as they are."""
        self.answers[method, path] = status, document

    def refuses(self, method: str, path: str, status: int, **error: object) -> None:
        """Answer with an error from now on."""
        self.says(method, path, {"error": error}, status)

    def last(self, path: str) -> dict[str, Any]:
        """Give what was asked of a path last."""
        return [each for each in self.asked if each["path"] == path][-1]


@contextmanager
def canned_api() -> Iterator[CannedApi]:
    """Run a server on a free port of this machine."""
    api = CannedApi()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, body: object) -> None:
            url = urlsplit(self.path)
            asked = {"method": self.command, "path": url.path, "body": body}
            token = self.headers["Authorization"]
            api.asked.append({**asked, "query": dict(parse_qsl(url.query)), "token": token})
            nothing = (404, {"error": {"what": f"nothing at {url.path}"}})
            status, document = api.answers.get((self.command, url.path), nothing)
            text = document if isinstance(document, bytes) else json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        api.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield api
        finally:
            server.shutdown()
            thread.join()
