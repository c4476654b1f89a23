"""Coming, going, and what is said then."""

import pytest

from devices.node import facts
from devices.node.facts import Connect, Identity, Publish, SetClock, Subscribe
from devices.wire import topics, up
from devices.wire.codec import decode, encode
from devices.wire.down import ControllerStatus, ControllerTime
from schedules.decision import Trust
from tests.support.node_bench import NODE, NOON_MS, NodeBench, roads, settings
from tests.support.wire_words import SITE

BASE = f"lighting/v1/{SITE}"


def test_the_first_connect_after_power_up_waits_a_random_part_of_the_spread() -> None:
    waits = set()
    for seed in range(40):
        bench = NodeBench()
        bench.boots = seed
        bench.boot("power")
        bench.connect()
        waits.add(bench.now_ms - bench.booted_ms)
    assert min(waits) >= 0
    assert max(waits) <= 120_000
    assert len(waits) > 30


def test_after_a_watchdog_reboot_it_is_back_in_seconds() -> None:
    bench = NodeBench()
    bench.connect()
    bench.boot("watchdog")
    bench.connect()
    assert bench.now_ms - bench.booted_ms <= 10_000


def test_attempts_back_off_with_full_jitter_from_10_to_600_s() -> None:
    longest_s: dict[int, float] = {}
    for seed in range(60):
        bench = NodeBench()
        bench.boots = seed
        bench.boot("power")
        for attempt in range(9):
            bench.tell(facts.Lost())
            due_ms = bench.node.contact.connect_due_ms or 0
            wait_s = (due_ms - bench.node.moment.uptime_ms) / 1000
            longest_s[attempt] = max(longest_s.get(attempt, 0), wait_s)
    for attempt, limit_s in enumerate([10, 20, 40, 80, 160, 320, 600, 600, 600]):
        assert limit_s * 0.7 < longest_s[attempt] <= limit_s


def test_a_connection_that_came_about_starts_the_back_off_anew() -> None:
    bench = NodeBench()
    for _ in range(8):
        bench.tell(facts.Lost())
    bench.connect()
    bench.tell(facts.Lost())
    assert (bench.node.contact.connect_due_ms or 0) - bench.node.moment.uptime_ms <= 10_000


def test_on_every_connect_it_subscribes_then_says_status_reported_and_events() -> None:
    bench = NodeBench()
    for _ in range(2):
        actions = bench.connect()
        kinds = [
            one.topic.rpartition("/")[2] if isinstance(one, Publish) else type(one).__name__
            for one in actions
        ]
        assert kinds == ["Subscribe", "status", "reported", "event"]
        bench.tell(facts.Lost())
        bench.forget()


def test_it_subscribes_to_its_own_topics_the_controllers_its_program_and_its_groups() -> None:
    bench = NodeBench()
    bench.desire(1, program="roads", groups=["parks", "east"])
    bench.connect()
    (subscribed,) = bench.asked(Subscribe)
    assert set(subscribed.filters) == {
        f"{BASE}/node/{NODE}/desired",
        f"{BASE}/node/{NODE}/received",
        f"{BASE}/node/{NODE}/command",
        f"{BASE}/controller/+",
        f"{BASE}/program/roads",
        f"{BASE}/group/parks/override",
        f"{BASE}/group/east/override",
    }


def test_the_last_will_belongs_to_this_connection_and_each_attempt_has_its_own() -> None:
    bench = NodeBench()
    for connection in (1, 2, 3):
        while len(bench.asked(Connect)) < connection:
            bench.wait(1000)
        asked = bench.asked(Connect)[-1]
        assert asked.will_topic == f"{BASE}/node/{NODE}/status"
        will = decode(topics.STATUS, asked.will_payload)
        assert will == up.LastWill(session=bench.node.session, connection=connection)
        bench.tell(facts.Lost())


def test_seq_rises_by_one_over_all_messages_of_a_session() -> None:
    bench = NodeBench()
    bench.connect()
    bench.desire(1)
    bench.program(roads(1, (1, 50, 0)))
    bench.wait(7_200_000)
    session, payloads = bench.node.session, [one.payload for one in bench.asked(Publish)]
    seqs = [up.Up.model_validate_json(payload).seq for payload in payloads]
    assert seqs == list(range(1, len(seqs) + 1))
    bench.boot("power")
    assert bench.node.session != session
    assert bench.node.contact.seq == 0


def test_the_birth_says_what_the_node_is_and_why_it_booted() -> None:
    bench = NodeBench()
    bench.boot("update")
    bench.connect()
    (status,) = bench.said(topics.STATUS)
    assert isinstance(status, up.Status)
    assert (status.boots, status.boot_reason, status.log) == (2, "update", bench.memory.log)
    assert status.capabilities == bench.identity.capabilities
    assert (status.connection, status.seq, status.clock) == (1, 1, "synced")


def test_a_new_controller_is_told_everything_again_after_a_random_part_of_the_spread() -> None:
    bench = NodeBench()
    bench.desire(1, settings=settings(spread_s=60))
    bench.connect()
    bench.forget()
    bench.controller("c1")
    assert bench.said(topics.STATUS) == []
    bench.wait(60_000)
    assert len(bench.said(topics.STATUS)) == len(bench.said(topics.REPORTED)) == 1
    assert [event.n for event in bench.events()][:2] == [1, 2]
    assert len(bench.asked(Subscribe)) == 1


def test_the_same_controller_or_one_that_went_is_not_told_again() -> None:
    bench = NodeBench()
    bench.connect()
    bench.controller("c1")
    bench.wait(120_000)
    bench.forget()
    bench.controller("c1")
    gone = encode(ControllerStatus(session="c2", online=False))
    bench.tell(facts.Arrived(topics.CONTROLLER_STATUS.of(SITE), gone))
    bench.wait(120_000)
    assert bench.said(topics.STATUS) == []


def test_a_controller_that_was_there_before_the_connect_has_heard_it_already() -> None:
    bench = NodeBench()
    bench.connect()
    bench.controller("c1", is_retained=True)
    bench.forget()
    bench.wait(120_000)
    assert bench.said(topics.STATUS) == []
    bench.controller("c2")
    bench.wait(120_000)
    assert len(bench.said(topics.STATUS)) == 1


@pytest.mark.parametrize("ahead_ms", [-5_000_000, 5_000_000])
def test_a_node_without_a_source_sets_its_clock_by_the_controller(ahead_ms: int) -> None:
    bench = NodeBench(Identity(SITE, NODE, has_time_source=False))
    bench.hear(topics.CONTROLLER_TIME, "", ControllerTime(at_ms=NOON_MS + ahead_ms))
    assert bench.asked(SetClock) == [SetClock(NOON_MS + ahead_ms)]


def test_a_clock_that_is_right_is_left_alone_unless_nobody_had_set_it() -> None:
    bench = NodeBench(Identity(SITE, NODE, has_time_source=False))
    bench.hear(topics.CONTROLLER_TIME, "", ControllerTime(at_ms=NOON_MS + 500))
    assert bench.asked(SetClock) == []
    bench.trust = Trust.UNKNOWN
    bench.hear(topics.CONTROLLER_TIME, "", ControllerTime(at_ms=NOON_MS + 500))
    assert bench.asked(SetClock) == [SetClock(NOON_MS + 500)]


def test_a_node_with_a_source_of_its_own_does_not_listen_to_the_controllers_clock() -> None:
    bench = NodeBench()
    bench.hear(topics.CONTROLLER_TIME, "", ControllerTime(at_ms=1))
    assert bench.asked(SetClock) == []
    assert bench.node.refused == 0
