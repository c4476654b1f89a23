"""What runs beside the service: forwarders where there is an InfluxDB, and the chores."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from devices.clock import SteppedClock
from devices.wire.up import Sample
from lighting.rows import HourRolled, HourRow, LampsRow, Row, SampleRow
from lighting.running.feeding import chores_of, kept_up
from lighting.running.upkeep import Chore
from lighting.site.config import Config, parse_config
from lighting.site.lamp_csv import write_lamps
from lighting.stores.moving import Moving
from lighting.stores.sqlite import SqliteStore
from lighting.stores.sqlite_history import SqliteHistory
from tests.support.city_of_tests import SITE, lamp
from tests.support.doors import ScriptedDoor, enter, lines, query, waiting
from tests.support.processes import wait_for
from tests.support.stored import SESSION

if TYPE_CHECKING:
    from lighting.running.service import Keep

HOUR_MS = 3_600_000
FIRST_MS = 1_786_896_000_000
LATER_MS = FIRST_MS + 3 * HOUR_MS
MINUTE_MS = 60_000


@pytest.fixture
def config(tmp_path: Path) -> Config:
    text = (
        SITE + '\n[influx]\nbucket = "measured"\nhourly_bucket = "by-hour"\nbook_bucket = "book"\n'
    )
    return parse_config(text, str(tmp_path / "lighting.toml"))


@pytest.fixture
def store(config: Config) -> Iterator[SqliteStore]:
    with closing(SqliteStore.open(config.store_path)) as opened:
        yield opened


@pytest.fixture
def history(store: SqliteStore) -> Iterator[SqliteHistory]:
    with closing(SqliteHistory.open(store.path)) as opened:
        yield opened


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def an_hour() -> list[Row]:
    """A lamp that burns from before an hour until after it."""
    rows: list[Row] = [LampsRow(write_lamps([lamp(1)]))]
    for minute in range(-10, 75, 5):
        at_ms = FIRST_MS + minute * MINUTE_MS
        counters = {"energy_wh": 1_000 + minute, "burn_s": 9_000 + minute * 60, "power_w": 60.0}
        sample = Sample.model_validate({"at_ms": at_ms, **counters})
        rows.append(SampleRow("n-0001", "KPG-0001", SESSION, sample, "synced", at_ms))
    return rows


def test_each_bucket_is_fed_under_its_name_in_influxdb_until_the_end(
    config: Config, history: SqliteHistory
) -> None:
    enter(config.store_path, [lines(0, 3)])
    enter(config.store_path, [lines(10, 2)], bucket="hourly")
    enter(config.store_path, [lines(15, 1)], bucket="book")
    door, clock = ScriptedDoor(), SteppedClock(LATER_MS)
    with kept_up(config, clock, history, lambda _: None, door) as forwarders:
        assert len(forwarders) == 3
        wait_for("all is sent", lambda: not waiting(config.store_path))
    assert sorted(door.sent) == [
        ("book", b"\n".join(lines(15, 1))),
        ("by-hour", b"\n".join(lines(10, 2))),
        ("measured", b"\n".join(lines(0, 3))),
    ]
    assert sum(one.progress.forwarded for one in forwarders) == 6
    enter(config.store_path, [lines(20, 1)])
    assert waiting(config.store_path) == lines(20, 1)


def test_without_an_influxdb_nothing_is_fed_and_hours_are_rolled_up(
    config: Config, store: SqliteStore, history: SqliteHistory
) -> None:
    store.commit(an_hour(), {})
    kept: list[Keep] = []
    clock = SteppedClock(LATER_MS)
    with kept_up(config, clock, history, kept.append, None) as forwarders:
        assert forwarders == ()
        wait_for("hours are rolled up", lambda: bool(kept))


def test_without_an_influxdb_there_is_nothing_to_move(
    config: Config, history: SqliteHistory, stack: ExitStack
) -> None:
    names = [one.name for one in chores_of(config, history, lambda _: None, None, stack)]
    assert names == ["hourly figures", "disk budget"]


def done(chores: tuple[Chore, ...], name: str) -> bool:
    (chore,) = (one for one in chores if one.name == name)
    return chore.do(LATER_MS)


def test_hours_are_rolled_up_only_when_all_that_was_kept_here_has_moved(
    config: Config, store: SqliteStore, history: SqliteHistory, stack: ExitStack
) -> None:
    store.commit(an_hour(), {})
    kept: list[Keep] = []
    moving = stack.enter_context(closing(Moving(config.store_path, "kupang", 4)))
    chores = chores_of(config, history, kept.append, moving, stack)
    assert [one.name for one in chores] == ["moving", "hourly figures", "disk budget"]
    while done(chores, "moving"):
        assert not done(chores, "hourly figures")
        assert kept == []
    query(config.store_path, "DELETE FROM journal")  # InfluxDB has it
    store.commit(an_hour(), {})  # and gives it back: here this file stands for it
    done(chores, "hourly figures")
    rows = [row for keep in kept for row in keep.rows]
    hours = [row for row in rows if isinstance(row, HourRow)]
    (full,) = (row for row in hours if row.hour_ms == FIRST_MS)
    assert (full.energy_wh, full.burn_s, full.covered_s) == (60.0, 3600.0, 3600.0)
    assert sum(isinstance(row, HourRolled) for row in rows) >= 1


def test_the_budget_of_the_settings_is_kept(
    config: Config, store: SqliteStore, history: SqliteHistory, stack: ExitStack
) -> None:
    store.commit(an_hour(), {})
    chores = chores_of(config, history, lambda _: None, None, stack)
    assert not done(chores, "disk budget")
    assert query(config.store_path, "SELECT count(*) FROM dropped") == [(0,)]
