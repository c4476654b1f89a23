"""What is killed, how, and how often: each loop ends with an `Outcome`."""

import os
import random
import resource
import shutil
import signal
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from tests.faults.scene import Outcome, Scene, is_whole, scene
from tests.support.waiting import wait_for

LONGEST_S = 0.5
"""Between two kills, so that each hits somewhere else [s]."""
ROOM = 200_000
"""What the full disk still takes [bytes]."""

Loop = Callable[[Path, int, int, str], Outcome]
"""A folder, a seed, how many kills, and the controller's link."""


def _pause(dice: random.Random) -> None:
    threading.Event().wait(dice.uniform(0.0, LONGEST_S))


def _dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a loop has to be repeatable


def kill_controller(folder: Path, seed: int, kills: int, link: str) -> Outcome:
    """Kill the controller with -9 under load."""
    dice = _dice(seed)
    with scene(folder, seed, link) as city:
        for _ in range(kills):
            _wait_for_an_order(city)
            _pause(dice)
            city.controller.kill()
            city.controller.start()
        return _end(city, kills)


def kill_influxdb(folder: Path, seed: int, kills: int, link: str) -> Outcome:
    """Kill InfluxDB with -9 while it is written to."""
    dice = _dice(seed)
    with scene(folder, seed, link) as city:
        for _ in range(kills):
            _wait_for_points(city)
            _pause(dice)
            city.influx.kill()
            _pause(dice)
            city.influx.restart()
        return _end(city, kills)


def kill_broker(folder: Path, seed: int, kills: int, link: str) -> Outcome:
    """Kill the broker with -9, a moment after it has saved; once take everything it had kept."""
    dice = _dice(seed)
    with scene(folder, seed, link) as city:
        forgets = dice.randrange(kills)
        for number in range(kills):
            _wait_for_points(city)
            _save(city)
            _pause(dice)
            city.broker.kill()
            if number == forgets:
                shutil.rmtree(city.broker_folder)
                city.broker_folder.mkdir()
            city.broker.restart()
        return _end(city, kills)


def fill_disk(folder: Path, seed: int, kills: int, link: str) -> Outcome:
    """Let the controller's disk be full, as often as there are kills: no file of it can grow."""
    dice = _dice(seed)
    with scene(folder, seed, link) as city:
        for _ in range(kills):
            _wait_for_an_order(city)
            refusals = city.controller.log().count("store_unavailable")
            _limit_files(city, _largest(city.controller.folder) + ROOM)
            wait_for("the disk is full", partial(_has_refused, city, refusals))
            _pause(dice)
            _limit_files(city, resource.RLIM_INFINITY)
        return _end(city, kills)


LOOPS: Mapping[str, Loop] = {
    "controller": kill_controller,
    "influxdb": kill_influxdb,
    "broker": kill_broker,
    "disk": fill_disk,
}


def _end(city: Scene, kills: int) -> Outcome:
    city.operator.end()
    outcome = city.outcome(kills)
    assert is_whole(city.controller.folder / "lighting.db")
    assert "_failed" not in city.controller.log()
    return outcome


def _wait_for_an_order(city: Scene) -> None:
    before = len(city.operator.answered)
    wait_for("an order is answered", lambda: len(city.operator.answered) > before)


def _wait_for_points(city: Scene) -> None:
    def count() -> int:
        rows = city.influx.ask("lighting", "SELECT count(received_ms) FROM lamp")
        return int(rows[0]["count"]) if rows else 0

    before = count()
    wait_for("points arrive", lambda: count() > before)


def _save(city: Scene) -> None:
    """Have mosquitto write down what it holds, as it does each minute by itself."""
    assert city.broker.pid is not None
    os.kill(city.broker.pid, signal.SIGUSR1)


def _limit_files(city: Scene, size: int) -> None:
    pid = city.controller.pid
    assert pid is not None
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def _largest(folder: Path) -> int:
    return max(file.stat().st_size for file in folder.iterdir())


def _has_refused(city: Scene, before: int) -> bool:
    return city.controller.log().count("store_unavailable") > before
