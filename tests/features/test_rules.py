"""Features that no other test names in so many words."""

from datetime import date

from schedules.compile import plan_night
from schedules.document import read_document
from tests.schedules.documents import document_text, make_document, utc_s

BRIGHT = '{ at = "20:00", level = 100 }, { at = "06:00", level = 0 }'
DARK_ON_THE_16TH = '{ on = "08-16", profile = "special" }'
BRIGHT_ON_SUNDAYS = '{ on = "sun", profile = "p" }'
SUNDAY = date(2026, 8, 16)


def test_forty_steps_of_a_night_all_come_in_order_of_time() -> None:
    clocks = [f"{hour:02}:{minute}" for hour in range(19, 24) for minute in range(10, 58, 6)]
    steps = [f'{{ at = "{at}", level = {number + 1} }}' for number, at in enumerate(clocks)]
    night = plan_night(make_document(", ".join(reversed(steps))), "parks", SUNDAY)
    levels = [point.level for point in night.points if point.because != "noon"]
    assert levels == list(range(1, 41))


def test_a_rule_for_an_evening_holds_until_the_noon_after_it() -> None:
    document = make_document(BRIGHT, rules=DARK_ON_THE_16TH)
    dark, bright = (plan_night(document, "parks", date(2026, 8, day)) for day in (16, 17))
    assert dark.until_s == bright.from_s == utc_s("2026-08-17T12:00:00+08:00")
    assert not any(point.level for point in dark.points)
    assert any(point.level for point in bright.points)


def test_of_two_rules_that_match_the_one_that_stands_first_wins() -> None:
    rules = (DARK_ON_THE_16TH, BRIGHT_ON_SUNDAYS)
    profiles = [
        plan_night(make_document(BRIGHT, rules=", ".join(order)), "parks", SUNDAY).profile
        for order in (rules, rules[::-1])
    ]
    assert profiles == ["special", "p"]


def test_independence_day_has_its_own_program() -> None:
    rule = '{ on = "holiday:Independence Day", profile = "special" }'
    document = read_document(document_text(BRIGHT, rule), "test.toml")
    profiles = [plan_night(document, "parks", date(2026, 8, day)).profile for day in (16, 17, 18)]
    assert profiles == ["p", "special", "p"]
