"""The controller as it runs: a process of its own, that tests start, ask and kill."""

import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any

from devices.sim.broker_process import free_port
from devices.sim.child import Child
from lighting.client import Controller
from lighting.errors import ControllerUnreachable
from lighting.site.config import read_config
from tests.support.city_of_tests import SITE
from tests.support.influxdb import InfluxServer
from tests.support.waiting import wait_for

__all__ = ["RunningController", "wait_for"]


class RunningController:
    """`lighting run` for a site in a folder, on a broker that somebody else runs.

    Args:
        folder: Of the site; everything of it is in there.
        broker_port: Where the broker listens.
        link: How the controller speaks to it.
        influx: Where measurements go; None: they stay.
    """

    def __init__(
        self,
        folder: Path,
        broker_port: int,
        link: str = "paho",
        influx: InfluxServer | None = None,
    ) -> None:
        self.folder = folder
        self._config = _write_site(folder, broker_port, link)
        if influx is not None:
            _write_influx(self._config, influx)
        self.api = Controller.of(read_config(self._config))
        self._child: Child | None = None
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "lighting", "run", "--config", str(self._config)]
        self._child = Child(command, self.folder / "controller.log")
        wait_for("the controller answers", self._answers)

    def _answers(self) -> bool:
        try:
            self.api.get("pulse")
        except ControllerUnreachable:
            if self._child is not None and self._child.pid is None:
                raise AssertionError(self._child.last_words()) from None
            return False
        return True

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._child.pid if self._child else None

    def kill(self) -> None:
        """End it as the kernel or a power cut does, in the middle of whatever it is doing."""
        self._end(signal.SIGKILL)

    def stop(self) -> int | None:
        """End it in good order; give its exit status."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int | None:
        child, self._child = self._child, None
        if child is None:
            return None
        child.end(how)
        return child.ended(0)

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database says to somebody who knows none of our code."""
        path = self.folder / "lighting.db"
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def log(self) -> str:
        """Everything that it said."""
        return (self.folder / "controller.log").read_text(errors="replace")


def _write_site(folder: Path, broker_port: int, link: str) -> Path:
    _write_secret(folder / "tokens", "ani a-token-of-more-than-twenty-letters\n")
    path = folder / "lighting.toml"
    path.write_text(
        SITE
        + f'\n[broker]\nport = {broker_port}\nlink = "{link}"\n'
        + f"\n[api]\nport = {free_port()}\n"
        + "\n[nodes]\nreport_s = 10\nspread_s = 0\ntime_s = 10\n\n[faults]\ntick_s = 1\n"
        + "\n[guard]\ndarken_percent = 100\n"  # there is nobody else who could agree
    )
    return path


def _write_influx(config: Path, influx: InfluxServer) -> None:
    _write_secret(config.parent / "influx.token", influx.token)
    with config.open("a") as file:
        file.write(f'\n[influx]\nurl = "{influx.url}"\norg = "{influx.org}"\n')


def _write_secret(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)
