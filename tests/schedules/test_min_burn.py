from datetime import date

import pytest

from schedules.compile import plan_night, plan_nights
from tests.schedules.documents import local_points, make_document

MIN_BURN = 'min_burn = "10m"'
MORNING = '{ at = "05:50", level = 100 }, { at = "sunrise", level = 0 }'
EVENT = """
[[event]]
name = "Pasar"
on = "mon..sun"
for = "all"
from = "{}"
until = "{}"
level = {}
"""


def levels(steps: str, profile: str = MIN_BURN, extra: str = "") -> list[tuple[str, int]]:
    document = make_document(steps, profile=profile, extra=extra)
    return [(at[11:16], level) for at, level, _ in local_points(document, "2026-08-16")]


def test_a_burning_that_would_be_shorter_is_left_out_and_said() -> None:
    """Sunrise of 17 August is at 05:56:12."""
    document = make_document(MORNING, profile=MIN_BURN)
    night = plan_night(document, "parks", date(2026, 8, 16))
    assert night.points == ()
    assert [(point.because, point.level) for point in night.left_out] == [("05:50", 100)]


def test_a_burning_as_long_as_the_minimum_stays() -> None:
    steps = '{ at = "18:00", level = 50 }, { at = "18:10", level = 0 }'
    assert levels(steps) == [("18:00", 50), ("18:10", 0)]
    assert levels(steps, 'min_burn = "10m1s"') == []
    assert levels(steps, "min_burn = 600") == [("18:00", 50), ("18:10", 0)]


def test_without_a_minimum_nothing_is_left_out() -> None:
    assert levels(MORNING, "") == [("05:50", 100), ("05:56", 0)]
    assert levels(MORNING, "min_burn = 0") == [("05:50", 100), ("05:56", 0)]


def test_a_change_of_level_is_no_new_burning() -> None:
    steps = (
        '{ at = "18:00", level = 50 }, { at = "18:08", level = 90 }, { at = "18:12", level = 0 },'
        '{ at = "19:00", level = 0 }, { at = "20:00", level = 9 }, { at = "20:09", level = 0 }'
    )
    assert levels(steps) == [("18:00", 50), ("18:08", 90), ("18:12", 0), ("19:00", 0)]


def test_a_burning_up_to_the_noon_is_cut_there() -> None:
    steps = '{ at = "18:00", level = 50 }, { at = "20:00", level = 0 }'
    assert levels(steps + ', { at = "11:55", level = 10 }') == [("18:00", 50), ("20:00", 0)]
    assert levels(steps + ', { at = "11:50", level = 10 }')[-1] == ("11:50", 10)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (("17:55", "18:00", 100), [("17:55", 100), ("18:00", 50), ("18:06", 0)]),
        (("18:05", "18:06", 0), [("18:06", 0)]),
        (("20:00", "20:05", 100), []),
    ],
)
def test_burnings_are_measured_with_the_events(
    event: tuple[str, str, int], expected: list[tuple[str, int]]
) -> None:
    steps = '{ at = "18:00", level = 50 }, { at = "18:06", level = 0 }'
    assert levels(steps, extra=EVENT.format(*event)) == expected


def test_a_night_after_a_lit_one_still_begins_with_a_point_at_noon() -> None:
    steps = '{ at = "12:00", level = 50 }, { at = "12:05", level = 0 }, { at = "18:00", level = 9 }'
    document = make_document(steps, profile=MIN_BURN)
    first, second = plan_nights(document, "parks", date(2026, 8, 16), 2)
    assert [point.because for point in first.points] == ["noon", "18:00"]
    assert [point.because for point in second.points] == ["noon", "18:00"]
    assert len(second.origins) == 2
