"""What is known of nodes: appended with each commit, folded at times, the newest counts."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from lighting.errors import StoreUnavailable
from lighting.nodes.twin import Twin
from lighting.rows import FactRow, TwinRow
from lighting.stores.sqlite import SqliteStore
from lighting.stores.twins import FEWEST, TwinLog, appended, fold
from tests.support.doors import new_file, query
from tests.support.stored import NOW_MS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_file(tmp_path)


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore.open(path)) as opened:
        yield opened


def twin(number: int, upto: int = 0) -> Twin:
    return Twin(f"n-{number:06}", upto=upto)


def sizes(path: Path) -> tuple[int, int]:
    """Twins in their places, and entries of the log."""
    ((placed,),) = query(path, "SELECT count(*) FROM twin")
    ((entries,),) = query(path, "SELECT count(*) FROM twin_log")
    return placed, entries


def known(path: Path) -> dict[str, int]:
    """What a controller finds at its start."""
    with closing(SqliteStore.open(path)) as store:
        return {one.node: one.upto for one in store.load(NOW_MS).twins}


def test_a_commit_appends_one_entry_however_many_nodes_spoke(
    store: SqliteStore, path: Path
) -> None:
    store.commit([TwinRow(twin(number)) for number in range(50)], {})
    assert sizes(path) == (0, 1)
    store.commit([FactRow("session", "x")], {})
    assert sizes(path) == (0, 1)


def test_of_one_commit_the_last_of_a_node_counts(store: SqliteStore, path: Path) -> None:
    store.commit([TwinRow(twin(1, upto)) for upto in (3, 9, 4)], {})
    assert known(path) == {"n-000001": 4}


def test_after_as_many_as_is_worth_it_all_are_put_in_their_places(
    store: SqliteStore, path: Path
) -> None:
    half = FEWEST // 2
    for upto in (1, 2):
        store.commit([TwinRow(twin(number, upto)) for number in range(half)], {})
    assert sizes(path) == (half, 0)
    store.commit([TwinRow(twin(7, 3))], {})
    assert sizes(path) == (half, 1)
    found = known(path)
    assert (len(found), found["n-000007"], found["n-000008"]) == (half, 3, 2)


def test_a_large_city_folds_after_as_many_as_it_has_nodes(path: Path, store: SqliteStore) -> None:
    nodes = FEWEST + 500
    store.commit([TwinRow(twin(number)) for number in range(nodes)], {})
    assert sizes(path) == (nodes, 0)
    store.commit([TwinRow(twin(number, 1)) for number in range(FEWEST)], {})
    assert sizes(path) == (nodes, 1)
    store.commit([TwinRow(twin(number, 2)) for number in range(500)], {})
    assert sizes(path) == (nodes, 0)


def test_what_is_appended_is_counted_over_a_restart(path: Path) -> None:
    for upto in (1, 2):
        with closing(SqliteStore.open(path)) as store:
            store.commit([TwinRow(twin(number, upto)) for number in range(FEWEST // 2)], {})
    assert sizes(path) == (FEWEST // 2, 0)


def test_a_commit_that_fails_appends_nothing_even_when_it_would_fold(
    store: SqliteStore, path: Path
) -> None:
    store.commit([TwinRow(twin(1, 5))], {})
    query(path, "CREATE TRIGGER full BEFORE INSERT ON fact BEGIN SELECT RAISE(ABORT, 'x'); END")
    rows = [TwinRow(twin(number, 9)) for number in range(FEWEST)]
    with pytest.raises(StoreUnavailable):
        store.commit([*rows, FactRow("session", "x")], {})
    assert (known(path), sizes(path)) == ({"n-000001": 5}, (0, 1))
    query(path, "DROP TRIGGER full")
    store.commit([*rows, FactRow("session", "x")], {})
    assert known(path)["n-000001"] == 9


@settings(max_examples=25)  # each makes a file
@given(
    st.lists(
        st.one_of(
            st.dictionaries(st.integers(0, 5), st.integers(0, 99), max_size=4),
            st.lists(st.tuples(st.integers(0, 5), st.integers(0, 99)), max_size=4),
            st.sampled_from(["fold", "restart"]),
        ),
        max_size=12,
    )
)
def test_whenever_it_is_folded_or_started_again_the_newest_of_each_node_counts(
    tmp_path_factory: pytest.TempPathFactory,
    happened: list[dict[int, int] | list[tuple[int, int]] | str],
) -> None:
    path = new_file(tmp_path_factory.mktemp("twins"))
    newest: dict[str, Twin] = {}
    store = SqliteStore.open(path)
    connection = store._connection  # noqa: SLF001 - folds as the store does, without ten thousand nodes
    for one in happened:
        if isinstance(one, dict):
            rows = [TwinRow(twin(number, upto)) for number, upto in one.items()]
            store.commit(rows, {})
            newest.update({row.twin.node: row.twin for row in rows})
        elif isinstance(one, list):
            store.commit([*_moved_on(newest, one)], {})
        elif one == "fold":
            fold(connection)
            assert [*appended(connection)] == []
        else:
            store.close()
            store = SqliteStore.open(path)
            connection = store._connection  # noqa: SLF001 - as above
    store.close()
    with closing(SqliteStore.open(path)) as opened:
        assert {one.node: one for one in opened.load(NOW_MS).twins} == newest


def _moved_on(newest: dict[str, Twin], told: list[tuple[int, int]]) -> Iterator[TwinRow]:
    """Rows of nodes that are known and measured once more; a node may in one commit, twice."""
    for number, seq in told:
        before = newest.get(twin(number).node)
        if before is not None:
            watch = replace(before.watch, at_ms=seq)
            after = replace(before, seq=seq, sample_at_ms=seq, power_w=seq / 7, watch=watch)
            newest[before.node] = after
            yield TwinRow(after, is_moved=True)


def test_a_twin_that_changed_and_moved_on_in_one_commit_is_kept_as_it_ended(
    store: SqliteStore, path: Path
) -> None:
    changed = twin(1, upto=9)
    after = replace(changed, seq=4)
    store.commit([TwinRow(twin(1))], {})
    store.commit([TwinRow(changed), TwinRow(after, is_moved=True)], {})
    assert known(path) == {"n-000001": 9}
    store.commit([TwinRow(after, is_moved=True), TwinRow(twin(1, upto=3))], {})
    assert known(path) == {"n-000001": 3}


def test_moves_are_folded_eight_times_as_rarely(store: SqliteStore, path: Path) -> None:
    nodes = FEWEST // 2
    store.commit([TwinRow(twin(number)) for number in range(nodes)], {})
    moves = [TwinRow(replace(twin(number), seq=1), is_moved=True) for number in range(nodes)]
    for entries in range(2, 9):
        store.commit(moves, {})
        assert sizes(path) == (0, entries)
    store.commit(moves, {})
    assert sizes(path) == (nodes, 0)
    assert len(known(path)) == nodes


def test_no_twins_are_no_entry(store: SqliteStore, path: Path) -> None:
    TwinLog(store._connection).append({})  # noqa: SLF001 - what a commit without twins calls
    assert sizes(path) == (0, 0)
