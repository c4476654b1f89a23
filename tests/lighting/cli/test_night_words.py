"""Many nights are told in a few words."""

from datetime import date, timedelta

import pytest

from lighting.cli.night_words import nights_in_words

FIRST = date(2026, 1, 1)


def nights(*numbers: int) -> list[date]:
    return [FIRST + timedelta(days=number) for number in numbers]


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((0,), "2026-01-01"),
        ((0, 1, 2, 5), "4: 2026-01-01..2026-01-03, 2026-01-06"),
        (tuple(range(365)), "all 365, from 2026-01-01"),
        (tuple(range(1, 365)), "364: 2026-01-02..2026-12-31"),
        (tuple(range(2, 365, 7)), "52 Saturdays, 2026-01-03 to 2026-12-26"),
        ((2, 9), "2: 2026-01-03, 2026-01-10"),
        (
            (0, 2, 4, 6, 8),
            "5, most of 2026-01-01..2026-01-09; all in --json",
        ),
    ],
)
def test_nights_are_told_in_ranges_and_weekdays(numbers: tuple[int, ...], told: str) -> None:
    assert nights_in_words(nights(*numbers), 365) == told


def test_the_only_night_looked_at_is_named() -> None:
    assert nights_in_words(nights(0), 1) == "2026-01-01"
