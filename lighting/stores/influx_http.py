"""One request to InfluxDB, for what influxdb-client has no call for, or is slow to load for."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass

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
        with urllib.request.urlopen(asked, timeout=timeout_s) as answer:  # noqa: S310 - as above
            return Reply(answer.status, answer.read(MOST_BYTES), dict(answer.headers))
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.read(), dict(error.headers))
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason: object = getattr(error, "reason", None) or error
        why = str(getattr(reason, "strerror", None) or reason)
        raise StoreUnavailable(f"InfluxDB at {url} does not answer", why, REMEDY) from error


_FORM = "application/x-www-form-urlencoded"
