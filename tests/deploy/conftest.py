import json
import os
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from devices.sim.broker_process import free_port
from devices.sim.child import Child
from tests.deploy.dashboards import Source
from tests.deploy.simulated_night import Night, fill
from tests.support.processes import wait_for

ORG = "lighting"
BUCKETS = {"raw": "lighting", "hourly": "lighting_hourly"}
SOURCES = {"lighting-raw": BUCKETS["raw"], "lighting-hourly": BUCKETS["hourly"]}
TOKEN = "a-token-of-the-tests"  # noqa: S105 - opens nothing but a database of the tests


@dataclass(frozen=True, slots=True)
class Filled:
    """A night that was kept, and the InfluxDB that it was sent to."""

    night: Night
    source: Source


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """A simulated night in a real InfluxDB, for all tests that only read."""
    folder = tmp_path_factory.mktemp("influxd")
    port = free_port()
    server = Child(_command(_program(), folder, port), folder / "log")
    try:
        source = Source(f"http://127.0.0.1:{port}", TOKEN, SOURCES)
        wait_for("InfluxDB answers", lambda: _is_up(source.url))
        setup = {"username": "ani", "password": TOKEN, "org": ORG, "bucket": "lighting"}
        _post(source.url, "setup", {**setup, "token": TOKEN, "retentionPeriodSeconds": 0})
        org = json.loads(_get(source.url, "orgs"))["orgs"][0]["id"]
        _post(
            source.url, "buckets", {"orgID": org, "name": "lighting_hourly", "retentionRules": []}
        )
        yield Filled(fill(source, ORG, BUCKETS, folder), source)
    finally:
        server.end()


def _program() -> str:
    program = os.environ.get("LIGHTING_INFLUXD") or shutil.which("influxd")
    if program is not None:
        return program
    missing = "no influxd on PATH, and no LIGHTING_INFLUXD"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


def _command(program: str, folder: Path, port: int) -> list[str]:
    place = ["--bolt-path", f"{folder}/i.bolt", "--sqlite-path", f"{folder}/i.sqlite"]
    place += ["--engine-path", f"{folder}/engine", "--reporting-disabled"]
    return [program, "run", "--http-bind-address", f"127.0.0.1:{port}", *place]


def _is_up(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _get(url: str, path: str) -> bytes:
    request = urllib.request.Request(  # noqa: S310
        f"{url}/api/v2/{path}", headers={"Authorization": f"Token {TOKEN}"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return bytes(answer.read())


def _post(url: str, path: str, body: dict[str, object]) -> None:
    request = urllib.request.Request(  # noqa: S310
        f"{url}/api/v2/{path}",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Token {TOKEN}"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        assert answer.status == 201
