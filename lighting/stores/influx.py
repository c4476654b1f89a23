"""The one place that knows influxdb-client: lines go in, and what InfluxDB said comes out.

Each call is one request and waits for its answer, and only 204 means that all is stored: a proxy's
page with 200 does not. The client's own batching drops lines after its retries without a word, so
it is not used: what waits, waits in the journal.
"""

import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.rest import ApiException
from influxdb_client.service.write_service import WriteService
from urllib3.exceptions import HTTPError

from lighting.stores.forwarding import Answer

TIMEOUT_MS = 30_000
"""Longest wait for an answer [ms]; what was not answered is sent again."""
STORED = Answer(204)
_HERE = {"127.0.0.1", "localhost", "::1"}


class InfluxDoor:
    """Writes to the buckets of one organisation; may be used by several threads.

    Args:
        url: Of the InfluxDB.
        org: The organisation's name.
        token: One that may write to the buckets.
    """

    def __init__(self, url: str, org: str, token: str) -> None:
        # To another machine a tenth of the bytes go; on this one packing costs more than sending.
        is_near = urlsplit(url).hostname in _HERE
        self._client = InfluxDBClient(
            url, token, org=org, timeout=TIMEOUT_MS, enable_gzip=not is_near
        )
        self._org = org
        self._writing = WriteService(self._client.api_client)  # type: ignore[no-untyped-call]  # it has none

    def write(self, bucket: str, body: bytes) -> Answer:
        """Send lines to a bucket and give the answer; raises nothing."""
        try:
            _, status, _ = self._writing.post_write_with_http_info(  # type: ignore[no-untyped-call]  # as above
                org=self._org, bucket=bucket, body=body, precision="ns"
            )
        except ApiException as error:
            return _refusal(error)
        except (HTTPError, OSError, ValueError) as error:
            return Answer(0, _plainly(error))
        return STORED if status == STORED.status else Answer(int(status), "not InfluxDB's answer")

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()  # type: ignore[no-untyped-call]  # influxdb-client has no types there


def _refusal(error: ApiException) -> Answer:
    headers: Mapping[str, str] = error.headers or {}
    return Answer(int(error.status or 0), _message(error), _retry_after_s(headers))


def _message(error: ApiException) -> str:
    """InfluxDB's own words; those of HTTP where it has none."""
    body: Any = error.body or b""
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else str(body)
    try:
        said = json.loads(text)
    except ValueError:
        return text.strip() or str(error.reason)
    message = said.get("message") if isinstance(said, dict) else None
    return str(message or text)


def _retry_after_s(headers: Mapping[str, str]) -> float | None:
    """How long we are asked to stay away [s]: given in seconds, or as a moment of its clock."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until, now = parsedate_to_datetime(text), parsedate_to_datetime(headers.get("Date", ""))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):
        return None


def _plainly(error: Exception) -> str:
    """The innermost reason: `Connection refused`, not the three layers around it."""
    reason: object = getattr(error, "reason", None) or error
    inner: object = getattr(reason, "__cause__", None) or reason
    return str(getattr(inner, "strerror", None) or inner)
