"""What the guard says to single orders: when a second person has to agree, and to what he does."""

from typing import Any

import pytest

from lighting.city import City
from lighting.controller import Tick, handle
from lighting.errors import LightingError, Refused
from lighting.questions.of_city import (
    Approve,
    Reject,
)
from lighting.rows import AuditRow
from lighting.site.inventory import write_lamps
from tests.guard.town import schedule, town
from tests.support.city_of_tests import (
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    apply,
    importing,
    lamp,
    order,
    override,
    release,
    rows,
)


def waiting(city: City, **facts: Any) -> str:  # noqa: ANN401 - any fact of an override
    """Have an order wait for a second person; its id."""
    answer, _ = order(city, override(**{"choice": "all", "level": 0, **facts}))
    return str(answer["approval"]["id"])


def test_a_sixth_lamp_is_still_one_persons_and_the_seventh_of_another_one_is_not() -> None:
    city = town()
    for number in range(1, 7):
        assert "change" in order(city, override(f"KPG-{number:04}", level=10))[0]
    answer, _ = order(city, override("KPG-0007", level=79, who="budi", start_ms=NOW_MS + HOUR_MS))
    assert answer["error"]["kind"] == "needs_agreement"
    assert "o-" in answer["error"]["why"]
    assert f"approve {answer['approval']['id']}" in answer["error"]["remedy"]


def test_a_release_gives_nothing_back_before_the_window_is_over() -> None:
    city = town()
    choice = ",".join(f"KPG-{number:04}" for number in range(1, 7))
    id_ = order(city, override(choice, level=0))[0]["override"]["id"]
    order(city, release(id_), NOW_MS + MINUTE_MS)
    assert "error" in order(city, override("KPG-0009", level=0), NOW_MS + 2 * MINUTE_MS)[0]
    later_ms = NOW_MS + 62 * MINUTE_MS
    assert "change" in order(city, override("KPG-0009", level=0), later_ms)[0]


def test_nobody_agrees_to_his_own_order_and_nobody_twice() -> None:
    city = town()
    id_ = waiting(city)
    with pytest.raises(Refused, match="own"):
        order(city, Approve(id_, "", "ani"))
    answer, actions = order(city, Approve(id_, "", "budi"))
    assert answer["override"]["agreed_by"] == "budi"
    assert {(row.who, row.action) for row in rows(actions, AuditRow)} == {
        ("budi", "approval approve"),
        ("ani", "override set"),
    }
    with pytest.raises(Refused, match="waits no more"):
        order(city, Approve(id_, "", "budi"))


def test_an_order_is_rejected_taken_back_or_expires() -> None:
    city = town()
    assert order(city, Reject(waiting(city), "no", "budi"))[0]["approval"]["state"] == "rejected"
    own = waiting(city, level=1)
    assert order(city, Reject(own, "", "ani"))[0]["approval"]["state"] == "withdrawn"
    late = waiting(city, level=2)
    over_ms = NOW_MS + 30 * MINUTE_MS
    told = rows(handle(city, Tick(), over_ms), AuditRow)
    noted = [row for row in told if row.action.startswith("approval")]
    assert [(row.who, row.action, row.target) for row in noted] == [
        ("controller", "approval expire", late)
    ]
    with pytest.raises(Refused, match="expired"):
        order(city, Approve(late, "", "budi"), over_ms)


def test_what_was_agreed_to_goes_no_further_than_what_was_shown() -> None:
    city = town()
    id_ = waiting(city, choice="group:g1")
    grown = write_lamps(tuple(lamp(number, "g1") for number in range(1, 31)))
    order(city, importing(grown))
    with pytest.raises(Refused, match="more lamps"):
        order(city, Approve(id_, "", "budi"))


def test_lamps_moved_under_a_dark_override_wait_for_a_second_person() -> None:
    city = town()
    few = (lamp(1, "few"), *(lamp(number, "many") for number in range(2, 31)))
    order(city, importing(write_lamps(few)))
    order(city, override("group:few", level=0))
    moved = write_lamps(tuple(lamp(number, "few") for number in range(1, 31)))
    assert "error" in order(city, importing(moved))[0]
    assert len(city.inventory.groups["many"]) == 29


def test_a_schedule_that_darkens_waits_and_is_applied_by_two() -> None:
    city = town()
    before = city.applied
    answer, _ = order(city, apply(schedule(60)))
    assert "error" in answer
    assert city.applied is before
    order(city, Approve(answer["approval"]["id"], "", "budi"))
    assert max(point.level for point in city.programs["all"].program.points) == 60


@pytest.mark.parametrize("level", [0, 79])
def test_no_darkening_outlives_a_night_also_not_by_several(level: int) -> None:
    city = town()
    with pytest.raises(Refused, match="12 hours"):
        order(city, override("KPG-0001", level=level, until_ms=NOW_MS + 13 * HOUR_MS))
    order(city, override("KPG-0001", level=level, until_ms=NOW_MS + 8 * HOUR_MS))
    after = {"start_ms": NOW_MS + 8 * HOUR_MS, "until_ms": NOW_MS + 24 * HOUR_MS}
    with pytest.raises(LightingError, match="together with"):
        order(city, override("KPG-0001", level=level, **after))
    assert "change" in order(city, override("KPG-0001", until_ms=NOW_MS + 30 * HOUR_MS))[0]


def test_another_ones_lock_is_undone_by_two_persons_only() -> None:
    city = town()
    id_ = order(city, override("KPG-0001", priority="lock"))[0]["override"]["id"]
    asked = order(city, override("KPG-0001", priority="lock", who="budi"))[0]
    assert "ani's lock" in asked["error"]["what"]
    mine = release(id_)
    assert "change" in order(city, mine)[0]
