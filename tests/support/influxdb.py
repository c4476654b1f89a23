"""A real InfluxDB 2 on loopback, that tests start, fill, ask and kill."""

import json
import os
import shutil
import signal
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from devices.sim.broker_process import free_port
from devices.sim.child import Child
from tests.support.waiting import wait_for

TOKEN = "a-token-of-the-tests"  # noqa: S105 - opens nothing but a database of the tests
ORG = "lighting"


def influxd_program() -> str:
    """Where the server is; without one the test is skipped, and fails in the gate."""
    program = os.environ.get("LIGHTING_INFLUXD") or shutil.which("influxd")
    if program is not None:
        return program
    missing = "no influxd on PATH, and no LIGHTING_INFLUXD"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


class InfluxServer:
    """A server with an organisation, an operator's token, and the buckets that are asked for.

    Args:
        folder: Where it keeps everything.
        buckets: The buckets to make, without a limit of age.
    """

    token = TOKEN
    org = ORG

    def __init__(self, folder: Path, *buckets: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._child = self._started()
        first, *others = buckets or ("unused",)
        setup = {"username": "ani", "password": TOKEN, "org": ORG, "bucket": first}
        self.call("/api/v2/setup", {**setup, "token": TOKEN, "retentionPeriodSeconds": 0})
        for name in others:
            self.make_bucket(name)

    def make_bucket(self, name: str, days: int = 0) -> None:
        """Make a bucket that keeps what is younger than so many days; 0: everything."""
        rules = [{"type": "expire", "everySeconds": days * 86_400}] if days else []
        org = self.call("/api/v2/orgs")["orgs"][0]["id"]
        self.call("/api/v2/buckets", {"orgID": org, "name": name, "retentionRules": rules})

    def ask(self, bucket: str, influxql: str) -> list[dict[str, Any]]:
        """The rows of an answer, tags among them, times in ms; an error fails the test."""
        query = urllib.parse.urlencode({"db": bucket, "q": influxql, "epoch": "ms"})
        (result,) = self.call(f"/query?{query}")["results"]
        assert "error" not in result, f"{result['error']}: {influxql}"
        return [
            {**series.get("tags", {}), **dict(zip(series["columns"], values, strict=True))}
            for series in result.get("series", [])
            for values in series["values"]
        ]

    def write(self, bucket: str, lines: bytes) -> None:
        """Put lines into a bucket."""
        self.call(f"/api/v2/write?org={ORG}&bucket={bucket}&precision=ns", lines)

    def call(self, path: str, body: object = None) -> Any:  # noqa: ANN401 - what JSON says
        """Give the answer to a request; a refusal fails the test."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode() if body else None
        headers = {"Authorization": f"Token {TOKEN}"}
        request = urllib.request.Request(f"{self.url}{path}", data=sent, headers=headers)  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
            text = answer.read()
        return json.loads(text) if text else None

    def kill(self) -> None:
        """End it as a power cut does."""
        self._child.end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in good order."""
        self._child.end()

    def restart(self) -> None:
        """Start it again with all that it has kept."""
        self._child = self._started()

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._child.pid

    def _started(self) -> Child:
        place = ["--bolt-path", f"{self.folder}/i.bolt", "--sqlite-path", f"{self.folder}/i.sqlite"]
        place += ["--engine-path", f"{self.folder}/engine", "--reporting-disabled"]
        listen = ["--http-bind-address", f"127.0.0.1:{self.port}"]
        child = Child([influxd_program(), "run", *listen, *place], self.folder / "influxd.log")
        wait_for("InfluxDB answers", self._is_up)
        return child

    def _is_up(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=2) as answer:  # noqa: S310 - our own server
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False
