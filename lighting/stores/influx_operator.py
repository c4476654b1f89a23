"""What an operator's token may do in an InfluxDB 2: one question or change, or our error."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from lighting.errors import Refused, StoreUnavailable
from lighting.stores.influx_http import request

Json = dict[str, Any]
_NO_CONTENT, _ERRORS = 204, 400
_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND = 401, 403, 404


@dataclass(frozen=True, slots=True)
class Operator:
    """Asks and changes with an operator's token.

    Every method raises `Refused` where the token may not do that or InfluxDB says no, and
    `StoreUnavailable` where nobody answers, or something else than an InfluxDB 2.
    """

    url: str
    token: str

    def get(self, path: str, **query: str) -> Json | None:
        """Give a document; None where there is no such thing."""
        return self._call(f"{path}?{urlencode(query)}" if query else path)

    def send(self, method: str, path: str, document: Json) -> Json:
        """Make or change something, and give it as it is then."""
        return self._call(path, method, json.dumps(document).encode()) or {}

    def remove(self, path: str) -> None:
        """Take something away; what is gone already is no error."""
        self._call(path, "DELETE")

    def _call(
        self, target: str, method: str | None = None, body: bytes | None = None
    ) -> Json | None:
        reply = request(self.url, self.token, target, body=body, method=method)
        if reply.status == _NO_CONTENT:
            return None
        said = read_json(reply.body)
        if reply.status == _NOT_FOUND and method in {None, "DELETE"} and said is not None:
            return None
        if reply.status in {_UNAUTHORIZED, _FORBIDDEN}:
            raise Refused(
                "InfluxDB does not accept the operator token",
                f"HTTP {reply.status}: {_message(said)}",
                "give an all-access token of its organisation, such as that of its first set-up",
            )
        if said is None:
            raise StoreUnavailable(
                f"what answers at {self.url} is not an InfluxDB 2",
                f"HTTP {reply.status}, no JSON",
                "correct [influx] url in lighting.toml",
            )
        if reply.status >= _ERRORS:
            raise Refused(f"InfluxDB refused {method or 'GET'} {target}", _message(said))
        return said


def read_json(body: bytes) -> Json | None:
    """Read an object of JSON; None where it is none."""
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _message(said: Json | None) -> str:
    return str((said or {}).get("message") or "without a reason")
