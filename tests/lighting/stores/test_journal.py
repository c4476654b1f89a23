"""What was received is in the journal in the same commit, and goes only with what became of it."""

import sqlite3
import tracemalloc
from pathlib import Path

import pytest

from lighting.errors import StoreUnavailable
from lighting.nodes.twin import Twin
from lighting.rows import (
    FactRow,
    FaultRow,
    HourRow,
    LampsRow,
    ParkedAgain,
    ParkedDropped,
    Row,
    TwinRow,
)
from lighting.site.lamp_csv import write_lamps
from lighting.stores.journal import LONGEST_REASON, MOST_ENTRIES, Backlog, Journal, Load, Refused
from lighting.stores.sqlite import SqliteStore
from tests.support.city_of_tests import lamp
from tests.support.doors import T_NS, enter, lines, parked, query, waiting
from tests.support.stored import NOW_MS, audit_row, fault, sample_row

EVERYTHING = 2**62
HOUR = HourRow("KPG-0001", NOW_MS, 41.0, 3600.0, 40.0, 41.0, 42.0, 3600.0, 12, "counted")


def fed_from(panel: str) -> LampsRow:
    """A list with one lamp."""
    return LampsRow(write_lamps([lamp(1, panel=panel)]))


def entries(path: Path) -> list[tuple[object, ...]]:
    return query(path, "SELECT bucket, is_routine, points, first_ms, last_ms FROM journal")


def load_of(journal: Journal, points: int = 5_000) -> Load:
    load = journal.load("raw", 0, EVERYTHING, points)
    assert load is not None
    return load


def test_a_commit_makes_one_entry_of_samples_one_of_other_facts_and_one_of_hours(
    store: SqliteStore, path: Path
) -> None:
    rows: list[Row] = [sample_row(1), sample_row(2), FaultRow(fault()), audit_row(), HOUR]
    store.commit(rows, {})
    assert entries(path) == [
        ("raw", 1, 2, NOW_MS + 1, NOW_MS + 2),
        ("hourly", 0, 1, NOW_MS, NOW_MS),
        ("book", 0, 2, NOW_MS, NOW_MS),
    ]
    kinds = [one.partition(b",")[0] for one in waiting(path)]
    assert kinds == [b"lamp", b"lamp", b"lamp_hour", b"fault", b"command"]


def test_samples_and_hours_on_their_way_are_not_kept_twice_and_faults_are(
    store: SqliteStore, path: Path
) -> None:
    store.commit([sample_row(), FaultRow(fault()), audit_row(), HOUR], {})
    assert query(path, "SELECT count(*) FROM sample UNION ALL SELECT count(*) FROM hour") == [
        (0,),
        (0,),
    ]
    assert (store.faults(), store.audit(9)) == ([fault()], [audit_row()])


def test_what_belongs_into_no_measurement_makes_no_entry(store: SqliteStore, path: Path) -> None:
    pending = fault(state="pending", active_ms=None)
    store.commit([FactRow("session", "x"), TwinRow(Twin("n-0001")), FaultRow(pending)], {})
    assert waiting(path) == []


def test_without_an_influxdb_nothing_enters_the_journal(path: Path) -> None:
    store = SqliteStore.open(path)
    store.commit([sample_row(), FaultRow(fault()), HOUR], {})
    store.close()
    assert waiting(path) == []


def test_a_commit_that_fails_leaves_nothing_in_the_journal(store: SqliteStore, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable):
        store.commit([sample_row()], {})
    other.execute("ROLLBACK")
    other.close()
    assert waiting(path) == []
    store.commit([sample_row()], {})
    assert len(waiting(path)) == 1


def test_lines_say_the_panel_of_the_list_of_lamps_in_force(store: SqliteStore, path: Path) -> None:
    store.commit([fed_from("P-01"), sample_row(1)], {})
    store.commit([sample_row(2)], {})
    store.commit([fed_from("P-02"), sample_row(3)], {})
    store.feed("kupang")
    store.commit([sample_row(4)], {})
    panels = [b"panel=P-01" in one for one in waiting(path)]
    assert panels == [True, True, False, False]
    assert all(b"panel=P-0" in one for one in waiting(path))


def test_entries_are_loaded_oldest_first_up_to_so_many_points(journal: Journal, path: Path) -> None:
    enter(path, [lines(0, 3), lines(10, 3), lines(20, 3)])
    enter(path, [lines(90, 1)], bucket="hourly")
    assert load_of(journal, 6) == Load(
        (1, 2), "raw", b"\n".join([*lines(0, 3), *lines(10, 3)]), 6, has_more=True
    )
    assert load_of(journal, 8).ids == (1, 2)
    everything = load_of(journal, 9)
    assert (everything.ids, everything.points, everything.has_more) == ((1, 2, 3), 9, False)


def test_an_entry_with_more_points_than_asked_for_is_loaded_alone(
    journal: Journal, path: Path
) -> None:
    enter(path, [lines(0, 9), lines(10, 1)])
    assert load_of(journal, 5).ids == (1,)


def test_only_so_many_entries_are_loaded_at_once(journal: Journal, path: Path) -> None:
    enter(path, ([b"x 1"] for _ in range(MOST_ENTRIES + 1)))
    load = load_of(journal)
    assert (len(load.ids), load.points, load.has_more) == (MOST_ENTRIES, MOST_ENTRIES, True)


def test_as_many_entries_as_are_loaded_at_once_have_no_more_behind_them(
    journal: Journal, path: Path
) -> None:
    enter(path, ([b"x 1"] for _ in range(MOST_ENTRIES)))
    assert not load_of(journal).has_more


def test_a_smaller_entry_is_loaded_where_one_like_the_one_before_has_no_room(
    journal: Journal, path: Path
) -> None:
    enter(path, [lines(0, 4), lines(10, 2), lines(20, 1)])
    load = load_of(journal, 6)
    assert (load.ids, load.points, load.has_more) == ((1, 2), 6, True)
    load = load_of(journal, 7)
    assert (load.ids, load.points, load.has_more) == ((1, 2, 3), 7, False)
    load = load_of(journal, 4)
    assert (load.ids, load.points, load.has_more) == ((1,), 4, True)


def test_the_lines_of_an_entry_that_has_no_room_are_not_read(journal: Journal, path: Path) -> None:
    size = 4_000_000
    enter(path, [[b"x" * size], [b"y" * size]], points=5_000)
    tracemalloc.start()
    try:
        load = load_of(journal)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (load.ids, load.has_more) == ((1,), True)
    assert most < 1.5 * size


def test_a_load_keeps_to_its_bounds(journal: Journal, path: Path) -> None:
    enter(path, [lines(number, 1) for number in range(5)])
    middle = journal.load("raw", 1, 3, 5_000)
    assert middle
    assert (middle.ids, middle.has_more) == ((2, 3), False)
    assert journal.load("raw", 5, EVERYTHING, 5_000) is None
    assert journal.load("hourly", 0, EVERYTHING, 5_000) is None
    assert (journal.newest("raw"), journal.newest("hourly")) == (5, 0)


def test_what_is_settled_is_gone_and_what_was_refused_is_parked_with_its_reason(
    journal: Journal, path: Path
) -> None:
    enter(path, [lines(0, 2), lines(10, 1)])
    load = load_of(journal, 2)
    journal.settle(load, [Refused("bad 1", 400, "r" * 999)], NOW_MS)
    assert waiting(path) == lines(10, 1)
    assert query(path, "SELECT * FROM parked") == [
        (1, NOW_MS, "raw", 400, "r" * LONGEST_REASON, "bad 1")
    ]


def test_settling_that_fails_parks_nothing_and_forgets_nothing(
    journal: Journal, path: Path
) -> None:
    enter(path, [lines(0, 2)])
    load = load_of(journal)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute(
        "CREATE TRIGGER full BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'x'); END"
    )
    with pytest.raises(StoreUnavailable):
        journal.settle(load, [Refused("bad 1", 400, "why")], NOW_MS)
    other.execute("DROP TRIGGER full")
    other.close()
    assert (waiting(path), parked(path)) == (lines(0, 2), [])
    journal.settle(load, [Refused("bad 1", 400, "why")], NOW_MS)
    assert (waiting(path), parked(path)) == ([], [(400, "why", "bad 1")])


def test_lines_that_are_decided_leave_their_entries_as_those_are_by_then(
    journal: Journal, path: Path
) -> None:
    enter(path, [lines(0, 3), lines(10, 3), lines(20, 3), lines(30, 3)])
    load = load_of(journal)
    thinned = lines(10, 1)[0] + b"\n" + lines(12, 1)[0]
    query(path, "DELETE FROM journal WHERE id IN (2, 3)")
    query(path, "INSERT INTO journal VALUES (2, 'raw', 0, 5, 6, 7, 2, ?)", thinned)
    decided = [*lines(0, 3), *lines(10, 2)]
    journal.settle_part(load, decided, [Refused("bad 1", 400, "why")], NOW_MS)
    assert waiting(path) == [*lines(12, 1), *lines(30, 3)]
    assert query(path, "SELECT id, is_routine, committed_ms, points FROM journal") == [
        (2, 0, 5, 1),
        (4, 1, 0, 3),
    ]
    assert parked(path) == [(400, "why", "bad 1")]
    assert journal.backlog().points == 4


def test_an_id_is_never_given_twice_so_that_nothing_new_is_settled_with_what_was_sent(
    journal: Journal, path: Path
) -> None:
    enter(path, [lines(0, 1)])
    load = load_of(journal)
    journal.settle(load, [], NOW_MS)
    enter(path, [lines(10, 1)])
    journal.settle(load, [], NOW_MS)
    assert waiting(path) == lines(10, 1)


def test_the_backlog_counts_entries_points_and_bytes_as_they_come_and_go(
    journal: Journal, store: SqliteStore, path: Path
) -> None:
    assert journal.backlog() == Backlog(0, 0, 0, None)
    store.commit([sample_row(1), sample_row(2)], {})
    store.commit([HOUR], {})
    size = sum(len(body) for (body,) in query(path, "SELECT body FROM journal"))
    assert journal.backlog() == Backlog(2, 3, size, NOW_MS)
    journal.settle(load_of(journal), [], NOW_MS)
    assert journal.backlog() == Backlog(1, 1, len(waiting(path)[0]), NOW_MS)


def test_a_parked_line_goes_back_on_its_way_or_away_for_good(
    journal: Journal, store: SqliteStore, path: Path
) -> None:
    enter(path, [lines(0, 1)])
    refused = [Refused(one.decode(), 422, "why") for one in lines(0, 3)]
    journal.settle(load_of(journal), refused, NOW_MS)
    store.commit([ParkedAgain((2, 99)), ParkedDropped((3,))], {})
    assert waiting(path) == lines(1, 1)
    assert parked(path) == [(422, "why", lines(0, 1)[0].decode())]
    assert entries(path) == [("raw", 0, 1, T_NS // 1_000_000, T_NS // 1_000_000)]


def test_a_file_that_is_closed_or_not_there_is_said(journal: Journal, tmp_path: Path) -> None:
    journal.close()
    load = Load((1,), "raw", b"", 1, has_more=False)
    for ask in (
        lambda: journal.newest("raw"),
        lambda: journal.load("raw", 0, 1, 1),
        lambda: journal.settle(load, [], 0),
        journal.backlog,
    ):
        with pytest.raises(StoreUnavailable):
            ask()
    with pytest.raises(StoreUnavailable, match="can't be used"):
        Journal.open(tmp_path / "none.db")
