"""What holds for every test: loopback only, reproducible examples, brokers to meet on."""

import ipaddress
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from devices.sim.broker_process import BrokerProcess, broker_process
from tests.support.brokers import need_program
from tests.support.influxdb import InfluxServer

# No deadlines: a slow machine is not a wrong program. In CI the same examples each time.
settings.register_profile("quick", deadline=None, max_examples=50, print_blob=True)
settings.register_profile("ci", settings.get_profile("quick"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "quick")

BROKERS = [pytest.param(kind, marks=pytest.mark.broker) for kind in ("mosquitto", "nats")]


def _only_loopback(event: str, arguments: tuple[object, ...]) -> None:
    if event not in {"socket.connect", "socket.bind"}:
        return
    address = arguments[1]
    if address == ("", 0):
        return  # how a client (paho) says that any source address will do
    if isinstance(address, tuple) and not _is_loopback(str(address[0])):
        message = f"tests stay on this machine; {event} to {address[0]!r}"
        raise PermissionError(message)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


# Started in the background, a shell has us ignore Ctrl-C, and our children would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# An audit hook sees every socket of this process, whoever opens it, and nothing is patched.
sys.addaudithook(_only_loopback)


@pytest.fixture
def mosquitto_broker(tmp_path: Path) -> Iterator[BrokerProcess]:
    """Mosquitto with the site's mosquitto.conf, on a free port."""
    need_program("mosquitto")
    with broker_process("mosquitto", tmp_path) as process:
        yield process


@pytest.fixture(params=BROKERS)
def any_broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BrokerProcess]:
    """Each real broker in turn."""
    need_program(request.param)
    with broker_process(request.param, tmp_path) as process:
        yield process


@pytest.fixture(scope="session")
def influxdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InfluxServer]:
    """A real InfluxDB, without buckets, for tests that each make their own."""
    server = InfluxServer(tmp_path_factory.mktemp("influxd"))
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def say_as_at_first() -> None:
    """Have each test begin with logs as they are before anything was set, whatever ran before."""
    structlog.reset_defaults()
