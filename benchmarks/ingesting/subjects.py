"""Who is measured: programs that take messages from the broker, each in a town of its own."""

import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Protocol

from benchmarks.ingesting.influxd import OPERATOR_TOKEN, ORG, Influxd
from benchmarks.ingesting.raw_mqtt import publications, pump, take_over
from benchmarks.ingesting.town import CONTROLLER_SESSION, Town, found
from devices.sim.child import Child
from devices.wire import codec
from devices.wire.down import ControllerStatus
from devices.wire.topics import CONTROLLER_STATUS
from lighting.stores.influx_setup import set_up

IDLE_LAMPS = 1_000
HERE = Path(__file__).parent


class Subject(Protocol):
    """A program that hears one town's lamps."""

    name: str
    town: Town
    client_id: str
    keeps: bool
    """Whether it stores what it hears, so that what is lost can be seen."""
    look_s: float
    """How often it is looked at whether it is done [s]; not often, where looking takes long."""

    @property
    def pid(self) -> int | None:
        """Its process id."""
        ...

    def taken(self) -> int:
        """How many messages it is through with, since it was started."""
        ...

    def stored(self) -> tuple[int, int]:
        """How many rows it has kept, and how many of them differ."""
        ...

    def stop(self) -> None:
        """End it."""
        ...


class Idle:
    """Counts and does nothing: `.` in its log for each lot, or for each message."""

    keeps = False
    look_s = 0.002

    def __init__(self, name: str, town: Town, command: list[str], *, lot: int) -> None:
        self.name = name
        self.town = town
        self.client_id = f"idle-{town.name}"
        self._lot = lot
        self._log = town.config.path.parent / "idle.log"
        self._child = Child(command, self._log)

    @property
    def pid(self) -> int | None:
        """Its process id."""
        return self._child.pid

    def taken(self) -> int:
        """How many messages it has heard, in whole lots."""
        return self._log.stat().st_size * self._lot

    def stored(self) -> tuple[int, int]:
        """Nothing."""
        return 0, 0

    def stop(self) -> None:
        """End it."""
        self._child.end()


def idle_paho(folder: Path, port: int, lot: int) -> Idle:
    """The baseline: paho at QoS 1 with an empty callback."""
    town = found("paho", folder / "paho", IDLE_LAMPS, "")
    script = str(HERE / "idle_paho.py")
    command = [sys.executable, script, str(port), "idle-paho", town.topics, str(lot)]
    return Idle("do-nothing paho", town, command, lot=lot)


def idle_c(folder: Path, port: int) -> Idle | None:
    """A subscriber in C, of libmosquitto; None where there is none."""
    program = shutil.which("mosquitto_sub")
    if program is None:
        return None
    town = found("c", folder / "c", IDLE_LAMPS, "")
    who = ["-p", str(port), "-i", "idle-c", "-c", "-q", "1", "-k", "600", "-t", town.topics]
    # It can't be silent and countable: one byte a message, and no end of line.
    return Idle("do-nothing C", town, [program, *who, "-N", "-F", "."], lot=1)


class Controller:
    """`lighting run`, the whole of it, with the link and the store that its settings name."""

    keeps = True
    look_s = 0.002

    def __init__(self, name: str, town: Town, port: int, influxd: Influxd | None = None) -> None:
        self.name = name
        self.town = town
        self.client_id = f"controller-{town.name}"
        self._influxd = influxd
        # The broker knows it already: nothing has to be said again to ten thousand lamps.
        take_over(port, self.client_id)
        known = ControllerStatus(session=CONTROLLER_SESSION, online=False)
        status = (CONTROLLER_STATUS.of(town.name), codec.encode(known))
        pump(port, publications([status], is_retained=True), 1)
        command = [sys.executable, "-m", "lighting", "run", "--config", str(town.config.path)]
        self._child = Child(command, town.config.path.parent / "controller.log")
        self._database = sqlite3.connect(
            f"{town.config.store_path.as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=60
        )

    @property
    def pid(self) -> int | None:
        """Its process id."""
        return self._child.pid

    def taken(self) -> int:
        """How many measurements are kept; where there is an InfluxDB, when nothing waits for it."""
        asked = "SELECT total FROM row_count WHERE name = 'sample'"
        if self._influxd:
            waits = "(SELECT points FROM journal_size)"
            asked = f"SELECT total - {waits} FROM count WHERE name = 'samples'"  # noqa: S608 - our own words
        found = self._database.execute(asked).fetchone()
        return int(found[0]) if found else 0

    def stored(self) -> tuple[int, int]:
        """How many rows there are, and how many differ in who measured when."""
        if self._influxd:
            bucket = self.town.config.influx.bucket
            count = self._influxd.count(bucket, "lamp", "power_w")
            return count, count  # a point that comes twice is one point
        rows = "count(*), count(DISTINCT node || ' ' || session || ' ' || at_ms)"
        found = self._database.execute(f"SELECT {rows} FROM sample").fetchone()  # noqa: S608 - our own words
        return int(found[0]), int(found[1])

    def refused(self) -> int:
        """How many messages it found no use for."""
        asked = "SELECT total(total) FROM refused_count"
        return int(self._database.execute(asked).fetchone()[0])

    def stop(self) -> None:
        """End it."""
        self._database.close()
        self._child.end()


def controller_to_sqlite(
    folder: Path, port: int, lamps: int, link: str, name: str = "sqlite"
) -> Controller:
    """The controller that keeps what is measured in its own file."""
    town = found(name, folder / name, lamps, _broker(port, link))
    return Controller(f"controller, {name}", town, port)


def controller_to_influxdb(
    folder: Path, port: int, lamps: int, link: str, influxd: Influxd
) -> Controller:
    """The controller that feeds an InfluxDB."""
    influx = f'\n[influx]\nurl = "{influxd.url}"\norg = "{ORG}"\n'
    town = found("influx", folder / "influx", lamps, _broker(port, link) + influx)
    set_up(town.config, OPERATOR_TOKEN)
    return Controller("controller, influx", town, port, influxd)


def _broker(port: int, link: str) -> str:
    return f'\n[broker]\nport = {port}\nlink = "{link}"\n'
