"""The site's mosquitto.conf: the real broker starts with it, and its sizes take effect."""

import re
from pathlib import Path

from devices.sim.broker_process import BrokerProcess
from devices.sim.broker_programs import mosquitto_variant, site_settings
from tests.support.brokers import Peer, ProcessBench

# More than one client's queue holds by default (1,000), and than mosquitto sends in one go.
WAITING = 1_500
RETAINED = 5_000


def receive_all(peer: Peer, count: int) -> None:
    """Acknowledge as messages come, as long as there are some to come."""
    seen = 0
    while seen < count:
        messages = peer.messages(seen + 1)
        peer.acknowledge(messages[seen:])
        seen = len(messages)


def test_a_client_that_was_away_gets_all_that_waited_for_it(
    mosquitto_broker: BrokerProcess, tmp_path: Path
) -> None:
    bench = ProcessBench(mosquitto_broker, tmp_path)
    ear = bench.peer("ear", "news")
    mouth = bench.peer("mouth", "end")
    bench.cut(ear)
    for number in range(WAITING):
        assert mouth.link.publish("news", b"%d" % number)
    mouth.link.publish("end", b"end")
    mouth.messages(1)
    bench.mend(ear)
    receive_all(ear, WAITING)
    bench.close()
    assert ear.payloads == [b"%d" % number for number in range(WAITING)]


def test_a_new_subscriber_gets_the_retained_documents_of_a_whole_city(
    mosquitto_broker: BrokerProcess, tmp_path: Path
) -> None:
    bench = ProcessBench(mosquitto_broker, tmp_path)
    mouth = bench.peer("mouth", "end")
    for number in range(RETAINED):
        assert mouth.link.publish(f"node/n-{number}/desired", b"%d" % number, retain=True)
    mouth.link.publish("end", b"end")
    mouth.messages(1)
    late = bench.peer("late", "node/+/desired")
    receive_all(late, RETAINED)
    bench.close()
    assert {message.topic for message in late.arrived} == {
        f"node/n-{number}/desired" for number in range(RETAINED)
    }


def test_what_was_retained_and_waiting_survives_an_orderly_restart(
    mosquitto_broker: BrokerProcess, tmp_path: Path
) -> None:
    bench = ProcessBench(mosquitto_broker, tmp_path)
    ear = bench.peer("ear", "news")
    mouth = bench.peer("mouth", "end")
    bench.cut(ear)
    mouth.link.publish("news", b"waiting")
    mouth.link.publish("kept", b"retained", retain=True)
    mouth.link.publish("end", b"end")
    mouth.messages(1)
    mosquitto_broker.stop()
    mosquitto_broker.restart()
    bench.mend(ear)
    late = bench.peer("late", "kept")
    assert ear.messages(1)[0].payload == b"waiting"
    assert late.messages(1)[0].payload == b"retained"
    bench.close()


def test_the_variant_differs_only_in_where_it_listens_and_keeps_its_files(tmp_path: Path) -> None:
    site = site_settings().splitlines()
    variant = mosquitto_variant(site_settings(), 41883, tmp_path).splitlines()
    changed = [line for line in variant if line not in site and not line.startswith("user ")]
    assert changed == ["listener 41883 127.0.0.1", f"persistence_location {tmp_path}/"]


def test_every_setting_is_explained_and_only_this_machine_may_connect() -> None:
    lines = site_settings().splitlines()
    settings = [number for number, line in enumerate(lines) if re.match(r"[a-z]", line)]
    explained = [
        number
        for number in settings
        if lines[number - 1].startswith("# ") or (number - 1) in settings
    ]
    assert explained == settings
    assert [line for line in lines if line.startswith("listener")] == ["listener 1883 127.0.0.1"]
