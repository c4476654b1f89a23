"""At the limit of the disk: what is thinned, what never is, and what is left to tell of it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from devices.clock import SteppedClock
from devices.wire.up import Sample
from lighting.errors import StoreUnavailable
from lighting.rows import FaultRow, HourRow, Row, SampleRow
from lighting.stores.forwarder import Forwarder, Way
from lighting.stores.forwarding import Answer
from lighting.stores.journal import Journal
from lighting.stores.sqlite import SqliteStore
from lighting.stores.thinning import MB, Thinning
from tests.support.doors import STORED, JudgingDoor, enter, new_file, query, waiting
from tests.support.stored import NOW_MS, audit_row, event_row, fault

HOUR_MS = 3_600_000
MINUTE_MS = 60_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_file(tmp_path)


@pytest.fixture(params=["kept here", "on the way"])
def store(request: pytest.FixtureRequest, path: Path) -> Iterator[SqliteStore]:
    """A store without an InfluxDB, and one that feeds it."""
    with closing(SqliteStore.open(path)) as opened:
        if request.param == "on the way":
            opened.feed("kupang")
        yield opened


@pytest.fixture
def fed(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore.open(path)) as opened:
        opened.feed("kupang")
        yield opened


def row(
    minute: int, *, node: int = 1, session: str = "ab" * 8, **measured: float | None
) -> SampleRow:
    at_ms = NOW_MS + minute * MINUTE_MS
    facts = {"energy_wh": minute, "burn_s": minute * 60, "power_w": 41.8, **measured}
    sample = Sample.model_validate({"at_ms": at_ms, **facts})
    return SampleRow(f"n-{node:04}", f"KPG-{node:04}", session, sample, "synced", at_ms + 1)


def thin(path: Path, budget_bytes: int = 0) -> None:
    """Thin all that can be thinned."""
    with closing(Thinning(path, budget_bytes)) as thinning:
        while thinning.step(NOW_MS):
            pass


def minutes(path: Path) -> list[tuple[int, int]]:
    """Number of the lamp and minute of each sample that is left, wherever it is."""
    rows = query(path, "SELECT substr(node, 3) + 0, (at_ms - ?) / 60000 FROM sample", NOW_MS)
    found = [(int(node), int(minute)) for node, minute in rows]
    for one in waiting(path):
        if one.startswith(b"lamp,"):
            node = int(one.split(b"node=n-")[1][:4])
            found.append((node, (int(one.rsplit(b" ", 1)[1]) // 1_000_000 - NOW_MS) // MINUTE_MS))
    return sorted(found)


def gaps(path: Path) -> list[tuple[object, ...]]:
    columns = "class, (from_ms - ?) / 60000, (to_ms - ?) / 60000, count"
    return query(path, f"SELECT {columns} FROM dropped ORDER BY id", NOW_MS, NOW_MS)  # noqa: S608 - our own names


def test_of_each_lamp_and_hour_the_first_sample_stays(store: SqliteStore, path: Path) -> None:
    for minute in range(0, 180, 5):
        store.commit([row(minute, node=node) for node in (1, 2)], {})
    thin(path)
    assert minutes(path) == [(node, minute) for node in (1, 2) for minute in (0, 60, 120)]


def test_what_went_is_recorded_with_its_time_its_number_and_the_reason(
    store: SqliteStore, path: Path
) -> None:
    store.commit([row(minute) for minute in range(0, 60, 5)], {})
    thin(path, budget_bytes=300 * MB)
    assert gaps(path) == [("samples", 5, 55, 11)]
    assert query(path, "SELECT noted_ms, why FROM dropped") == [
        (NOW_MS, "the database had reached its budget of 300 MB")
    ]


def test_where_nothing_can_go_nothing_is_recorded(store: SqliteStore, path: Path) -> None:
    store.commit([row(minute) for minute in (0, 60, 120)], {})
    thin(path)
    thin(path)
    assert minutes(path) == [(1, 0), (1, 60), (1, 120)]
    assert gaps(path) == []


def test_every_sample_is_either_there_or_recorded_as_gone(store: SqliteStore, path: Path) -> None:
    for minute in range(0, 600, 5):
        store.commit([row(minute, node=node) for node in (1, 2, 3)], {})
    thin(path)
    thin(path)  # what was thinned once isn't again
    left = minutes(path)
    assert len(left) == 3 * 10
    assert sum(int(str(count)) for *_, count in gaps(path)) == 3 * 120 - len(left)


def test_a_counter_that_the_first_sample_lacks_is_kept_with_the_first_that_has_it(
    store: SqliteStore, path: Path
) -> None:
    lacks = [
        row(0, energy_wh=None, burn_s=None),
        row(5, burn_s=None),
        row(10, burn_s=None),
        row(15, energy_wh=None, burn_s=None),
        row(20),
        row(25),
    ]
    store.commit(lacks, {})
    thin(path)
    assert minutes(path) == [(1, 0), (1, 5), (1, 20)]


def test_after_a_reboot_within_the_hour_the_first_counters_of_each_session_stay(
    store: SqliteStore, path: Path
) -> None:
    store.commit([row(0), row(5), row(10)], {})
    store.commit([row(15, session="cd" * 8), row(20, session="cd" * 8)], {})
    thin(path)
    assert minutes(path) == [(1, 0), (1, 15)]


def test_a_lamp_that_got_another_node_keeps_the_first_of_both(
    store: SqliteStore, path: Path
) -> None:
    moved = SampleRow("n-0001", "KPG-0009", "ab" * 8, row(10).sample, "synced", NOW_MS)
    store.commit([row(0), row(5), moved], {})
    thin(path)
    assert minutes(path) == [(1, 0), (1, 10)]


def test_faults_orders_events_and_hours_are_never_thinned(store: SqliteStore, path: Path) -> None:
    hours = [
        HourRow("KPG-0001", NOW_MS + n * HOUR_MS, 1.0, 1.0, 1.0, 1.0, 1.0, 3600.0, 1, "counted")
        for n in range(9)
    ]
    facts: list[Row] = [*hours, audit_row(), *(event_row(n) for n in range(1, 9))]
    facts += [FaultRow(fault(f"F-{number:06}")) for number in range(9)]
    store.commit(facts, {})
    before = sorted(waiting(path)), store.faults(), store.audit(9), store.events("KPG-0001", 99)
    counts = query(path, "SELECT count(*) FROM hour"), store.row_counts()
    thin(path)
    after = sorted(waiting(path)), store.faults(), store.audit(9), store.events("KPG-0001", 99)
    assert after == before
    assert (query(path, "SELECT count(*) FROM hour"), store.row_counts()) == counts
    assert gaps(path) == []


def test_hourly_counters_of_nodes_stay_beside_samples_on_their_way(
    fed: SqliteStore, path: Path
) -> None:
    told = {"n": 1, "at_ms": NOW_MS, "clock": "synced", "kind": "energy", "energy_wh": 7}
    event = event_row(1)
    energy = type(event)(
        event.node, event.lamp, event.log, type(event.event).model_validate(told), NOW_MS
    )
    fed.commit([energy, row(0), row(5)], {})
    thin(path)
    assert sum(b"energy_wh=7i" in one for one in waiting(path)) == 1


def test_it_thins_only_until_the_budget_is_kept_the_oldest_first(path: Path) -> None:
    with closing(SqliteStore.open(path)) as store:
        for hour in range(20):
            first = hour * 60
            store.commit([row(first + n, node=k) for k in range(1, 31) for n in range(60)], {})
        ((pages, size),) = query(path, "SELECT * FROM pragma_page_count, pragma_page_size")
        with closing(Thinning(path, pages * size * 3 // 4)) as thinning:
            while thinning.relieve(NOW_MS):
                pass
    left = minutes(path)
    assert 20 * 30 < len(left) < 60 * 20 * 30
    assert (1, 19 * 60 + 59) in left  # the newest are whole
    assert (1, 1) not in left


def test_below_its_budget_nothing_is_looked_at(store: SqliteStore, path: Path) -> None:
    store.commit([row(0), row(5)], {})
    with closing(Thinning(path, 100 * MB)) as thinning:
        assert not thinning.relieve(NOW_MS)
    assert minutes(path) == [(1, 0), (1, 5)]


def test_a_budget_that_is_passed_with_nothing_left_to_thin_is_said_as_an_error(
    path: Path,
) -> None:
    with closing(Thinning(path, 0)) as thinning, capture_logs() as logs:
        assert not thinning.relieve(NOW_MS)
    assert [(one["event"], one["log_level"]) for one in logs] == [("disk_budget_passed", "error")]


def test_the_walk_goes_on_with_what_came_since(store: SqliteStore, path: Path) -> None:
    with closing(Thinning(path, 0)) as thinning:
        store.commit([row(0), row(5)], {})
        while thinning.step(NOW_MS):
            pass
        store.commit([row(10), row(15), row(61)], {})
        while thinning.step(NOW_MS):
            pass
    assert minutes(path)[:1] == [(1, 0)]
    assert (1, 15) not in minutes(path)
    assert (1, 61) in minutes(path)


def test_no_step_looks_at_more_than_some_thousands_of_samples(path: Path) -> None:
    one = b"lamp,node=n-0001 power_w=1.0 %d"
    enter(path, ([one % (entry * 10_000 + n) for n in range(9_000)] for entry in range(4)))
    with closing(Thinning(path, 0)) as thinning:
        assert thinning.step(NOW_MS)
        assert query(path, "SELECT points FROM journal") == [(1,), (9_000,)]
        assert thinning.step(NOW_MS)
        assert not thinning.step(NOW_MS)


def test_a_space_in_a_tag_belongs_to_the_series(path: Path) -> None:
    places = [rb"lamp,kelurahan=Kayu\ Putih,node=n-%d power_w=1.0 5" % node for node in range(3)]
    enter(path, [[*places, places[0]]])
    thin(path)
    assert waiting(path) == places


def test_the_size_of_the_journal_is_right_after_thinning(fed: SqliteStore, path: Path) -> None:
    fed.commit([row(minute) for minute in range(30)], {})
    thin(path)
    (body,) = waiting(path)
    with closing(Journal.open(path)) as journal:
        backlog = journal.backlog()
    assert (backlog.points, backlog.bytes) == (1, len(body))


def test_the_count_of_samples_follows(path: Path) -> None:
    with closing(SqliteStore.open(path)) as store:
        store.commit([row(minute) for minute in range(30)], {})
        thin(path)
        assert store.row_counts()["sample"] == 1


def test_what_is_thinned_while_it_is_under_way_is_sent_whole_and_nothing_else_is_forgotten(
    fed: SqliteStore, path: Path
) -> None:
    fed.commit([row(minute) for minute in range(0, 60, 5)], {})

    def thinned_meanwhile(_: int) -> Answer | None:
        fed.commit([row(120)], {})
        thin(path)
        fed.commit([row(180)], {})
        return None

    door = JudgingDoor(before=thinned_meanwhile)
    with closing(Journal.open(path)) as journal:
        Forwarder(Way("raw", "x"), journal, door, SteppedClock(NOW_MS), lambda: 1.0).turn()
    assert len(door.stored) == 12
    assert minutes(path) == [(1, 120), (1, 180)]


def test_a_request_that_fails_while_its_lines_are_thinned_is_made_again_with_what_is_left(
    fed: SqliteStore, path: Path
) -> None:
    fed.commit([row(minute) for minute in range(0, 60, 5)], {})

    def thinned_meanwhile(number: int) -> Answer:
        if number > 1:
            return STORED
        thin(path)
        return Answer(0, "reset")

    door = JudgingDoor(before=thinned_meanwhile)
    with closing(Journal.open(path)) as journal, capture_logs():
        forwarder = Forwarder(Way("raw", "x"), journal, door, SteppedClock(NOW_MS), lambda: 1.0)
        forwarder.turn()
        assert minutes(path) == [(1, 0)]
        forwarder.turn()
    assert waiting(path) == []
    assert forwarder.progress.forwarded == 1
    assert gaps(path) == [("samples", 5, 55, 11)]


def test_a_file_that_cannot_be_written_is_said(path: Path) -> None:
    thinning = Thinning(path, 0)
    thinning.close()
    with pytest.raises(StoreUnavailable):
        thinning.relieve(NOW_MS)
    with pytest.raises(StoreUnavailable):
        thinning.step(NOW_MS)
