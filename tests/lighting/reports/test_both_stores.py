"""Reports of a month say the same whichever store keeps the measurements: SQLite or InfluxDB."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lighting.reports.month import month_of
from lighting.rows import FaultRow, HourRow, LampsRow, Row, ScheduleRow
from lighting.site.inventory import Lamp
from lighting.site.lamp_csv import write_lamps
from lighting.stores.sqlite_history import SqliteHistory
from lighting.work.order import WorkOrder
from tests.lighting.reports.two_stores import kept_in
from tests.support.city_of_tests import HOUR_MS, SCHEDULE, lamp
from tests.support.influxdb import InfluxServer
from tests.support.looking_back import Site
from tests.support.stored import fault

pytestmark = pytest.mark.influx
MONTH = month_of(date(2026, 7, 1), "Asia/Makassar")
DAY_MS = 86_400_000
LAMPS = (
    replace(lamp(1), customer="5401"),
    replace(lamp(2), customer="5402"),
    replace(lamp(3), customer="5402", billed_w=100.0),
    lamp(4, "parks", "P-02"),
)


def hours(one: Lamp, days: float, *, burns: bool = True) -> Iterator[HourRow]:
    """A lamp's month up to some day; the rest of it is not known."""
    for at_ms in range(MONTH.from_ms, MONTH.from_ms + int(days * DAY_MS), HOUR_MS):
        hour = (at_ms - MONTH.from_ms) // HOUR_MS % 24
        lit_s = 3600.0 if burns and (hour < 6 or hour >= 18) else 0.0
        wh = one.power_w * lit_s / 3600 + 0.5
        known = 3600.0 if hour % 7 else 1800.0
        yield HourRow(one.id, at_ms, wh, min(lit_s, known), 0.5, wh, wh, known, 12, "counted")


def past() -> Iterator[Row]:
    yield LampsRow(write_lamps(LAMPS))
    yield ScheduleRow(1, SCHEDULE, "s.toml", "ani", "test", MONTH.from_ms - 5)
    for one, days, burns in zip(LAMPS, (31, 31, 20.5, 10), (True, False, True, True), strict=True):
        yield from hours(one, days, burns=burns)
    spans = (
        ("LAMP_FAIL", "KPG-0002", -3, 9, "closed"),
        ("LAMP_FAIL", "KPG-0002", 9, None, "active"),
        ("COMM_LOST", "KPG-0003", 20.5, 30, "cleared"),
        ("DIM_FAIL", "KPG-0004", 4, 5, "cleared"),
        ("LAMP_FAIL", "KPG-0001", -9, -5, "closed"),
    )
    for number, (code, where, begin, end, state) in enumerate(spans, start=1):
        since_ms = MONTH.from_ms + int(begin * DAY_MS)
        cleared_ms = None if end is None else MONTH.from_ms + int(end * DAY_MS)
        times = {"since_ms": since_ms, "active_ms": since_ms, "cleared_ms": cleared_ms}
        yield FaultRow(fault(f"F-{number:06}", code=code, lamp=where, state=state, **times))
    facts = ("KPG-0002", ("KPG-0002",), "P-01", ("F-000001",), ("LAMP_FAIL",), 3, "dark")
    done = {"state": "done", "proof": "reason", "reason": "it rained", "done_by": "ani"}
    done_ms = MONTH.from_ms + 9 * DAY_MS
    yield WorkOrder("W-000001", *facts, MONTH.from_ms, MONTH.from_ms, done_ms=done_ms, **done)  # type: ignore[arg-type]  # names are checked by the class itself


def answers(town: Site) -> dict[str, Any]:
    asked = (
        *("availability?by=lamp&", "availability?by=panel&", "faults?", "dead?", "unregistered?"),
        *("bill?", "bill?customer=5402&", "dead?for=KPG-0002&"),
    )
    found = {}
    for one in asked:
        status, document = town.get(f"reports/{one}month=2026-07")
        assert status == 200, document
        for of_the_way in ("waiting", "parked"):
            document.pop(of_the_way)
        found[one] = document
    return found


def test_every_report_of_a_month_says_the_same_from_sqlite_and_from_influxdb(
    tmp_path: Path, influxdb: InfluxServer
) -> None:
    rows = list(past())
    with (
        kept_in(tmp_path / "here", None, LAMPS, rows) as in_sqlite,
        kept_in(tmp_path / "there", influxdb, LAMPS, rows) as in_influxdb,
    ):
        here, there = answers(in_sqlite), answers(in_influxdb)
    with closing(SqliteHistory.open(tmp_path / "there" / "lighting.db")) as local:
        assert local.hours(MONTH.from_ms, MONTH.to_ms) == []
    assert here == there
    # And not because both say nothing.
    codes = {one["code"]: one for one in here["faults?"]["codes"]}
    assert (codes["LAMP_FAIL"]["closed"], codes["LAMP_FAIL"]["closed_without_proof"]) == (1, 1)
    dead = {one["lamp"]: one["days_least"] for one in here["dead?"]["figures"]}
    assert dead == {"KPG-0002": 31.0, "KPG-0003": 0.0}
    assert 0 < here["availability?by=lamp&"]["total"]["coverage"] < 1
