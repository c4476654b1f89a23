import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.wire.up import Sample
from lighting.rows import SampleRow
from lighting.stores.database import connect
from lighting.stores.sample_times import mark_stale, settled
from tests.support.stored import SESSION

HOURS_MS = 3_600_000
HOUR_MS = 1_786_896_000_000
MINUTE_MS = 60_000
REACH_MS = 900_000
WRONG_MS = 86_400_000  # the second day of 1970


def row(
    at_ms: int,
    instead_ms: int | None = None,
    *,
    node: str = "n-0001",
    session: str = SESSION,
    received_ms: int = HOUR_MS,
) -> SampleRow:
    sample = Sample(at_ms=at_ms, power_w=60.0)
    return SampleRow(node, "KPG-0001", session, sample, "unknown", received_ms, instead_ms)


def times(connection: sqlite3.Connection, *rows: SampleRow) -> list[int | None]:
    return [one.instead_ms for one in settled(connection, list(rows))]


def marks(connection: sqlite3.Connection) -> dict[int, int]:
    """Marks by the hour, the hours counted from that of the test."""
    found = connection.execute("SELECT hour_ms, marks FROM stale_hour ORDER BY 1")
    return {(hour_ms - HOUR_MS) // HOURS_MS: count for hour_ms, count in found}


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = connect(tmp_path / "lighting.db")
    yield opened
    opened.close()


def test_a_sample_whose_time_can_be_keeps_it(connection: sqlite3.Connection) -> None:
    rows = [row(HOUR_MS), row(HOUR_MS + 1)]
    assert settled(connection, rows) == rows
    assert connection.execute("SELECT count(*) FROM replaced").fetchone() == (0,)


def test_one_whose_time_can_not_be_gets_the_controllers(connection: sqlite3.Connection) -> None:
    (found,) = settled(connection, [row(WRONG_MS, HOUR_MS)])
    assert found == row(WRONG_MS, HOUR_MS)


def test_the_same_sample_again_gets_the_time_that_it_had(connection: sqlite3.Connection) -> None:
    assert times(connection, row(WRONG_MS, HOUR_MS)) == [HOUR_MS]
    assert times(connection, row(WRONG_MS, HOUR_MS + 9_000)) == [HOUR_MS]


def test_two_samples_of_one_node_never_get_the_same_time(connection: sqlite3.Connection) -> None:
    together = [row(WRONG_MS + n, HOUR_MS) for n in range(3)]
    assert times(connection, *together) == [HOUR_MS, HOUR_MS + 1, HOUR_MS + 2]
    other_session = row(WRONG_MS, HOUR_MS + 1, session="cd" * 8)
    assert times(connection, other_session) == [HOUR_MS + 3]


def test_another_node_may_have_the_same_time(connection: sqlite3.Connection) -> None:
    rows = row(WRONG_MS, HOUR_MS), row(WRONG_MS, HOUR_MS, node="n-0002")
    assert times(connection, *rows) == [HOUR_MS, HOUR_MS]


def test_after_the_controllers_clock_was_set_back_its_time_counts_again(
    connection: sqlite3.Connection,
) -> None:
    year_ms = 366 * 24 * HOURS_MS
    times(connection, row(WRONG_MS, HOUR_MS + year_ms), row(WRONG_MS + 1, HOUR_MS))
    assert times(connection, row(WRONG_MS + 2, HOUR_MS)) == [HOUR_MS + 1]
    assert times(connection, row(WRONG_MS + 3, HOUR_MS + 9)) == [HOUR_MS + 9]


@pytest.mark.parametrize(
    ("after_ms", "expected"),
    [
        (0, [-1, 0]),
        (REACH_MS - 1, [-1, 0]),
        (REACH_MS, [0]),
        (HOURS_MS - REACH_MS, [0]),
        (HOURS_MS - REACH_MS + 1, [0, 1]),
    ],
)
def test_a_sample_makes_stale_the_hours_within_its_reach(
    connection: sqlite3.Connection, after_ms: int, expected: list[int]
) -> None:
    mark_stale(connection, [row(HOUR_MS + after_ms)], REACH_MS)
    assert list(marks(connection)) == expected


def test_a_long_reach_makes_many_hours_stale(connection: sqlite3.Connection) -> None:
    mark_stale(connection, [row(HOUR_MS + 30 * MINUTE_MS)], 3 * HOURS_MS)
    assert list(marks(connection)) == [-3, -2, -1, 0, 1, 2, 3]


def test_it_is_the_time_under_which_a_sample_is_stored_that_counts(
    connection: sqlite3.Connection,
) -> None:
    mark_stale(connection, [row(WRONG_MS, HOUR_MS + 30 * MINUTE_MS)], REACH_MS)
    assert list(marks(connection)) == [0]


def test_marks_rise_with_each_commit_even_when_the_clock_is_set_back(
    connection: sqlite3.Connection,
) -> None:
    found = []
    for received_ms in (HOUR_MS, HOUR_MS, HOUR_MS - 5_000, HOUR_MS + 7):
        mark_stale(connection, [row(HOUR_MS + REACH_MS, received_ms=received_ms)], REACH_MS)
        found.append(marks(connection)[0])
    assert found == [HOUR_MS, HOUR_MS + 1, HOUR_MS + 2, HOUR_MS + 7]


def test_no_samples_make_nothing_stale(connection: sqlite3.Connection) -> None:
    mark_stale(connection, [], REACH_MS)
    assert marks(connection) == {}


@given(
    st.lists(st.integers(HOUR_MS, HOUR_MS + 5 * HOURS_MS), min_size=1, max_size=8),
    st.integers(1_000, 3 * HOURS_MS),
)
def test_an_hour_is_stale_just_when_a_sample_reaches_into_it(
    moments: list[int], reach_ms: int
) -> None:
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute("CREATE TABLE stale_hour (hour_ms INTEGER PRIMARY KEY, marks INTEGER)")
        mark_stale(memory, [row(moment) for moment in moments], reach_ms)
        stale = set(marks(memory))
    for hour in range(-5, 12):
        begin_ms = HOUR_MS + hour * HOURS_MS
        is_touched = any(
            moment - reach_ms < begin_ms + HOURS_MS and begin_ms < moment + reach_ms
            for moment in moments
        )
        assert (hour in stale) == is_touched
