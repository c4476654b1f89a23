"""Measurements in their table: each once, whatever is in them and in the others of their commit."""

from collections.abc import Iterator
from contextlib import closing
from itertools import combinations
from pathlib import Path

import pytest
from msgspec.structs import replace

from devices.wire.quick import QuickSample
from lighting.errors import StoreUnavailable
from lighting.rows import SampleRow
from lighting.stores.shapes import MOST, by_shape
from lighting.stores.sqlite import SqliteStore
from tests.support.doors import query
from tests.support.stored import NOW_MS, SESSION

FIRST = QuickSample(NOW_MS, level=60, power_w=42.0, rssi_dbm=-71.0)
SECOND = QuickSample(NOW_MS, level=0, power_w=1.0)


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore.open(path)) as opened:
        yield opened


def row(sample: QuickSample, number: int = 1) -> SampleRow:
    return SampleRow(f"n-{number:04}", f"KPG-{number:04}", SESSION, sample, "synced", NOW_MS)


def levels(path: Path) -> list[tuple[str, int]]:
    return query(path, "SELECT node, level FROM sample ORDER BY node")


@pytest.mark.parametrize("is_one_commit", [True, False])
def test_of_two_things_told_of_one_moment_the_first_counts(
    store: SqliteStore, path: Path, *, is_one_commit: bool
) -> None:
    rows = [row(SECOND, 2), row(FIRST), row(SECOND), row(FIRST), row(FIRST, 2)]
    for some in [rows] if is_one_commit else [[one] for one in rows]:
        store.commit(some, {})
    assert levels(path) == [("n-0001", 60), ("n-0002", 0)]
    assert store.row_counts()["sample"] == len(levels(path))


def test_what_was_kept_before_is_not_taken_back(store: SqliteStore, path: Path) -> None:
    store.commit([row(SECOND)], {})
    store.commit([row(SECOND, 2), row(FIRST), row(SECOND), row(FIRST, 3)], {})
    assert levels(path) == [("n-0001", 0), ("n-0002", 0), ("n-0003", 60)]


def test_more_shapes_than_are_looked_for_lose_nothing(store: SqliteStore, path: Path) -> None:
    """A node that makes up a shape for each sample takes no one else's time."""
    names = [name for name in QuickSample.__struct_fields__ if name not in {"at_ms", "door_open"}]
    shapes = list(combinations(names, 2))
    assert len(shapes) > MOST
    rows = [
        row(QuickSample(NOW_MS + number, **dict.fromkeys(held, 1)))  # type: ignore[arg-type]  # fields by name
        for number, held in enumerate(shapes)
    ]
    assert [shape.names[1:] for shape, _, _ in by_shape(rows)] == shapes
    store.commit(rows, {})
    found = query(path, "SELECT count(*), sum(level), sum(lux), count(pv_wh) FROM sample")
    assert found == [(len(shapes), *3 * (len(names) - 1,))]


def test_a_commit_that_failed_leaves_no_number_behind(store: SqliteStore, path: Path) -> None:
    query(path, "CREATE TRIGGER full BEFORE INSERT ON count BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(StoreUnavailable):
        store.commit([row(FIRST)], {"samples": 1})
    query(path, "DROP TRIGGER full")
    store.commit([row(SECOND, 2)], {"samples": 1})
    store.commit([row(FIRST)], {"samples": 2})
    assert levels(path) == [("n-0001", 60), ("n-0002", 0)]


def test_a_sample_comes_once_although_its_node_is_at_another_lamp_by_now(
    store: SqliteStore, path: Path
) -> None:
    store.commit([row(FIRST)], {})
    at_another = replace(row(FIRST), lamp="KPG-0007")
    later = replace(at_another, sample=replace(SECOND, at_ms=NOW_MS + 1), clock="holdover")
    store.commit([at_another, later], {})
    found = query(path, "SELECT lamp, at_ms, clock FROM sample ORDER BY at_ms")
    assert found == [("KPG-0001", NOW_MS, "synced"), ("KPG-0007", NOW_MS + 1, "holdover")]
    assert [one["level"] for one in store.samples("KPG-0007", 0, NOW_MS + 9)] == [0]


def test_sessions_of_a_node_that_come_by_turns_are_told_apart(
    store: SqliteStore, path: Path
) -> None:
    other = replace(row(SECOND), session="0" * 16)
    store.commit([row(FIRST), other, row(FIRST), other], {})
    found = query(path, "SELECT session, level FROM sample ORDER BY level")
    assert found == [("0" * 16, 0), (SESSION, 60)]
