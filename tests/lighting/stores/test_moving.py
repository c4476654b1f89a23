"""What was kept before there was an InfluxDB gets there, once, whatever happens in between."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from devices.wire.up import Event, Sample
from lighting.errors import StoreUnavailable
from lighting.rows import EventRow, FaultRow, HourRow, IncidentRow, LampsRow, Row, SampleRow
from lighting.site.lamp_csv import write_lamps
from lighting.stores.moving import ENOUGH, Kept, Moving
from lighting.stores.sqlite import SqliteStore
from tests.support.city_of_tests import lamp
from tests.support.doors import enter, lines, new_file, query, waiting
from tests.support.stored import NOW_MS, SESSION, audit_row, fault, incident, sample_row

FEW = 3
"""Rows in a step, so that a few rows need many."""
HOUR_MS = 3_600_000


def past() -> list[Row]:
    """Rows of every kind that belongs into InfluxDB, several of each."""
    full = Sample.model_validate(
        dict.fromkeys(Sample.model_fields, 1) | {"at_ms": 5, "door_open": True}
    )
    energy = {"n": 3, "at_ms": NOW_MS, "clock": "synced", "kind": "energy", "energy_wh": 7}
    command = {**energy, "n": 4, "kind": "command", "id": "c-1", "what": "identify", "mood": "ok"}
    return [
        LampsRow(write_lamps([lamp(1), lamp(2)])),
        *(sample_row(number) for number in range(5)),
        SampleRow("n-0002", "KPG-0002", SESSION, full, "unknown", NOW_MS, NOW_MS),
        *(_hour(n) for n in range(5)),
        *(FaultRow(fault(f"F-{number:06}", since_ms=NOW_MS + number)) for number in range(8, 13)),
        FaultRow(fault("F-1000000")),
        FaultRow(fault("F-000099", state="pending", active_ms=None)),
        *(IncidentRow(incident(f"I-{number:06}")) for number in range(5)),
        *(audit_row(f"reason {number}") for number in range(5)),
        *(_event({**energy, "n": n, "kind": "level", "level": 60}) for n in (1, 2)),
        _event(energy),
        _event(command),
    ]


def _hour(number: int) -> HourRow:
    begin_ms = NOW_MS + number * HOUR_MS
    return HourRow("KPG-0001", begin_ms, 41.0, 3600.0, 40.0, 41.0, 42.0, 3600.0, 12, "counted")


def _event(facts: dict[str, object]) -> EventRow:
    return EventRow("n-0001", "KPG-0001", "9f31", Event.model_validate(facts), NOW_MS)


def keep(path: Path, rows: Iterable[Row], *, is_fed: bool = False) -> None:
    with closing(SqliteStore.open(path)) as store:
        if is_fed:
            store.feed("kupang")
        else:
            store.keep_here()
        store.commit(list(rows), {})


def move(path: Path, at_once: int = FEW) -> int:
    """Move all, each step by another process than the one before; give how many there were."""
    is_done, steps = False, 0
    while not is_done:
        with closing(Moving(path, "kupang", at_once)) as moving:
            is_done = not moving.step(NOW_MS)
            assert moving.is_done is is_done
        steps += 1
    return steps


def finish(moving: Moving) -> None:
    while moving.step(NOW_MS):
        pass


def as_if_fed(folder: Path, rows: Iterable[Row]) -> list[bytes]:
    """The lines of rows that came while there was an InfluxDB."""
    folder.mkdir()
    path = new_file(folder)
    keep(path, rows, is_fed=True)
    return sorted(waiting(path))


@pytest.mark.parametrize("at_once", [1, FEW, 5_000])
def test_all_that_was_kept_gets_into_the_journal_once_as_the_lines_of_today(
    path: Path, tmp_path: Path, at_once: int
) -> None:
    keep(path, past())
    move(path, at_once)
    assert sorted(waiting(path)) == as_if_fed(tmp_path / "fed", past())
    tables = ("sample", "hour")
    assert [query(path, f"SELECT count(*) FROM {one}") for one in tables] == [[(0,)]] * 2  # noqa: S608 - our own names
    with closing(SqliteStore.open(path)) as store:
        assert store.row_counts()["sample"] == 0
        assert len(store.faults()) == 7


def test_each_step_is_one_commit_of_so_many_rows(path: Path) -> None:
    keep(path, [sample_row(number) for number in range(7)])
    with closing(Moving(path, "kupang", FEW)) as moving:
        left = []
        while moving.step(NOW_MS):
            ((samples,),) = query(path, "SELECT count(*) FROM sample")
            left.append((samples, len(waiting(path))))
    assert left == [(4, 3), (1, 6), (0, 7)]


@pytest.mark.parametrize(
    "trigger",
    [
        "BEFORE DELETE ON measured",
        "BEFORE DELETE ON hour",
        "BEFORE INSERT ON journal",
        "BEFORE INSERT ON fact",
    ],
)
def test_a_step_that_fails_moves_nothing_and_is_done_later(
    path: Path, tmp_path: Path, trigger: str
) -> None:
    keep(path, past())
    query(path, f"CREATE TRIGGER full {trigger} BEGIN SELECT RAISE(ABORT, 'full'); END")
    with closing(Moving(path, "kupang", FEW)) as moving:
        with pytest.raises(StoreUnavailable):
            finish(moving)
        assert not moving.is_done
        query(path, "DROP TRIGGER full")
        finish(moving)
    assert sorted(waiting(path)) == as_if_fed(tmp_path / "fed", past())


def test_a_full_journal_is_not_filled_further(path: Path) -> None:
    keep(path, [sample_row()])
    enter(path, [lines(0, 1)], points=ENOUGH + 1)
    with closing(Moving(path, "kupang")) as moving:
        assert not moving.step(NOW_MS)
        assert not moving.is_done
        query(path, "DELETE FROM journal")
        assert moving.step(NOW_MS)
    assert len(waiting(path)) == 1


def test_what_comes_while_it_moves_or_after_it_is_not_brought_again(path: Path) -> None:
    keep(path, past())
    move(path)
    keep(path, [audit_row("later"), FaultRow(fault("F-000050")), sample_row(99)], is_fed=True)
    before = waiting(path)
    move(path)
    assert waiting(path) == before
    assert len(before) == len(set(before))


def test_switched_off_and_on_again_all_of_the_book_is_brought_anew_and_the_rest_once(
    path: Path,
) -> None:
    keep(path, [sample_row(1), FaultRow(fault()), audit_row()])
    move(path)
    sent = waiting(path)
    query(path, "DELETE FROM journal")  # InfluxDB has it
    off: list[Row] = [sample_row(2), FaultRow(fault(state="cleared", cleared_ms=NOW_MS + 9))]
    keep(path, off)
    assert waiting(path) == []
    move(path)
    again = waiting(path)
    kinds = sorted(one.partition(b",")[0] for one in again)
    assert kinds == [b"command", b"fault", b"lamp"]
    assert not any(one.startswith(b"lamp,") and one in sent for one in again)
    # The fault takes the place of what it was: the same series and time.
    places = {(one.split(b" ")[0], one.rsplit(b" ", 1)[1]) for one in again if b"fault," in one}
    assert places == {
        (one.split(b" ")[0], one.rsplit(b" ", 1)[1]) for one in sent if b"fault," in one
    }


def test_there_may_be_nothing_to_bring(path: Path) -> None:
    assert move(path) == 1
    assert waiting(path) == []


def test_a_file_that_cannot_be_written_is_said(path: Path) -> None:
    moving = Moving(path, "kupang")
    moving.close()
    with pytest.raises(StoreUnavailable):
        moving.step(NOW_MS)


def test_what_is_older_than_influxdb_keeps_stays_in_the_tables(tmp_path: Path) -> None:
    path = new_file(tmp_path)
    old_ms = NOW_MS - 40 * 86_400_000
    young = sample_row(1)
    old = SampleRow("n-0001", "KPG-0001", young.session, Sample(at_ms=old_ms), "synced", old_ms)
    keep(
        path,
        [old, young, FaultRow(fault("F-000001", since_ms=old_ms)), FaultRow(fault("F-000002"))],
    )
    with closing(Moving(path, "kupang", kept=Kept(raw_days=30))) as moving:
        finish(moving)
    assert query(path, "SELECT at_ms FROM sample") == [(old_ms,)]
    # Faults are kept for ever there.
    kinds = sorted(one.partition(b",")[0] for one in waiting(path))
    assert kinds == [b"fault", b"fault", b"lamp"]


def test_a_site_that_was_fed_before_it_had_a_book_brings_the_book_once_and_nothing_else(
    path: Path,
) -> None:
    old_ms = NOW_MS - 400 * 86_400_000
    rows = [FaultRow(fault("F-000001", since_ms=old_ms, active_ms=old_ms)), *past()]
    keep(path, rows)
    move(path)
    query(path, "DELETE FROM journal")  # InfluxDB has it, where it is forgotten
    query(path, "DELETE FROM fact WHERE name LIKE 'in influxdb book %'")
    move(path)
    brought = waiting(path)
    kinds = {one.partition(b",")[0] for one in brought}
    assert kinds == {b"fault", b"incident", b"command"}
    assert query(path, "SELECT DISTINCT bucket FROM journal") == [("book",)]
    assert sum(b'id="F-000001"' in one for one in brought) == 1
    move(path)
    assert waiting(path) == brought


def test_of_a_book_that_is_kept_for_a_time_only_that_much_is_brought(path: Path) -> None:
    old_ms = NOW_MS - 400 * 86_400_000
    keep(path, [FaultRow(fault("F-000001", since_ms=old_ms)), FaultRow(fault("F-000002"))])
    with closing(Moving(path, "kupang", kept=Kept(book_days=400))) as moving:
        finish(moving)
    assert [b'id="F-000002"' in one for one in waiting(path)] == [True]
