"""A lamp dies, is found, repaired and proved: the whole way, in stepped time."""

from collections.abc import Callable
from typing import Any

import pytest

from devices.sim.ailments import Ailment, Kind
from lighting.errors import Refused
from lighting.questions.of_city import Question
from lighting.work.questions import (
    FinishWork,
    ListUnproven,
    ListWork,
    ShowVisit,
    ShowWork,
    TakeWork,
    VisitLamp,
)
from tests.journeys.stepped_city import SteppedCity, at_ms
from tests.support.city_of_tests import SCHEDULE, lamp


def dead(*, until: str) -> Ailment:
    return Ailment(Kind.DEAD_LAMP, "n-0001", at_ms("2026-08-16T19:00"), at_ms(until))


def asked(city: SteppedCity, question: Question) -> dict[str, Any]:
    document: dict[str, Any] = city.ask(question)
    return document


def test_a_dead_lamp_is_found_repaired_proved_and_closed(
    build: Callable[..., SteppedCity],
) -> None:
    lamps = [lamp(number) for number in range(1, 4)]
    start_ms = at_ms("2026-08-16T17:00")
    city = build(lamps, SCHEDULE, start_ms=start_ms, ailments=[dead(until="2026-08-16T21:00")])
    city.live_until("2026-08-16T19:59")
    (order,) = asked(city, ListWork())["orders"]
    assert (order["what"], order["codes"]) == ("KPG-0001", ["LAMP_FAIL"])
    asked(city, TakeWork((order["id"],), "", "ani"))
    first = asked(city, VisitLamp("KPG-0001", "self-test", 10, "", "ani"))["visit"]
    city.live_until("2026-08-16T20:05")
    assert asked(city, ShowVisit(first["id"]))["visit"]["state"] == "failed"

    asked(city, FinishWork(order["id"], "", later=True, who="ani"))
    city.live_until("2026-08-16T20:59")
    again = asked(city, ShowWork(order["id"]))["order"]
    assert (again["state"], again["reopened"]) == ("open", 1)

    asked(city, TakeWork((order["id"],), "", "ani"))
    city.live_until("2026-08-16T21:01")
    test = asked(city, VisitLamp("KPG-0001", "self-test", 10, "", "ani"))["visit"]
    city.live_until("2026-08-16T21:03")
    shown = asked(city, ShowVisit(test["id"]))["visit"]
    assert (shown["state"], [one["level"] for one in shown["steps"]]) == ("passed", [100, 50, 10])
    done = asked(city, FinishWork(order["id"], "", later=False, who="ani"))["order"]
    assert done["proof"] == "measured"
    assert done["figures"] == f"KPG-0001: self-test {test['id']} passed"
    city.live_until("2026-08-16T21:30")
    assert asked(city, ListWork())["orders"] == []
    assert [one.state for one in city.faults()] == ["closed"]
    assert city.wanted(lamps[0], "2026-08-16T21:10") == 100
    assert city.truth.lamps["n-0001"].luminaire.light(at_ms("2026-08-16T21:30")) > 99


def test_a_repair_by_day_is_proved_by_the_night_that_follows(
    build: Callable[..., SteppedCity],
) -> None:
    city = build(
        [lamp(number) for number in range(1, 4)],
        SCHEDULE,
        start_ms=at_ms("2026-08-16T18:30"),
        ailments=[dead(until="2026-08-17T10:00")],
    )
    city.live_until("2026-08-17T11:00")
    (order,) = asked(city, ListWork())["orders"]
    asked(city, TakeWork((order["id"],), "", "ani"))
    with pytest.raises(Refused, match="nothing proves"):
        asked(city, FinishWork(order["id"], "", later=False, who="ani"))
    asked(city, FinishWork(order["id"], "", later=True, who="ani"))
    city.kill_controller()
    city.start_controller()
    city.live_until("2026-08-17T18:09")
    waiting = asked(city, ShowWork(order["id"]))["order"]
    assert (waiting["state"], waiting["proof"], waiting["figures"]) == ("done", "waiting", None)
    city.live_until("2026-08-17T18:30")
    proved = asked(city, ShowWork(order["id"]))["order"]
    assert (proved["state"], proved["proof"], proved["reopened"]) == ("done", "measured", 0)
    assert proved["figures"].endswith("at 100 %, right for 10 min")
    assert [one.state for one in city.faults()] == ["closed"]
    assert city.rows("SELECT who FROM audit WHERE action = 'work prove'") == [("controller",)]


def test_a_reason_closes_the_order_but_a_lamp_that_is_still_dark_makes_another(
    build: Callable[..., SteppedCity],
) -> None:
    lamps = [lamp(number) for number in range(1, 4)]
    start_ms = at_ms("2026-08-16T18:30")
    city = build(lamps, SCHEDULE, start_ms=start_ms, ailments=[dead(until="2026-08-17T03:00")])
    city.live_until("2026-08-16T19:59")
    (order,) = asked(city, ListWork())["orders"]
    asked(city, FinishWork(order["id"], "luminaire changed", later=False, who="ani"))
    assert asked(city, ListWork())["orders"] == []
    city.live_until("2026-08-16T20:59")
    (another,) = asked(city, ListWork())["orders"]
    assert (another["what"], another["state"]) == (order["what"], "open")
    assert another["id"] != order["id"]
    assert not set(another["faults"]) & set(order["faults"])
    month = ListUnproven(at_ms("2026-08-01T00:00"), at_ms("2026-09-01T00:00"))
    (unproven,) = asked(city, month)["orders"]
    assert (unproven["id"], unproven["reason"]) == (order["id"], "luminaire changed")
    assert [one.state for one in city.faults()] == ["closed", "active"]


def test_a_self_test_by_day_ends_dark_though_the_controller_dies(
    build: Callable[..., SteppedCity],
) -> None:
    city = build([lamp(1)], SCHEDULE, start_ms=at_ms("2026-08-16T10:00"))
    city.live_until("2026-08-16T11:00")
    asked(city, VisitLamp("KPG-0001", "self-test", 10, "", "ani"))
    city.live_until_ms(at_ms("2026-08-16T11:00") + 5_000)
    city.kill_controller()
    city.live_until("2026-08-16T11:10")
    lights = [one.light for one in city.truth.lamps["n-0001"].shone]
    assert max(lights) == 100
    assert lights[-1] == 0
