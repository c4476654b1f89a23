"""Versions of the schedule: nobody takes the place of one that he hasn't seen."""

import pytest

from lighting.city import City
from lighting.errors import Refused
from lighting.questions.of_city import ApplySchedule
from lighting.rows import ScheduleRow
from tests.support.city_of_tests import (
    MINUTE_MS,
    NOW_MS,
    SCHEDULE,
    bare_city,
    lamps,
    lit_city,
    order,
    rows,
)

IN_FORCE = NOW_MS - MINUTE_MS


def based(base: int | None, text: str = SCHEDULE, who: str = "budi") -> ApplySchedule:
    return ApplySchedule(text, "parks.toml", "dim the parks", who, base)


def standing(city: City) -> tuple[object, ...]:
    return city.applied, dict(city.programs), dict(city.desired), dict(city.changes)


def test_a_schedule_based_on_the_one_in_force_is_taken_and_says_what_it_was_based_on() -> None:
    city = lit_city(lamps(2))
    answer, actions = order(city, based(IN_FORCE))
    (row,) = rows(actions, ScheduleRow)
    assert (row.version, row.base) == (NOW_MS, IN_FORCE)
    assert answer["replaced"] == {
        "version": IN_FORCE,
        "applied_at": "2026-08-16T19:59:00+08:00",
        "by": "ani",
        "reason": "new rule",
    }


def test_of_two_operators_with_the_same_base_the_second_is_told_who_when_and_what() -> None:
    city = lit_city(lamps(2))
    order(city, based(IN_FORCE))
    before = standing(city)
    with pytest.raises(Refused) as caught:
        order(city, based(IN_FORCE, who="sari"), NOW_MS + 1)
    assert caught.value.what.startswith("budi applied another schedule on 2026-08-16 20:00 WITA")
    assert "parks.toml: dim the parks" in caught.value.why
    assert f"schedule diff {IN_FORCE} {NOW_MS}" in caught.value.remedy
    assert f"--base {NOW_MS}" in caught.value.remedy
    assert standing(city) == before


@pytest.mark.parametrize(("base", "is_taken"), [(0, True), (None, True), (7, False)])
def test_the_first_schedule_is_based_on_none(base: int | None, *, is_taken: bool) -> None:
    city = bare_city(lamps(1))
    if is_taken:
        answer, actions = order(city, based(base))
        assert (answer["replaced"], rows(actions, ScheduleRow)[0].base) == (None, 0)
    else:
        with pytest.raises(Refused, match="no schedule is in force"):
            order(city, based(base))


def test_one_who_believes_that_none_is_in_force_is_refused_where_one_is() -> None:
    with pytest.raises(Refused) as caught:
        order(lit_city(lamps(1)), based(0))
    assert "yours is based on none" in caught.value.why


def test_one_who_says_nothing_of_a_base_is_told_whose_schedule_he_replaced() -> None:
    answer, _ = order(lit_city(lamps(1)), based(None))
    assert answer["replaced"]["by"] == "ani"


def test_it_is_said_how_many_documents_go_out_and_how_fast() -> None:
    answer, _ = order(bare_city(lamps(3), "[broker]\ndocuments_per_s = 20\n"), based(0))
    assert (answer["documents"], answer["documents_per_s"]) == (4, 20)
