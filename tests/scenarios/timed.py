"""A controller as it runs, in simulated time, that can be killed and started again."""

import signal
import sys
from pathlib import Path
from typing import Any

from devices.sim.broker_process import free_port
from devices.sim.child import Child
from lighting.client import Controller
from lighting.demo.town import SITE
from lighting.errors import ControllerUnreachable, LightingError
from lighting.site.config import read_config
from tests.support.waiting import wait_for

MORE = """
[broker]
port = {broker_port}

[api]
port = {api_port}

[nodes]
report_s = 300
time_s = 1800

[faults]
tick_s = 60

[guard]
darken_percent = 100

[notify]
urls = "urls"
"""


class TimedController:
    """`lighting run` for a site in a folder, by the time in a file.

    Args:
        folder: Of the site.
        broker_port: Of its broker.
        clock_file: Where the time stands.
        told: The address to which messages to people go.
    """

    def __init__(self, folder: Path, broker_port: int, clock_file: Path, told: str) -> None:
        self.folder = folder
        self.database = folder / "lighting.db"
        self._clock_file = clock_file
        self._config = folder / "lighting.toml"
        for name, text in (("tokens", f"ani {'a' * 30}\n"), ("urls", f"{told}\n")):
            (folder / name).touch(mode=0o600)
            (folder / name).write_text(text)
        self._config.write_text(
            SITE + MORE.format(broker_port=broker_port, api_port=free_port()), encoding="utf-8"
        )
        self.api = Controller.of(read_config(self._config))
        self._child: Child | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "lighting", "run", "--config", str(self._config)]
        command += ["--clock-file", str(self._clock_file)]
        self._child = Child(command, self.folder / "controller.log")
        wait_for("the controller answers", self._answers, 60.0)

    def _answers(self) -> bool:
        if self._child is not None and self._child.pid is None:
            raise AssertionError(self._child.last_words())
        return self.pulse() is not None

    def pulse(self) -> dict[str, Any] | None:
        """How it keeps up; None: it does not answer."""
        try:
            return self.api.get("pulse")
        except (ControllerUnreachable, LightingError):
            return None

    def kill(self) -> None:
        """End it in the middle of whatever it is doing."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in good order."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._child is not None:
            self._child.end(how)
            self._child = None
