import json
from collections.abc import Iterable

import pytest

from devices.wire.down import Received
from lighting.rows import (
    Action,
    EventRow,
    FaultRow,
    GapRow,
    RefusedRow,
    SampleRow,
    Say,
    TwinRow,
)
from tests.support.city_of_tests import (
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    Talker,
    bare_city,
    hear,
    lamps,
    lit_city,
    rows,
    said,
)

NODE_1 = "lighting/v1/kupang/node/n-0001"


def head(**more: object) -> dict[str, object]:
    facts = {"v": 1, "session": "a1" * 8, "connection": 1, "seq": 1, "at_ms": NOW_MS}
    return {**facts, "clock": "synced", **more}


def upto(actions: Iterable[Action]) -> list[int]:
    answers = [one.message for one in said(actions, "received")]
    return [one.upto for one in answers if isinstance(one, Received)]


def test_a_sample_becomes_a_row_with_the_session_and_clock_it_came_with() -> None:
    city = bare_city(lamps(1))
    (row,) = rows(hear(city, Talker().sample(power_w=41.8)), SampleRow)
    assert (row.node, row.lamp, row.session, row.clock) == (
        "n-0001",
        "KPG-0001",
        "a1" * 8,
        "synced",
    )
    assert (row.sample.power_w, row.received_ms) == (41.8, NOW_MS)


def test_every_message_that_changes_a_node_is_kept_with_what_is_known_after_it() -> None:
    city = bare_city(lamps(1))
    actions = hear(city, Talker().sample())
    assert rows(actions, TwinRow)[-1].twin == city.twins["n-0001"]


def test_events_are_confirmed_and_kept() -> None:
    city = bare_city(lamps(1))
    actions = hear(city, Talker().events(1, 2, 3))
    assert [row.event.n for row in rows(actions, EventRow)] == [1, 2, 3]
    (answer,) = said(actions, "received")
    assert answer.subject == "n-0001"
    assert answer.message == Received(log="9f31", upto=3)


def test_duplicates_are_answered_too_and_counted_once() -> None:
    city, node = bare_city(lamps(1)), Talker()
    first = node.events(1, 2)
    hear(city, first)
    actions = hear(city, first)
    assert upto(actions) == [2]
    assert city.counts["events"] == 2
    assert {(row.node, row.log, row.event.n) for row in rows(actions, EventRow)} <= {
        ("n-0001", "9f31", 1),
        ("n-0001", "9f31", 2),
    }


def test_the_answer_never_goes_past_a_hole() -> None:
    city, node = bare_city(lamps(1)), Talker()
    hear(city, node.events(1))
    assert upto(hear(city, node.events(3))) == [1]
    assert upto(hear(city, node.events(2))) == [3]


def test_an_event_given_up_as_gone_that_comes_after_all_is_kept() -> None:
    city, node = bare_city(lamps(1)), Talker()
    late = node.events(1, 2)
    actions = hear(city, node.events(3, oldest=3))
    # A log first heard of owes nobody its past.
    assert rows(actions, GapRow) == []
    hear(city, node.events(7, oldest=7))
    assert city.counts["gaps"] == 1
    assert [row.event.n for row in rows(hear(city, late), EventRow)] == [1, 2]


def test_events_of_a_session_that_was_replaced_are_kept_and_confirmed() -> None:
    city, node = bare_city(lamps(1)), Talker()
    late = node.events(1)
    hear(city, node.status())
    hear(city, node.again("b2" * 8).status(NOW_MS + MINUTE_MS))
    actions = hear(city, late, NOW_MS + MINUTE_MS)
    assert upto(actions) == [1]
    assert len(rows(actions, EventRow)) == 1
    assert city.counts["late"] == 1


def test_late_events_of_an_erased_memory_are_told_from_the_new_ones() -> None:
    city, node = bare_city(lamps(1)), Talker()
    late = node.fault(4, "LED_OPEN", begin=True)
    hear(city, node.event_list([], oldest=1))
    hear(city, node.events(1, 2, 3))
    hear(city, late)
    new = Talker(session="b2" * 8, log="aaaa")
    hear(city, new.events(1, 2, now_ms=NOW_MS + 1))
    actions = hear(city, late)
    assert upto(actions) == [4]
    assert rows(actions, FaultRow) == []  # the same fault does not begin again
    assert upto(hear(city, new.events(3, now_ms=NOW_MS + 2))) == [3]


def test_measurements_of_a_replaced_session_are_kept_and_change_nothing_else() -> None:
    city, node = bare_city(lamps(1)), Talker()
    late = node.sample(power_w=3.0)
    hear(city, node.status())
    hear(city, node.again("b2" * 8).sample(NOW_MS + MINUTE_MS, power_w=70.0), NOW_MS + MINUTE_MS)
    assert len(rows(hear(city, late, NOW_MS + 2 * MINUTE_MS), SampleRow)) == 1
    twin = city.twins["n-0001"]
    assert (twin.power_w, twin.heard_ms) == (70.0, NOW_MS + MINUTE_MS)


def test_a_report_of_a_replaced_session_that_comes_late_changes_nothing() -> None:
    city, node = bare_city(lamps(1)), Talker()
    late = (node.reported(level=100), node.status(firmware="0.1"))
    hear(city, node.sample())
    hear(city, node.again("b2" * 8).reported(NOW_MS + 1, level=60), NOW_MS + 1)
    for one in late:
        hear(city, one, NOW_MS + 2)
    twin = city.twins["n-0001"]
    assert (twin.level, twin.firmware, twin.session) == (60, None, "b2" * 8)
    assert city.counts["late"] == 2


def test_a_fault_that_a_node_reports_is_booked_and_cleared_by_its_end() -> None:
    city, node = bare_city(lamps(1)), Talker()
    (begun,) = rows(hear(city, node.fault(1, "LED_OPEN", begin=True)), FaultRow)
    assert (begun.fault.state, begun.fault.origin, begun.fault.lamp) == (
        "active",
        "node",
        "KPG-0001",
    )
    (ended,) = rows(hear(city, node.fault(2, "LED_OPEN", begin=False)), FaultRow)
    assert (ended.fault.state, city.faults) == ("cleared", {})


def test_a_will_kills_and_the_next_message_revives() -> None:
    city, node = bare_city(lamps(1)), Talker()
    hear(city, node.status())
    (row,) = rows(hear(city, node.will()), TwinRow)
    assert row.twin.is_down
    hear(city, node.sample(NOW_MS + 1), NOW_MS + 1)
    assert not city.twins["n-0001"].is_down


def test_what_was_said_before_a_connection_broke_shows_no_life_when_it_comes_late() -> None:
    city, node = bare_city(lamps(1)), Talker()
    hear(city, node.status())
    late = node.sample()
    hear(city, node.will(), NOW_MS + MINUTE_MS)
    hear(city, late, NOW_MS + MINUTE_MS + 1)
    assert city.twins["n-0001"].is_down
    node.connection = 2
    hear(city, node.sample(NOW_MS + 1), NOW_MS + 2 * MINUTE_MS)
    assert not city.twins["n-0001"].is_down


def test_a_late_will_changes_nothing() -> None:
    city, node = bare_city(lamps(1)), Talker()
    hear(city, node.status())
    late = node.will()
    hear(city, node.again("b2" * 8).status(NOW_MS + 1))
    assert hear(city, late) == []
    assert not city.twins["n-0001"].is_down


def test_a_birth_that_is_repeated_is_no_reboot() -> None:
    city = bare_city(lamps(1))
    node = Talker()
    hear(city, node.status(boot_reason="watchdog", boots=None))
    hear(city, node.status(boot_reason="watchdog", boots=None))
    assert city.faults == {}
    rebooted = node.again("b2" * 8)
    hear(city, rebooted.status(NOW_MS + 1, boot_reason="watchdog", boots=None))
    hear(city, rebooted.status(NOW_MS + 2, boot_reason="watchdog", boots=None))
    (fault,) = city.faults.values()
    assert (fault.code, fault.seen) == ("RESET", 1)


def test_a_node_that_keeps_no_count_of_boots_is_not_blamed_when_first_heard() -> None:
    city = bare_city(lamps(1))
    topic, payload = Talker().status()
    plain = json.loads(payload)
    del plain["boot_reason"], plain["boots"]
    hear(city, (topic, json.dumps(plain).encode()))
    assert city.faults == {}


def test_an_older_report_that_comes_late_changes_nothing() -> None:
    city, node = bare_city(lamps(1)), Talker()
    old, new = node.reported(level=100), node.reported(level=60)
    hear(city, new)
    hear(city, old)
    assert city.twins["n-0001"].level == 60


def test_what_the_broker_had_kept_of_a_node_is_as_old_as_it_says() -> None:
    city, node = bare_city(lamps(1)), Talker()
    hear(city, node.reported(NOW_MS - HOUR_MS, level=60), is_retained=True)
    twin = city.twins["n-0001"]
    assert (twin.level, twin.heard_ms, twin.reported_ms) == (
        60,
        NOW_MS - HOUR_MS,
        NOW_MS - HOUR_MS,
    )


def test_what_the_broker_had_kept_shows_nothing_of_a_clock() -> None:
    city, node = bare_city(lamps(1)), Talker()
    hear(city, node.reported(1000, clock="unknown"), is_retained=True)
    hear(city, node.sample(2000, clock="unknown"))
    assert city.faults == {}


def test_a_retained_report_seen_again_does_not_make_a_node_older() -> None:
    city, node = bare_city(lamps(1)), Talker()
    kept = node.reported(NOW_MS - HOUR_MS, level=60)
    hear(city, kept, NOW_MS - HOUR_MS)
    hear(city, node.sample())
    hear(city, kept, is_retained=True)
    assert city.twins["n-0001"].heard_ms == NOW_MS


def test_a_report_above_what_we_know_is_overtaken() -> None:
    city = lit_city(lamps(1))
    program = city.programs["main-roads"]
    higher = program.version + 10 * HOUR_MS
    actions = hear(
        city,
        Talker().reported(
            desired=higher,
            program={"id": "main-roads", "version": higher},
            overrides={"group:all": higher},
        ),
    )
    assert city.desired["n-0001"].version > higher
    assert city.programs["main-roads"].version > higher
    assert city.programs["main-roads"].program == program.program
    assert city.group_overrides["all"].version > higher
    assert {one.topic.name for one in rows(actions, Say)} == {"desired", "program", "override"}


@pytest.mark.parametrize("version", [2**52, 2**53 - 1])
def test_a_report_of_a_version_from_nowhere_does_not_use_up_all_versions(version: int) -> None:
    city = lit_city(lamps(1))
    actions = hear(
        city,
        Talker().reported(
            desired=version,
            program={"id": "main-roads", "version": version},
            overrides={"group:all": version},
        ),
    )
    assert rows(actions, Say) == []


BAD = {
    "empty": (f"{NODE_1}/telemetry", b"", "not a node's to say"),
    "too large": (
        f"{NODE_1}/telemetry",
        json.dumps(head(samples=[{"at_ms": 1}], x="a" * 9000)).encode(),
        "too large",
    ),
    "not JSON": (f"{NODE_1}/telemetry", b'{"v": 1,', "not JSON"),
    "not UTF-8": (f"{NODE_1}/status", b"\xff\xfe\x00", "not JSON"),
    "another version": (
        f"{NODE_1}/reported",
        json.dumps(head(v=2)).encode(),
        "other version",
    ),
    "no version": (
        f"{NODE_1}/reported",
        json.dumps({key: value for key, value in head().items() if key != "v"}).encode(),
        "other version",
    ),
    "a wrong type": (f"{NODE_1}/reported", json.dumps(head(level="60")).encode(), "wrong shape"),
    "NaN": (
        f"{NODE_1}/telemetry",
        json.dumps(head(samples=[{"at_ms": 1, "power_w": float("nan")}])).encode(),
        "wrong shape",
    ),
    "infinity": (
        f"{NODE_1}/telemetry",
        json.dumps(head(samples=[{"at_ms": 1, "supply_v": float("inf")}])).encode(),
        "wrong shape",
    ),
    "deep nesting": (f"{NODE_1}/event", b"[" * 8000, "not JSON"),
    "an unknown node": (
        "lighting/v1/kupang/node/n-9999/status",
        json.dumps(head(online=True)).encode(),
        "unknown node",
    ),
    "a foreign site": (
        "lighting/v1/darwin/node/n-0001/status",
        json.dumps(head(online=True)).encode(),
        "foreign topic",
    ),
    "no topic of ours": ("lighting/v1/kupang/node/n-0001/mood", b"{}", "foreign topic"),
    "an id that is none": ("lighting/v1/kupang/node/N 1/status", b"{}", "foreign topic"),
    "the controller's to say": (
        f"{NODE_1}/desired",
        json.dumps({"v": 1, "version": 5, "issued_ms": 5}).encode(),
        "not a node's to say",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_and_counted_and_the_good_message_beside_it_lives(name: str) -> None:
    topic, payload, reason = BAD[name]
    city = bare_city(lamps(1))
    (refused,) = hear(city, (topic, payload))
    assert isinstance(refused, RefusedRow)
    assert (refused.reason, refused.topic, refused.payload) == (reason, topic, payload)
    assert city.refused == {reason: 1}
    assert len(rows(hear(city, Talker().sample()), SampleRow)) == 1


def test_a_topic_without_end_is_not_kept_whole() -> None:
    (refused,) = hear(bare_city(lamps(1)), ("x" * 60_000, b""))
    assert isinstance(refused, RefusedRow)
    assert len(refused.topic) <= 300
    assert len(refused.detail) <= 300


def test_one_bad_sample_does_not_come_in_with_good_ones() -> None:
    city = bare_city(lamps(1))
    told = [{"at_ms": 1, "power_w": 70.0}, {"at_ms": 2, "power_w": "x"}]
    hear(city, (f"{NODE_1}/telemetry", json.dumps(head(samples=told)).encode()))
    assert city.refused == {"wrong shape": 1}
