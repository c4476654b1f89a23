"""One SQLite file: opened so that a commit is on the disk, in its present form, its errors said.

What is in the tables is left to `writing` and `reading`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lighting.errors import StoreUnavailable

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_MS = 2_000
"""How long a commit waits for somebody else's lock, such as a backup's [ms]."""

_SYNCHRONOUS_FULL = 2
# Pages of the log before they are put in their places: under load the same pages change again and
# again, and the rarer that is done the less is written. 40 MB, read again after a power cut.
_WAL_PAGES = 10_000
_CACHE_KIB = 16_000

# Errors of the database that a person can do something about, by the start of SQLite's name for
# them: why, and the remedy.
_REASONS = (
    ("SQLITE_FULL", "the disk is full", "free some space; what is not kept yet is tried again"),
    ("SQLITE_IOERR", "the disk can't be written or read", "free some space or look at the disk"),
    ("SQLITE_BUSY", "another program holds its lock", "close that program, a backup perhaps"),
    ("SQLITE_LOCKED", "another program holds its lock", "close that program, a backup perhaps"),
    ("SQLITE_READONLY", "it may not be written", "make the file and its folder writable"),
    ("SQLITE_CANTOPEN", "it can't be opened", "check [store] path and the folder's permissions"),
    ("SQLITE_NOTADB", "it is not a database", "put the file aside; restore it from a backup"),
    ("SQLITE_CORRUPT", "it is damaged", "put the file aside; restore it from a backup"),
)


def connect(path: Path) -> sqlite3.Connection:
    """Open the database for writing, made if there is none, in its present form."""
    with said_plainly(path):
        connection = sqlite3.connect(
            path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False
        )
    try:
        with said_plainly(path):
            _make_durable(connection, path)
            migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _make_durable(connection: sqlite3.Connection, path: Path) -> None:
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES}")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    level = connection.execute("PRAGMA synchronous").fetchone()[0]
    if (mode, level) != ("wal", _SYNCHRONOUS_FULL):
        raise StoreUnavailable(
            f"{path} would not be safe after a power cut",
            f"journal mode {mode}, synchronous {level}; wal and 2 are needed",
            "put the file on a local disk",
        )


def connect_for_reading(path: Path) -> sqlite3.Connection:
    """Open the database for reading, beside the one who writes it."""
    with said_plainly(path):
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro",
            timeout=BUSY_MS / 1000,
            isolation_level=None,
            check_same_thread=False,
            uri=True,
        )


def connect_beside(path: Path) -> sqlite3.Connection:
    """Open a database that exists for writing, beside the thread that owns it.

    What is lost of these commits in a power cut is done once more: they only note what was done.
    """
    with said_plainly(path):
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            timeout=BUSY_MS / 1000,
            isolation_level=None,
            check_same_thread=False,
            uri=True,
        )
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES}")
    return connection


def migrate(connection: sqlite3.Connection, path: Path, folder: Path = MIGRATIONS) -> None:
    """Bring the tables to the newest form, one numbered file of `folder` after the other.

    Raises:
        StoreUnavailable: The database was written by a newer program.
    """
    files = {int(file.stem): file for file in sorted(folder.glob("*.sql"))}
    present = connection.execute("PRAGMA user_version").fetchone()[0]
    if present > max(files):
        raise StoreUnavailable(
            f"{path} can't be used",
            f"its form {present} is newer than this program's {max(files)}",
            "run the newer program again, or another file",
        )
    for number, file in files.items():
        if number > present:
            script = file.read_text(encoding="utf-8")
            with transaction(connection):
                for statement in _statements(script):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing; whoever else writes waits."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite ends it by itself when the disk is full
            connection.execute("ROLLBACK")
        raise


@contextmanager
def said_plainly(path: Path) -> Iterator[None]:
    """Turn the library's errors into one with a reason and a remedy.

    Raises:
        StoreUnavailable: In place of any error of the library.
    """
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        for start, why, remedy in _REASONS:
            if name.startswith(start):
                raise StoreUnavailable(f"{path} can't be used", why, remedy) from error
        raise StoreUnavailable(f"{path} can't be used", f"{name} {error}".strip()) from error


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
