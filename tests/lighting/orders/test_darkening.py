"""Which lamps a schedule darkens at night: what is told of it, and what a guard goes by."""

import pytest

from tests.support.city_of_tests import (
    NOW_MS,
    SCHEDULE,
    apply,
    bare_city,
    lamp,
    lamps,
    lit_city,
    order,
)


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        ("level = 60", "level = 50", 2),
        ("level = 60", "level = 70", 0),
        ('at = "22:00", level = 60', 'at = "21:00", level = 60', 2),
        ('at = "22:00", level = 60', 'at = "23:00", level = 60', 0),
        ('at = "06:00", level = 0', 'at = "04:00", level = 0', 2),
        # Only by day, when nobody misses it.
        ('at = "06:00", level = 0', 'at = "09:00", level = 0', 0),
        ("level = 30 }", "level = 20 }", 1),
        ('"group:parks" = "parks"', "", 0),
    ],
)
def test_lamps_with_less_light_at_some_moment_of_a_night_are_counted(
    old: str, new: str, count: int
) -> None:
    city = lit_city([*lamps(2), lamp(3, "parks")])
    assert old in SCHEDULE
    answer, _ = order(city, apply(SCHEDULE.replace(old, new)), NOW_MS)
    assert answer["darkened"] == count


def test_the_first_schedule_darkens_nobody() -> None:
    assert order(bare_city(lamps(2)), apply())[0]["darkened"] == 0
