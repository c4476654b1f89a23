"""Looks at an InfluxDB as the controller will use it: does it answer, may we, is all there.

Nothing is changed, and nothing written: an empty write is answered as a full one would be.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

from lighting.errors import LightingError
from lighting.site.config import Config
from lighting.site.tokens import read_token
from lighting.stores.influx_http import REMEDY, Reply, request
from lighting.stores.influx_operator import read_json
from lighting.stores.influx_setup import (
    Wanted,
    is_shorter,
    retention_days,
    told_days,
    wanted_buckets,
)

PATIENCE_S = 5.0
LARGEST_OFFSET_S = 60.0
"""Clocks further apart make points that InfluxDB drops or keeps for too long [s]."""
SET_UP = "lighting influx setup"
_OK, _STORED, _UNAUTHORIZED = 200, 204, 401

Look = tuple[str, Callable[[], str]]
"""What is needed, and what looks at it: gives what was found, or raises our error."""


@dataclass(frozen=True, slots=True)
class Examined:
    """An InfluxDB and the settings of who uses it; `now_ms` is asked for our clock."""

    config: Config
    now_ms: Callable[[], int]

    def looks(self) -> Iterator[Look]:
        """Give one thing after the other to look at, the ones that others hang on first."""
        yield "influxdb", self.answers
        yield "influxdb clock", self.clock
        yield "influxdb token", self.token
        for bucket in wanted_buckets(self.config):
            yield f"bucket {bucket.name}", _Bucket(self, bucket)

    def answers(self) -> str:
        """Look whether it is there.

        Raises:
            LightingError: It is not, or is not ready.
        """
        url = self.config.influx.url
        reply = self._health()
        said = read_json(reply.body) or {}
        if reply.status != _OK or said.get("status") != "pass":
            why = str(said.get("message") or f"HTTP {reply.status}")
            raise LightingError(f"what answers at {url} is not ready", why, REMEDY)
        return f"answers at {url}"

    def clock(self) -> str:
        """Look whether its clock and ours agree.

        Raises:
            LightingError: They don't.
        """
        date = self._health().headers.get("Date")
        if not date:
            return "it doesn't say what time it is"
        offset_s = parsedate_to_datetime(date).timestamp() - self.now_ms() / 1000
        if abs(offset_s) > LARGEST_OFFSET_S:
            where = "ahead of" if offset_s > 0 else "behind"
            raise LightingError(
                f"InfluxDB's clock is {abs(offset_s):.0f} s {where} ours",
                "measurements would seem too old or too new to it",
                "set both right; timedatectl shows this machine's",
            )
        return "agrees with ours"

    def token(self) -> str:
        """Look whether it knows our token.

        Raises:
            LightingError: It doesn't, or the file can't be used.
        """
        path = self.config.influx_token_path
        reply = self.ask("/api/v2/buckets", limit="1")
        if reply.status == _UNAUTHORIZED:
            raise LightingError(
                f"InfluxDB does not know the token in {path}",
                "it was deleted, or made by another InfluxDB",
                f"make one with: {SET_UP}",
            )
        return f"{path}, mode 0600, known to it"

    def ask(self, path: str, body: bytes | None = None, **query: str) -> Reply:
        """Send a request with our token."""
        remedy = f"make it with: {SET_UP}"
        token = read_token(self.config.influx_token_path, remedy)
        target = f"{path}?{urlencode(query)}"
        url = self.config.influx.url
        return request(url, token, target, body=body, timeout_s=PATIENCE_S)

    def _health(self) -> Reply:
        return request(self.config.influx.url, "", "/health", timeout_s=PATIENCE_S)


@dataclass(frozen=True, slots=True)
class _Bucket:
    examined: Examined
    wanted: Wanted

    def __call__(self) -> str:
        """Look whether the bucket is there, ours to read and write, and keeps as long as it should.

        Raises:
            LightingError: It isn't.
        """
        name, days = self.wanted.name, self.wanted.days
        org = self.examined.config.influx.org
        written = self.examined.ask("/api/v2/write", b"", org=org, bucket=name)
        if written.status != _STORED:
            why = str((read_json(written.body) or {}).get("message") or f"HTTP {written.status}")
            remedy = f"{SET_UP} makes what is missing"
            raise LightingError(f"no {self.wanted.holds} can be written to it", why, remedy)
        found = read_json(self.examined.ask("/api/v2/buckets", name=name).body) or {}
        buckets = found.get("buckets")
        if not buckets:
            why = "the token may write to it only"
            raise LightingError("it can't be read", why, f"{SET_UP} makes a right one")
        kept = retention_days(buckets[0])
        if kept != days:
            raise self._kept_otherwise(kept)
        return f"may be read and written, keeps {self.wanted.holds} {told_days(days)}"

    def _kept_otherwise(self, kept: float | None) -> LightingError:
        """Give the error of a bucket that keeps what it holds longer or shorter than it should."""
        days = self.wanted.days
        set_up = f"{SET_UP} --shorten (deletes what is older)" if is_shorter(days, kept) else SET_UP
        return LightingError(
            f"it keeps what it holds {told_days(kept)}, the settings say {told_days(days)}",
            remedy=f"{set_up}; or write another [influx] {self.wanted.key}",
        )
