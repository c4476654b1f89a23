"""What the service manager hears, on a real socket."""

import os
import secrets
import socket
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from lighting.running.readiness import ALIVE, READY, STOPPING, Watchdog, notify

Listen = Callable[[str], socket.socket]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Opens sockets as a service manager does; they are closed after the test."""
    opened: list[socket.socket] = []

    def make(address: str) -> socket.socket:
        ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        opened.append(ear)
        ear.bind(address)
        ear.settimeout(0.0)
        return ear

    yield make
    for ear in opened:
        ear.close()


def heard(ear: socket.socket) -> list[str]:
    said = []
    while True:
        try:
            said.append(ear.recv(4096).decode())
        except BlockingIOError:
            return said


def test_what_is_told_arrives_in_its_order(listen: Listen, tmp_path: Path) -> None:
    ear = listen(str(tmp_path / "n"))
    environ = {"NOTIFY_SOCKET": str(tmp_path / "n")}
    notify(READY, environ)
    notify(STOPPING, environ)
    assert heard(ear) == ["READY=1", "STOPPING=1"]


def test_an_abstract_socket_is_reached_too(listen: Listen) -> None:
    name = f"lighting-{secrets.token_hex(8)}"
    ear = listen("\0" + name)
    notify(READY, {"NOTIFY_SOCKET": "@" + name})
    assert heard(ear) == ["READY=1"]


def test_without_a_service_manager_nothing_happens() -> None:
    with capture_logs() as logs:
        notify(READY, {})
        notify(READY, {"NOTIFY_SOCKET": ""})
    assert logs == []


def test_a_service_manager_that_is_gone_stops_nobody(tmp_path: Path) -> None:
    with capture_logs() as logs:
        notify(READY, {"NOTIFY_SOCKET": str(tmp_path / "gone")})
    assert [(one["event"], one["state"]) for one in logs] == [("notify_failed", "READY=1")]


def test_a_service_manager_that_does_not_read_holds_nobody_up(
    listen: Listen, tmp_path: Path
) -> None:
    listen(str(tmp_path / "n"))
    environ = {"NOTIFY_SOCKET": str(tmp_path / "n")}
    with capture_logs() as logs:
        for _ in range(10_000):
            notify(ALIVE, environ)
            if logs:
                break
    assert [one["event"] for one in logs] == ["notify_failed"]


def test_a_loop_that_turns_is_heard_at_least_twice_in_each_period() -> None:
    times_s = [number * 0.25 for number in range(400)]
    said_at_s: list[float] = []
    now_s = 0.0
    watchdog = Watchdog(30.0, lambda: now_s, lambda _: said_at_s.append(now_s))
    for now_s in times_s:  # noqa: B007 - read by the clock above
        watchdog.pat()
    gaps_s = [after - before for before, after in pairwise(said_at_s)]
    assert said_at_s[0] == 0.0
    assert max(gaps_s) <= 15.0
    assert len(said_at_s) < 20, "more often than needed"


def test_a_loop_that_is_stuck_is_silent() -> None:
    said: list[str] = []
    watchdog = Watchdog(30.0, iter([0.0, 0.0, 100.0]).__next__, said.append)
    watchdog.pat()
    assert said == ["WATCHDOG=1"]
    watchdog.pat()
    assert said == ["WATCHDOG=1"] * 2


@pytest.mark.parametrize(
    ("environ", "is_patted"),
    [
        ({"WATCHDOG_USEC": "30000000"}, True),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, True),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, False),
        ({"WATCHDOG_USEC": "0"}, False),
        ({"WATCHDOG_USEC": "soon"}, False),
        ({}, False),
    ],
)
def test_the_watchdog_is_patted_where_one_is_set_for_this_process(
    listen: Listen, tmp_path: Path, environ: dict[str, str], *, is_patted: bool
) -> None:
    ear = listen(str(tmp_path / "n"))
    watchdog = Watchdog.found(lambda: 0.0, {**environ, "NOTIFY_SOCKET": str(tmp_path / "n")})
    watchdog.pat()
    assert heard(ear) == (["WATCHDOG=1"] if is_patted else [])
