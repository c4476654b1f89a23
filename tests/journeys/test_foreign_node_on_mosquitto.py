"""Strangers' nodes on a real broker with the controller as a process: `lighting run`."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from devices.sim.broker_process import BrokerProcess
from tests.kill.street import Operator, Street
from tests.support.processes import RunningController, wait_for

pytestmark = [pytest.mark.broker, pytest.mark.slow]


@pytest.fixture
def controller(mosquitto_broker: BrokerProcess, tmp_path: Path) -> Iterator[RunningController]:
    folder = tmp_path / "site"
    folder.mkdir()
    running = RunningController(folder, mosquitto_broker.port)
    yield running
    running.stop()


@pytest.fixture
def street(mosquitto_broker: BrokerProcess) -> Iterator[Street]:
    made = Street(3, mosquitto_broker.port)
    yield made
    made.end()


def test_nodes_built_from_the_page_get_their_documents_obey_and_are_listed(
    controller: RunningController, street: Street
) -> None:
    operator = Operator(controller.api)
    operator.bring_in(street)
    street.rest()
    street.begin()
    for choice, level, levels in (
        ("group:main-roads", 41, [41, 41, 41]),
        ("KPG-0002", 42, [41, 42, 41]),
        ("all", 43, [43, 43, 43]),
    ):
        answer = operator.set_override(choice, level, "try")
        wait_for(f"{choice} at {level} %", partial(_are_at, street, levels))
        wait_for("the change is applied", partial(_is_applied, controller, answer["change"]))
    street.nodes[0].fault("LED_OPEN", begin=True)
    wait_for("the fault is listed", lambda: "LED_OPEN" in _codes(controller))
    wait_for("every event is confirmed", street.is_confirmed)
    listed = {one["lamp"]: one for one in controller.api.get("lamps")["lamps"]}
    assert [one["reported_level"] for one in listed.values()] == [43, 43, 43]
    assert all(one["converged"] for one in listed.values())
    assert controller.rows("SELECT * FROM refused") == []


def test_nodes_hear_of_everything_when_the_broker_was_away_and_forgot(
    controller: RunningController, street: Street, mosquitto_broker: BrokerProcess, tmp_path: Path
) -> None:
    operator = Operator(controller.api)
    operator.bring_in(street)
    street.begin()
    wait_for("the nodes have programs", lambda: all(node.flash.program for node in street.nodes))
    mosquitto_broker.kill()
    for path in tmp_path.glob("*.db"):
        path.unlink()
    operator.set_override("all", 44, "while nobody hears")
    mosquitto_broker.restart()
    wait_for("the nodes obey", lambda: {node.level for node in street.nodes} == {44})
    street.rest()
    wait_for("every event is confirmed", street.is_confirmed)
    recorded = sorted((one.node, n) for one in street.nodes for n in one.recorded)
    assert sorted(controller.rows("SELECT node, n FROM event")) == recorded


def test_what_nodes_told_before_they_were_listed_is_known_once_they_are(
    controller: RunningController, street: Street
) -> None:
    street.rest()
    street.begin()
    asked = "SELECT count(*) FROM refused WHERE topic LIKE '%/status'"
    wait_for("all births have come", lambda: controller.rows(asked)[0][0] >= len(street.nodes))
    Operator(controller.api).bring_in(street)
    wait_for("all births are known", lambda: _firmwares(controller) == {"0.9-other"})


def _firmwares(controller: RunningController) -> set[str | None]:
    lamps = (f"KPG-{number:04}" for number in (1, 3))  # the second node says only what it must
    return {controller.api.get("lamps", lamp)["lamp"]["firmware"] for lamp in lamps}


def _are_at(street: Street, levels: list[int]) -> bool:
    return [node.level for node in street.nodes] == levels


def _is_applied(controller: RunningController, change: str) -> bool:
    told = controller.api.get("changes", change)
    return bool(told["applied"] == told["lamps"])


def _codes(controller: RunningController) -> set[str]:
    return {one["code"] for one in controller.api.get("faults")["faults"]}
