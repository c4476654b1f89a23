"""What nodes answer to identify and self-test, and to whom no pulse is sent."""

from typing import Any

import pytest

from devices.wire.up import Event
from lighting.city import City
from lighting.errors import NothingMatched, Refused
from lighting.orders import carry_out
from lighting.work.order import Visit
from lighting.work.questions import VisitLamp
from lighting.work.visits import answered, overdue
from tests.support.city_of_tests import NOW_MS, Talker, bare_city, hear, lamp, lamps

UNTIL_MS = NOW_MS + 120_000


def visit(action: str = "self-test", **facts: Any) -> Visit:  # noqa: ANN401 - any fact of one
    return Visit("V-000001", "KPG-0001", action, "ani", NOW_MS, UNTIL_MS, **facts)


def event(kind: str, **facts: object) -> Event:
    told = {"n": 1, "at_ms": NOW_MS, "clock": "synced", "kind": kind, "id": "V-000001", **facts}
    return Event.model_validate(told)


def step(number: object, level: int | None, power_w: object) -> Event:
    return event("self-test", step=number, level=level, power_w=power_w)


def told(before: Visit, *events: Event) -> Visit:
    for one in events:
        before = answered(before, one, lamp(1), NOW_MS + 9)
    return before


RIGHT = (step(1, 100, 70.0), step(2, 50, 35.5), step(3, 10, 8.0))
DONE = event("self-test", result="done")


def test_a_self_test_passes_where_every_step_drew_what_it_should() -> None:
    found = told(visit(), event("command", result="done"), *RIGHT, DONE)
    assert (found.state, found.ended_ms) == ("passed", NOW_MS + 9)
    assert [one.is_right for one in found.steps] == [True, True, True]


def test_steps_that_come_late_twice_or_in_another_order_are_the_same_test() -> None:
    found = told(visit(), RIGHT[2], RIGHT[0], RIGHT[0], RIGHT[1], DONE, *RIGHT)
    assert found == told(visit(), *RIGHT, DONE)


@pytest.mark.parametrize(
    "wrong",
    [
        (step(1, 100, 1.8),),
        (step(1, 100, None),),
        (step(1, 100, "70"),),
        (step(1, 100, power_w=True),),
        (),
    ],
)
def test_a_step_that_drew_wrong_or_was_not_measured_fails_the_test(wrong: tuple[Event]) -> None:
    assert told(visit(), *wrong, DONE).state == "failed"


@pytest.mark.parametrize(
    "strange",
    [step("one", 100, 70.0), step(number=True, level=100, power_w=70.0), step(1, None, 70.0)],
)
def test_a_step_that_is_none_is_passed_over(strange: Event) -> None:
    assert told(visit(), strange) == visit()


def test_a_blinking_lamp_ends_its_visit_and_a_refusal_says_so() -> None:
    assert told(visit("identify"), event("command", result="done")).state == "done"
    assert told(visit(), event("command", result="expired")).state == "expired"
    assert told(visit(), event("command")).state == "refused"
    assert told(visit(), event("level", level=60)) == visit()
    assert told(visit(), event("self-test", result="cut off")).state == "cut off"


def test_a_node_that_says_nothing_is_given_up_when_its_time_is_over() -> None:
    assert overdue(visit(), UNTIL_MS) == visit()
    assert overdue(visit(), UNTIL_MS + 1).state == "no answer"
    ended = visit(state="passed", ended_ms=NOW_MS)
    assert overdue(ended, UNTIL_MS + 1) is ended


def ask(city: City, lamp_id: str = "KPG-0001") -> str:
    document, _ = carry_out(city, VisitLamp(lamp_id, "identify", 30, "", "ani"), NOW_MS)
    return str(document["visit"]["id"])


def test_no_pulse_goes_to_a_lamp_that_is_unknown_silent_or_busy() -> None:
    city = bare_city(lamps(2))
    hear(city, Talker().status())
    with pytest.raises(NothingMatched, match="KPG-0009"):
        ask(city, "KPG-0009")
    with pytest.raises(Refused, match="KPG-0002 can't be reached") as refused:
        ask(city, "KPG-0002")
    assert refused.value.why == "its node is silent"
    assert ask(city) == "V-000001"
    with pytest.raises(Refused, match="KPG-0001 is busy"):
        ask(city)
    city.link_up_ms = None
    with pytest.raises(Refused, match="can't be reached") as refused:
        ask(city)
    assert refused.value.why == "the broker is gone"
