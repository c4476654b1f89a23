"""The program against everything real: broker, daemon and simulated lamps, each its own process."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devices.sim.broker_process import BrokerProcess
from tests.support.program import Outcome, call

pytestmark = [pytest.mark.broker, pytest.mark.slow]
PROGRAM = Path(sys.executable).with_name("lighting")
PATIENCE_S = 45.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def process(folder: Path, *arguments: str) -> Iterator[None]:
    with (folder / f"{arguments[0]}.log").open("wb") as log:
        command = [str(PROGRAM), *arguments, "--config", str(folder / "lighting.toml")]
        child = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            yield
        finally:
            child.terminate()
            child.wait(timeout=30)


@pytest.fixture
def config(tmp_path: Path, mosquitto_broker: BrokerProcess) -> Iterator[Path]:
    """A site with three lamps whose clock goes 60 times as fast."""
    folder = tmp_path / "kupang"
    call("init", folder)
    path = folder / "lighting.toml"
    text = path.read_text().replace("port = 1883", f"port = {mosquitto_broker.port}")
    path.write_text(text.replace("port = 8470", f"port = {free_port()}"))
    clock = str(folder / "clock")
    lamps = ("--inventory", str(folder / "lamps.csv"), "--speed", "60", "--clock-file", clock)
    with process(folder, "simulate", *lamps):
        wait_until((folder / "clock").exists)
        with process(folder, "run", "--clock-file", clock):
            yield path


def wait_until(holds: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline_s, "it never came to that"
        threading.Event().wait(0.05)


def test_an_operators_evening_mistakes_included(config: Path) -> None:
    def lighting(*arguments: str) -> Outcome:
        return call(*arguments, "--config", config)

    def levels() -> dict[str, int | None]:
        rows = lighting("lamp", "list", "--json").document["lamps"]
        return {row["lamp"]: row["reported_level"] for row in rows}

    wait_until(lambda: lighting("doctor").code == 0)
    imported = lighting("lamp", "import", str(config.parent / "lamps.csv"), "--apply", "--json")
    assert imported.document["added"] == ["KPG-0001", "KPG-0002", "KPG-0003"]

    schedule = str(config.parent / "schedules.toml")
    follow = ("--wait", "100%", "--timeout", "40s", "--json")
    applied = lighting("schedule", "apply", schedule, "--reason", "first", *follow)
    assert applied.code == 0, applied.err
    assert applied.document["progress"]["applied"] == 3

    dim = ("--for", "group:parks", "--until", "+12h", "--reason", "night market")
    override = lighting("override", "set", "37", *dim, "--timeout", "40s", "--json")
    assert override.code == 0, override.err
    wait_until(lambda: levels()["KPG-0003"] == 37)
    assert "night market" in lighting("why", "KPG-0003").out
    listed = lighting("override", "list", "--json").document["overrides"]
    assert [(each["level"], each["by"]) for each in listed] == [(37, listed[0]["by"])]

    released = ("override", "release", listed[0]["id"], "--reason", "over", "--timeout", "40s")
    assert lighting(*released).code == 0
    wait_until(lambda: levels()["KPG-0003"] != 37)
    assert lighting("override", "list", "--json").document["overrides"] == []

    status = lighting("status", "--json").document
    assert status["lamps"]["total"] == 3
    assert status["schedule"]["by"] == listed[0]["by"]
    shown = lighting("schedule", "show").out
    assert shown.startswith(Path(schedule).read_text())
    assert "# Taken from version 1 (" in shown
    look_back(config)
    make_mistakes(config)


def look_back(config: Path) -> None:
    """What has been is there to be asked about."""

    def lighting(*arguments: str) -> Outcome:
        return call(*arguments, "--config", config)

    wait_until(lambda: bool(lighting("lamp", "history", "KPG-0003", "--json").document["samples"]))
    history = lighting("lamp", "history", "KPG-0003", "--fields", "power_w")
    assert "coverage" in history.out, history.err
    assert lighting("report", "energy", "--json").document["total"]["lamps"] == 3
    assert lighting("fault", "history").code == 0
    assert lighting("influx", "status", "--json").document["state"] == "off"


def make_mistakes(config: Path) -> None:
    """Errors of the daemon keep their exit codes."""

    def code(*arguments: str) -> int:
        return call(*arguments, "--config", config).code

    because = ("--reason", "x")
    assert code("lamp", "show", "KPG-9999") == 4
    assert code("why", "KPG-9999") == 4
    assert code("fault", "show", "f-999") == 4
    assert code("lamp", "history", "KPG-9999") == 4
    assert code("influx", "parked", "retry", "7", *because) == 4
    assert code("influx", "setup") == 6
    assert code("override", "release", "o-999", *because) == 4
    assert code("override", "set", "50", "--for", "group:parcs", "--until", "+1h", *because) == 4
    assert code("override", "set", "0", "--for", "all", "--until", "+20h", *because) == 6
    assert code("override", "set", "50", "--for", "all", "--until", "-1h", *because) == 6
    foreign = config.parent / "foreign.toml"
    text = (config.parent / "schedules.toml").read_text()
    foreign.write_text(text.replace('name = "kupang"', 'name = "atambua"'))
    assert code("schedule", "apply", str(foreign), *because) == 7
    tokens = config.parent / "tokens"
    tokens.write_text("stranger abcdefghij0123456789\n")
    assert code("status") == 6
