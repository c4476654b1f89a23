"""What InfluxDB refused goes again without putting an older state over a newer one."""

from pathlib import Path

from lighting.rows import FaultRow, IncidentRow, ParkedAgain, Row
from lighting.stores.journal import Journal, Load, Refused
from lighting.stores.sqlite import SqliteStore
from tests.support.doors import T_NS, parked, query, waiting
from tests.support.stored import NOW_MS, fault, incident

HOUR_MS = 3_600_000
BEGIN_MS = T_NS // 1_000_000 // HOUR_MS * HOUR_MS


def told(*facts: FaultRow | IncidentRow) -> list[Row]:
    return list(facts)


def refuse(journal: Journal, *texts: str, bucket: str = "raw") -> None:
    """Park lines."""
    refused = [Refused(text, 422, "why") for text in texts]
    journal.settle(Load((), bucket, b"", 0, has_more=False), refused, NOW_MS)


def refuse_all(journal: Journal, path: Path) -> None:
    """Park all that waits for the book."""
    load = journal.load("book", 0, 2**62, 99)
    assert load is not None
    refused = [Refused(line.decode(), 422, "why") for line in waiting(path)]
    journal.settle(load, refused, NOW_MS)


def stale_hours(path: Path) -> list[int]:
    return [at_ms for (at_ms,) in query(path, "SELECT hour_ms FROM stale_hour ORDER BY 1")]


OVER_MS = NOW_MS + 60_000
BEFORE = told(FaultRow(fault()), IncidentRow(incident()))
AFTER = told(
    FaultRow(fault(state="cleared", cleared_ms=OVER_MS)), IncidentRow(incident(cleared_ms=OVER_MS))
)


def test_in_place_of_a_refused_line_of_a_fault_or_an_incident_its_present_state_goes(
    journal: Journal, store: SqliteStore, path: Path
) -> None:
    store.commit(BEFORE, {})
    refuse_all(journal, path)
    store.commit(AFTER, {})
    newest = waiting(path)
    store.commit([ParkedAgain((1, 2))], {})
    assert parked(path) == []
    assert waiting(path) == newest + newest
    assert all(b"cleared_ms=%di" % OVER_MS in line for line in newest)


def test_a_state_that_comes_in_the_same_commit_goes_after_what_goes_again(
    journal: Journal, store: SqliteStore, path: Path
) -> None:
    store.commit(BEFORE, {})
    older = waiting(path)
    refuse_all(journal, path)
    store.commit([*AFTER, ParkedAgain((1, 2))], {})
    assert waiting(path)[:2] == older
    assert all(b"cleared_ms=%di" % OVER_MS in line for line in waiting(path)[2:])


def test_of_several_refused_lines_of_one_fault_its_present_state_goes_once(
    journal: Journal, store: SqliteStore, path: Path
) -> None:
    for row in (*BEFORE, *AFTER):
        store.commit([row], {})
    newest = waiting(path)[2:]
    refuse_all(journal, path)
    store.commit([ParkedAgain((4, 3, 2, 1))], {})
    assert sorted(waiting(path)) == sorted(newest)


def test_a_refused_line_of_a_fault_from_before_there_was_a_book_goes_into_the_book(
    journal: Journal, store: SqliteStore, path: Path
) -> None:
    store.commit(BEFORE, {})
    texts = [line.decode() for line in waiting(path)]
    refuse_all(journal, path)
    refuse(journal, *texts)
    store.commit([ParkedAgain((3, 4))], {})
    assert query(path, "SELECT bucket, points FROM journal") == [("book", 2)]


def test_what_the_book_does_not_hold_goes_as_it_is(
    journal: Journal, store: SqliteStore, path: Path
) -> None:
    texts = [
        f'fault,site=kupang,code=X\\ id="F-000001" id="F-000099",severity=3i {T_NS}',
        f'command,site=kupang,op=note who="ani",reason=" id=\\"F-000001\\"" {T_NS}',
        "fault",
    ]
    store.commit([BEFORE[0]], {})
    already = waiting(path)
    refuse(journal, *texts, bucket="book")
    store.commit([ParkedAgain((1, 2, 3))], {})
    assert waiting(path) == [*already, *(text.encode() for text in texts)]
    assert stale_hours(path) == []


def test_without_an_influxdb_a_refused_line_waits_for_the_book_that_follows_it(
    journal: Journal, store: SqliteStore, path: Path
) -> None:
    store.commit(BEFORE, {})
    older = waiting(path)
    refuse_all(journal, path)
    store.close()
    here = SqliteStore.open(path)
    here.commit([ParkedAgain((1, 2))], {})
    here.close()
    assert waiting(path) == older


def test_a_line_that_goes_again_has_its_hours_rolled_up_when_it_has_arrived(
    journal: Journal, store: SqliteStore, path: Path
) -> None:
    texts = [
        f"lamp x=1 {BEGIN_MS - 2 * HOUR_MS + HOUR_MS // 2}000000",
        f"lamp x=1 {2**63}000",
        "lamp x=1 soon",
        "lamp",
    ]
    refuse(journal, *texts)
    store.commit([ParkedAgain((1, 2, 3, 4))], {})
    assert waiting(path) == [text.encode() for text in texts]
    times = [first_ms for (first_ms,) in query(path, "SELECT first_ms FROM journal")]
    assert times == [BEGIN_MS - 2 * HOUR_MS + HOUR_MS // 2, NOW_MS, NOW_MS, NOW_MS]
    assert stale_hours(path)[0] == BEGIN_MS - 2 * HOUR_MS


def test_an_hour_that_goes_again_is_rolled_up_anew_behind_it(
    journal: Journal, store: SqliteStore, path: Path
) -> None:
    begin_ms = BEGIN_MS - 9 * HOUR_MS
    refuse(journal, f"lamp_hour x=1 {begin_ms}000000", bucket="hourly")
    store.commit([ParkedAgain((1,))], {})
    assert query(path, "SELECT bucket, first_ms FROM journal") == [("hourly", begin_ms)]
    assert begin_ms in stale_hours(path)
