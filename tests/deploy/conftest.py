from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.deploy.dashboards import Source
from tests.deploy.simulated_night import Night, fill
from tests.support.influxdb import InfluxServer

BUCKETS = {"raw": "lighting", "hourly": "lighting_hourly", "book": "lighting_book"}
SOURCES = {f"lighting-{name}": bucket for name, bucket in BUCKETS.items()}


@dataclass(frozen=True, slots=True)
class Filled:
    """A night that was kept, and the InfluxDB that it was sent to."""

    night: Night
    source: Source


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """A simulated night in a real InfluxDB, for all tests that only read."""
    folder = tmp_path_factory.mktemp("influxd")
    server = InfluxServer(folder, *BUCKETS.values())
    try:
        source = Source(server.url, server.token, SOURCES)
        yield Filled(fill(source, server.org, BUCKETS, folder), source)
    finally:
        server.stop()
