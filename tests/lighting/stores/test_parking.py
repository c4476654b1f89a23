"""What waits for InfluxDB, was refused, or is gone, as it stands in the database."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lighting.errors import StoreUnavailable
from lighting.rows import GapRow
from lighting.stores.database import connect_beside
from lighting.stores.journal import Backlog
from lighting.stores.parking import Gap, Parking
from lighting.stores.sqlite import SqliteStore
from tests.support.looking_back import park
from tests.support.stored import NOW_MS, sample_row


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore.open(tmp_path / "lighting.db")
    yield opened
    opened.close()


def test_an_empty_database_has_nothing_of_it(store: SqliteStore) -> None:
    parking = Parking(store.path)
    assert parking.backlog() == Backlog(0, 0, 0, None)
    assert (parking.parked(10), parking.parked_ids(), parking.gaps(10)) == ([], (), [])
    assert (parking.lost(), parking.is_moving()) == ({}, False)


def test_the_backlog_is_what_the_journal_holds(store: SqliteStore) -> None:
    store.feed("kupang")
    store.commit([sample_row(1), sample_row(2)], {})
    backlog = Parking(store.path).backlog()
    assert (backlog.rows, backlog.points, backlog.oldest_ms) == (1, 2, NOW_MS + 1)
    assert backlog.bytes > 0


def test_measurements_in_the_file_are_still_to_be_moved(store: SqliteStore) -> None:
    store.commit([sample_row()], {})
    assert Parking(store.path).is_moving()


def test_refused_lines_come_with_their_reason_the_newest_first(store: SqliteStore) -> None:
    park(store.path, "a", "b")
    newest, oldest = Parking(store.path).parked(10)
    assert (newest.line, oldest.line) == ("b", "a")
    assert (oldest.status, oldest.reason, oldest.bucket) == (400, "no such type", "raw")
    assert len(Parking(store.path).parked(1)) == 1
    assert Parking(store.path).parked_ids() == (oldest.id, newest.id)
    assert Parking(store.path).parked_ids([newest.id, 99]) == (newest.id,)


def test_gaps_are_thinned_samples_and_events_of_nodes(store: SqliteStore) -> None:
    store.commit([GapRow("n-0001", "9f31", 2, 5, 4, "thinned by the node", NOW_MS)], {})
    with closing(connect_beside(store.path)) as connection:
        connection.execute(
            "INSERT INTO dropped (noted_ms, class, from_ms, to_ms, count, why)"
            " VALUES (?, 'samples', 10, 20, 7, 'the budget')",
            (NOW_MS + 1,),
        )
    assert Parking(store.path).gaps(10) == [
        Gap(NOW_MS + 1, "samples", 7, "the budget", None, 10, 20),
        Gap(NOW_MS, "events", 4, "thinned by the node", "n-0001", 2, 5),
    ]
    assert Parking(store.path).lost() == {"samples": 7, "events": 4}


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="can't be used"):
        Parking(tmp_path / "lighting.db").backlog()
