"""Hours whose figures were worked out by hand; a 70 W lamp that takes 60 W unless said."""

import pytest

from lighting.energy.roll_up import power_reach_ms, reach_ms
from lighting.rows import HourRow
from tests.lighting.energy.counting import HOUR_MS, LAMP, at, hour_of, lit

GAP_OF_HALF_AN_HOUR = (0, 5, 10, 40, 45, 50, 55, 60)


def figures(row: HourRow) -> tuple[float | None, float | None, float, str]:
    return row.energy_wh, row.burn_s, row.covered_s, row.quality


def test_an_hour_is_what_the_counters_rose_by() -> None:
    row = hour_of(*(lit(minute) for minute in range(-5, 70, 5)))
    assert row == HourRow(LAMP, HOUR_MS, 60.0, 3_600.0, 60.0, 60.0, 60.0, 3_600.0, 12, "counted")


def test_what_was_counted_over_the_boundary_is_shared_in_proportion_to_time() -> None:
    # A minute of the first five (10 Wh), 55 minutes (55 Wh), four of the last five (2 Wh).
    inner = [at(1 + 5 * n, 1_010 + 5 * n, 50_300 + 300 * n) for n in range(12)]
    row = hour_of(at(-4, 1_000, 50_000), *inner, at(61, 1_067, 53_900))
    assert figures(row) == (2 + 55 + 1.6, 3_600.0, 3_600.0, "counted")
    assert row.samples == 12


def test_a_share_is_not_spread_over_what_nobody_counted() -> None:
    # 100 s of 300 s before the hour; half an hour of the rest is not known.
    row = hour_of(at(-1, 100), at(4, 106), at(9, 111), at(29, 999), at(34, 1_004))
    assert figures(row) == (4.8 + 5 + 5, None, 4 * 60.0 + 300 + 300, "counted")


def test_a_counter_that_began_anew_at_a_reboot_is_bridged_by_power() -> None:
    row = hour_of(
        at(0, 900, 1_000, 60.0),
        at(15, 915, 1_900, 60.0),
        at(30, 5, 300, 40.0),  # 50 W over a quarter of an hour: 12.5 Wh
        at(45, 20, 1_200, 60.0),
        at(60, 35, 2_100, 60.0),
    )
    assert figures(row) == (15 + 12.5 + 15 + 15, 3_600.0, 3_600.0, "mixed")


def test_without_power_the_time_of_a_reset_is_not_covered() -> None:
    row = hour_of(
        at(0, 900, 1_000), at(15, 915, 1_900), at(30, 5, 300), at(45, 20, 1_200), at(60, 35, 2_100)
    )
    assert figures(row) == (45.0, 2_700.0, 2_700.0, "counted")


def test_a_counter_that_leapt_is_bridged_by_power() -> None:
    values = (900, 915, 5_915, 5_930, 5_945)
    row = hour_of(*(at(15 * n, value, None, 60.0) for n, value in enumerate(values)))
    assert figures(row) == (60.0, 3_600.0, 3_600.0, "mixed")


@pytest.mark.parametrize(
    ("minutes", "rise_wh", "expected_wh"),
    [(15, 28, 28.0), (15, 29, None), (60, 111, 111.0), (60, 112, None)],
)
def test_a_lamp_is_believed_half_as_much_again_as_its_power_five_watts_and_one_wh(
    minutes: int, rise_wh: int, expected_wh: float | None
) -> None:
    # 1.5 x 70 W + 5 W = 110 W: 27.5 Wh in a quarter of an hour, and one of whole numbers.
    assert hour_of(at(0, 900), at(minutes, 900 + rise_wh)).energy_wh == expected_wh


@pytest.mark.parametrize(("rise_s", "expected_s"), [(375, 300.0), (376, None)])
def test_burning_is_believed_a_little_fast_and_late_but_never_longer_than_the_time(
    rise_s: int, expected_s: float | None
) -> None:
    assert hour_of(at(0, burn_s=70), at(5, burn_s=70 + rise_s)).burn_s == expected_s


def test_another_node_goes_on_with_a_counter_of_its_own() -> None:
    old = [at(5 * n, 183_000 + 5 * n, 900_000 + 300 * n) for n in range(6)]
    new = [at(27 + 5 * n, 12 + 5 * n, 40 + 300 * n) for n in range(8)]
    row = hour_of(*old, *new)
    # 25 minutes of the old one, 33 of the new; the two between them are nobody's.
    assert figures(row) == (58.0, 3_480.0, 3_480.0, "counted")


def test_a_gap_longer_than_the_counters_reach_is_not_covered_and_adds_nothing() -> None:
    # 70 minutes are not known, the last fifteen of them in this hour.
    row = hour_of(*map(lit, (-60, -55, 15, 30, 45, 60)))
    assert figures(row) == (45.0, 2_700.0, 2_700.0, "counted")
    assert figures(hour_of(lit(-5), lit(65))) == (None, None, 0.0, "none")


def test_a_gap_of_half_an_hour_is_told_by_counters() -> None:
    row = hour_of(*map(lit, GAP_OF_HALF_AN_HOUR))
    assert row == HourRow(LAMP, HOUR_MS, 60.0, 3_600.0, 60.0, 60.0, 60.0, 3_600.0, 7, "counted")


def test_a_gap_of_half_an_hour_is_not_told_by_power() -> None:
    row = hour_of(*(at(minute, power_w=60.0) for minute in GAP_OF_HALF_AN_HOUR))
    assert figures(row) == (30.0, 1_800.0, 1_800.0, "estimated")


def test_where_only_energy_is_counted_a_gap_that_power_leaves_takes_the_burning_time() -> None:
    row = hour_of(*(at(minute, 1_000 + minute, None, 60.0) for minute in GAP_OF_HALF_AN_HOUR))
    assert figures(row) == (60.0, None, 3_600.0, "counted")


@pytest.mark.parametrize("restart_wh", [5, 5_000])
def test_in_a_gap_that_power_leaves_a_counter_that_began_anew_or_leapt_tells_nothing(
    restart_wh: int,
) -> None:
    before = [lit(0), lit(5), lit(10)]
    after = [at(40 + 5 * n, restart_wh + 5 * n, 300 + 300 * n, 60.0) for n in range(5)]
    # Ten minutes before the gap and twenty after it.
    assert figures(hour_of(*before, *after)) == (30.0, 1_800.0, 1_800.0, "counted")


def test_counters_reach_65_minutes_and_power_fifteen_and_a_millisecond_more_is_a_gap() -> None:
    late = 1 / 60_000
    assert figures(hour_of(lit(0), lit(65))) == (60.0, 3_600.0, 3_600.0, "counted")
    assert figures(hour_of(lit(0), at(65 + late, 1_065, 53_900, 60.0)))[2] == 0.0
    assert hour_of(at(0, power_w=60.0), at(15, power_w=60.0)).covered_s == 900.0
    assert hour_of(at(0, power_w=60.0), at(15 + late, power_w=60.0)).covered_s == 0.0


def test_the_counters_of_its_full_hours_tell_an_hour_of_which_nothing_else_came() -> None:
    row = hour_of(at(0, 1_000, 50_000), at(60, 1_042, 52_520))
    assert row == HourRow(LAMP, HOUR_MS, 42.0, 2_520.0, None, None, None, 3_600.0, 1, "counted")


def test_counters_that_were_noted_some_minutes_late_tell_as_much() -> None:
    # One of 59 minutes (59 Wh), then 40 Wh in 64 minutes, 59 of which are of this hour.
    row = hour_of(at(-58, 942, 46_520), at(1, 1_001, 50_060), at(65, 1_041, 52_460))
    assert row.energy_wh == pytest.approx(1 + 40 * 59 / 64)
    assert row.burn_s == pytest.approx(60 + 2_400 * 59 / 64)
    assert (row.covered_s, row.samples, row.quality) == (3_600.0, 1, "counted")


def test_counters_of_full_hours_leave_room_for_what_was_reported_between_them() -> None:
    # Ten minutes of 60 W by both; then a quarter of the rest, which counters tell alone.
    reported = [lit(0), lit(5), lit(10)]
    row = hour_of(*reported, at(0, 1_000, 50_000), at(60, 1_022, 51_350))
    assert figures(row) == (22.0, 1_350.0, 3_600.0, "counted")
    assert (row.power_mean_w, row.samples) == (60.0, 4)


def test_a_cut_of_forty_minutes_within_an_hour_costs_no_coverage_and_makes_no_energy() -> None:
    # The meter keeps its counters: lit until 10, without power until 50, and lit again.
    after = [at(50 + 5 * n, 1_010 + 5 * n, 50_600 + 300 * n, 60.0) for n in range(3)]
    row = hour_of(lit(0), lit(5), lit(10), *after)
    assert figures(row) == (20.0, 1_200.0, 3_600.0, "counted")


def test_a_cut_over_a_full_hour_is_shared_by_time_as_all_that_is_counted() -> None:
    # 40 minutes without power, then five lit: 5 Wh in 45 minutes, ten of them in this hour.
    row = hour_of(*map(lit, range(0, 55, 5)), at(95, 1_055, 53_300, 60.0))
    assert row.energy_wh == pytest.approx(50 + 5 * 10 / 45)
    assert row.burn_s == pytest.approx(3_000 + 300 * 10 / 45)
    assert (row.covered_s, row.quality) == (3_600.0, "counted")


def test_a_node_without_a_meter_tells_burning_and_no_energy() -> None:
    row = hour_of(*(at(5 * n, burn_s=300 * n) for n in range(13)))
    assert figures(row) == (None, 3_600.0, 3_600.0, "counted")
    assert (row.power_min_w, row.power_mean_w, row.power_max_w) == (None, None, None)


def test_a_node_without_counters_is_estimated_from_power() -> None:
    powers = [60.0, 60.0, 60.0, 60.0, 1.0, 1.0, 1.0]
    row = hour_of(*(at(10 * n, power_w=power) for n, power in enumerate(powers)))
    # 30 Wh, then ten minutes between 60 W and 1 W, then twenty minutes of standby.
    assert row.energy_wh == pytest.approx(30 + 30.5 / 6 + 1 / 3, abs=1e-6)
    assert row.burn_s == 1_800 + 300
    assert (row.power_min_w, row.power_mean_w, row.power_max_w) == (1.0, 42.3, 60.0)
    assert (row.covered_s, row.quality) == (3_600.0, "estimated")


def test_power_that_flows_back_is_no_energy() -> None:
    assert hour_of(at(0, power_w=-1.0), at(15, power_w=-1.0)).energy_wh == 0.0


def test_one_sample_tells_power_and_nothing_else() -> None:
    row = hour_of(lit(20))
    assert row == HourRow(LAMP, HOUR_MS, None, None, 60.0, 60.0, 60.0, 0.0, 1, "none")


def test_without_a_sample_nothing_is_known() -> None:
    assert hour_of() == HourRow(LAMP, HOUR_MS, None, None, None, None, None, 0.0, 0, "none")


def test_samples_that_hold_nothing_are_counted_and_tell_nothing() -> None:
    row = hour_of(at(0), at(5))
    assert row == HourRow(LAMP, HOUR_MS, None, None, None, None, None, 0.0, 2, "none")


def test_samples_too_far_apart_for_a_weighted_mean_have_a_plain_one() -> None:
    row = hour_of(at(0, power_w=10.0), at(20, power_w=20.0), at(59, power_w=60.0))
    assert (row.power_min_w, row.power_mean_w, row.power_max_w) == (10.0, 30.0, 60.0)


def test_energy_may_be_known_and_burning_not() -> None:
    row = hour_of(*(at(5 * n, 1_000 + 5 * n) for n in range(13)))
    assert figures(row) == (60.0, None, 3_600.0, "counted")


def test_standby_that_makes_a_wh_an_hour_is_no_burning() -> None:
    row = hour_of(*(at(5 * n, 1_000 + (n > 6)) for n in range(13)))
    assert figures(row) == (1.0, None, 3_600.0, "counted")


def test_burning_that_is_known_for_a_part_of_the_energy_only_is_not_given() -> None:
    row = hour_of(*(at(5 * n, 5 * n, 300 * n if n < 6 else None) for n in range(13)))
    assert figures(row) == (60.0, None, 3_600.0, "counted")


def test_the_time_that_is_covered_is_that_of_the_energy_where_burning_is_known_for_longer() -> None:
    row = hour_of(*(at(5 * n, 5 * n if n < 4 else None, 300 * n) for n in range(13)))
    assert figures(row) == (15.0, 900.0, 900.0, "counted")


def test_burning_of_a_node_without_a_counter_of_it_is_told_by_power() -> None:
    row = hour_of(*(at(5 * n, 5 * n, None, 60.0) for n in range(13)))
    assert figures(row) == (60.0, 3_600.0, 3_600.0, "mixed")


def test_an_hour_of_daylight_is_a_true_zero_when_it_is_known() -> None:
    row = hour_of(*(at(5 * n, 1_000, 50_000, 0.4) for n in range(13)))
    assert figures(row) == (0.0, 0.0, 3_600.0, "counted")


def test_of_several_samples_at_one_moment_the_highest_counter_goes_on() -> None:
    together = [at(0, energy_wh) for energy_wh in range(20)]
    assert hour_of(*together, at(5, 20)).energy_wh == 1.0
    assert hour_of(at(5, 20), *reversed(together)).energy_wh == 1.0


def test_a_node_that_reports_every_two_hours_is_covered_when_that_is_its_period() -> None:
    # Two hours of 70 W and two of 60 W; half an hour of each is in this one.
    samples = at(-90, 1_000, 0), at(30, 1_140, 7_200), at(150, 1_260, 14_400)
    assert figures(hour_of(*samples, report_s=7_200)) == (65.0, 3_600.0, 3_600.0, "counted")
    assert figures(hour_of(*samples)) == (None, None, 0.0, "none")


def test_an_hour_without_a_sample_of_its_own_is_covered_by_those_around_it() -> None:
    row = hour_of(at(-30, 1_000, 0), at(90, 1_120, 7_200), report_s=3_600)
    assert row == HourRow(LAMP, HOUR_MS, 60.0, 3_600.0, None, None, None, 3_600.0, 0, "counted")


def test_a_night_in_which_the_nodes_clock_jumped_is_bridged_and_makes_no_energy() -> None:
    before = [lit(0), lit(5), lit(10)]
    ahead = [at(minute + 20, 1_000 + minute, None, 60.0) for minute in (15, 20, 25)]
    right_again = [lit(minute) for minute in range(30, 65, 5)]
    row = hour_of(*before, *ahead, *right_again)
    # From 30 to 45 two counters take turns: three times five minutes of 60 W.
    assert figures(row) == (10.0 + 20.0 + 15.0 + 15.0, 3_600.0, 3_600.0, "mixed")


def test_counters_reach_three_periods_and_65_minutes_at_least() -> None:
    found = [reach_ms(report_s) for report_s in (10, 300, 1_300, 1_301, 3_600)]
    assert found == [3_900_000, 3_900_000, 3_900_000, 3_903_000, 10_800_000]


def test_power_reaches_three_periods_and_a_quarter_of_an_hour_at_least() -> None:
    found = [power_reach_ms(report_s) for report_s in (10, 300, 301, 3_600)]
    assert found == [900_000, 900_000, 903_000, 10_800_000]
