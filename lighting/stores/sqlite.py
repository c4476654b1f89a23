"""The store that needs nothing installed: one SQLite file, a commit of which is on the disk.

Where there is an InfluxDB, what is measured passes through its journal instead of staying.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Self

from lighting.rows import LampsRow, Row, TwinRow
from lighting.stores.database import connect, said_plainly, transaction
from lighting.stores.journal_writing import lines_for
from lighting.stores.measurements import KEPT_DAYS
from lighting.stores.moving import forget_noted
from lighting.stores.reading import SqliteReader
from lighting.stores.sample_times import QUARTER_MS
from lighting.stores.samples import Samples
from lighting.stores.twins import TwinLog
from lighting.stores.writing import by_kind, write

if TYPE_CHECKING:
    from lighting.stores.lines import Lines


class SqliteStore(SqliteReader):
    """Keeps rows and reads them; to be used by one thread at a time, others open a reader."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        super().__init__(path, connection)
        self._twin_log = TwinLog(connection)
        self._samples = Samples(connection)
        self._site: str | None = None
        self._kept_days = KEPT_DAYS
        self._lines: Lines | None = None
        self._reach_ms = QUARTER_MS

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the database, made if there is none.

        `StoreUnavailable` says that it can't be opened, is damaged, or was written by a newer
        program.
        """
        return cls(path, connect(path))

    def feed(self, site: str, kept_days: int = KEPT_DAYS) -> None:
        """From now on put measurements into the journal, as points of this site.

        Args:
            site: The city's short name.
            kept_days: How long InfluxDB keeps what was measured.
        """
        self._site = site
        self._kept_days = kept_days
        found = self._rows("SELECT csv FROM inventory")
        self._lines = lines_for(site, found[0][0] if found else None, kept_days)

    def keep_here(self) -> None:
        """Keep measurements in this file; an InfluxDB that comes later gets the book anew."""
        with said_plainly(self.path):
            forget_noted(self._connection)

    def reach(self, reach_ms: int) -> None:
        """Say how far around itself a sample changes hourly figures [ms]."""
        self._reach_ms = reach_ms

    def commit(self, rows: Iterable[Row], counts: Mapping[str, int]) -> None:
        """Keep all rows and totals in one transaction that is on the disk when this returns.

        Args:
            rows: Facts; what came before under the same key changes nothing (samples, events,
                gaps) or is replaced (what is known of a node, a fault, a document, ...).
            counts: The controller's totals as they are now, not what was added to them.

        After `StoreUnavailable` nothing was kept, and the same rows can be given again.
        """
        kinds = by_kind(rows)
        csv = kinds[LampsRow][-1].csv if LampsRow in kinds else None
        lines = lines_for(self._site, csv, self._kept_days) if csv and self._site else self._lines
        twins = kinds.pop(TwinRow, ())
        try:
            with said_plainly(self.path), transaction(self._connection):
                self._twin_log.append(twins)
                write(self._connection, kinds, counts, lines or self._samples, self._reach_ms)
        except BaseException:
            self._samples.forget()
            raise
        self._lines = lines
