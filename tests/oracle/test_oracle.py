from datetime import date, timedelta

import pytest

from schedules.document import read_document
from tests.oracle.__main__ import FIRST, documents
from tests.oracle.cities import CITIES, GROUPS, document
from tests.oracle.comparing import compare
from tests.oracle.documents import evening_of, random_document
from tests.oracle.reading import Reading

CLOCK_CHANGE = date(2026, 3, 27)
ROUNDS = 8
PER_ROUND = 40


@pytest.mark.parametrize("number", range(len(CITIES)), ids=lambda n: CITIES[n].timezone)
def test_nodes_are_given_what_a_second_reading_of_the_document_finds(number: int) -> None:
    """A few nights of each city, at other times of the year for each; clock changes among them."""
    city, group = CITIES[number], GROUPS[number % len(GROUPS)]
    for first in (FIRST + timedelta(days=18 * number), CLOCK_CHANGE):
        tally = compare(document(city), group, first, 7)
        assert (tally.differing_minutes, tally.first) == (0, "")
        assert tally.nights == 7


@pytest.mark.parametrize("chunk", range(ROUNDS))
def test_random_documents_say_the_same_to_both_and_leave_no_minute_without_a_level(
    chunk: int,
) -> None:
    first = chunk * PER_ROUND
    for tally in documents(range(first, first + PER_ROUND)):
        assert (tally.differing_minutes, tally.first) == (0, "")
        assert tally.minutes >= 22 * 60


@pytest.mark.parametrize("number", [3191, 7940, 9267, 21192, 21965, 53312])
def test_documents_that_were_read_differently_before_are_read_alike(number: int) -> None:
    """Suns that graze, two times of the sun within seconds, estimates marked in Arabic."""
    [tally] = documents([number])
    assert (tally.differing_minutes, tally.first) == (0, "")


def test_random_documents_use_the_whole_grammar() -> None:
    texts = "".join(random_document(number) for number in range(100))
    words = """min_burn photocell effects [effect. [lamp-type. [group. [[event]] [holidays] moved
        confirmed not_before not_after fade_back sunset dusk dawn sunrise holiday last multiply"""
    assert [word for word in words.split() if word not in texts] == []


def test_a_random_document_is_the_same_each_time_and_lights_something_as_a_rule() -> None:
    assert random_document(5) == random_document(5)
    lit = 0
    for number in range(20):
        levels = Reading(random_document(number)).levels("a", evening_of(number))
        lit += any(levels)
    assert lit > 10


def test_a_program_that_is_a_minute_off_is_noticed() -> None:
    city = CITIES[0]
    read = document(city)
    compiled = read.replace('at = "22:00"', 'at = "22:01"')
    tally = compare(compiled, "roads", date(2026, 8, 17), 1, read=read)
    assert tally.differing_minutes == 1


@pytest.mark.parametrize(("later_min", "differs"), [(0, False), (3, True)])
def test_a_sun_that_is_off_by_more_than_the_tolerance_is_noticed(
    later_min: int, *, differs: bool
) -> None:
    read = document(CITIES[0])
    at = f"sunset-{10 - later_min}m"
    compiled = read.replace('at = "sunset-10m"', f'at = "{at}"')
    tally = compare(compiled, "roads", date(2026, 8, 17), 1, read=read)
    assert (tally.differing_minutes > 0) is differs


def test_where_the_sun_grazes_the_horizon_a_hundredth_of_a_degree_is_the_tolerance() -> None:
    longyearbyen = CITIES[3]
    assert compare(document(longyearbyen), "roads", date(2026, 2, 13), 5).differing_minutes == 0


def test_a_lamp_of_several_groups_has_the_events_of_all_of_them() -> None:
    text = document(CITIES[0])
    friday = date(2026, 8, 14)
    also = read_document(text, "city.toml").groups_of("KPG-0001", ("roads", "parks"))
    assert compare(text, "roads", friday, 1, also=also).differing_minutes == 0
    reading = Reading(text)
    assert reading.levels("roads", friday, also=also) != reading.levels("roads", friday)
