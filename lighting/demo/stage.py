"""What the demo runs on: a folder, a broker, a clock, and the controller as in production."""

import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from devices.sim.broker_process import RunningBroker, broker, free_port
from devices.sim.child import Child
from devices.sim.shared_clock import SharedClock
from lighting.client import Controller
from lighting.demo.plan import START_MS
from lighting.demo.town import SCHEDULE, SITE
from lighting.errors import ControllerUnreachable
from lighting.site.config import read_config
from lighting.site.inventory import Lamp

START_CHECKS = 150
START_CHECK_S = 0.1
REPORT_S = 600
BEACON_S = 1800
TICK_S = 60
"""Ten minutes between measurements, few time beacons and looks for silence: 200 lamps that say in a
minute what they say in a real night would keep a small machine busy for two."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that runs while the demo does."""

    folder: Path
    site: str
    broker: RunningBroker
    clock: SharedClock
    controller: Controller
    process: Child
    lamps: tuple[Lamp, ...]

    @property
    def database(self) -> Path:
        """The controller's store."""
        return self.folder / "lighting.db"

    @property
    def schedule(self) -> str:
        """The operator's schedule of this town."""
        return SCHEDULE.replace('name = "kupang"', f'name = "{self.site}"')


@contextmanager
def stage(
    kind: str, lamps: tuple[Lamp, ...], start_ms: int = START_MS, report_s: int = REPORT_S
) -> Iterator[Stage]:
    """Have all of it for as long as the block runs; nothing is left afterwards.

    On a broker that others use too, the town has a name of its own there, and so has every node.
    """
    with TemporaryDirectory(prefix="lighting-demo-") as name:
        folder = Path(name)
        with broker(kind, folder) as running:
            tag = f"demo{secrets.token_hex(3)}" if ":" in kind else ""
            site = f"kupang-{tag}" if tag else "kupang"
            town = tuple(
                replace(lamp, node=f"n-{tag}{lamp.node[1:]}" if tag else lamp.node)
                for lamp in lamps
            )
            clock = SharedClock.create(folder / "clock", start_ms, 0.0)
            config = _site(folder, site, running, report_s)
            child = Child(_command(config, folder), folder / "controller.log")
            try:
                controller = Controller.of(read_config(config))
                _wait_for(controller, child)
                yield Stage(folder, site, running, clock, controller, child, town)
            finally:
                child.end()
                clock.close()


def _command(config: Path, folder: Path) -> list[str]:
    clock = str(folder / "clock")
    return [sys.executable, "-m", "lighting", "run", "--config", str(config), "--clock-file", clock]


def _site(folder: Path, site: str, running: RunningBroker, report_s: int) -> Path:
    tokens = folder / "tokens"
    tokens.touch(mode=0o600)
    tokens.write_text(f"demo {secrets.token_urlsafe(24)}\n")
    path = folder / "lighting.toml"
    path.write_text(
        SITE.replace('name = "kupang"', f'name = "{site}"')
        + f'\n[broker]\nhost = "{running.host}"\nport = {running.port}\n'
        + "\n[guard]\ndarken_percent = 100\n"  # there is nobody else who could agree
        + f"\n[api]\nport = {free_port()}\n"
        + f"\n[nodes]\nreport_s = {report_s}\ntime_s = {BEACON_S}\n"
        + f"\n[faults]\ntick_s = {TICK_S}\n"
    )
    return path


def _wait_for(controller: Controller, child: Child) -> None:
    for _ in range(START_CHECKS):
        try:
            controller.get("pulse")
        except ControllerUnreachable:
            if child.ended(START_CHECK_S) is not None:
                break
        else:
            return
    raise ControllerUnreachable(
        "the demo's controller did not start", child.last_words(), "see what its log says"
    )
