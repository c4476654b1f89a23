"""Which hours have to be rolled up, and whether all that is known of them can be read."""

from dataclasses import dataclass
from pathlib import Path

from lighting.site.inventory import Lamp
from lighting.site.lamp_csv import read_lamps
from lighting.stores.database import connect_for_reading, said_plainly


@dataclass(frozen=True, slots=True)
class StaleHour:
    """An hour of which something came since it was rolled up; marks rise with each commit."""

    hour_ms: int
    marks: int


class StaleHours:
    """Reads the marks beside the thread that sets them; for one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = connect_for_reading(path)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def due(self, before_ms: int, reach_ms: int) -> list[StaleHour]:
        """Give the stale hours that ended before a moment, the oldest first.

        Those of which samples are still on their way to InfluxDB are left for later: what is read
        back would lack them.
        """
        with said_plainly(self._path):
            rows = self._connection.execute(
                "SELECT hour_ms, marks FROM stale_hour WHERE hour_ms + 3600000 <= ?1"
                " AND NOT EXISTS (SELECT 1 FROM journal WHERE bucket = 'raw'"
                " AND first_ms < hour_ms + 3600000 + ?2 AND last_ms >= hour_ms - ?2)"
                " ORDER BY hour_ms",
                (before_ms, reach_ms),
            ).fetchall()
        return [StaleHour(*row) for row in rows]

    def lamps(self) -> tuple[Lamp, ...]:
        """Give the lamps as they are in the inventory now."""
        with said_plainly(self._path):
            found = self._connection.execute("SELECT csv FROM inventory").fetchone()
        return read_lamps(found[0], "the store") if found else ()
