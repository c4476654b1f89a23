"""How a commit's facts get into the journal: as the lines that InfluxDB will be sent.

To be called inside the transaction that keeps everything else, so that what is acknowledged to
the broker is on its way to InfluxDB whatever happens next.
"""

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lighting.lamp_csv import read_lamps
from lighting.rows import HourRow, Row, SampleRow

if TYPE_CHECKING:
    from lighting.stores.lines import Lines

RAW, HOURLY = "raw", "hourly"
"""The buckets, as the journal names them."""
_INSERT = (
    "INSERT INTO journal (bucket, is_routine, committed_ms, first_ms, last_ms, points, body)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_MS_NS = 1_000_000


def lines_for(site: str, lamps_csv: str | None) -> "Lines":
    """Give what makes the lines of a site with these lamps."""
    from lighting.stores.lines import Lines  # noqa: PLC0415 - only where there is an InfluxDB

    return Lines(site, read_lamps(lamps_csv, "the store") if lamps_csv else ())


def enter(connection: sqlite3.Connection, lines: "Lines", rows: Iterable[Row]) -> None:
    """Put into the journal what belongs into the measurement store; one entry a bucket and class.

    Samples are routine: when there is no more room, they are thinned; nothing else ever is.
    """
    samples: list[str] = []
    kept: list[str] = []
    hours: list[str] = []
    committed_ms = 0
    for row in rows:
        line = lines.of(row)
        if line is None:
            continue
        if isinstance(row, SampleRow):
            samples.append(line)
            committed_ms = max(committed_ms, row.received_ms)
        else:
            (hours if isinstance(row, HourRow) else kept).append(line)
    enter_lines(connection, RAW, samples, is_routine=True, committed_ms=committed_ms)
    enter_lines(connection, RAW, kept, committed_ms=committed_ms)
    enter_lines(connection, HOURLY, hours, committed_ms=committed_ms)


def enter_lines(
    connection: sqlite3.Connection,
    bucket: str,
    found: list[str],
    *,
    is_routine: bool = False,
    committed_ms: int = 0,
) -> None:
    """Put lines into the journal as one entry; none gives no entry."""
    if not found:
        return
    times_ms = [int(line[line.rindex(" ") + 1 :]) // _MS_NS for line in found]
    body = "\n".join(found).encode()
    newest_ms = max(times_ms)
    at = (committed_ms or newest_ms, min(times_ms), newest_ms)
    connection.execute(_INSERT, (bucket, int(is_routine), *at, len(found), body))
