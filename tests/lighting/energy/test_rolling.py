"""Stale hours of a real database, rolled up from samples that a list holds."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from devices.wire.up import Event, Sample
from lighting.energy.rolling import SLACK_MS, rolled
from lighting.rows import EventRow, HourRolled, HourRow, LampsRow, Row, SampleRow
from lighting.site.inventory import write_lamps
from lighting.stores.history import Counted, FaultSpan, History
from lighting.stores.sqlite import SqliteStore
from lighting.stores.stale_hours import StaleHours
from tests.lighting.energy.counting import HOUR_MS, MINUTE_MS, REACH_MS, REPORT_S
from tests.support.city_of_tests import lamps
from tests.support.stored import SESSION

HOURS_MS = 60 * MINUTE_MS
DUE_MS = HOUR_MS + HOURS_MS + REACH_MS + SLACK_MS
"""When the first hour is due: 67 minutes after its end."""


class ListedHistory(History):
    """What was measured, and the hours that were kept, in lists."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, int], HourRow] = {}
        self.measured: list[tuple[str, Counted]] = []

    @override
    def samples(self, lamp: str, from_ms: int, to_ms: int) -> list[Mapping[str, Any]]:
        found = self.counted(from_ms, to_ms).get(lamp, [])
        return [{"at_ms": one.at_ms, "power_w": one.power_w} for one in found]

    @override
    def counted(self, from_ms: int, to_ms: int) -> Mapping[str, list[Counted]]:
        found: dict[str, list[Counted]] = {}
        for lamp, one in sorted(self.measured, key=lambda pair: pair[1].at_ms):
            if from_ms <= one.at_ms < to_ms:
                found.setdefault(lamp, []).append(one)
        return found

    @override
    def hours(self, from_ms: int, to_ms: int, lamp: str | None = None) -> list[HourRow]:
        keys = sorted(key for key in self.kept if from_ms <= key[1] < to_ms)
        return [self.kept[key] for key in keys if lamp in {None, key[0]}]

    @override
    def faults(
        self,
        from_ms: int,
        to_ms: int,
        *,
        lamp: str | None = None,
        code: str | None = None,
        limit: int = 10_000,
    ) -> list[FaultSpan]:
        return []


class Town:
    """Two lamps of 70 W, a store, and what was measured."""

    def __init__(self, path: Path) -> None:
        self.store = SqliteStore.open(path)
        self.store.reach(REACH_MS)
        self.store.commit([LampsRow(write_lamps(lamps(2)))], {})
        self.marks = StaleHours(path)
        self.history = ListedHistory()

    def measure(self, *minutes: int, number: int = 1) -> None:
        """A lamp at 60 W reports, so many minutes after the first hour's begin; kept at once."""
        found = [
            Sample(at_ms=HOUR_MS + minute * MINUTE_MS, energy_wh=900 + minute, power_w=60.0)
            for minute in minutes
        ]
        names = f"n-{number:04}", f"KPG-{number:04}", SESSION
        rows = [SampleRow(*names, one, "synced", one.at_ms) for one in found]
        self.store.commit(rows, {})
        self.history.measured += [
            (names[1], Counted(one.at_ms, one.energy_wh, None, one.power_w)) for one in found
        ]

    def note(self, *minutes: int) -> None:
        """The counters that a lamp at 60 W kept come, each as an event."""
        for minute in minutes:
            at_ms, energy_wh = HOUR_MS + minute * MINUTE_MS, 900 + minute
            event = Event(
                n=1_000 + minute, at_ms=at_ms, clock="synced", kind="energy", energy_wh=energy_wh
            )
            self.store.commit([EventRow("n-0001", "KPG-0001", "9f31", event, at_ms)], {})
            self.history.measured.append(("KPG-0001", Counted(at_ms, energy_wh, None, None)))

    def due(self, now_ms: int = DUE_MS, report_s: int = REPORT_S) -> list[tuple[Row, ...]]:
        return list(rolled(self.marks, self.history, report_s, now_ms))

    def roll(self, now_ms: int = DUE_MS, report_s: int = REPORT_S) -> None:
        """Roll up what is due, and keep it."""
        for rows in self.due(now_ms, report_s):
            self.keep(rows)

    def keep(self, rows: tuple[Row, ...]) -> None:
        self.store.commit(rows, {})
        self.history.kept |= {
            (row.lamp, row.hour_ms): row for row in rows if isinstance(row, HourRow)
        }

    def first_hour(self, number: int = 1) -> tuple[float | None, float, int] | None:
        """What is known of the first hour of a lamp: energy, covered time, samples."""
        row = self.history.kept.get((f"KPG-{number:04}", HOUR_MS))
        return (row.energy_wh, row.covered_s, row.samples) if row else None


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    opened = Town(tmp_path / "lighting.db")
    yield opened
    opened.marks.close()
    opened.store.close()


def test_an_hour_is_rolled_up_when_all_that_belongs_to_it_has_had_time_to_come(town: Town) -> None:
    town.measure(*range(0, 65, 5))
    town.roll(DUE_MS - 1)
    assert town.first_hour() is None
    ((row, done),) = town.due()
    assert isinstance(row, HourRow)
    assert (row.lamp, row.energy_wh, row.covered_s) == ("KPG-0001", 60.0, 3_600.0)
    assert isinstance(done, HourRolled)
    assert done.hour_ms == HOUR_MS


def test_rolled_up_once_it_is_not_due_again(town: Town) -> None:
    town.measure(*range(0, 65, 5))
    town.roll()
    assert town.due() == []


def test_rolled_up_twice_it_is_the_same(town: Town) -> None:
    town.measure(*range(0, 65, 5))
    assert town.due() == town.due()


def test_a_sample_that_comes_late_has_its_hour_rolled_up_again(town: Town) -> None:
    town.measure(0, 5, 10)
    town.roll()
    assert town.first_hour() == (10.0, 600.0, 3)
    town.measure(20, 30)
    town.roll()
    assert town.first_hour() == (30.0, 1_800.0, 5)


def test_a_late_sample_changes_the_hour_beside_it_too(town: Town) -> None:
    town.measure(45, 50, 120)
    town.roll(DUE_MS + HOURS_MS)
    assert town.first_hour() == (5.0, 300.0, 2)
    town.measure(65)
    town.roll(DUE_MS + HOURS_MS)
    assert town.first_hour() == (15.0, 900.0, 2)


def test_the_counters_of_an_outage_that_come_late_make_its_hour_whole(town: Town) -> None:
    town.measure(0, 5, 10)
    town.roll()
    assert town.first_hour() == (10.0, 600.0, 3)
    town.note(60)
    town.roll()
    assert town.first_hour() == (60.0, 3_600.0, 3)


def test_an_hour_of_an_outage_is_known_by_the_counters_of_its_full_hours(town: Town) -> None:
    town.note(0, 60)
    town.roll(DUE_MS - 1)
    assert town.first_hour() is None
    town.roll()
    assert town.first_hour() == (60.0, 3_600.0, 1)


def test_of_nodes_that_report_rarely_three_reports_are_waited_for(town: Town) -> None:
    """Three times 1,300 s are 65 minutes; a second more in each is three seconds more."""
    town.measure(20, 25)
    town.roll(DUE_MS, report_s=1_301)
    assert town.first_hour() is None
    town.roll(DUE_MS + 2_999, report_s=1_301)
    assert town.first_hour() is None
    town.roll(DUE_MS + 3_000, report_s=1_301)
    assert town.first_hour() == (5.0, 300.0, 2)


def test_one_that_comes_between_reading_and_keeping_leaves_the_hour_stale(town: Town) -> None:
    town.measure(20, 25)
    *_, rows = town.due()
    town.measure(30)
    town.keep(rows)
    assert town.first_hour() == (5.0, 300.0, 2)
    town.roll()
    assert town.first_hour() == (10.0, 600.0, 3)
    assert town.due() == []


def test_an_hour_rolled_up_twice_in_a_queue_is_still_stale_for_what_came_between(
    town: Town,
) -> None:
    town.measure(20)
    (*_, first), (*_, second) = town.due(), town.due()
    town.keep(first)
    town.measure(25)
    town.keep(second)
    town.roll()
    assert town.first_hour() == (5.0, 300.0, 2)


def test_hours_are_rolled_up_oldest_first_each_by_itself(town: Town) -> None:
    """The first of them is the one before, of which the first sample could tell."""
    town.measure(150, 30, 90)
    done = [rows[-1] for rows in town.due(DUE_MS + 2 * HOURS_MS)]
    moments = [row.hour_ms for row in done if isinstance(row, HourRolled)]
    assert moments == [HOUR_MS + hour * HOURS_MS for hour in range(-1, 3)]


def test_a_lamp_of_which_nothing_came_has_no_row(town: Town) -> None:
    town.measure(20, 25, number=2)
    town.roll()
    assert (town.first_hour(1), town.first_hour(2)) == (None, (5.0, 300.0, 2))


def test_one_sample_makes_a_row_that_covers_nothing(town: Town) -> None:
    town.measure(20)
    town.roll()
    assert town.first_hour() == (None, 0.0, 1)


def test_samples_of_hours_around_it_that_tell_nothing_of_it_make_no_row(town: Town) -> None:
    town.measure(-10, 70)
    town.roll()
    assert town.first_hour() is None
    assert town.due() == []


def test_a_lamp_that_is_no_longer_in_the_list_is_passed_over(town: Town) -> None:
    town.measure(20, 25, number=2)
    town.store.commit([LampsRow(write_lamps(lamps(1)))], {})
    town.roll()
    assert town.history.kept == {}
    assert town.due() == []


def test_nodes_that_report_by_the_hour_have_their_hours_rolled_up_later(town: Town) -> None:
    town.store.reach(3 * HOURS_MS)
    town.measure(-30, 30, 90)
    due_ms = HOUR_MS + 4 * HOURS_MS + SLACK_MS
    town.roll(due_ms - 1, report_s=3_600)
    assert town.first_hour() is None
    town.roll(due_ms, report_s=3_600)
    assert town.first_hour() == (60.0, 3_600.0, 1)


def test_an_hour_between_two_reports_has_a_row_though_none_was_made_in_it(town: Town) -> None:
    town.store.reach(3 * HOURS_MS)
    town.measure(-30, 90)
    town.roll(HOUR_MS + 4 * HOURS_MS + SLACK_MS, report_s=3_600)
    assert town.first_hour() == (60.0, 3_600.0, 0)


def test_figures_made_of_more_samples_than_there_are_now_stay(town: Town) -> None:
    """Room was made on the disk, then a lamp that had been away tells of the same hour."""
    for number in (1, 2):
        town.measure(*range(0, 65, 5), number=number)
    town.roll()
    town.history.measured = [one for one in town.history.measured if one[1].at_ms == HOUR_MS]
    town.measure(20, 25, number=2)
    town.roll()
    assert town.first_hour(1) == town.first_hour(2) == (60.0, 3_600.0, 12)
    assert town.due() == []


def test_figures_of_both_panels_of_a_lamp_are_looked_at(town: Town) -> None:
    """A lamp that got another panel has an hour twice in InfluxDB."""
    town.measure(*range(0, 65, 5))
    town.roll()
    richer = town.history.kept["KPG-0001", HOUR_MS]
    poorer = HourRow("KPG-0001", HOUR_MS, 0.0, None, None, None, None, 60.0, 1, "counted")
    for more_ms, row in enumerate((poorer, richer, poorer)):
        town.history.kept["KPG-0001", HOUR_MS + more_ms] = row
    town.history.measured.clear()
    town.measure(20, 25)
    kept = [row for rows in town.due() for row in rows if isinstance(row, HourRow)]
    assert kept == []
