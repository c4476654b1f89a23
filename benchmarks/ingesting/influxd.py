"""An InfluxDB of our own to write into, where there is one on this machine."""

import json
import os
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.ingesting.processes import wait_until
from devices.sim.broker_process import free_port
from devices.sim.child import Child
from lighting.errors import StoreUnavailable
from lighting.stores.influx_http import request

OPERATOR_TOKEN = "a-token-of-the-benchmark"  # noqa: S105 - opens nothing but a database that is thrown away
ORG = "lighting"
MISSING = "no influxd on PATH, and no LIGHTING_INFLUXD"


def find_influxd() -> str | None:
    """Give the path of the server; None: there is none."""
    return os.environ.get("LIGHTING_INFLUXD") or shutil.which("influxd")


class Influxd:
    """A server with an organisation and an operator's token."""

    def __init__(self, program: str, folder: Path) -> None:
        folder.mkdir()
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        place = ["--bolt-path", f"{folder}/i.bolt", "--sqlite-path", f"{folder}/i.sqlite"]
        place += ["--engine-path", f"{folder}/engine", "--reporting-disabled"]
        listen = ["--http-bind-address", f"127.0.0.1:{port}"]
        self._child = Child([program, "run", *listen, *place], folder / "influxd.log")
        wait_until("InfluxDB answers", self._is_up, 0.1)
        user = {"username": "bench", "password": OPERATOR_TOKEN, "token": OPERATOR_TOKEN}
        self._post("/api/v2/setup", {**user, "org": ORG, "bucket": "first"})

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._child.pid

    def make_bucket(self, name: str) -> None:
        """Make a bucket that keeps everything."""
        org = json.loads(request(self.url, OPERATOR_TOKEN, "/api/v2/orgs").body)["orgs"][0]["id"]
        self._post("/api/v2/buckets", {"orgID": org, "name": name, "retentionRules": []})

    def count(self, bucket: str, measurement: str, field: str) -> int:
        """Give how many points of a measurement there are with a field."""
        asked = f'SELECT count("{field}") FROM "{measurement}"'  # noqa: S608 - our own names
        query = urlencode({"db": bucket, "q": asked})
        reply = request(self.url, OPERATOR_TOKEN, f"/query?{query}", timeout_s=60)
        series = json.loads(reply.body)["results"][0].get("series", [])
        return int(series[0]["values"][0][1]) if series else 0

    def stop(self) -> None:
        """End it."""
        self._child.end()

    def _is_up(self) -> bool:
        try:
            return request(self.url, "", "/health").status == 200  # noqa: PLR2004 - OK
        except StoreUnavailable:
            return False

    def _post(self, path: str, document: dict[str, Any]) -> None:
        reply = request(self.url, OPERATOR_TOKEN, path, body=json.dumps(document).encode())
        if reply.status >= 300:  # noqa: PLR2004 - what is not a success
            raise RuntimeError(f"{path}: {reply.status} {reply.body!r}")
