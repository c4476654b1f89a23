"""A second broker that hears all that nodes say on a first one, for a controller on its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devices.sim.broker_process import BrokerProcess, free_port
from devices.sim.broker_programs import Program, find_program

SITE = "kupang"


@dataclass(frozen=True, slots=True)
class Bridged:
    """Mosquitto with a bridge: of what nodes say nothing is lost, and nothing goes back."""

    mosquitto: Program
    from_port: int

    @property
    def name(self) -> str:
        """What people call it."""
        return self.mosquitto.name

    def prepare(self, port: int, folder: Path) -> list[str]:
        """Write the settings; give the command line."""
        command = self.mosquitto.prepare(port, folder)
        bridge = (
            "connection beside",
            f"address 127.0.0.1:{self.from_port}",
            *(f"topic lighting/v1/{SITE}/node/+/{what} in 1" for what in SAID),
            "cleansession false",
            "notifications false",
            "restart_timeout 1",
        )
        with (folder / "mosquitto.conf").open("a", encoding="utf-8") as file:
            file.write("\n".join(bridge) + "\n")
        return command


SAID = ("status", "reported", "telemetry", "event")


@contextmanager
def bridged(from_port: int, folder: Path) -> Iterator[BrokerProcess]:
    """Have such a broker for as long as the block runs."""
    process = BrokerProcess(Bridged(find_program("mosquitto"), from_port), free_port(), folder)
    try:
        yield process
    finally:
        process.stop()
