from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.day_words import read_days
from schedules.days import Match, match
from schedules.errors import UnreadableValueError

# Words, dates among them, dates not among them. 2026-08-16 is a Sunday.
WORDS = [
    ("fri, sat", ["2026-08-14", "2026-08-15"], ["2026-08-13", "2026-08-16"]),
    ("Friday", ["2026-08-14"], ["2026-08-15"]),
    ("mon..thu", ["2026-08-10", "2026-08-13"], ["2026-08-14", "2026-08-16"]),
    ("sat..mon", ["2026-08-15", "2026-08-16", "2026-08-17"], ["2026-08-14", "2026-08-18"]),
    ("2026-08-16", ["2026-08-16"], ["2026-08-15", "2025-08-16"]),
    ("2026-08-16..2026-08-20", ["2026-08-16", "2026-08-20"], ["2026-08-15", "2026-08-21"]),
    ("08-16", ["2026-08-16", "2031-08-16"], ["2026-08-17"]),
    ("08-16..08-17", ["2026-08-16", "2026-08-17"], ["2026-08-15", "2026-08-18"]),
    ("12-24..01-02", ["2026-12-24", "2026-12-31", "2027-01-02"], ["2026-12-23", "2027-01-03"]),
    ("02-29", ["2028-02-29"], ["2026-02-28", "2026-03-01"]),
    ("2nd sat", ["2026-08-08", "2026-09-12"], ["2026-08-01", "2026-08-15"]),
    ("5th sun", ["2026-08-30"], ["2026-08-23"]),
    ("last fri", ["2026-08-28", "2026-12-25"], ["2026-08-21"]),
    ("last fri of 08", ["2026-08-28"], ["2026-09-25"]),
    ("1st monday of 2", ["2026-02-02"], ["2026-03-02"]),
    ("holiday", ["2026-08-17", "2026-12-25"], ["2026-08-16", "2026-12-24"]),
    ("holiday:Independence Day", ["2026-08-17"], ["2026-12-25"]),
    ("holiday: hari  raya natal", ["2026-12-25"], ["2026-08-17"]),
    ("government holiday", ["2026-12-24"], ["2026-12-25"]),
    ("government holiday:Christmas Joint Holiday", ["2026-12-24"], ["2026-03-18"]),
    ("eve of holiday", ["2026-08-16", "2026-12-31"], ["2026-08-17"]),
    ("eve of holiday:Independence Day", ["2026-08-16"], ["2026-12-24"]),
    ("eve of 01-01", ["2026-12-31"], ["2027-01-01"]),
    ("eve of 2026-03-01", ["2026-02-28"], ["2027-02-28"]),
    ("eve of sat", ["2026-08-14"], ["2026-08-15"]),
    ("eve of 1st mon", ["2026-08-02"], ["2026-08-03"]),
    ("fri, eve of holiday, 08-18", ["2026-08-14", "2026-08-16", "2026-08-18"], ["2026-08-17"]),
]

WRONG = [
    ("frii", '"frii" names no days; did you mean "friday"?'),
    ("", '"" names no days; write for example'),
    ("fri,", '"" names no days'),
    ("\u0661\u0662-25", "names no days"),
    ("6th fri", "names no days"),
    ("eve of eve of holiday", '"eve of holiday" names no days'),
    ("eve of mon..fri", '"eve of mon..fri" is the eve of several days; name one'),
    ("eve of 12-24..12-26", "is the eve of several days"),
    ("02-30", '"02-30" is not in the calendar; dates are YYYY-MM-DD or MM-DD'),
    ("2026-02-29", '"2026-02-29" is not in the calendar'),
    ("2026-08-20..2026-08-16", "ends before it starts; write the earlier date first"),
    ("last fri of 13", '"last fri of 13" names no month; months are 01 to 12'),
    (7, "7 is not a text in quotes; write for example"),
    (date(2026, 8, 16), "2026-08-16 is not a text in quotes"),
]


def is_among(words: str, day: date, country: str | None = "ID") -> bool:
    return any(match(days, day, country) for days in read_days(words))


@pytest.mark.parametrize(("words", "among", "others"), WORDS)
def test_words_name_the_days_they_say(words: str, among: list[str], others: list[str]) -> None:
    assert [day for day in among if not is_among(words, date.fromisoformat(day))] == []
    assert [day for day in others if is_among(words, date.fromisoformat(day))] == []


@pytest.mark.parametrize(("words", "message"), WRONG)
def test_words_that_name_no_days_are_refused_with_the_right_form(
    words: object, message: str
) -> None:
    with pytest.raises(UnreadableValueError) as caught:
        read_days(words)
    assert message in f"{caught.value.what}; {caught.value.remedy}"


def test_a_holiday_whose_date_is_not_yet_sure_is_an_estimate() -> None:
    [every] = read_days("holiday")
    [by_name] = read_days("holiday:Eid al-Fitr")
    [local] = read_days("holiday:Hari Raya Idul Fitri")
    assert match(every, date(2026, 3, 21), "ID") == Match(is_estimate=False)
    for days in (every, by_name, local):
        assert match(days, date(2027, 3, 10), "ID") == Match(is_estimate=True)


def test_two_holidays_on_one_date_are_told_apart() -> None:
    """In 2008 Ascension and Labor Day met in Germany; both names are found."""
    assert is_among("holiday:Ascension Day", date(2008, 5, 1), "DE")
    assert is_among("holiday:Labor Day", date(2008, 5, 1), "DE")


def test_a_part_of_a_country_has_holidays_of_its_own() -> None:
    assert is_among("holiday", date(2026, 3, 8), "DE-BE")
    assert not is_among("holiday", date(2026, 3, 8), "DE")


@given(st.dates(date(1971, 1, 1), date(2199, 1, 1)))
def test_each_date_has_one_weekday_and_is_an_nth_of_it(day: date) -> None:
    names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert [name for name in names if is_among(name, day)] == [names[day.weekday()]]
    nths = ("1st", "2nd", "3rd", "4th", "5th")
    found = [nth for nth in nths if is_among(f"{nth} {names[day.weekday()]}", day)]
    assert len(found) == 1


@given(st.dates(date(1971, 1, 1), date(2199, 1, 1)), st.sampled_from(["fri", "last sun", "12-25"]))
def test_an_eve_is_the_day_before(day: date, words: str) -> None:
    assert is_among(f"eve of {words}", day) == is_among(words, day + timedelta(days=1))
