"""A node that strangers built from the wire's page works with our controller, first time."""

import random
from collections.abc import Callable

import pytest

from devices.link import Link, LinkEvent, Will
from devices.sim.memory_broker import MemoryLink
from tests.journeys.stepped_city import SteppedCity, at_ms
from tests.support.city_of_tests import SCHEDULE, lamp, override, release
from tests.support.foreign_node import ForeignNode, Habits

Build = Callable[..., SteppedCity]

HABITS = {
    "as the page says": Habits(),
    "brief": Habits(is_brief=True),
    "chatty, counting from zero": Habits(is_chatty=True, first_seq=0),
    "newest events first, one at a time": Habits(is_backwards=True, events_in_a_message=1),
}
NOON = "2026-08-16T12:00"


class Stranger:
    """A foreign node at the place of lamp KPG-0009, and a city of our own around it."""

    def __init__(self, city: SteppedCity, habits: Habits) -> None:
        self.city = city
        self.node = ForeignNode(
            "n-0009",
            self._link,
            now_ms=city.clock.now_ms,
            dice=random.Random(3),  # noqa: S311 - a test has to be repeatable
            habits=habits,
        )
        city.others.append(self.node.turn)

    def _link(self, will: Will, deliver: Callable[[LinkEvent], None]) -> Link:
        return self.city.broker.link(
            client_id="n-0009", subscriptions=(), will=will, deliver=deliver
        )


@pytest.fixture(params=HABITS)
def stranger(request: pytest.FixtureRequest, build: Build) -> Stranger:
    city = build(
        [lamp(1), lamp(9)],
        SCHEDULE,
        start_ms=at_ms(NOON),
        simulated=["n-0001"],
    )
    return Stranger(city, HABITS[request.param])


def level_at(stranger: Stranger, clock: str) -> int:
    return [level for at, level in stranger.node.effects if at <= at_ms(clock)][-1]


def test_it_gets_its_documents_obeys_and_is_known_to(stranger: Stranger) -> None:
    city, node = stranger.city, stranger.node
    city.live_until("2026-08-16T18:10")
    answer = city.ask(override("KPG-0009", level=35, until_ms=at_ms("2026-08-16T20:00")))
    city.live_until("2026-08-16T18:20")
    city.ask(override(level=25, until_ms=at_ms("2026-08-16T19:00"), priority="emergency"))
    city.live_until("2026-08-16T19:30")
    city.ask(release(answer["override"]["id"]))
    city.live_until("2026-08-17T07:00")
    assert [
        level_at(stranger, f"2026-08-{clock}")
        for clock in (
            "16T17:50",
            "16T18:05",
            "16T18:15",
            "16T18:30",
            "16T19:10",
            "16T19:40",
            "16T22:10",
            "17T06:10",
        )
    ] == [0, 100, 35, 25, 35, 100, 60, 0]
    assert (f"node/{node.node}/desired") in {topic for topic, _ in node.taken}
    known = city.service.city.twins["n-0009"]
    assert (known.level, known.program, known.holes) == (0, "main-roads", 0)
    assert city.faults() == []
    assert city.rows("SELECT * FROM refused") == []


def test_its_events_are_kept_once_and_confirmed_and_its_faults_listed(stranger: Stranger) -> None:
    city, node = stranger.city, stranger.node
    city.live_until("2026-08-16T19:00")
    node.fault("LED_OPEN", begin=True)
    node.fault("ACME-77 ☂", begin=True)
    for _ in range(70):
        node.fault("GEAR_COMM", begin=True)
        node.fault("GEAR_COMM", begin=False)
    city.live_until("2026-08-16T19:10")
    assert node.flash.events == []
    assert node.confirmed == node.recorded
    assert node.nonsense == []
    numbers = city.rows("SELECT n FROM event WHERE node = 'n-0009' ORDER BY n")
    assert [n for (n,) in numbers] == sorted(node.recorded)
    active = {fault.code: fault for fault in city.faults() if fault.state == "active"}
    assert {fault.lamp for fault in active.values()} == {"KPG-0009"}
    assert set(active) == {"LED_OPEN", "ACME_77", "GEAR_COMM"}
    assert active["GEAR_COMM"].flapping_ms is not None
    city.live_until("2026-08-16T19:50")
    assert {one.code for one in city.faults() if one.state == "active"} == {"LED_OPEN", "ACME_77"}


def test_nothing_is_confirmed_that_is_not_kept(stranger: Stranger) -> None:
    city, node = stranger.city, stranger.node
    city.live_until("2026-08-16T18:05")
    city.kill_controller()
    node.fault("LED_OPEN", begin=True)
    city.live_until("2026-08-16T18:30")
    assert node.flash.events != []
    assert not node.recorded <= node.confirmed
    city.start_controller()
    city.live_until("2026-08-16T18:35")
    assert node.confirmed == node.recorded
    kept = {n for name, _, n in city.kept_events() if name == "n-0009"}
    assert kept == node.recorded


def test_it_comes_through_a_reboot_and_a_broker_that_forgot(stranger: Stranger) -> None:
    city, node = stranger.city, stranger.node
    city.live_until("2026-08-16T19:00")
    node.boot()
    city.live_until("2026-08-16T19:10")
    city.broker.stop()
    node.fault("LED_OPEN", begin=True)
    city.ask(override("all", level=45, until_ms=at_ms("2026-08-16T23:00")))
    city.live_until("2026-08-16T19:20")
    city.broker.start(forget=True)
    city.live_until("2026-08-16T19:25")
    assert node.level == 45
    assert node.confirmed == node.recorded
    # One that does not say why it booted has rebooted for an unknown reason.
    reset = {"RESET"} if node.habits.is_brief else set()
    assert {fault.code for fault in city.faults()} == {"LED_OPEN"} | reset


def test_it_is_missed_when_its_connection_breaks_and_welcome_when_it_is_back(
    stranger: Stranger,
) -> None:
    city, node = stranger.city, stranger.node
    city.live_until("2026-08-16T19:00")
    city.others.clear()
    city.broker.connect(thief(city))
    city.live_until("2026-08-16T19:10")
    assert [fault.code for fault in city.faults() if fault.state == "active"] == ["COMM_LOST"]
    node.connect()
    city.others.append(node.turn)
    city.live_until("2026-08-16T19:20")
    assert [fault.state for fault in city.faults()] == ["cleared"]


def thief(city: SteppedCity) -> MemoryLink:
    """Somebody with the same client id, who throws the node out and says nothing."""
    return city.broker.link(client_id="n-0009", subscriptions=(), will=None, deliver=lambda _: None)
