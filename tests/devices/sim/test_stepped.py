from dataclasses import replace
from itertools import pairwise

from devices.sim.ailments import Ailment, Kind
from devices.sim.fleet import build_lamps
from devices.sim.lamp import LampSpec
from devices.sim.memory_broker import MemoryBroker
from devices.sim.stepped import SteppedFleet
from devices.sim.truth import Truth
from devices.wire import topics
from devices.wire.codec import encode
from devices.wire.documents import to_document
from devices.wire.down import Desired
from tests.support.town import HOUR_MS, NOON_MS, Town, ordinary_program, stepped_town
from tests.support.wire_words import SITE

NODES = [f"n-{number:03}" for number in range(12)]
SPECS = [LampSpec(node, 40.0 + place, f"p-{place // 4}") for place, node in enumerate(NODES)]
AILMENTS = [
    Ailment(Kind.DEAD_LAMP, NODES[1], NOON_MS + 7 * HOUR_MS),
    Ailment(Kind.PANEL_OUTAGE, "p-2", NOON_MS + 8 * HOUR_MS, NOON_MS + 9 * HOUR_MS),
    Ailment(Kind.REBOOT, NODES[2], NOON_MS + 9 * HOUR_MS),
    Ailment(Kind.SILENCE, NODES[3], NOON_MS + 7 * HOUR_MS, NOON_MS + 9 * HOUR_MS),
]


def _night(seed: int, hours: float = 11) -> tuple[SteppedFleet, Town]:
    broker = MemoryBroker()
    town = stepped_town(broker, NODES)
    lamps = build_lamps(SPECS, AILMENTS, site=SITE, seed=seed, start_ms=NOON_MS)
    fleet = SteppedFleet(lamps, broker, NOON_MS)
    fleet.run_until(NOON_MS + int(hours * HOUR_MS), town.step)
    return fleet, town


def _content(truth: Truth) -> object:
    return (
        truth.handed,
        truth.samples,
        truth.events,
        {node: (lamp.shone, lamp.boots, lamp.commanded) for node, lamp in truth.lamps.items()},
    )


def test_the_same_seed_gives_the_same_night_and_another_one_another() -> None:
    (first, first_town), (second, second_town) = _night(5), _night(5)
    assert _content(first.truth) == _content(second.truth)
    assert first_town.ledger.samples == second_town.ledger.samples
    assert _content(_night(6)[0].truth) != _content(first.truth)


def test_everything_that_was_recorded_arrives_whatever_ails_the_fleet() -> None:
    fleet, town = _night(5)
    assert town.ledger.refused == 0
    assert set(town.ledger.samples) == fleet.truth.confirmed_samples
    assert set(fleet.truth.events) == set(town.ledger.events) | fleet.truth.held_events
    assert [one.ailment.kind for one in fleet.truth.ailed] == [
        Kind.DEAD_LAMP,
        Kind.SILENCE,
        Kind.PANEL_OUTAGE,
        Kind.REBOOT,
    ]
    assert {node for node, _ in town.ledger.wills} == {*NODES[8:], NODES[2], NODES[3]}


def test_the_counts_of_messages_agree_with_what_came() -> None:
    fleet, town = _night(5)
    came = dict(town.ledger.counts)
    came["status"] -= len(town.ledger.wills)
    assert came == fleet.truth.handed == fleet.truth.confirmed


def test_a_broker_that_forgot_everything_hears_all_that_is_not_confirmed_again() -> None:
    broker = MemoryBroker()
    lamps = build_lamps(SPECS, [], site=SITE, seed=1, start_ms=NOON_MS)
    fleet = SteppedFleet(lamps, broker, NOON_MS)
    fleet.run_until(NOON_MS + 2 * HOUR_MS)
    broker.stop()
    fleet.run_until(NOON_MS + 3 * HOUR_MS)
    broker.start(forget=True)
    town = stepped_town(broker, NODES)
    fleet.run_until(NOON_MS + 5 * HOUR_MS, town.step)
    assert set(fleet.truth.events) == set(town.ledger.events) | fleet.truth.held_events
    assert all(lamp.node and lamp.node.memory.program for lamp in lamps)


def test_whoever_takes_part_gets_a_turn_at_every_moment_and_at_least_every_minute() -> None:
    lamps = build_lamps(SPECS[:1], [], site=SITE, seed=1, start_ms=NOON_MS)
    fleet = SteppedFleet(lamps, MemoryBroker(), NOON_MS)
    moments = [NOON_MS]
    fleet.run_until(NOON_MS + HOUR_MS, moments.append)
    steps = {later - earlier for earlier, later in pairwise(moments)}
    assert max(steps) <= 60_000
    assert moments[-1] == fleet.now_ms == NOON_MS + HOUR_MS


def test_without_lamps_time_goes_on() -> None:
    fleet = SteppedFleet([], MemoryBroker(), NOON_MS)
    fleet.run_until(NOON_MS + 90_000)
    assert fleet.now_ms == NOON_MS + 90_000
    assert fleet.truth.lag() == 0


def test_a_lamp_that_gets_another_program_listens_to_that_one_alone() -> None:
    broker = MemoryBroker()
    lamps = build_lamps(SPECS[:1], [], site=SITE, seed=1, start_ms=NOON_MS)
    town = stepped_town(broker, NODES[:1])
    fleet = SteppedFleet(lamps, broker, NOON_MS)
    fleet.run_until(NOON_MS + 7 * HOUR_MS, town.step)
    parks = to_document(replace(ordinary_program("parks"), points=(), ordinary=()), 1, 1)
    other = Desired(version=2, issued_ms=2, program="parks", default_level=30)
    town.link.publish(topics.PROGRAM.of(SITE, "parks"), encode(parks), retain=True)
    town.link.publish(topics.DESIRED.of(SITE, NODES[0]), encode(other), retain=True)
    fleet.run_until(NOON_MS + 8 * HOUR_MS, town.step)
    newer = to_document(ordinary_program(), 2, 2)
    town.link.publish(topics.PROGRAM.of(SITE, "roads"), encode(newer), retain=True)
    fleet.run_until(NOON_MS + 9 * HOUR_MS, town.step)
    node = lamps[0].node
    assert node is not None
    assert node.memory.program is not None
    assert (node.memory.program.id, node.level, node.refused) == ("parks", 30, 0)
