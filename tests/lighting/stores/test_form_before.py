"""A database of the form before samples were found by time and number is carried over whole."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from devices.wire.quick import QuickSample
from lighting.rows import SampleRow
from lighting.stores.database import MIGRATIONS, migrate, transaction
from lighting.stores.sqlite import SqliteStore

BEFORE = 5
SAMPLES = 1_000
AT_MS = 1_786_881_600_000


def lamp_of(one: int) -> str:
    """At last one node was given to another lamp, within its session."""
    return "K-0" if one % 7 == 6 and one > 900 else f"K-{one % 7}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database as the program before made and filled it."""
    folder = tmp_path / "before"
    folder.mkdir()
    for file in MIGRATIONS.glob("*.sql"):
        if int(file.stem) <= BEFORE:
            shutil.copy(file, folder)
    path = tmp_path / "lighting.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, path, folder)
        with transaction(connection):
            connection.executemany(
                "INSERT INTO sample (node, session, at_ms, lamp, received_ms, clock, level,"
                " power_w, door_open) VALUES (?, ?, ?, ?, ?, ?, 60, ?, 1)",
                (
                    (
                        f"n-{one % 7}",
                        f"a{one // 500}",
                        AT_MS + one * 60_000,
                        lamp_of(one),
                        AT_MS,
                        "holdover" if one % 5 else "synced",
                        one / 8,
                    )
                    for one in range(SAMPLES)
                ),
            )
            connection.execute("INSERT INTO served SELECT DISTINCT lamp, node FROM sample")
            connection.execute("UPDATE row_count SET total = ? WHERE name = 'sample'", (SAMPLES,))
    return path


def test_every_sample_is_found_again_and_comes_only_once(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        before = connection.execute("SELECT * FROM sample ORDER BY id").fetchall()
        keys = connection.execute("SELECT node, lamp, session, at_ms FROM sample").fetchall()
    with closing(SqliteStore.open(path)) as store:
        found = [store.samples(f"K-{one}", 0, AT_MS + 10**9) for one in range(7)]
    assert sorted(row["id"] for rows in found for row in rows) == list(range(1, SAMPLES + 1))
    assert all(
        [row["at_ms"] for row in rows] == sorted(row["at_ms"] for row in rows) for rows in found
    )
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM sample ORDER BY id").fetchall() == before
    with closing(SqliteStore.open(path)) as store:
        rows = [
            SampleRow(node, lamp, session, QuickSample(at_ms), "synced", at_ms)
            for node, lamp, session, at_ms in keys
        ]
        store.commit([*rows, *rows], {})
        assert store.row_counts()["sample"] == SAMPLES
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM sample ORDER BY id").fetchall() == before


def test_a_part_of_the_time_of_one_lamp_is_read_without_the_others(path: Path) -> None:
    with closing(SqliteStore.open(path)) as store:
        rows = store.samples("K-3", AT_MS + 3 * 60_000, AT_MS + 24 * 60_000)
    assert [(row["at_ms"] - AT_MS) // 60_000 for row in rows] == [3, 10, 17]
