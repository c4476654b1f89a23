"""How each kind of row gets into the tables; the transaction around it is left to `sqlite`."""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, fields
from itertools import chain
from typing import TYPE_CHECKING, Any

from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.rows import (
    AuditRow,
    ChangeRow,
    DocumentRow,
    DroppedFault,
    EventRow,
    FactRow,
    FaultRow,
    GapRow,
    HourRolled,
    HourRow,
    IncidentRow,
    LampsRow,
    LedgerRow,
    OverrideRow,
    ParkedAgain,
    ParkedDropped,
    RefusedRow,
    Row,
    SampleRow,
    ScheduleRow,
)
from lighting.stores.guarded import STATEMENTS as GUARDED
from lighting.stores.journal_writing import enter, enter_samples
from lighting.stores.maintenance import STATEMENTS as MAINTENANCE
from lighting.stores.measurements import ENERGY
from lighting.stores.replaced_lists import STATEMENTS as REPLACED_LISTS
from lighting.stores.sample_times import QUARTER_MS, mark_hours, mark_stale, settled
from lighting.stores.samples import Samples
from lighting.stores.sending_again import send_again
from lighting.stores.work import STATEMENTS as WORK

if TYPE_CHECKING:
    from lighting.stores.lines import Lines

DEAD_LETTERS = 1_000
"""Refused messages that are kept for a look; they are counted for ever."""
LONGEST_PAYLOAD = 256
"""What is kept of a refused message's payload [bytes]."""

_compact = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode

Values = Sequence[Any]
Kinds = Mapping[type[Row], list[Any]]
IN_INFLUXDB_ONLY: frozenset[type[Row]] = frozenset({HourRow})
"""What is not kept here as well where there is an InfluxDB, as samples are not: it would be most of
the disk."""
PARKED_GONE = "DELETE FROM parked WHERE id IN (SELECT value FROM json_each(?))"


def write(
    connection: sqlite3.Connection,
    kinds: Kinds,
    counts: Mapping[str, int],
    into: "Samples | Lines",
    reach_ms: int = QUARTER_MS,
) -> None:
    """Write rows and totals, each kind at once; to be called inside a transaction.

    Args:
        connection: The database.
        kinds: The facts, by their kind.
        counts: The totals.
        into: Keeps measurements here, or makes the lines for InfluxDB of them.
        reach_ms: How far around itself a sample changes hourly figures [ms].
    """
    kinds = _with_settled_times(connection, kinds, reach_ms)
    samples = kinds.get(SampleRow, ())
    for again in kinds.get(ParkedAgain, ()):
        lines = None if isinstance(into, Samples) else into
        send_again(connection, lines, again.ids, reach_ms)
    if isinstance(into, Samples):
        _count_rows(connection, SampleRow, into.keep(samples))
    else:
        enter_samples(connection, into, samples)
        others = (found for kind, found in kinds.items() if kind is not SampleRow)
        enter(connection, into, chain.from_iterable(others))
    for kind, statement, values_of in _STATEMENTS:
        found = kinds.get(kind)
        if found and (isinstance(into, Samples) or kind not in IN_INFLUXDB_ONLY):
            cursor = connection.executemany(statement, map(values_of, found))
            _count_rows(connection, kind, cursor.rowcount)
    if RefusedRow in kinds:
        _refuse(connection, kinds[RefusedRow])
    connection.executemany("INSERT OR REPLACE INTO count VALUES (?, ?)", counts.items())


def _with_settled_times(connection: sqlite3.Connection, kinds: Kinds, reach_ms: int) -> Kinds:
    """Put samples under their times, and note the hours whose figures change."""
    if EventRow in kinds:
        _mark_counted(connection, kinds[EventRow], reach_ms)
    if SampleRow not in kinds:
        return kinds
    samples = settled(connection, kinds[SampleRow])
    mark_stale(connection, samples, reach_ms)
    return {**kinds, SampleRow: samples}


def _mark_counted(connection: sqlite3.Connection, rows: Iterable[EventRow], reach_ms: int) -> None:
    """Note the hours whose figures the counters change that nodes kept."""
    counted = [row for row in rows if row.event.kind == ENERGY and row.event.clock != "unknown"]
    if counted:
        received_ms = max(row.received_ms for row in counted)
        mark_hours(connection, {row.event.at_ms for row in counted}, received_ms, reach_ms)


def by_kind(rows: Iterable[Row]) -> dict[type[Row], list[Any]]:
    """Sort facts by their kind, each in the order in which they came."""
    kinds: defaultdict[type[Row], list[Any]] = defaultdict(list)
    for row in rows:
        kinds[type(row)].append(row)
    return dict(kinds)


def _count_rows(connection: sqlite3.Connection, kind: type[Row], more: int) -> None:
    name = _COUNTED.get(kind)
    if name and more:
        statement = "UPDATE row_count SET total = total + ? WHERE name = ?"
        connection.execute(statement, (more, name))


def _refuse(connection: sqlite3.Connection, rows: list[RefusedRow]) -> None:
    connection.executemany(
        "INSERT INTO refused (received_ms, topic, reason, detail, payload) VALUES (?, ?, ?, ?, ?)",
        map(_refused, rows[-DEAD_LETTERS:]),
    )
    connection.execute(
        "DELETE FROM refused WHERE id <= (SELECT max(id) FROM refused) - ?", (DEAD_LETTERS,)
    )
    connection.executemany(
        "INSERT INTO refused_count VALUES (?, ?)"
        " ON CONFLICT (reason) DO UPDATE SET total = total + excluded.total",
        Counter(_clean(row.reason) for row in rows).items(),
    )


def _clean(text: str) -> str:
    """Text as UTF-8 can say it: what a stranger sent must not stop what others sent."""
    return text.encode("utf-8", "replace").decode()


def _refused(row: RefusedRow) -> Values:
    texts = (_clean(row.topic), _clean(row.reason), _clean(row.detail))
    return row.received_ms, *texts, row.payload[:LONGEST_PAYLOAD]


def _event(row: EventRow) -> Values:
    event = row.event
    body = event.model_dump_json(by_alias=True, exclude_none=True)
    return row.node, row.log, event.n, row.lamp, event.at_ms, row.received_ms, event.kind, body


def _gap(row: GapRow) -> Values:
    return row.node, row.log, row.first, row.last, row.count, row.why, row.noted_ms


def _fault(row: FaultRow) -> Values:
    fault = row.fault
    head = (fault.id, fault.code, fault.lamp, fault.panel, fault.origin, fault.state)
    return *head, fault.since_ms, _json(fault)


def _dropped(row: DroppedFault) -> Values:
    return (row.fault.id,)


def _incident(row: IncidentRow) -> Values:
    one = row.incident
    return one.id, one.panel, one.since_ms, one.cleared_ms, _json(one)


def _document(row: DocumentRow) -> Values:
    return row.kind, row.subject, row.version, row.issued_ms, row.payload


def _schedule(row: ScheduleRow) -> Values:
    return row.version, row.text, row.source, row.by, row.reason, row.applied_ms, row.base


def _override(row: OverrideRow) -> Values:
    return row.id, row.until_ms, row.released_ms, _json(row)


def _change(row: ChangeRow) -> Values:
    needs = _compact([*row.needs])
    return row.id, row.recorded_ms, row.what, row.by, needs


def _step(row: LedgerRow) -> Values:
    times = (row.sent_ms, row.received_ms, row.applied_ms, row.confirmed_ms)
    return row.change, row.lamp, *times


def _lamps(row: LampsRow) -> Values:
    return 1, row.csv


def _audit(row: AuditRow) -> Values:
    return row.at_ms, row.who, row.action, row.target, row.reason, row.before, row.after


def _fact(row: FactRow) -> Values:
    return row.name, row.value


def _hour(row: HourRow) -> Values:
    return astuple(row)


def _rolled(row: HourRolled) -> Values:
    return row.hour_ms, row.marks


def _ids(row: ParkedAgain | ParkedDropped) -> Values:
    return (json.dumps(row.ids),)


def _json(row: Fault | Incident | OverrideRow) -> str:
    return _compact(asdict(row))


def _added(table: str, columns: str) -> str:
    """The statement that adds one row."""
    marks = ", ".join("?" * len(columns.split(", ")))
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names


def _once(table: str, columns: str) -> str:
    """The statement that adds one row, unless there is one with its key."""
    return f"{_added(table, columns)} ON CONFLICT DO NOTHING"


def _instead(table: str, columns: str) -> str:
    """The statement that puts one row in place of the one with its key."""
    return _added(table, columns).replace("INSERT", "INSERT OR REPLACE", 1)


_EVENT = "node, log, n, lamp, at_ms, received_ms, kind, body"
_GAP = "node, log, first, last, count, why, noted_ms"
_LEDGER = "change, lamp, sent_ms, received_ms, applied_ms, confirmed_ms"
_AUDIT = "at_ms, who, action, target, reason, before, after"

# In this order, whatever the order of the rows: a fault is dropped after it was written.
_STATEMENTS: tuple[tuple[type[Row], str, Callable[[Any], Values]], ...] = (
    (EventRow, _once("event", _EVENT), _event),
    (GapRow, _once("gap", _GAP), _gap),
    (FaultRow, _instead("fault", "id, code, lamp, panel, origin, state, since_ms, body"), _fault),
    (DroppedFault, "DELETE FROM fault WHERE id = ?", _dropped),
    (IncidentRow, _instead("incident", "id, panel, since_ms, cleared_ms, body"), _incident),
    (DocumentRow, _instead("document", "kind, subject, version, issued_ms, payload"), _document),
    (
        ScheduleRow,
        _once("schedule", "version, text, source, who, reason, applied_ms, base"),
        _schedule,
    ),
    (OverrideRow, _instead("override", "id, until_ms, released_ms, body"), _override),
    (ChangeRow, _instead("change", "id, recorded_ms, what, who, needs"), _change),
    (LedgerRow, _instead("ledger", _LEDGER), _step),
    (LampsRow, _instead("inventory", "id, csv"), _lamps),
    (AuditRow, _added("audit", _AUDIT), _audit),
    (FactRow, _instead("fact", "name, value"), _fact),
    (HourRow, _instead("hour", ", ".join(one.name for one in fields(HourRow))), _hour),
    (HourRolled, "DELETE FROM stale_hour WHERE hour_ms = ? AND marks = ?", _rolled),
    (ParkedAgain, PARKED_GONE, _ids),
    (ParkedDropped, PARKED_GONE, _ids),
    *GUARDED,
    *MAINTENANCE,
    *REPLACED_LISTS,
    *WORK,
)
_COUNTED: Mapping[type[Row], str] = {SampleRow: "sample", EventRow: "event", GapRow: "gap"}
