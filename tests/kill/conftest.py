from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.sim.broker_process import BrokerProcess
from tests.support.processes import RunningController


@pytest.fixture
def controller(mosquitto_broker: BrokerProcess, tmp_path: Path) -> Iterator[RunningController]:
    """A controller process on a mosquitto of its own."""
    folder = tmp_path / "site"
    folder.mkdir()
    running = RunningController(folder, mosquitto_broker.port)
    yield running
    running.kill()
