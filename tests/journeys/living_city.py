"""A small city with everything real, in fast time: broker, InfluxDB, controller, lamps, a terminal.

The lamps' time and the controller's are one, and go faster than that of the wall; whoever waits for
something waits for it, and not for a time.
"""

import asyncio
import sqlite3
import sys
import threading
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from devices.clock import SystemClock
from devices.sim.ailments import Ailment
from devices.sim.broker_process import free_port
from devices.sim.child import Child
from devices.sim.fleet import Fleet
from devices.sim.lamp import LampSpec
from devices.sim.shared_clock import SharedClock
from lighting.site.inventory import Lamp, write_lamps
from tests.support.city_of_tests import SITE
from tests.support.influxdb import InfluxServer
from tests.support.program import Outcome, call
from tests.support.waiting import wait_for

SPEED = 60.0
"""Simulated seconds in one of the wall's: a report of every lamp each second."""
PATIENCE_S = 60.0
ZONE = ZoneInfo("Asia/Makassar")


def last_evening_ms(hour: int, minute: int) -> int:
    """The last time that it was so late in Kupang: InfluxDB forgets what is older than its days."""
    now = datetime.fromtimestamp(SystemClock().now_ms() / 1000, ZONE)
    evening = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return int((evening if evening <= now else evening - timedelta(days=1)).timestamp() * 1000)


class LivingCity:
    """Its lamps, and the program as a technician calls it.

    Args:
        folder: Of the site; everything of it is in there.
        broker_port: Where the broker listens.
        influx: Where measurements go, and its three buckets.
        lamps: What stands in the streets.
        start_ms: The moment at which it comes to life.
        ailments: What breaks, and when it is mended.
    """

    def __init__(
        self,
        folder: Path,
        broker_port: int,
        influx: tuple[InfluxServer, str, str, str],
        lamps: Sequence[Lamp],
        *,
        start_ms: int,
        ailments: Sequence[Ailment],
    ) -> None:
        self._folder = folder
        self._config = _write_site(folder, broker_port, *influx)
        (folder / "lamps.csv").write_text(write_lamps(lamps))
        self.clock = SharedClock.create(folder / "clock", start_ms, SPEED)
        self._fleet = Fleet(
            [LampSpec(one.node, one.power_w, one.panel) for one in lamps],
            ailments,
            self.clock,
            host="127.0.0.1",
            port=broker_port,
            site="kupang",
            seed=7,
        )
        self._is_over = threading.Event()
        self._living = threading.Thread(target=lambda: asyncio.run(self._live()))
        self._controller: Child | None = None

    def begin(self) -> None:
        """Have the lamps come to life, start the controller, and wait until it answers."""
        self._living.start()
        command = [sys.executable, "-m", "lighting", "run", "--config", str(self._config)]
        clock = ["--clock-file", str(self._folder / "clock")]
        self._controller = Child([*command, *clock], self._folder / "controller.log")
        wait_for("the controller answers", lambda: self.lighting("status").code == 0, PATIENCE_S)

    def lighting(self, *arguments: str | Path) -> Outcome:
        """Call the program."""
        return call(*arguments, "--config", self._config)

    def answer(self, *arguments: str | Path) -> dict[str, Any]:
        """Call the program, and give the document that it prints; it must succeed."""
        said = self.lighting(*arguments, "--json")
        assert said.code == 0, said
        return said.document

    def wait_until_ms(self, at_ms: int) -> None:
        """Let time pass."""
        wait_for("time passes", lambda: self.clock.now_ms() >= at_ms, PATIENCE_S)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What the database says to somebody who knows none of our code."""
        place = f"{(self._folder / 'lighting.db').as_uri()}?mode=ro"
        with closing(sqlite3.connect(place, uri=True, timeout=10)) as connection:
            return connection.execute(statement).fetchall()

    def end(self) -> None:
        """Clear away."""
        if self._controller is not None:
            self._controller.end()
        self._is_over.set()
        self._living.join(PATIENCE_S)
        self.clock.close()

    async def _live(self) -> None:
        living = asyncio.create_task(self._fleet.run())
        await asyncio.to_thread(self._is_over.wait)
        await self._fleet.stop()
        await living


def _write_site(
    folder: Path, broker_port: int, influx: InfluxServer, raw: str, hourly: str, book: str
) -> Path:
    _write_secret(folder / "tokens", "ani a-token-of-more-than-twenty-letters\n")
    _write_secret(folder / "influx.token", influx.token)
    path = folder / "lighting.toml"
    path.write_text(
        f"{SITE}\n[broker]\nport = {broker_port}\n\n[api]\nport = {free_port()}\n"
        "\n[nodes]\nreport_s = 60\nspread_s = 0\ntime_s = 60\n\n[faults]\ntick_s = 5\n"
        f'\n[influx]\nurl = "{influx.url}"\norg = "{influx.org}"\n'
        f'bucket = "{raw}"\nhourly_bucket = "{hourly}"\nbook_bucket = "{book}"\n'
    )
    return path


def _write_secret(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)
