from datetime import date

import pytest

from schedules.calendars import Choice, Looked, trace
from schedules.compile import plan_night
from schedules.days import Match
from schedules.document import to_calendar
from tests.schedules.documents import make_document

# In the library 10 and 11 March 2027 are Idul Fitri and its second day, both estimates.
FITRI = '{ on = "holiday:Hari Raya Idul Fitri", profile = "special" }'
ANY_DAY_OFF = '{ on = "holiday, government holiday", profile = "special" }'
EVE = '{ on = "eve of holiday:Hari Raya Idul Fitri", profile = "special" }'
MOVED = '[holidays]\nmoved = { "2027-03-10" = "2027-03-09" }'


def chosen(day: str, rules: str = FITRI, extra: str = "") -> tuple[str, bool]:
    """The profile of a night and whether that hangs on an estimate."""
    night = plan_night(make_document(rules=rules, extra=extra), "parks", date.fromisoformat(day))
    assert night.estimated == bool(night.estimates)
    return night.profile, night.estimated


def test_an_estimated_date_is_said_wherever_it_is_used() -> None:
    assert chosen("2027-03-10") == ("special", True)
    assert chosen("2027-03-09", EVE) == ("special", True)
    night = plan_night(make_document(rules=EVE), "parks", date(2027, 3, 9))
    assert night.estimates == (date(2027, 3, 10),)


def test_a_confirmed_date_is_sure() -> None:
    extra = '[holidays]\nconfirmed = ["2027-03-10"]'
    assert chosen("2027-03-10", extra=extra) == ("special", False)
    assert chosen("2027-03-09", EVE, extra) == ("special", False)
    assert chosen("2027-03-11", '{ on = "holiday", profile = "special" }', extra)[1]


def test_a_moved_date_is_sure_where_it_went_and_nothing_where_it_was() -> None:
    assert chosen("2027-03-09", extra=MOVED) == ("special", False)
    assert chosen("2027-03-10", extra=MOVED) == ("p", False)
    assert chosen("2027-03-08", EVE, MOVED) == ("special", False)
    assert chosen("2027-03-10", ANY_DAY_OFF, MOVED) == ("p", False)


def test_a_moved_date_takes_only_the_estimates_with_it() -> None:
    """On 17 May 2027 is Idul Adha, an estimate; 18 May is a joint leave, sure."""
    extra = '[holidays]\nmoved = { "2027-05-17" = "2027-05-18" }'
    rule = '{ on = "government holiday", profile = "special" }'
    assert chosen("2027-05-18", rule, extra) == ("special", False)
    assert chosen("2027-05-18", '{ on = "holiday", profile = "special" }', extra)[0] == "special"


def test_a_sure_holiday_can_be_moved_too_and_over_new_year() -> None:
    extra = '[holidays]\nmoved = { "2026-12-25" = "2027-01-02" }'
    rule = '{ on = "holiday:Christmas Day", profile = "special" }'
    assert chosen("2027-01-02", rule, extra) == ("special", False)
    assert chosen("2026-12-25", rule, extra) == ("p", False)
    assert chosen("2027-12-25", rule, extra) == ("special", False)


def test_a_move_that_the_library_has_learned_by_now_changes_nothing() -> None:
    """The source is no holiday any more, and the target is one already."""
    extra = '[holidays]\nmoved = { "2027-08-16" = "2027-08-17" }'
    rule = '{ on = "holiday:Independence Day", profile = "special" }'
    assert chosen("2027-08-17", rule, extra) == ("special", False)
    assert chosen("2027-08-16", rule, extra) == ("p", False)


@pytest.mark.parametrize("rule", [0, 1, None])
def test_a_trace_gives_every_rule_that_was_looked_at(rule: int | None) -> None:
    """19 August 2026 is a Wednesday, the 17th a holiday, the 18th neither."""
    rules = '{ on = "wed", profile = "special" }, { on = "holiday", profile = "p" }'
    calendar = to_calendar(make_document(rules=rules), "parks")
    day = {0: date(2026, 8, 19), 1: date(2026, 8, 17), None: date(2026, 8, 18)}[rule]
    looked = trace(calendar, day, "ID")
    every = (
        Looked(0, "wed", "special", Match(is_estimate=False) if rule == 0 else None),
        Looked(1, "holiday", "p", Match(is_estimate=False) if rule == 1 else None),
        Looked(None, None, "p", Match(is_estimate=False)),
    )
    assert looked == every[: 3 if rule is None else rule + 1]
    assert [one.match is None for one in looked] == [True] * (len(looked) - 1) + [False]
    choice = calendar.choose(day, "ID")
    assert (choice.profile, choice.rule) == (looked[-1].profile, looked[-1].rule)


def test_one_sure_reason_is_enough_and_then_it_is_the_one_that_is_told() -> None:
    rules = '{ on = "holiday:Hari Raya Idul Fitri, wed", profile = "special" }'
    calendar = to_calendar(make_document(rules=rules), "parks")
    words = "holiday:Hari Raya Idul Fitri, wed"
    sure = Choice("special", words, is_estimate=False, holiday=None)
    assert calendar.choose(date(2027, 3, 10), "ID") == sure
