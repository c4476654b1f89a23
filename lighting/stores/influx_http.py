"""One request to InfluxDB, for what influxdb-client has no call for, or is slow to load for."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lighting.errors import StoreUnavailable

REMEDY = "look whether InfluxDB runs and [influx] url is right; then: lighting doctor"
MOST_BYTES = 512_000_000
"""No answer of ours is longer; one that is would fill the memory."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered, whatever its status."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def request(
    url: str,
    token: str,
    path: str,
    *,
    body: bytes | None = None,
    method: str | None = None,
    timeout_s: float = 10.0,
) -> Reply:
    """Send one request and give the answer, also one that says no.

    Args:
        url: Of the InfluxDB, such as `http://127.0.0.1:8086`.
        token: What it knows us by; empty: none.
        path: With its leading slash.
        body: What to send; without it and `method`, something is asked with GET.
        method: Another one than follows from the body.
        timeout_s: Longest silence [s].

    Raises:
        StoreUnavailable: Nobody answers, or not in HTTP.
    """
    headers = {"Content-Type": "application/json" if path.startswith("/api/") else _FORM}
    if token:
        headers["Authorization"] = f"Token {token}"
    address = url.rstrip("/") + path
    asked = urllib.request.Request(address, data=body, method=method, headers=headers)  # noqa: S310 - the settings allow http and https only
    try:
        return _reply(asked, timeout_s)
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason: object = getattr(error, "reason", None) or error
        why = str(getattr(reason, "strerror", None) or reason)
        raise StoreUnavailable(f"InfluxDB at {url} does not answer", why, REMEDY) from error


def _reply(asked: urllib.request.Request, timeout_s: float) -> Reply:
    try:
        with urllib.request.urlopen(asked, timeout=timeout_s) as answer:  # noqa: S310 - as above
            return Reply(answer.status, _whole(answer), dict(answer.headers))
    except urllib.error.HTTPError as error:  # one that says no; it may break off as any other
        with error:
            return Reply(error.code, _whole(error), dict(error.headers))


def _whole(answer: Any) -> bytes:  # noqa: ANN401 - an answer of http.client, or an error around one
    """Read all of it.

    Raises:
        IncompleteRead: It breaks off, or is longer than any of ours.
    """
    body: bytes = answer.read(MOST_BYTES)
    if answer.length:  # what was to come: a bounded read says nothing of it
        raise http.client.IncompleteRead(body, answer.length)
    return body


_FORM = "application/x-www-form-urlencoded"
