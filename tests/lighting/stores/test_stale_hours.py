import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from devices.wire.up import Event
from lighting.errors import StoreUnavailable
from lighting.rows import EventRow, LampsRow
from lighting.site.inventory import write_lamps
from lighting.stores.sqlite import SqliteStore
from lighting.stores.stale_hours import StaleHour, StaleHours
from tests.support.city_of_tests import lamps

HOURS_MS = 3_600_000
HOUR_MS = 1_786_896_000_000
END_MS = HOUR_MS + HOURS_MS
REACH_MS = 900_000


class Marked:
    """A store whose marks are put there by hand."""

    def __init__(self, path: Path) -> None:
        self.store = SqliteStore.open(path)
        self.hours = StaleHours(path)
        self.connection = sqlite3.connect(path, isolation_level=None)

    def mark(self, *hours_ms: int) -> None:
        for hour_ms in hours_ms:
            self.connection.execute("INSERT INTO stale_hour VALUES (?, 7)", (hour_ms,))

    def send(self, first_ms: int, last_ms: int, bucket: str = "raw") -> None:
        """An entry is on its way to InfluxDB."""
        self.connection.execute(
            "INSERT INTO journal (bucket, is_routine, committed_ms, first_ms, last_ms, points,"
            " body) VALUES (?, 1, 0, ?, ?, 1, x'00')",
            (bucket, first_ms, last_ms),
        )

    def due(self, before_ms: int = END_MS) -> list[int]:
        return [one.hour_ms for one in self.hours.due(before_ms, REACH_MS)]


@pytest.fixture
def marked(tmp_path: Path) -> Iterator[Marked]:
    opened = Marked(tmp_path / "lighting.db")
    yield opened
    opened.connection.close()
    opened.hours.close()
    opened.store.close()


def test_an_hour_is_due_from_its_end_on_with_its_marks(marked: Marked) -> None:
    marked.mark(HOUR_MS)
    assert marked.due(END_MS - 1) == []
    assert marked.hours.due(END_MS, REACH_MS) == [StaleHour(HOUR_MS, 7)]


def test_the_oldest_comes_first(marked: Marked) -> None:
    marked.mark(HOUR_MS, HOUR_MS - 2 * HOURS_MS, HOUR_MS - HOURS_MS)
    assert marked.due() == [HOUR_MS - 2 * HOURS_MS, HOUR_MS - HOURS_MS, HOUR_MS]


def test_an_hour_waits_while_samples_around_it_are_in_the_journal(marked: Marked) -> None:
    marked.mark(HOUR_MS - 2 * HOURS_MS, HOUR_MS, HOUR_MS + 2 * HOURS_MS)
    marked.send(HOUR_MS + 5, HOUR_MS + 9)
    assert marked.due(HOUR_MS + 4 * HOURS_MS) == [HOUR_MS - 2 * HOURS_MS, HOUR_MS + 2 * HOURS_MS]
    marked.connection.execute("DELETE FROM journal")
    assert HOUR_MS in marked.due()


@pytest.mark.parametrize(
    ("first_ms", "last_ms", "is_in_the_way"),
    [
        (HOUR_MS - HOURS_MS, HOUR_MS - REACH_MS - 1, False),
        (HOUR_MS - HOURS_MS, HOUR_MS - REACH_MS, True),
        (END_MS + REACH_MS - 1, END_MS + HOURS_MS, True),
        (END_MS + REACH_MS, END_MS + HOURS_MS, False),
        (HOUR_MS - HOURS_MS, END_MS + HOURS_MS, True),
    ],
)
def test_only_samples_within_reach_of_it_are_in_the_way(
    marked: Marked, first_ms: int, last_ms: int, *, is_in_the_way: bool
) -> None:
    marked.mark(HOUR_MS)
    marked.send(first_ms, last_ms)
    assert marked.due() == ([] if is_in_the_way else [HOUR_MS])


def test_hourly_figures_on_their_way_are_not_in_the_way(marked: Marked) -> None:
    marked.mark(HOUR_MS)
    marked.send(HOUR_MS, HOUR_MS, bucket="hourly")
    assert marked.due() == [HOUR_MS]


def test_lamps_are_those_of_the_last_list(marked: Marked) -> None:
    assert marked.hours.lamps() == ()
    for count in (3, 2):
        marked.store.commit([LampsRow(write_lamps(lamps(count)))], {})
        assert marked.hours.lamps() == lamps(count)


def test_a_file_that_can_not_be_read_is_said_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"none\.db"):
        StaleHours(tmp_path / "none.db")
    path = tmp_path / "other.db"
    path.write_bytes(b"no database at all " * 100)
    with closing(StaleHours(path)) as hours:
        with pytest.raises(StoreUnavailable, match=r"other\.db"):
            hours.due(END_MS, REACH_MS)
        with pytest.raises(StoreUnavailable, match=r"other\.db"):
            hours.lamps()


def test_counters_that_a_node_kept_change_the_hours_around_them(marked: Marked) -> None:
    body = {"n": 1, "at_ms": END_MS, "clock": "synced", "kind": "energy", "energy_wh": 70}
    counted = EventRow("n-0001", "KPG-0001", "9f31", Event.model_validate(body), END_MS + 5)
    lost = Event.model_validate({**body, "n": 2, "at_ms": 1, "clock": "unknown"})
    marked.store.reach(REACH_MS)
    marked.store.commit([counted, EventRow("n-0001", "KPG-0001", "9f31", lost, END_MS + 5)], {})
    assert marked.due(END_MS + HOURS_MS) == [HOUR_MS, END_MS]
