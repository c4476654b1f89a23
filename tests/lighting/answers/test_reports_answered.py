"""Up to when a report goes, and that a city's hours are read day by day."""

from collections.abc import Callable

import pytest

from lighting.answers.reports import DAY_MS, HOUR_MS, energy_document, period
from lighting.answers.scope import Scope
from lighting.energy.reports import energy_report
from lighting.errors import WrongUse
from lighting.rows import HourRow
from tests.support.city_of_tests import lamps
from tests.support.looking_back import hour

NOON = 1_786_896_000_000
SCOPE = Scope(lamps(1), {one.id: one for one in lamps(1)}, NOON, "Asia/Makassar", 300)


def test_a_time_that_is_over_is_taken_as_it_is() -> None:
    asked = period(NOON - DAY_MS, NOON - HOUR_MS, NOON + 5)
    assert (asked.from_ms, asked.to_ms) == (NOON - DAY_MS, NOON - HOUR_MS)


def test_what_has_not_been_is_not_missing() -> None:
    asked = period(NOON - DAY_MS, NOON + DAY_MS, NOON + HOUR_MS // 2)
    assert (asked.to_ms, asked.asked_to_ms) == (NOON, NOON + DAY_MS)


@pytest.mark.parametrize(("begin", "end"), [(0, 1), (5, 5), (HOUR_MS, 0)])
def test_a_time_of_which_no_hour_is_over_is_refused(begin: int, end: int) -> None:
    with pytest.raises(WrongUse):
        period(NOON + begin, NOON + end, NOON + HOUR_MS // 2)


def reading(asked: list[tuple[int, int]], found: list[HourRow]) -> Callable[..., list[HourRow]]:
    def hours(from_ms: int, to_ms: int) -> list[HourRow]:
        asked.append((from_ms, to_ms))
        return [one for one in found if from_ms <= one.hour_ms < to_ms]

    return hours


def test_hours_are_read_day_by_day_from_the_one_that_the_begin_cuts() -> None:
    asked: list[tuple[int, int]] = []
    half = NOON - 3 * DAY_MS + HOUR_MS // 2
    energy_document(period(half, NOON, NOON), "lamp", SCOPE, reading(asked, []))
    assert asked[0][0] == NOON - 3 * DAY_MS
    assert [end for _, end in asked[:-1]] == [begin for begin, _ in asked[1:]]
    assert max(end - begin for begin, end in asked) == DAY_MS
    assert asked[-1][1] == NOON


def test_an_hour_that_the_begin_cuts_counts_in_proportion() -> None:
    rows = [hour(1), hour(2)]
    last = max(row.hour_ms for row in rows) + HOUR_MS
    asked = period(last - HOUR_MS - HOUR_MS // 2, last, last)
    document = energy_document(asked, "lamp", SCOPE, reading([], rows))
    assert document["figures"][0]["energy_wh"] == 63.0
    assert document["figures"][0]["coverage"] == 1.0


def test_days_added_up_are_the_time_as_a_whole() -> None:
    gone = {5, 6, 30, 47}
    rows = [hour(ago, quality="estimated" if ago == 40 else "counted") for ago in range(1, 60)]
    kept = [row for ago, row in enumerate(rows, start=1) if ago not in gone]
    end = max(row.hour_ms for row in rows) + HOUR_MS
    asked = period(end - 50 * HOUR_MS - 600_000, end, end)
    whole = energy_report(kept, SCOPE.lamps, asked.from_ms, asked.to_ms).lamps[0]
    assert whole.energy_wh is not None
    (row,) = energy_document(asked, "lamp", SCOPE, reading([], kept))["figures"]
    assert row["energy_wh"] == pytest.approx(whole.energy_wh)
    assert row["coverage"] == pytest.approx(whole.coverage, abs=1e-4)
    assert (row["hours_without_data"], row["quality"]) == (whole.hours_without_data, "mixed")
