"""What looks calm and isn't: the whole way knows more, so the short way must not be taken."""

from collections.abc import Iterable

from lighting.city import City
from tests.support.city_of_tests import (
    MINUTE_MS,
    NOW_MS,
    SCHEDULE,
    SECOND_MS,
    Said,
    Talker,
    apply,
    hear,
    lamps,
    lit_city,
    order,
)

LIT_MS = NOW_MS + 10 * MINUTE_MS
DARK = SCHEDULE.replace('"18:00", level = 100', '"18:00", level = 0')


def lit(talker: Talker, at_ms: int) -> Said:
    return talker.sample(at_ms, level=100, power_w=70.0, starts=3)


def unsure(said: Said) -> Said:
    """The same message by a clock that its node does not trust."""
    return said[0], said[1].replace(b'"synced"', b'"unknown"')


def calm_city(talker: Talker) -> City:
    """A city whose only lamp has measured twice what it should, at last at `LIT_MS`."""
    city = lit_city(lamps(1))
    hear(city, talker.holding(city, NOW_MS - MINUTE_MS), NOW_MS - MINUTE_MS)
    for at_ms in (LIT_MS - MINUTE_MS, LIT_MS):
        hear(city, lit(talker, at_ms), at_ms)
    assert city.calm
    return city


def hear_both_ways(heard: Iterable[tuple[int, Said]]) -> tuple[City, City]:
    """What two cities know after the same messages, one of which never takes the short way."""
    quick, thorough = calm_city(Talker()), calm_city(Talker())
    for now_ms, said in heard:
        hear(quick, said, now_ms)
        thorough.calm.clear()
        hear(thorough, said, now_ms)
    return quick, thorough


def test_a_message_that_others_wait_for_takes_them_along() -> None:
    talker = Talker()
    calm_city(talker)
    second, third = lit(talker, LIT_MS + SECOND_MS), lit(talker, LIT_MS)
    quick, thorough = hear_both_ways([(LIT_MS, third), (LIT_MS + SECOND_MS, second)])
    assert quick.twins == thorough.twins
    assert not quick.twins["n-0001"].early


def test_what_was_said_before_a_will_does_not_bring_a_node_back() -> None:
    talker = Talker()
    calm_city(talker)
    second, third = (lit(talker, LIT_MS + number * SECOND_MS) for number in (1, 2))
    now_ms = LIT_MS + 10 * SECOND_MS
    quick, thorough = hear_both_ways((now_ms, one) for one in (talker.will(), second, third))
    assert quick.twins == thorough.twins
    assert quick.twins["n-0001"].is_down


def test_a_message_that_came_twice_says_nothing_of_the_clock_of_the_next() -> None:
    talker = Talker()
    city = calm_city(talker)
    talker.seq -= 1
    again, at_ms = lit(talker, LIT_MS), LIT_MS + SECOND_MS
    holding, sample = unsure(talker.holding(city, LIT_MS)), unsure(lit(talker, at_ms))
    quick, thorough = hear_both_ways((at_ms, one) for one in (holding, again, sample))
    assert quick.twins == thorough.twins
    assert quick.twins["n-0001"].watch.drift.unknown_since_ms


def test_a_message_that_came_twice_around_a_change_of_its_program_is_not_what_was_judged() -> None:
    quick, thorough = calm_city(Talker()), calm_city(Talker())
    for city in (quick, thorough):
        talker = Talker(seq=3)
        order(city, apply(SCHEDULE.replace('"22:00"', '"21:30"')), LIT_MS)
        hear(city, talker.holding(city, LIT_MS), LIT_MS)
        dark_ms = LIT_MS + 10 * SECOND_MS
        dark = talker.sample(dark_ms, level=0, power_w=0.5, starts=3)
        hear(city, dark, dark_ms)
        order(city, apply(DARK), dark_ms + SECOND_MS)
        hear(city, talker.holding(city, dark_ms + SECOND_MS), dark_ms + SECOND_MS)
        hear(city, dark, dark_ms + SECOND_MS)
        city.ledger.open = {}  # as after a renewal, which no one follows
        if city is thorough:
            city.calm.clear()
        next_ms = dark_ms + 3 * MINUTE_MS
        hear(city, talker.sample(next_ms, level=0, power_w=0.5, starts=3), next_ms)
    assert quick.twins == thorough.twins
    assert quick.twins["n-0001"].watch.on_since_ms is None


def test_of_lists_that_are_replaced_nothing_is_kept_for_lamps_that_are_silent() -> None:
    city = calm_city(Talker())
    assert city.told
    assert city.bounds
    order(city, apply(SCHEDULE.replace('"22:00"', '"21:30"')), LIT_MS)
    assert [city.calm, city.told, city.bounds] == [{}, {}, {}]
