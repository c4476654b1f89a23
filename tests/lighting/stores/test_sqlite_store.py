"""What only the SQLite store promises: durable commits, its file's forms, an audit set in stone."""

import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lighting.errors import StoreUnavailable
from lighting.rows import FactRow
from lighting.stores.database import MIGRATIONS, connect_for_reading, migrate
from lighting.stores.reading import SqliteReader
from lighting.stores.sqlite import SqliteStore
from tests.support.committing import BATCH
from tests.support.stored import NOW_MS, audit_row, rows_of_every_kind, sample_row


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lighting.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore.open(path)
    yield opened
    opened.close()


@contextmanager
def largest_file(size_bytes: int) -> Iterator[None]:
    """No file of this process grows above a size: the disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_killed_in_mid_commit_it_has_every_batch_that_was_said_and_no_half_one(path: Path) -> None:
    said = 0
    for lines_before_death in (1, 9, 23):
        command = [sys.executable, "-m", "tests.support.committing", str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            for _ in range(lines_before_death):
                said = int(process.stdout.readline())
            process.kill()
            said = max([said, *map(int, process.stdout.read().split())])
        store = SqliteStore.open(path)
        kept = int(store.load(NOW_MS).facts["batch"])
        assert said <= kept <= said + 1
        rows = store.row_counts()
        assert (rows["sample"], rows["audit"]) == (kept * BATCH, kept)
        assert len(store.samples("KPG-0001", 0, 2**52)) == kept * BATCH
        assert store.counts() == {"batches": kept}
        store.close()


def test_a_full_disk_keeps_nothing_of_a_commit_and_the_same_rows_fit_later(
    store: SqliteStore, path: Path
) -> None:
    store.commit([sample_row(0)], {"received": 1})
    many = [sample_row(number) for number in range(1, 5_000)]
    size_bytes = max(path.stat().st_size, path.with_name("lighting.db-wal").stat().st_size)
    with largest_file(size_bytes + 8_192):
        with pytest.raises(StoreUnavailable) as caught:
            store.commit(many, {"received": 5_000})
        assert "disk" in caught.value.why
        assert "free some space" in caught.value.remedy
    assert (store.row_counts()["sample"], store.counts()) == (1, {"received": 1})
    store.commit(many, {"received": 5_000})
    assert (store.row_counts()["sample"], store.counts()) == (5_000, {"received": 5_000})


def test_another_writer_makes_a_commit_wait_and_then_say_who_is_in_the_way(
    store: SqliteStore, path: Path
) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable) as caught:
        store.commit([FactRow("session", "x")], {})
    other.execute("ROLLBACK")
    other.close()
    assert caught.value.why == "another program holds its lock"
    store.commit([FactRow("session", "x")], {})
    assert store.load(NOW_MS).facts == {"session": "x"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = 'nobody'",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit VALUES (1, 0, 'nobody', '', '', '', '', '')",
    ],
)
def test_nobody_changes_the_audit(store: SqliteStore, path: Path, statement: str) -> None:
    store.commit([audit_row()], {})
    other = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError, match="the audit is never"):
        other.execute(statement)
    other.close()
    assert store.audit(9) == [audit_row()]


def test_a_commit_is_on_the_disk_when_it_returns(store: SqliteStore, path: Path) -> None:
    store.commit([FactRow("session", "x")], {})
    other = sqlite3.connect(path)
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    other.close()
    assert store._connection.execute("PRAGMA synchronous").fetchone() == (2,)  # noqa: SLF001 - a promise of this connection that nobody else can see


def test_a_file_that_would_not_survive_a_power_cut_is_not_used() -> None:
    with pytest.raises(StoreUnavailable, match="would not be safe after a power cut"):
        SqliteStore.open(Path(":memory:"))


def test_a_reader_beside_the_writer_sees_each_commit_and_cannot_write(
    store: SqliteStore, path: Path
) -> None:
    reader = SqliteReader.beside(path)
    store.commit(rows_of_every_kind(), {"received": 7})
    assert reader.counts() == {"received": 7}
    reader.close()
    connection = connect_for_reading(path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM measured")
    connection.close()


def test_an_older_file_is_brought_to_the_present_form_with_what_it_holds(
    path: Path, tmp_path: Path
) -> None:
    newer = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, newer)
    last = max(int(file.stem) for file in newer.glob("*.sql"))
    script = "ALTER TABLE fact ADD COLUMN noted_ms INTEGER;\nUPDATE fact SET noted_ms = 5;\n"
    (newer / f"{last + 1:03}.sql").write_text(script)
    store = SqliteStore.open(path)
    store.commit([FactRow("session", "x")], {})
    store.close()
    connection = sqlite3.connect(path, isolation_level=None)
    for _ in range(2):
        migrate(connection, path, newer)
        assert connection.execute("PRAGMA user_version").fetchone() == (last + 1,)
        assert connection.execute("SELECT * FROM fact").fetchall() == [("session", "x", 5)]
    connection.close()
    with pytest.raises(StoreUnavailable, match="can't be used") as caught:
        SqliteStore.open(path)
    assert "newer" in caught.value.why


def test_a_migration_that_fails_leaves_the_form_before(path: Path, tmp_path: Path) -> None:
    newer = tmp_path / "migrations"
    newer.mkdir()
    (newer / "001.sql").write_text("CREATE TABLE one (a INTEGER);\nCREATE TABLE one (a INTEGER);\n")
    connection = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(connection, path, newer)
    assert connection.execute("PRAGMA user_version").fetchone() == (0,)
    assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)
    connection.close()


def test_a_file_that_is_no_database_is_said_to_be_none(path: Path) -> None:
    path.write_bytes(b"KPG-0001," * 1_000)
    with pytest.raises(StoreUnavailable) as caught:
        SqliteStore.open(path)
    assert (caught.value.why, caught.value.remedy) == (
        "it is not a database",
        "put the file aside; restore it from a backup",
    )


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="can't be used") as caught:
        SqliteStore.open(tmp_path / "nowhere" / "lighting.db")
    assert caught.value.why == "it can't be opened"


def test_an_error_without_a_name_of_ours_is_said_as_it_came(store: SqliteStore) -> None:
    store.close()
    with pytest.raises(StoreUnavailable) as caught:
        store.counts()
    assert "closed" in caught.value.why
