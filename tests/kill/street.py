"""A street of foreign nodes on a real broker, and an operator who keeps changing his mind."""

import random
import threading
from collections.abc import Callable
from typing import Any

from devices.clock import SystemClock
from devices.link import Link, LinkEvent, Will
from devices.mqtt import Endpoint, MqttLink
from lighting.client import Controller
from lighting.errors import ControllerUnreachable
from lighting.site.inventory import write_lamps
from lighting.times import rfc3339
from tests.support.city_of_tests import SCHEDULE, lamp
from tests.support.foreign_node import ForeignNode, Habits

HABITS = (Habits(), Habits(is_brief=True), Habits(is_chatty=True, first_seq=0))
PAUSE_S = 0.02
# So that the controller is committing most of the time, and a kill hits it there.
SAMPLES_IN_A_TURN = 4
SIX_HOURS_MS = 6 * 3_600_000


class Street:
    """Nodes that hear, decide and speak in a thread of their own, a burst in each turn."""

    def __init__(self, count: int, broker_port: int, seed: int = 5) -> None:
        self.lamps = [lamp(number) for number in range(1, count + 1)]
        self._port = broker_port
        self._dice = random.Random(seed)  # noqa: S311 - a test has to be repeatable
        self._is_busy = True
        self._is_over = threading.Event()
        self.nodes: list[ForeignNode] = []
        self._thread = threading.Thread(target=self._live, daemon=True)

    def begin(self) -> None:
        """Have all nodes come to life."""
        self.nodes += [
            ForeignNode(
                one.node,
                self._cable(one.node),
                now_ms=SystemClock().now_ms,
                dice=self._dice,
                habits=HABITS[number % len(HABITS)],
            )
            for number, one in enumerate(self.lamps)
        ]
        self._thread.start()

    def _cable(self, node: str) -> Callable[[Will, Callable[[LinkEvent], None]], Link]:
        def make(will: Will, deliver: Callable[[LinkEvent], None]) -> Link:
            return MqttLink(
                Endpoint("127.0.0.1", self._port),
                client_id=node,
                subscriptions=(),
                will=will,
                deliver=deliver,
                jitter=lambda: 0.02,
            )

        return make

    def _live(self) -> None:
        turn = 0
        while not self._is_over.wait(PAUSE_S):
            turn += 1
            for number, node in enumerate(self.nodes):
                node.turn()
                if self._is_busy:
                    self._bustle(node, turn + number)

    @staticmethod
    def _bustle(node: ForeignNode, turn: int) -> None:
        for _ in range(SAMPLES_IN_A_TURN):
            node.measure()
        if turn % 4 == 0:
            node.fault("GEAR_COMM", begin=turn % 8 == 0)

    def rest(self) -> None:
        """No more measurements and faults of their own."""
        self._is_busy = False

    def is_confirmed(self) -> bool:
        """Whether no node holds an event any more."""
        return all(not node.flash.events for node in self.nodes)

    def end(self) -> None:
        """Take the nodes away."""
        self._is_over.set()
        if self.nodes:
            self._thread.join()
        for node in self.nodes:
            node.leave()


class Operator:
    """Gives orders, one after the other, whether somebody answers or not."""

    def __init__(self, api: Controller) -> None:
        self._api = api
        self.answered: list[str] = []
        self._number = 0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Let him finish what he is at."""
        self._is_over.set()
        self._thread.join()

    def bring_in(self, street: Street) -> None:
        """Import the lamps and apply a schedule, before anything goes wrong."""
        csv = write_lamps(street.lamps)
        facts = {"source": "lamps.csv", "dry_run": False, "reason": "new"}
        self._api.post("lamps", "import", csv=csv, **facts)
        self.apply(60)

    def apply(self, level: int, reason: str = "first") -> dict[str, Any]:
        text = SCHEDULE.replace("level = 60", f"level = {level}")
        return self._api.post("schedule", text=text, source="schedules.toml", reason=reason)

    def set_override(self, choice: str, level: int, reason: str, priority: str = "operator") -> Any:  # noqa: ANN401 - as it is answered
        until = rfc3339(SystemClock().now_ms() + SIX_HOURS_MS, "UTC")
        body = {"for": choice, "until": until, "fade_s": 0}
        return self._api.post("overrides", level=level, reason=reason, priority=priority, **body)

    def _work(self) -> None:
        while not self._is_over.wait(0.05):
            self._number += 1
            reason = f"order {self._number}"
            try:
                self._order(reason)
            except ControllerUnreachable:
                continue
            self.answered.append(reason)

    def _order(self, reason: str) -> None:
        kind = self._number % 3
        if kind == 0:
            self.apply(1 + self._number % 90, reason)
            return
        choice = "group:main-roads" if kind == 1 else "KPG-0002"
        answer = self.set_override(choice, 1 + self._number % 90, reason)
        self._api.post("overrides", answer["override"]["id"], "release", reason=reason)
