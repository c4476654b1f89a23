"""How a commit's facts get into the journal: as the lines that InfluxDB will be sent.

To be called inside the transaction that keeps everything else, so that what is acknowledged to
the broker is on its way to InfluxDB whatever happens next.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from lighting.rows import EventRow, HourRow, Row, SampleRow
from lighting.site.lamp_csv import read_lamps
from lighting.stores.measurements import BOOK, ENERGY, HOURLY, RAW

if TYPE_CHECKING:
    from lighting.stores.lines import Lines

INSERT = (
    "INSERT INTO journal (bucket, is_routine, committed_ms, first_ms, last_ms, points, body)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
"""How an entry gets into the journal."""
_MS_NS = 1_000_000


def lines_for(site: str, lamps_csv: str | None, kept_days: int) -> "Lines":
    """Give what makes the lines of a site with these lamps."""
    from lighting.stores.lines import Lines  # noqa: PLC0415 - only where there is an InfluxDB

    return Lines(site, read_lamps(lamps_csv, "the store") if lamps_csv else (), kept_days)


def enter(
    connection: sqlite3.Connection, lines: "Lines", rows: Iterable[Row], from_ms: int = 0
) -> None:
    """Put into the journal what belongs into the measurement store, other than samples.

    Args:
        connection: The database.
        lines: Makes the lines.
        rows: The facts; one entry a bucket.
        from_ms: What is older is left out, since InfluxDB would refuse it; it is in the database.
    """
    found: dict[str, list[str]] = {RAW: [], HOURLY: [], BOOK: []}
    for row in rows:
        if (line := lines.of(row)) is not None:
            found[_bucket_of(row)].append(line)
    for bucket, kept in found.items():
        young = [line for line in kept if _at_ms(line) >= from_ms]
        _put(connection, bucket, young, [_at_ms(line) for line in young])


def _bucket_of(row: Row) -> str:
    if isinstance(row, HourRow):
        return HOURLY
    return RAW if isinstance(row, EventRow) and row.event.kind == ENERGY else BOOK


def enter_samples(
    connection: sqlite3.Connection, lines: "Lines", rows: Sequence[SampleRow]
) -> None:
    """Put samples into the journal, as one entry.

    They are routine: when there is no more room, they are thinned; nothing else ever is.

    Args:
        connection: The database.
        lines: Makes the lines.
        rows: The samples.
    """
    times_ms = [row.instead_ms or row.sample.at_ms for row in rows]
    _put(connection, RAW, lines.of_samples(rows), times_ms, rows)


def _at_ms(line: str) -> int:
    return int(line[line.rindex(" ") + 1 :]) // _MS_NS


def _put(
    connection: sqlite3.Connection,
    bucket: str,
    found: list[str],
    times_ms: list[int],
    samples: Sequence[SampleRow] = (),
) -> None:
    if not found:
        return
    first_ms, last_ms = min(times_ms), max(times_ms)
    committed_ms = max((row.received_ms for row in samples), default=last_ms)
    head = (bucket, int(bool(samples)), committed_ms, first_ms, last_ms, len(found))
    connection.execute(INSERT, (*head, "\n".join(found).encode()))
