"""The store that needs nothing installed: one SQLite file, a commit of which is on the disk."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

from lighting.rows import Row
from lighting.stores.database import connect, said_plainly, transaction
from lighting.stores.reading import SqliteReader
from lighting.stores.writing import write


class SqliteStore(SqliteReader):
    """Keeps rows and reads them; to be used by one thread at a time, others open a reader."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the database, made if there is none.

        `StoreUnavailable` says that it can't be opened, is damaged, or was written by a newer
        program.
        """
        return cls(path, connect(path))

    def commit(self, rows: Iterable[Row], counts: Mapping[str, int]) -> None:
        """Keep all rows and totals in one transaction that is on the disk when this returns.

        Args:
            rows: Facts; what came before under the same key changes nothing (samples, events,
                gaps) or is replaced (what is known of a node, a fault, a document, ...).
            counts: The controller's totals as they are now, not what was added to them.

        After `StoreUnavailable` nothing was kept, and the same rows can be given again.
        """
        with said_plainly(self.path), transaction(self._connection):
            write(self._connection, rows, counts)
