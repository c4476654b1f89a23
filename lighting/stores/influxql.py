"""Questions to InfluxDB in InfluxQL: rows with their tags, times in nanoseconds.

References:
    InfluxDB 2.7, `/query`: its errors come with status 200 and an `error` in `results`.
"""

import json
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lighting.errors import StoreUnavailable
from lighting.stores.influx_http import Reply, request

TIMEOUT_S = 60.0
"""Longest wait for an answer: a month of a city is read in one [s]."""
_IN_TEXT = str.maketrans({"\\": r"\\", "'": r"\'", "\n": r"\n"})
_OK = 200


def quoted(text: str) -> str:
    """Give a text as InfluxQL writes it; it can't end the quotes around it."""
    return f"'{text.translate(_IN_TEXT)}'"


@dataclass(frozen=True, slots=True)
class Influxql:
    """Where questions go, and what proves that we may ask."""

    url: str
    token: str

    def rows(self, bucket: str, query: str) -> Iterator[dict[str, Any]]:
        """Give the rows of an answer, with tags, what is unknown as None.

        `StoreUnavailable` says that nobody answers, that the token or the bucket is not known,
        or that InfluxDB does not understand.
        """
        where = urllib.parse.urlencode({"db": bucket, "epoch": "ns"})
        body = urllib.parse.urlencode({"q": query}).encode()
        reply = request(self.url, self.token, f"/query?{where}", body=body, timeout_s=TIMEOUT_S)
        for series in _series(reply, bucket):
            tags, columns = series.get("tags", {}), series["columns"]
            for values in series["values"]:
                yield {**tags, **dict(zip(columns, values, strict=True))}


def _series(reply: Reply, bucket: str) -> list[dict[str, Any]]:
    try:
        said = json.loads(reply.body)
        result = said["results"][0] if reply.status == _OK else said
        why = result.get("error") or (result.get("message") if reply.status != _OK else None)
        found: list[dict[str, Any]] = result.get("series", [])
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise _refused(bucket, f"status {reply.status}, and not what InfluxDB says") from error
    if why or reply.status != _OK:
        raise _refused(bucket, f"{why or 'no reason given'} (status {reply.status})")
    return found


def _refused(bucket: str, why: str) -> StoreUnavailable:
    is_missing = "not found" in why
    remedy = "make it: lighting influx setup" if is_missing else "run: lighting doctor"
    return StoreUnavailable(f"InfluxDB gives no answer about {bucket}", why, remedy)
