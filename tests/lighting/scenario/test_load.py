"""How much people are told in ten minutes."""

from lighting.scenario.load import WINDOW_MS, median_within, most_within


def test_the_most_within_ten_minutes_is_counted_wherever_they_begin() -> None:
    assert most_within([]) == 0
    assert most_within([0, 500_000, 700_000, 1_100_000, 3_000_000]) == 3


def test_the_median_counts_the_quiet_ten_minutes_too() -> None:
    assert median_within([], 0, WINDOW_MS) == 0
    assert median_within([1, 2, 3], 0, 3 * WINDOW_MS) == 0
    assert median_within([1, WINDOW_MS, WINDOW_MS + 1], 0, 3 * WINDOW_MS) == 1
