"""Messages of a real controller process to a real server on loopback, over kills."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.sim.broker_process import BrokerProcess
from tests.kill.street import Operator, Street
from tests.support.canned_api import CannedApi, canned_api
from tests.support.processes import RunningController, wait_for
from tests.support.program import call

pytestmark = [pytest.mark.broker, pytest.mark.slow, pytest.mark.timeout(180)]
SETTINGS = """
[notify]
urls = "notify.urls"
severity = 1
quiet_from = "00:00"
quiet_until = "00:00"
window_s = 0
per_hour = 60
"""


@pytest.fixture
def service() -> Iterator[CannedApi]:
    """Whatever service brings messages to people; it refuses at first."""
    with canned_api() as api:
        api.says("POST", "/", {}, 500)
        yield api


@pytest.fixture
def controller(
    mosquitto_broker: BrokerProcess, tmp_path: Path, service: CannedApi
) -> Iterator[RunningController]:
    folder = tmp_path / "site"
    folder.mkdir()
    running = RunningController(folder, mosquitto_broker.port)
    running.stop()
    urls = folder / "notify.urls"
    urls.touch(mode=0o600)
    urls.write_text(f"json://ani:secret-word@127.0.0.1:{service.port}/\n", encoding="utf-8")
    with (folder / "lighting.toml").open("a", encoding="utf-8") as file:
        file.write(SETTINGS)
    running.start()
    yield running
    running.kill()


@pytest.fixture
def street(mosquitto_broker: BrokerProcess) -> Iterator[Street]:
    made = Street(1, mosquitto_broker.port)
    yield made
    made.end()


def titles(controller: RunningController) -> list[str]:
    """Messages that went, by the database."""
    rows = controller.rows(
        "SELECT title FROM notify_message JOIN notify_delivery ON id = message"
        " WHERE sent_ms IS NOT NULL AND body LIKE '%LED_OPEN%' ORDER BY id"
    )
    return [title for (title,) in rows]


def received(service: CannedApi, before: int) -> list[str]:
    bodies = [one["body"] for one in service.asked[before:]]
    return [one["title"] for one in bodies if "LED_OPEN" in one["message"]]


def listed(controller: RunningController) -> dict[str, str]:
    path = controller.folder / "lighting.toml"
    document = call("notify", "list", "--json", "--config", path).document
    assert "secret-word" not in str(document)
    return {one["title"]: one["state"] for one in document["messages"] if "LED_OPEN" in one["body"]}


def test_a_fault_and_its_end_are_told_once_each_over_a_refusing_service_and_kills(
    controller: RunningController, street: Street, service: CannedApi
) -> None:
    Operator(controller.api).bring_in(street)
    street.rest()
    street.begin()
    street.nodes[0].fault("LED_OPEN", begin=True)
    wait_for("the service has refused it", lambda: bool(received(service, 0)))
    assert set(listed(controller).values()) == {"waiting"}

    controller.kill()
    service.says("POST", "/", {})
    before = len(service.asked)
    controller.start()
    wait_for("it went", lambda: len(titles(controller)) == 1, 60)

    controller.kill()
    controller.start()
    street.nodes[0].fault("LED_OPEN", begin=False)
    wait_for("its end went", lambda: len(titles(controller)) == 2, 60)
    said = received(service, before)
    assert said == titles(controller)
    assert said[0].startswith("1 fault, ")
    assert said[1].startswith("1 resolved, ")
    answered = listed(controller)
    assert set(answered.values()) == {"sent"}
    controller.kill()
    assert listed(controller) == answered, "without a controller the database says the same"
