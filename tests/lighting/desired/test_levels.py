"""The remembered answer is always the one that would be given anew."""

from hypothesis import given
from hypothesis import strategies as st

from lighting.city import City
from lighting.desired.documents import situation_of
from lighting.desired.levels import last_change_ms, wanted_at
from lighting.questions.of_city import Order
from lighting.site.inventory import Lamp
from schedules.decision import Trust, decide
from tests.support.city_of_tests import (
    DAY_MS,
    HOUR_MS,
    NOW_MS,
    SCHEDULE,
    apply,
    lamp,
    lit_city,
    order,
    override,
)

STREET, PARK = lamp(1), lamp(2, "parks")
moments = st.integers(NOW_MS - 2 * DAY_MS, NOW_MS + 2 * DAY_MS) | st.sampled_from(
    [NOW_MS + hours * HOUR_MS for hours in range(-3, 12)]
)
questions = st.tuples(st.sampled_from([STREET, PARK]), st.sampled_from([*Trust]), moments)
orders = st.sampled_from(
    [
        apply(SCHEDULE.replace("level = 60", "level = 55")),
        override("group:parks"),
        override("KPG-0001", until_ms=NOW_MS + HOUR_MS),
    ]
)


def is_answered_as_anew(city: City, one: Lamp, trust: Trust, at_ms: int) -> bool:
    answer = wanted_at(city, one, trust.value, at_ms)
    situation = situation_of(city, one, trust)
    wanted = decide(situation, at_ms)
    expected = wanted.level, wanted.fade_s, last_change_ms(situation, at_ms)
    return (answer.level, answer.fade_s, answer.since_ms) == expected


@given(st.lists(questions | orders, max_size=30))
def test_whatever_was_asked_and_ordered_before_the_answer_is_that_of_the_ladder(
    happenings: list[tuple[Lamp, Trust, int] | Order],
) -> None:
    city = lit_city([STREET, PARK])
    for one in happenings:
        if isinstance(one, tuple):
            assert is_answered_as_anew(city, *one)
        else:
            order(city, one)


def test_lamps_of_one_program_share_an_answer_and_a_new_program_gives_a_new_one() -> None:
    city = lit_city([STREET, lamp(3)])
    first = wanted_at(city, STREET, "synced", NOW_MS)
    assert wanted_at(city, lamp(3), "synced", NOW_MS + 1) is first
    order(city, apply(SCHEDULE.replace("level = 100", "level = 90")))
    assert wanted_at(city, STREET, "synced", NOW_MS).level == 90
