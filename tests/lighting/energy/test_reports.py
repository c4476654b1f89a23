from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lighting.energy.reports import (
    BurningTotal,
    EnergyTotal,
    LampBurning,
    LampEnergy,
    burning_hours_report,
    energy_report,
)
from lighting.rows import HourRow
from tests.lighting.energy.counting import HOUR_MS, MINUTE_MS
from tests.support.city_of_tests import lamp

HOURS_MS = 60 * MINUTE_MS
END_MS = HOUR_MS + 2 * HOURS_MS
# One that is counted, one that is known for half the time, one of which nothing is known.
LAMPS = (lamp(2, panel="P-02"), lamp(1), replace(lamp(3, panel="P-02"), kelurahan="Penfui"))


def hour(
    number: int,
    at: int = 0,
    *,
    wh: float | None = 60.0,
    burn_s: float | None = 3_600.0,
    covered_s: float = 3_600.0,
    quality: str = "counted",
) -> HourRow:
    """An hour of lamp `number`, so many hours after midnight in Kupang."""
    place = f"KPG-{number:04}", HOUR_MS + at * HOURS_MS
    return HourRow(*place, wh, burn_s, 60.0, 60.0, 60.0, covered_s, 12, quality)


HOURS = (
    hour(1, 0),
    hour(1, 1, wh=30.0, burn_s=1_800.0),
    hour(2, 1, wh=40.0, burn_s=None, quality="estimated"),
    hour(9, 0),  # of no lamp that is asked for
)


def rows_of(numbers: Sequence[int]) -> st.SearchStrategy[list[HourRow]]:
    figures = st.none() | st.floats(0, 1_000)
    covered = st.floats(0.001, 3_600)
    kinds = st.sampled_from(["counted", "estimated", "mixed"])
    one = st.builds(
        lambda number, at, wh, burn_s, covered_s, quality: hour(
            number, at, wh=wh, burn_s=burn_s, covered_s=covered_s, quality=quality
        ),
        st.sampled_from(numbers),
        st.integers(-1, 2),
        figures,
        figures,
        covered,
        kinds,
    )
    return st.lists(one, max_size=20)


def test_each_lamp_has_its_energy_with_coverage_and_quality_in_the_order_of_the_list() -> None:
    report = energy_report(HOURS, LAMPS, HOUR_MS, END_MS)
    place = "Jl. El Tari", "Oebobo"
    assert report.lamps == (
        LampEnergy("KPG-0002", *place, "P-02", 40.0, 0.5, 1, "estimated"),
        LampEnergy("KPG-0001", *place, "P-01", 90.0, 1.0, 0, "counted"),
        LampEnergy("KPG-0003", "Jl. El Tari", "Penfui", "P-02", None, 0.0, 2, "none"),
    )
    assert (report.from_ms, report.to_ms) == (HOUR_MS, END_MS)


def test_energy_is_added_up_for_all_and_for_each_kelurahan_and_panel() -> None:
    report = energy_report(HOURS, LAMPS, HOUR_MS, END_MS)
    assert report.city == EnergyTotal("all", 3, 1, 130.0, 0.5, 3, "mixed")
    assert report.kelurahan == (
        EnergyTotal("Oebobo", 2, 0, 130.0, 0.75, 1, "mixed"),
        EnergyTotal("Penfui", 1, 1, None, 0.0, 2, "none"),
    )
    assert report.panels == (
        EnergyTotal("P-01", 1, 0, 90.0, 1.0, 0, "counted"),
        EnergyTotal("P-02", 2, 1, 40.0, 0.25, 3, "estimated"),
    )


def test_burning_is_told_in_hours_and_only_of_hours_in_which_it_is_known() -> None:
    report = burning_hours_report(HOURS, LAMPS, HOUR_MS, END_MS)
    place = "Jl. El Tari", "Oebobo"
    assert report.lamps == (
        LampBurning("KPG-0002", *place, "P-02", None, 0.0, 2, "none"),
        LampBurning("KPG-0001", *place, "P-01", 1.5, 1.0, 0, "counted"),
        LampBurning("KPG-0003", "Jl. El Tari", "Penfui", "P-02", None, 0.0, 2, "none"),
    )
    assert report.city == BurningTotal("all", 3, 2, 1.5, 7_200 / 21_600, 4, "counted")
    assert report.kelurahan == (
        BurningTotal("Oebobo", 2, 1, 1.5, 0.5, 2, "counted"),
        BurningTotal("Penfui", 1, 1, None, 0.0, 2, "none"),
    )
    assert report.panels == (
        BurningTotal("P-01", 1, 0, 1.5, 1.0, 0, "counted"),
        BurningTotal("P-02", 2, 2, None, 0.0, 4, "none"),
    )
    assert (report.from_ms, report.to_ms) == (HOUR_MS, END_MS)


def test_a_lamp_that_was_dark_all_the_time_has_zero_and_one_that_is_unknown_has_none() -> None:
    dark = [hour(1, at, wh=0.0, burn_s=0.0) for at in (0, 1)]
    energy = energy_report(dark, LAMPS, HOUR_MS, END_MS)
    burning = burning_hours_report(dark, LAMPS, HOUR_MS, END_MS)
    assert [one.energy_wh for one in energy.lamps] == [None, 0.0, None]
    assert [one.burn_h for one in burning.lamps] == [None, 0.0, None]


def test_the_asked_time_may_begin_and_end_within_an_hour() -> None:
    half_ms = HOURS_MS // 2
    hours = [hour(1, 0), hour(1, 1, covered_s=1_800.0)]
    report = energy_report(hours, [lamp(1)], HOUR_MS + half_ms, END_MS - half_ms)
    assert (report.city.energy_wh, report.city.coverage) == (60.0, 0.75)
    assert report.city.hours_without_data == 0
    burning = burning_hours_report(hours, [lamp(1)], HOUR_MS + half_ms, END_MS - half_ms)
    assert burning.city.burn_h == 1.0


def test_all_of_the_time_is_never_more_than_all_of_it() -> None:
    """Two shares that floats add up to a little more than one."""
    from_ms, to_ms = HOUR_MS + 3_505_452, HOUR_MS + HOURS_MS + 1_634_976
    for report in (energy_report, burning_hours_report):
        assert report([hour(1, 0), hour(1, 1)], [lamp(1)], from_ms, to_ms).city.coverage == 1.0


def test_nothing_is_known_of_no_time_and_of_no_lamps() -> None:
    for report in (energy_report, burning_hours_report):
        of_no_time = report(HOURS, LAMPS, END_MS, HOUR_MS).city
        assert (of_no_time.lamps_without_data, of_no_time.coverage) == (3, 0.0)
        assert (of_no_time.hours_without_data, of_no_time.quality) == (0, "none")
        of_no_lamps = report(HOURS, (), HOUR_MS, END_MS)
        assert (of_no_lamps.lamps, of_no_lamps.kelurahan, of_no_lamps.panels) == ((), (), ())
        assert (of_no_lamps.city.lamps, of_no_lamps.city.coverage) == (0, 0.0)


@given(rows_of([1, 2, 3, 9]))
def test_totals_of_energy_are_the_sums_of_their_lamps(rows: list[HourRow]) -> None:
    report = energy_report(rows, LAMPS, HOUR_MS, END_MS)
    known = [one.energy_wh for one in report.lamps if one.energy_wh is not None]
    for totals in ((report.city,), report.kelurahan, report.panels):
        assert sum(one.lamps for one in totals) == len(LAMPS)
        assert sum(one.lamps_without_data for one in totals) == len(LAMPS) - len(known)
        assert sum(one.energy_wh or 0 for one in totals) == pytest.approx(sum(known))
        missing = sum(one.hours_without_data for one in totals)
        assert missing == sum(one.hours_without_data for one in report.lamps)
        shares = sum(one.coverage * one.lamps for one in totals)
        assert shares == pytest.approx(sum(one.coverage for one in report.lamps))
    assert (report.city.energy_wh is None) == (not known)


@given(rows_of([1, 2, 3, 9]))
def test_totals_of_burning_are_the_sums_of_their_lamps(rows: list[HourRow]) -> None:
    report = burning_hours_report(rows, LAMPS, HOUR_MS, END_MS)
    known = [one.burn_h for one in report.lamps if one.burn_h is not None]
    for totals in ((report.city,), report.kelurahan, report.panels):
        assert sum(one.lamps_without_data for one in totals) == len(LAMPS) - len(known)
        assert sum(one.burn_h or 0 for one in totals) == pytest.approx(sum(known))
    assert (report.city.burn_h is None) == (not known)


@given(rows_of([1, 2, 3]))
def test_coverage_and_hours_without_data_are_never_more_than_was_asked(rows: list[HourRow]) -> None:
    for report in (energy_report, burning_hours_report):
        for one in report(rows, LAMPS, HOUR_MS, END_MS).lamps:
            assert 0 <= one.coverage <= 1
            assert 0 <= one.hours_without_data <= 2
            assert (one.quality == "none") == (one.coverage == 0) == (one.hours_without_data == 2)
