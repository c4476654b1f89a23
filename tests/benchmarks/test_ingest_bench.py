"""The bench of the receiving itself: it runs, loses nothing, and judges what it is meant to."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.ingesting.drain import Lot
from benchmarks.ingesting.report import Found, Wanted, document, figures_of
from benchmarks.ingesting.town import Talk, found
from devices.clock import SystemClock
from lighting.nodes.ingest import take
from lighting.rows import SampleRow
from lighting.running.restoring import restore
from lighting.stores.sqlite import SqliteStore
from tests.support.brokers import need_program

ROOT = Path(__file__).parents[2]
RATIOS = {"sqlite_cpu_over_idle_paho", "sqlite_rate_over_idle_paho"}


def run(*words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.ingest", "--json", "--rounds", "1", *words]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found_: dict[str, Any] = json.loads(said.stdout)
    return found_


@pytest.mark.broker
@pytest.mark.slow
@pytest.mark.parametrize("how", [("--link", "lean"), ("--link", "paho", "--queued")])
def test_a_short_run_loses_and_doubles_nothing(how: tuple[str, ...]) -> None:
    need_program("mosquitto")
    told = run("--messages", "3000", "--lamps", "20", *how)
    assert told["schema"] == "lighting.bench-ingest/1"
    assert (told["lost"], told["doubled"]) == (0, 0)
    assert set(told["ratios"]) >= RATIOS
    # A subscriber in C is through with so few before the clock of its CPU has ticked once.
    assert all(told["ratios"][name] > 0 for name in RATIOS)
    assert all(isinstance(why, str) for why in told["skipped"].values())


def test_every_message_of_the_bench_is_judged_by_all_that_the_lamp_should_do(
    tmp_path: Path,
) -> None:
    town = found("small", tmp_path / "small", 3, "")
    now_ms = SystemClock().now_ms()
    store = SqliteStore.open(town.config.store_path)
    city = restore(town.config, store.load(now_ms), "c1" * 8, now_ms)
    store.close()
    talk = Talk(town)
    rows = [
        row
        for count in (7, 5)
        for topic, payload in talk.messages(count)
        for row in take(city, topic, payload, is_retained=False, now_ms=now_ms)
        if isinstance(row, SampleRow)
    ]
    assert len({(row.node, row.sample.at_ms) for row in rows}) == len(rows) == 12
    assert (city.refused, city.faults) == ({}, {})
    assert {twin.watch.readings[0].level for twin in city.twins.values()} == {60}


def test_ratios_are_of_medians_to_the_baseline() -> None:
    lots = {
        "idle_paho": [Lot(1_000, wall, 0.02, 0.01, 0.0, 9) for wall in (0.1, 9.0, 0.1)],
        "sqlite": [Lot(1_000, 0.2, cpu, 0.01, 0.0, 9) for cpu in (0.01, 0.03, 7.0)],
    }
    figures = {short: figures_of(short, each) for short, each in lots.items()}
    told = document(Found(Wanted(), figures, {"influx": "no influxd"}, 0, 0))
    assert told["ratios"] == {"sqlite_cpu_over_idle_paho": 1.5, "sqlite_rate_over_idle_paho": 0.5}
    assert told["skipped"] == {"influx": "no influxd"}


def test_what_feeds_influxdb_is_compared_with_the_tools_that_people_would_use() -> None:
    shorts = ("idle_paho", "influx", "telegraf")
    lots = {short: [Lot(1_000, 0.2, 0.01, 0.01, 0.01, 9)] for short in shorts}
    figures = {short: figures_of(short, each) for short, each in lots.items()}
    ratios = Found(Wanted(), figures, {}, 0, 0).ratios()
    assert ratios["influx_cpu_over_telegraf"] == ratios["influx_rate_over_telegraf"] == 1.0
