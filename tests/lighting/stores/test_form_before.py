"""A database of the form before the samples' index began with time is carried over whole."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from lighting.stores.database import MIGRATIONS, migrate, transaction
from lighting.stores.sqlite import SqliteStore

BEFORE = 5
SAMPLES = 1_000
AT_MS = 1_786_881_600_000


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
                " power_w, door_open) VALUES (?, 'a1', ?, ?, ?, 'synced', 60, ?, 1)",
                (
                    (f"n-{one % 7}", AT_MS + one * 60_000, f"K-{one % 7}", AT_MS, one / 8)
                    for one in range(SAMPLES)
                ),
            )
            connection.execute("INSERT INTO served SELECT DISTINCT lamp, node FROM sample")
            connection.execute("UPDATE row_count SET total = ? WHERE name = 'sample'", (SAMPLES,))
    return path


def test_every_sample_is_found_again_and_comes_only_once(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        before = connection.execute("SELECT * FROM sample ORDER BY id").fetchall()
    with closing(SqliteStore.open(path)) as store:
        found = [store.samples(f"K-{one}", 0, AT_MS + 10**9) for one in range(7)]
    assert sorted(row["id"] for rows in found for row in rows) == list(range(1, SAMPLES + 1))
    assert all(
        [row["at_ms"] for row in rows] == sorted(row["at_ms"] for row in rows) for rows in found
    )
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM sample ORDER BY id").fetchall() == before
        connection.execute(
            "INSERT INTO sample (node, session, at_ms, lamp, received_ms, clock)"
            " SELECT node, session, at_ms, lamp, received_ms, clock FROM sample WHERE true"
            " ON CONFLICT DO NOTHING"
        )
        assert connection.execute("SELECT count(*) FROM sample").fetchone() == (SAMPLES,)


def test_a_part_of_the_time_of_one_lamp_is_read_without_the_others(path: Path) -> None:
    with closing(SqliteStore.open(path)) as store:
        rows = store.samples("K-3", AT_MS + 3 * 60_000, AT_MS + 24 * 60_000)
    assert [(row["at_ms"] - AT_MS) // 60_000 for row in rows] == [3, 10, 17]
