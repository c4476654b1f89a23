"""The controller killed twenty times in mid-flow: nothing lost, nothing doubled, no lamp wrong.

The judge looks only at what clients saw and at the database.
"""

import json
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pytest

from devices.mqtt import Endpoint, MqttLink
from devices.sim.broker_process import BrokerProcess
from tests.kill.street import Operator, Street
from tests.support.brokers import Peer
from tests.support.foreign_node import ForeignNode
from tests.support.processes import RunningController, wait_for

pytestmark = [pytest.mark.broker, pytest.mark.slow, pytest.mark.timeout(120)]

KILLS = 20
NODES = 6
FEWEST_SENT = 1_000


@pytest.fixture
def street(mosquitto_broker: BrokerProcess) -> Iterator[Street]:
    made = Street(NODES, mosquitto_broker.port)
    yield made
    made.end()


def retained(port: int) -> dict[str, int]:
    """The versions of all documents that the broker would give a newcomer."""
    peer = Peer()
    peer.link = MqttLink(
        Endpoint("127.0.0.1", port),
        client_id="judge",
        subscriptions=("lighting/v1/kupang/#",),
        will=None,
        deliver=peer.deliver,
        jitter=lambda: 0.02,
    )
    peer.link.start()
    documents = ("desired", "override")
    peer.wait_for(lambda: any(one.topic.endswith("controller/status") for one in peer.arrived))
    threading.Event().wait(0.3)  # the rest of what is retained comes in the same breath
    peer.link.stop()
    found: dict[str, int] = {}
    for message in peer.arrived:
        name = message.topic.removeprefix("lighting/v1/kupang/")
        if name.endswith(documents) or "program/" in name:
            found[name] = json.loads(message.payload)["version"]
    return found


def kept_versions(controller: RunningController) -> dict[str, int]:
    """The versions of all documents in the database, under the topics that they have."""
    form = {"desired": "node/{}/desired", "program": "program/{}", "override": "group/{}/override"}
    rows = controller.rows("SELECT kind, subject, version FROM document")
    return {form[kind].format(subject): version for kind, subject, version in rows}


@dataclass(frozen=True)
class Aftermath:
    """What is left when all is over and quiet."""

    controller: RunningController
    street: Street
    operator: Operator
    broker_port: int

    def check_nothing_lost_or_doubled(self) -> None:
        nodes = self.street.nodes
        sent = set().union(*(node.sent for node in nodes))
        assert len(sent) > FEWEST_SENT
        wait_for("every measurement is kept", lambda: len(self._samples()) >= len(sent))
        assert sorted(self._samples()) == sorted(sent)
        recorded = [(one.node, one.flash.log, n) for one in nodes for n in one.recorded]
        events = self.controller.rows("SELECT node, log, n FROM event")
        assert sorted(events) == sorted(recorded)
        assert all(node.confirmed == node.recorded for node in nodes)
        assert all(not node.nonsense for node in nodes)
        assert self.controller.rows("SELECT * FROM gap") == []
        assert self.controller.rows("SELECT * FROM refused") == []

    def _samples(self) -> list[tuple[str, str, int]]:
        return self.controller.rows("SELECT node, session, coalesce(node_at_ms, at_ms) FROM sample")

    def check_every_answered_order_is_in_the_book(self) -> None:
        reasons = {reason for (reason,) in self.controller.rows("SELECT reason FROM audit")}
        assert set(self.operator.answered) <= reasons
        assert len(self.operator.answered) >= KILLS

    def check_nobody_has_anything_but_the_newest(self) -> None:
        kept = kept_versions(self.controller)
        wait_for("the broker has what is kept", lambda: retained(self.broker_port) == kept)
        for node in self.street.nodes:
            held = held_by(node)
            assert held == {topic: kept.get(topic) for topic in held}, node.node
            assert {"group/all/override", "group/main-roads/override"} <= set(held)
            assert "program/main-roads" in held


def _has_more(things: list[str], before: int) -> bool:
    return len(things) > before


def held_by(node: ForeignNode) -> dict[str, int]:
    """The versions of the documents in a node's flash."""
    flash = node.flash
    assert flash.desired is not None
    assert flash.program is not None
    return {
        f"node/{node.node}/desired": flash.desired["version"],
        f"program/{flash.program['id']}": flash.program["version"],
        **{f"group/{name}/override": one["version"] for name, one in flash.overrides.items()},
    }


def test_a_controller_killed_twenty_times_loses_doubles_and_mistakes_nothing(
    controller: RunningController, street: Street, mosquitto_broker: BrokerProcess
) -> None:
    dice = random.Random(11)  # noqa: S311 - a test has to be repeatable
    operator = Operator(controller.api)
    operator.bring_in(street)
    street.begin()
    operator.start()
    for _ in range(KILLS):
        before = len(operator.answered)
        wait_for("an order is answered", partial(_has_more, operator.answered, before))
        threading.Event().wait(dice.uniform(0.0, 0.4))  # wherever it is then
        controller.kill()
        controller.start()
    operator.end()
    operator.set_override("all", 37, "the last word", "emergency")
    street.rest()
    wait_for("every event is confirmed", street.is_confirmed)
    wait_for("every lamp obeys the last word", lambda: {n.level for n in street.nodes} == {37})
    aftermath = Aftermath(controller, street, operator, mosquitto_broker.port)
    aftermath.check_nothing_lost_or_doubled()
    aftermath.check_every_answered_order_is_in_the_book()
    aftermath.check_nobody_has_anything_but_the_newest()
    assert "_failed" not in controller.log()


def test_a_controller_that_is_told_to_stop_under_load_stops_in_good_order(
    controller: RunningController, street: Street
) -> None:
    Operator(controller.api).bring_in(street)
    street.begin()
    for _ in range(3):
        wait_for("measurements flow", lambda: len(street.nodes[0].sent) > 20)
        assert controller.stop() == 0
        controller.start()
    assert "Traceback" not in controller.log()
