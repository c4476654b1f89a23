"""A lamp dies, is found, repaired, proved and closed: real broker, real InfluxDB, the program."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from devices.sim.ailments import Ailment, Kind
from devices.sim.broker_process import BrokerProcess
from tests.journeys.living_city import PATIENCE_S, SPEED, LivingCity, last_evening_ms
from tests.support.city_of_tests import MINUTE_MS, SCHEDULE, lamp
from tests.support.influxdb import InfluxServer
from tests.support.waiting import wait_for

pytestmark = [pytest.mark.broker, pytest.mark.influx, pytest.mark.slow]

DEAD = ("fault", "list", "--code", "LAMP_FAIL")
DIES_MIN, MENDED_MIN = 2, 30
"""Minutes after the begin."""
SLOW = 10.0
"""Simulated seconds in one of the wall's while somebody is at the pole that is not mended yet."""


@pytest.fixture
def bucket(influxdb: InfluxServer, tmp_path: Path) -> str:
    for name in (tmp_path.name, f"{tmp_path.name}-hourly", f"{tmp_path.name}-book"):
        influxdb.make_bucket(name)
    return tmp_path.name


@pytest.fixture
def begin_ms() -> int:
    return last_evening_ms(18, 30)


@pytest.fixture
def city(
    mosquitto_broker: BrokerProcess,
    influxdb: InfluxServer,
    bucket: str,
    tmp_path: Path,
    begin_ms: int,
) -> Iterator[LivingCity]:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "schedules.toml").write_text(SCHEDULE)
    dies_ms, mended_ms = (begin_ms + one * MINUTE_MS for one in (DIES_MIN, MENDED_MIN))
    living = LivingCity(
        folder,
        mosquitto_broker.port,
        (influxdb, bucket, f"{bucket}-hourly", f"{bucket}-book"),
        [lamp(number) for number in range(1, 4)],
        start_ms=begin_ms,
        ailments=[Ailment(Kind.DEAD_LAMP, "n-0002", dies_ms, mended_ms)],
    )
    try:
        living.begin()
        reason = ("--reason", "a new street")
        living.answer("lamp", "import", folder / "lamps.csv", "--apply", *reason)
        living.answer("schedule", "apply", folder / "schedules.toml", *reason)
        yield living
    finally:
        living.end()


def test_a_dead_lamp_is_found_listed_kept_in_influxdb_repaired_proved_and_closed(
    city: LivingCity, influxdb: InfluxServer, bucket: str, begin_ms: int
) -> None:
    order = _found(city, partial(_kept, influxdb, bucket))

    # At the pole: it is dead, and nothing proves a repair that was not made.
    assert city.answer("work", "take", order)["orders"][0]["taken_by"] == "ani"
    failed = city.lighting("lamp", "self-test", "KPG-0002", "--json")
    assert (failed.code, failed.document["visit"]["state"]) == (1, "failed")
    assert city.lighting("work", "done", order).code == 6

    # Repaired: the lamp itself says so.
    city.clock.set_speed(SPEED)
    city.wait_until_ms(begin_ms + MENDED_MIN * MINUTE_MS)
    passed = city.answer("lamp", "self-test", "KPG-0002")["visit"]
    assert (passed["state"], passed["work"]) == ("passed", order)
    steps = [(one["level"], one["right"]) for one in passed["steps"]]
    assert steps == [(100, True), (50, True), (10, True)]
    done = city.answer("work", "done", order)["order"]
    assert (done["state"], done["proof"]) == ("done", "measured")

    # Closed, everywhere.
    assert city.answer(*DEAD)["faults"] == []
    assert _orders(city) == []
    kept = partial(_kept, influxdb, bucket)
    wait_for("InfluxDB knows", lambda: kept() == [("KPG-0002", "closed")], PATIENCE_S)
    visits = city.answer("work", "show", order)["order"]["visits"]
    assert [one["state"] for one in visits] == ["failed", "passed"]
    deeds = {action for (action,) in city.rows("SELECT action FROM audit")}
    assert deeds >= {"work make", "work take", "lamp self-test", "self-test end", "work done"}


def _found(city: LivingCity, kept: Callable[[], list[tuple[str, str]]]) -> str:
    """See the fault in its list, in InfluxDB and in the work list; give the order's id."""
    wait_for("the fault is listed", lambda: bool(city.answer(*DEAD)["faults"]), PATIENCE_S)
    city.clock.set_speed(SLOW)
    (fault,) = city.answer(*DEAD)["faults"]
    assert fault["lamp"] == "KPG-0002"
    wait_for("InfluxDB has it", lambda: kept() == [("KPG-0002", "active")], PATIENCE_S)
    wait_for("there is an order", lambda: bool(_orders(city)), PATIENCE_S)
    (order,) = _orders(city)
    assert order["faults"] == [fault["id"]]
    assert "KPG-0002" in city.lighting("work", "print", "--text").out
    return str(order["id"])


def _orders(city: LivingCity) -> list[dict[str, Any]]:
    return [one for one in city.answer("work", "list")["orders"] if one["what"] == "KPG-0002"]


def _kept(influxdb: InfluxServer, bucket: str) -> list[tuple[str, str]]:
    found = influxdb.ask(
        f"{bucket}-book", "SELECT state FROM fault WHERE code = 'LAMP_FAIL' GROUP BY *"
    )
    return [(row["lamp"], row["state"]) for row in found]
