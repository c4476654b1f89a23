"""Lamps on real brokers, each with its own connection."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest

from devices.sim.ailments import Ailment, Kind
from devices.sim.broker_process import BrokerProcess, free_port
from devices.sim.fleet import Fleet
from devices.sim.lamp import LampSpec
from devices.wire.settings import Settings
from tests.support.paced_clock import PacedClock
from tests.support.town import HOUR_MS, NOON_MS, Town, real_town
from tests.support.wire_words import SITE

NODES = [f"n-{number:03}" for number in range(20)]
SPECS = [LampSpec(node, 50.0, f"p-{place // 10}") for place, node in enumerate(NODES)]
SPEED = 3600.0
LIMIT_S = 50.0
QUICK = Settings(report_s=600, spread_s=60)


@asynccontextmanager
async def _town(broker: BrokerProcess) -> AsyncIterator[Town]:
    town = real_town(broker.host, broker.port)
    await _until(lambda: town.is_connected)
    town.publish(NODES, QUICK)
    reading = asyncio.create_task(_read(town))
    try:
        yield town
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        town.link.stop()


async def _read(town: Town) -> None:
    while True:
        town.step()
        await asyncio.sleep(0.02)


@asynccontextmanager
async def _running(
    broker: BrokerProcess, clock: PacedClock, ailments: Sequence[Ailment] = ()
) -> AsyncIterator[Fleet]:
    fleet = Fleet(SPECS, ailments, clock, host=broker.host, port=broker.port, site=SITE, seed=3)
    life = asyncio.create_task(fleet.run())
    try:
        yield fleet
    finally:
        await fleet.stop()
        await life


async def _until(condition: Callable[[], bool]) -> None:
    """Wait for something that must happen."""
    async with asyncio.timeout(LIMIT_S):
        while not condition():  # noqa: ASYNC110 - many things change it, none of them an event
            await asyncio.sleep(0.02)


def _all_has_come(fleet: Fleet, town: Town) -> Callable[[], bool]:
    def has_come() -> bool:
        events = set(town.ledger.events) | fleet.truth.held_events
        return (
            fleet.truth.lag() == 0
            and fleet.truth.confirmed_samples <= set(town.ledger.samples)
            and set(fleet.truth.events) <= events
        )

    return has_come


@pytest.mark.slow
def test_twenty_lamps_run_a_program_and_nothing_is_lost(any_broker: BrokerProcess) -> None:
    async def story() -> None:
        clock = PacedClock(NOON_MS + 9 * HOUR_MS, 60)
        async with _town(any_broker) as town, _running(any_broker, clock) as fleet:
            await _until(lambda: all(_has_program(fleet)))
            clock.set_speed(SPEED)
            await _until(lambda: clock.now_ms() > NOON_MS + 11 * HOUR_MS)
            clock.set_speed(0)
            await _until(_all_has_come(fleet, town))
            assert town.ledger.refused == 0
            for lamp in fleet.truth.lamps.values():
                assert [one.light for one in lamp.shone][-2:] == [100, 60]
                assert lamp.commanded[-1].at_ms == NOON_MS + 10 * HOUR_MS
            reported = town.ledger.reported.values()
            assert {one.wanted_level for one in reported} == {60}
            arrived = set(town.ledger.samples)
            assert fleet.truth.confirmed_samples <= arrived <= set(fleet.truth.samples)

    asyncio.run(story())


def _has_program(fleet: Fleet) -> list[bool]:
    return [lamp.node is not None and lamp.node.program is not None for lamp in fleet.lamps]


@pytest.mark.broker
@pytest.mark.slow
def test_a_panel_without_power_and_a_reboot_fire_wills_and_a_silent_node_does_not(
    mosquitto_broker: BrokerProcess, caplog: pytest.LogCaptureFixture
) -> None:
    ailments = [
        Ailment(Kind.PANEL_OUTAGE, "p-1", NOON_MS + 2 * HOUR_MS, NOON_MS + 3 * HOUR_MS),
        Ailment(Kind.REBOOT, NODES[0], NOON_MS + 2 * HOUR_MS),
        Ailment(Kind.SILENCE, NODES[1], NOON_MS + 2 * HOUR_MS),
    ]

    async def story() -> None:
        clock = PacedClock(NOON_MS, SPEED)
        async with (
            _town(mosquitto_broker) as town,
            _running(mosquitto_broker, clock, ailments) as fleet,
        ):
            await _until(lambda: clock.now_ms() > NOON_MS + 5 * HOUR_MS)
            clock.set_speed(0)
            await _until(_all_has_come(fleet, town))
            assert {node for node, _ in town.ledger.wills} == {*NODES[10:], NODES[0]}
            assert {town.ledger.status[node].boot_reason for node in NODES[10:]} == {"power"}
            assert town.ledger.status[NODES[0]].boot_reason == "watchdog"
            last_ms = max(at_ms for node, _, at_ms in town.ledger.samples if node == NODES[1])
            assert last_ms < NOON_MS + 2 * HOUR_MS

    asyncio.run(story())
    # Of a pulled cable its client may say so, or not: as it happens, it is writing or reading.
    logged = [one for one in caplog.records if one.name != "devices.sim.node_link"]
    assert [one.message for one in logged if one.levelname == "ERROR"] == []


@pytest.mark.broker
@pytest.mark.slow
def test_a_broker_that_is_killed_and_comes_back_costs_nothing_that_was_confirmed(
    mosquitto_broker: BrokerProcess,
) -> None:
    async def story() -> None:
        clock = PacedClock(NOON_MS, SPEED)
        async with _running(mosquitto_broker, clock) as fleet:
            async with _town(mosquitto_broker):
                await _until(lambda: clock.now_ms() > NOON_MS + HOUR_MS)
            mosquitto_broker.kill()
            await _until(lambda: clock.now_ms() > NOON_MS + 2 * HOUR_MS)
            mosquitto_broker.restart()
            async with _town(mosquitto_broker) as town:
                await _until(lambda: len(town.ledger.status) == len(NODES))
                clock.set_speed(0)
                held = fleet.truth.held_events
                await _until(lambda: held <= set(town.ledger.events) | fleet.truth.held_events)

    asyncio.run(story())


@pytest.mark.broker
def test_while_time_stands_still_nothing_happens(mosquitto_broker: BrokerProcess) -> None:
    async def story() -> None:
        clock = PacedClock(NOON_MS, 0)
        async with _running(mosquitto_broker, clock) as fleet:
            await asyncio.sleep(0.2)
            assert fleet.truth.handed == {}
            assert fleet.truth.lag() == 0
            clock.set_speed(SPEED)
            await _until(lambda: fleet.truth.confirmed["status"] == len(NODES))

    asyncio.run(story())


def test_a_fleet_that_is_stopped_before_it_began_ends_at_once() -> None:
    async def story() -> None:
        fleet = Fleet(
            SPECS,
            (),
            PacedClock(NOON_MS, SPEED),
            host="127.0.0.1",
            port=free_port(),
            site=SITE,
            seed=3,
        )
        await fleet.stop()
        async with asyncio.timeout(LIMIT_S):
            await fleet.run()
        assert fleet.truth.confirmed == {}

    asyncio.run(story())


@pytest.mark.slow
def test_without_a_broker_the_lamps_go_on_alone() -> None:
    async def story() -> None:
        clock = PacedClock(NOON_MS, SPEED * 4)
        many = [LampSpec(f"n-{number:03}", 50.0, "p") for number in range(60)]
        fleet = Fleet(many, (), clock, host="127.0.0.1", port=free_port(), site=SITE, seed=3)
        life = asyncio.create_task(fleet.run())
        await _until(lambda: clock.now_ms() > NOON_MS + 6 * HOUR_MS)
        await fleet.stop()
        await life
        assert fleet.truth.confirmed == {}
        assert {lamp.shone[-1].light for lamp in fleet.truth.lamps.values()} == {100}
        assert len(fleet.truth.held_events) == len(fleet.truth.events)

    asyncio.run(story())
