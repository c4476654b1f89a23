"""What every store must do; another store is added to `STORES` and passes the same tests."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.errors import DecodeError
from devices.wire import codec
from devices.wire.topics import EVENT
from devices.wire.up import Event, Events
from lighting.nodes.twin import Twin
from lighting.rows import (
    DroppedFault,
    EventRow,
    FactRow,
    FaultRow,
    IncidentRow,
    LedgerRow,
    OverrideRow,
    Row,
    TwinRow,
)
from lighting.stores import Kept, Store
from lighting.stores.sqlite import SqliteStore
from tests.support.stored import (
    NOW_MS,
    SESSION,
    audit_row,
    change_row,
    event_row,
    fault,
    incident,
    override_row,
    refused_row,
    rows_of_every_kind,
    sample_row,
    schedule_row,
)

Opener = Callable[[], Store]
STORES = {"sqlite": lambda folder: SqliteStore.open(folder / "lighting.db")}


@pytest.fixture(params=STORES)
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Opens the same store anew, as after a restart; the one before is closed."""
    opened: list[Store] = []

    def again() -> Store:
        if opened:
            opened.pop().close()
        opened.append(STORES[request.param](tmp_path))
        return opened[0]

    yield again
    if opened:
        opened.pop().close()


@pytest.fixture
def store(reopen: Opener) -> Store:
    return reopen()


def test_an_empty_store_gives_nothing_and_numbers_from_one(store: Store) -> None:
    assert store.load(NOW_MS) == Kept()


def test_what_was_committed_is_there_after_a_restart(store: Store, reopen: Opener) -> None:
    store.commit(rows_of_every_kind(), {"received": 7})
    kept = reopen().load(NOW_MS)
    assert kept.lamps_csv == "lamp,node\n"
    assert kept.twins == (Twin("n-0001", session=SESSION, past_sessions=("cd" * 8,), upto=5),)
    assert kept.faults == (fault(),)
    assert kept.incidents == (incident(),)
    assert [(one.kind, one.subject, one.payload) for one in kept.documents] == [
        ("program", "main-roads", b'{"v":1}')
    ]
    assert kept.schedule == schedule_row()
    assert kept.overrides == (override_row(),)
    assert kept.changes == (change_row(),)
    assert (kept.facts, kept.counts) == ({"session": SESSION}, {"received": 7})
    assert kept.refused == {"not JSON": 1}


def test_numbers_go_on_above_the_highest_that_was_given(store: Store) -> None:
    store.commit(rows_of_every_kind(), {})
    kept = store.load(NOW_MS)
    assert (kept.next_fault, kept.next_order) == (3, 3)


def test_resent_samples_events_and_gaps_change_nothing(store: Store) -> None:
    resent = rows_of_every_kind()[:3]
    store.commit(resent, {})
    before = (store.row_counts(), store.samples("KPG-0001", 0, 2**52), store.events("KPG-0001", 9))
    for _ in range(2):
        store.commit([*resent, *resent], {})
    after = (store.row_counts(), store.samples("KPG-0001", 0, 2**52), store.events("KPG-0001", 9))
    assert after == before
    assert {name: before[0][name] for name in ("sample", "event", "gap")} == {
        "sample": 1,
        "event": 1,
        "gap": 1,
    }


def test_what_is_known_takes_the_place_of_what_was_known(store: Store) -> None:
    old: list[Row] = [
        TwinRow(Twin("n-0001", upto=1)),
        FaultRow(fault(state="pending")),
        FactRow("session", "old"),
    ]
    new: list[Row] = [
        TwinRow(Twin("n-0001", upto=2)),
        TwinRow(Twin("n-0001", upto=3)),
        FaultRow(fault()),
        FactRow("session", "new"),
    ]
    store.commit(old, {"received": 1})
    store.commit(new, {"received": 2})
    kept = store.load(NOW_MS)
    assert kept.twins[0].upto == 3
    assert kept.faults == (fault(),)
    assert (kept.facts, kept.counts) == ({"session": "new"}, {"received": 2})


def test_a_fault_that_proved_to_be_none_is_gone(store: Store) -> None:
    store.commit([FaultRow(fault()), DroppedFault(fault())], {})
    assert store.faults() == []


def test_cleared_faults_and_incidents_are_history_and_not_loaded(store: Store) -> None:
    over = fault(state="cleared", cleared_ms=NOW_MS)
    store.commit([FaultRow(over), IncidentRow(incident(cleared_ms=NOW_MS))], {})
    kept = store.load(NOW_MS)
    assert (kept.faults, kept.incidents) == ((), ())
    assert store.faults() == [over]
    assert store.incidents(9) == [incident(cleared_ms=NOW_MS)]


def test_faults_are_found_by_each_of_their_marks(store: Store) -> None:
    burns = fault("F-000002", code="DAY_BURN", lamp="KPG-0002", since_ms=NOW_MS + 1)
    store.commit([FaultRow(fault()), FaultRow(burns)], {})
    assert store.faults() == [burns, fault()]
    assert store.faults(id_="F-000001") == [fault()]
    assert store.faults(lamp="KPG-0002") == [burns]
    assert store.faults(code="DAY_BURN") == [burns]
    assert store.faults(since_ms=NOW_MS + 1) == [burns]
    assert store.faults(limit=1) == [burns]


def test_overrides_are_loaded_until_a_day_after_their_end(store: Store) -> None:
    rows: list[OverrideRow] = [
        override_row("o-000001"),
        override_row("o-000002", released_ms=NOW_MS),
        override_row("o-000003", until_ms=NOW_MS - 86_400_000),
    ]
    store.commit(rows, {})
    assert [one.id for one in store.load(NOW_MS).overrides] == ["o-000001", "o-000002"]
    assert [one.id for one in store.overrides(2)] == ["o-000003", "o-000002"]


def test_a_change_is_found_however_old(store: Store) -> None:
    store.commit([change_row(f"c-{number:06}") for number in range(1, 111)], {})
    assert len(store.load(NOW_MS).changes) == 100
    assert store.change("c-000001") == change_row("c-000001")
    assert store.change("c-000999") is None


def test_how_far_a_change_got_is_kept_lamp_by_lamp_and_counted(
    store: Store, reopen: Opener
) -> None:
    store.commit([change_row(), LedgerRow("c-000002", "KPG-0001")], {})
    steps = [
        LedgerRow("c-000002", "KPG-0001", NOW_MS, NOW_MS + 1, NOW_MS + 1),
        LedgerRow("c-000002", "KPG-0002", NOW_MS),
    ]
    store.commit([*steps, change_row("c-000003")], {})
    store = reopen()
    assert store.steps("c-000002") == steps
    assert [*store.load(NOW_MS).steps("c-000002")] == steps
    newest, before = store.changes(2)
    assert (newest.id, newest.lamps, newest.confirmed) == ("c-000003", 0, 0)
    assert (before.lamps, before.sent, before.received, before.applied) == (2, 2, 1, 1)


def test_each_version_of_the_schedule_is_kept_and_found_by_its_number_too(store: Store) -> None:
    first, second = schedule_row(), replace(schedule_row(NOW_MS + 5), base=NOW_MS)
    store.commit([first, second], {})
    assert store.schedules(9) == [second, first]
    assert store.schedules(1) == [second]
    assert [store.schedule(one) for one in (1, 2, NOW_MS, NOW_MS + 5)] == [first, second] * 2
    assert [store.schedule(one) for one in (0, 3, NOW_MS + 1)] == [None, None, None]
    assert [store.schedule_number(one.version) for one in (first, second)] == [1, 2]


def test_samples_of_a_lamp_come_in_order_whatever_node_it_had(store: Store) -> None:
    rows = [sample_row(3, node="n-0002"), sample_row(1), sample_row(2), sample_row(9, lamp="KPG-7")]
    store.commit(rows, {})
    found = store.samples("KPG-0001", NOW_MS + 1, NOW_MS + 4)
    assert [(one["node"], one["at_ms"] - NOW_MS) for one in found] == [
        ("n-0001", 1),
        ("n-0001", 2),
        ("n-0002", 3),
    ]
    assert found[0]["power_w"] == 41.8
    assert (found[0]["rssi_dbm"], found[0]["uptime_s"], "supply_v" in found[0]) == (-71.0, 9, False)
    assert store.samples("KPG-0001", NOW_MS + 2, NOW_MS + 3)[0]["at_ms"] == NOW_MS + 2


def test_events_come_newest_first_with_fields_nobody_knows(store: Store) -> None:
    store.commit([event_row(n) for n in (1, 2, 3)], {})
    found = store.events("KPG-0001", 2)
    assert [one["n"] for one in found] == [3, 2]
    assert found[0]["mood"] == "ok"


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(extra=st.dictionaries(st.text(), JSON_VALUES, max_size=4))
def test_whatever_the_wire_lets_in_can_be_kept_and_read(
    extra: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    event = {**extra, "n": 1, "at_ms": NOW_MS, "clock": "synced", "kind": "level"}
    head = {"v": 1, "session": SESSION, "connection": 1, "seq": 1, "at_ms": NOW_MS}
    told = {**head, "clock": "synced", "log": "9f31", "oldest": 1, "events": [event]}
    try:
        message = codec.decode(EVENT, json.dumps(told).encode())
    except DecodeError:
        return
    assert isinstance(message, Events)
    store = SqliteStore.open(tmp_path_factory.mktemp("store") / "lighting.db")
    store.commit([EventRow("n-0001", "KPG-0001", "9f31", message.events[0], NOW_MS)], {})
    (kept,) = store.events("KPG-0001", 1)
    store.close()
    known = set(Event.model_fields) | {"log", "received_ms", "from", "to"}
    assert {key: kept[key] for key in set(extra) - known if extra[key] is not None} == {
        key: value for key, value in extra.items() if key not in known and value is not None
    }


def test_refused_messages_are_counted_for_ever_and_the_newest_kept_for_a_look(store: Store) -> None:
    store.commit([refused_row(payload=b"x" * 5_000) for _ in range(700)], {})
    store.commit([refused_row("wrong shape\ud800") for _ in range(700)], {})
    kept = store.load(NOW_MS)
    assert kept.refused == {"not JSON": 700, "wrong shape?": 700}
    assert store.row_counts()["refused"] == 1_000
    assert {len(one["payload"]) for one in store.refused(1_000)} == {256, 1}


def test_every_schedule_is_kept_and_the_newest_is_in_force(store: Store) -> None:
    store.commit([schedule_row(NOW_MS + 1), schedule_row(NOW_MS)], {})
    kept = store.load(NOW_MS)
    assert kept.schedule is not None
    assert kept.schedule.version == NOW_MS + 1
    assert store.row_counts()["schedule"] == 2


def test_the_audit_gives_its_newest_entries(store: Store) -> None:
    store.commit([audit_row(reason) for reason in ("first", "second", "third")], {})
    assert [entry.reason for entry in store.audit(2)] == ["third", "second"]


def test_a_commit_without_rows_keeps_the_totals(store: Store) -> None:
    store.commit([], {"received": 3})
    assert store.counts() == {"received": 3}


def test_one_row_that_cannot_be_kept_leaves_everything_as_before(store: Store) -> None:
    store.commit([sample_row(1)], {"received": 1})
    with pytest.raises(OverflowError):
        store.commit([sample_row(2), replace(audit_row(), at_ms=2**70)], {"received": 2})
    assert (store.row_counts()["sample"], store.counts()) == (1, {"received": 1})
    store.commit([sample_row(2)], {"received": 2})
    assert store.row_counts()["sample"] == 2
