"""A city in small, all of it real: broker, InfluxDB, controller, nodes of strangers, an operator.

The judge looks only at what the nodes saw, at InfluxDB and at the controller's database.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from devices.sim.broker_process import BrokerProcess, broker_process
from lighting.stores.reading import SqliteReader
from tests.kill.street import Operator, Street
from tests.support.influxdb import InfluxServer
from tests.support.processes import RunningController
from tests.support.waiting import wait_for

NODES = 6
QUIET_S = 120.0
"""How long what waits may take to get where it belongs [s]."""
LAST_WORD = 37

Key = tuple[str, str, int]
"""A sample: node, session, and when."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of everything, once all is over and quiet.

    Attributes:
        kills: How often something was killed.
        sent: Measurements that nodes handed over, and events that they recorded.
        acknowledged: Events that the controller has confirmed to nodes.
        stored: Measurements in InfluxDB, and events in the database.
        lost: What was sent, is not stored, and is not named as missing.
        named: What is missing and named: a hole in a node's count of messages, or a gap.
        doubled: What is stored more than once.
        wrong: What was stored and never sent, lamps that do not obey the last word, lines that
            InfluxDB refused.
    """

    kills: int
    sent: int
    acknowledged: int
    stored: int
    lost: int
    named: int
    doubled: int
    wrong: int

    def line(self, what: str, seed: int) -> str:
        """Say it in one line."""
        facts = " ".join(f"{name}={getattr(self, name)}" for name in self.__dataclass_fields__)
        return f"{what} seed={seed} {facts}"


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that can be killed, and who suffers it."""

    broker: BrokerProcess
    broker_folder: Path
    influx: InfluxServer
    controller: RunningController
    street: Street
    operator: Operator

    def outcome(self, kills: int) -> Outcome:
        """Let all come to rest, and judge."""
        self.operator.set_override("all", LAST_WORD, "the last word", "emergency")
        self.street.rest()
        wait_for("every event is confirmed", self.street.is_confirmed, QUIET_S)
        nodes = self.street.nodes
        wait_for("lamps obey", lambda: {one.level for one in nodes} == {LAST_WORD}, QUIET_S)
        sent = self._sent()
        holes = self._holes()
        wait_for("all is in InfluxDB", lambda: self._is_drained(sent, holes), QUIET_S)
        return self._judged(kills, sent, holes)

    def _sent(self) -> set[Key]:
        return set[Key]().union(*(one.sent for one in self.street.nodes))

    def _judged(self, kills: int, sent: set[Key], holes: int) -> Outcome:
        points = self._points()
        # Nodes at rest still report now and then: what they sent during the wait isn't judged.
        for later in self._sent() - sent:
            points.pop(later, None)
        recorded = {(one.node, one.flash.log, n) for one in self.street.nodes for n in one.recorded}
        events = set(self.controller.rows("SELECT node, log, n FROM event"))
        ((gone,),) = self.controller.rows("SELECT total(count) FROM gap")
        missing, missing_events = len(sent - points.keys()), len(recorded - events)
        named = min(missing, holes) + min(missing_events, int(gone))
        ((parked,),) = self.controller.rows("SELECT count(*) FROM parked")
        return Outcome(
            kills=kills,
            sent=len(sent) + len(recorded),
            acknowledged=sum(len(one.confirmed) for one in self.street.nodes),
            stored=len(points) + len(events),
            lost=missing + missing_events - named,
            named=named,
            doubled=sum(count - 1 for count in points.values()),
            wrong=len(points.keys() - sent) + len(events - recorded) + parked + self._astray(),
        )

    def _astray(self) -> int:
        return sum(one.level != LAST_WORD for one in self.street.nodes)

    def _is_drained(self, sent: set[Key], holes: int) -> bool:
        """Whether nothing is on its way any more: neither in the broker nor in the journal."""
        ((waiting,),) = self.controller.rows("SELECT points FROM journal_size")
        return waiting == 0 and len(sent - self._points().keys()) <= max(holes, self._holes())

    def _holes(self) -> int:
        reader = SqliteReader.beside(self.controller.folder / "lighting.db")
        try:
            return sum(twin.holes for twin in reader.load(0).twins)
        finally:
            reader.close()

    def _points(self) -> Counter[Key]:
        """How often each measurement is in InfluxDB."""
        query = "SELECT session, level FROM lamp WHERE session != '' GROUP BY node"
        rows = self.influx.ask("lighting", query)
        return Counter((row["node"], row["session"], row["time"]) for row in rows)


@contextmanager
def scene(folder: Path, seed: int, link: str = "paho") -> Iterator[Scene]:
    """Have a city in which measurements flow and orders are given."""
    with ExitStack() as stack:
        for name in ("broker", "influx", "site"):
            (folder / name).mkdir(exist_ok=True)
        broker = stack.enter_context(broker_process("mosquitto", folder / "broker"))
        influx = InfluxServer(folder / "influx", "lighting", "lighting_hourly", "lighting_book")
        stack.callback(influx.stop)
        controller = RunningController(folder / "site", broker.port, link, influx)
        stack.callback(controller.kill)
        street = Street(NODES, broker.port, seed)
        stack.callback(street.end)
        operator = Operator(controller.api)
        operator.bring_in(street)
        street.begin()
        operator.start()
        stack.callback(operator.end)
        yield Scene(broker, folder / "broker", influx, controller, street, operator)


def is_whole(database: Path) -> bool:
    """Whether SQLite finds nothing wrong in its file."""
    connection = sqlite3.connect(database)
    try:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    finally:
        connection.close()
