"""A program that people would use instead: it takes messages by itself and writes to InfluxDB."""

from dataclasses import dataclass

from benchmarks.ingesting.influxd import Influxd
from benchmarks.ingesting.town import Town
from devices.sim.child import Child


@dataclass
class Rival:
    """A running one, in a folder of its own; done when InfluxDB has as many points as were sent.

    Args:
        name: As the table shows it.
        client_id: As the broker knows it.
        town: Whose messages it takes; the bucket is named after it.
        influxd: Where it writes to.
        child: Its process.
    """

    name: str
    client_id: str
    town: Town
    influxd: Influxd
    child: Child
    keeps: bool = True
    look_s: float = 0.1  # InfluxDB counts all points each time

    @property
    def pid(self) -> int | None:
        """Its process id."""
        return self.child.pid

    def taken(self) -> int:
        """How many points there are."""
        return self.influxd.count(self.town.name, "lamp", "power_w")

    def stored(self) -> tuple[int, int]:
        """How many points there are; one that comes twice is one."""
        return self.taken(), self.taken()

    def stop(self) -> None:
        """End it."""
        self.child.end()
