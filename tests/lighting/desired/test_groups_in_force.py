"""Groups that the schedule puts around others, and events for some of a program's lamps."""

import pytest

from lighting.city import City
from lighting.desired.documents import groups_of, program_of
from lighting.orders.schedule import MOST_GROUPS
from lighting.rows import DocumentRow, LampsRow, ScheduleRow
from lighting.running.restoring import restore
from lighting.stores.kept import Kept
from schedules.errors import DocumentError
from tests.support.city_of_tests import (
    NOW_MS,
    SCHEDULE,
    apply,
    bare_city,
    config,
    importing,
    lamp,
    lamps,
    order,
    override,
    rows,
)

MARKET = """
[[event]]
name = "market"
on = "08-16..08-18"
for = "group:square"
from = "21:00"
until = "23:30"
level = 100
"""
NESTED = (
    SCHEDULE
    + """
[group.square]
members = ["KPG-0002"]

[group.centre]
members = ["group:square", "group:parks"]
"""
)
THREE = (*lamps(2), lamp(3, "parks"))


def city_with(text: str) -> City:
    city = bare_city(THREE)
    order(city, apply(text))
    return city


def program(city: City, number: int) -> str | None:
    return program_of(city, city.inventory.by_id[f"KPG-{number:04}"])


def test_a_lamp_is_in_the_groups_around_its_own() -> None:
    city = city_with(NESTED)
    of = {one.id: groups_of(one) for one in city.inventory.lamps}
    assert of == {
        "KPG-0001": ("all", "main-roads"),
        "KPG-0002": ("all", "main-roads", "square", "centre"),
        "KPG-0003": ("all", "parks", "centre"),
    }
    assert city.desired["n-0003"].groups == ["all", "parks", "centre"]


def test_what_is_ordered_for_a_nested_group_reaches_all_its_lamps() -> None:
    city = city_with(NESTED)
    answer, _ = order(city, override("group:centre"))
    assert answer["lamps"] == 2
    assert set(city.group_overrides) == {"centre"}


def test_lamps_that_an_event_concerns_have_a_program_with_it_and_others_not() -> None:
    city = city_with(NESTED + MARKET)
    assert (program(city, 1), program(city, 3)) == ("main-roads", "parks")
    name = program(city, 2)
    assert name not in {None, "main-roads"}
    at_ten_s = NOW_MS // 1000 + 2 * 3600
    levels = [city.programs[one or ""].program.point_at(at_ten_s) for one in ("main-roads", name)]
    assert [point.level for point in levels if point] == [60, 100]


def test_without_events_of_their_own_lamps_share_the_program_of_their_assignment() -> None:
    city = city_with(NESTED)
    assert [program(city, number) for number in (1, 2, 3)] == ["main-roads", "main-roads", "parks"]


def test_after_a_restart_the_same_lamps_are_in_the_same_groups_and_programs() -> None:
    city = bare_city(THREE)
    _, imported = order(city, importing(csv_of(city)))
    assert not imported
    _, actions = order(city, apply(NESTED + MARKET))
    (schedule,) = [one for one in actions if isinstance(one, ScheduleRow)]
    documents = tuple(one for one in actions if isinstance(one, DocumentRow))
    kept = Kept(lamps_csv=csv_of(city), schedule=schedule, documents=documents)
    again = restore(config(), kept, "c1" * 8, NOW_MS)
    assert again.inventory == city.inventory
    assert again.listed == city.listed
    assert [program(again, n) for n in (1, 2, 3)] == [program(city, n) for n in (1, 2, 3)]
    assert again.programs.keys() == city.programs.keys()


def csv_of(city: City) -> str:
    from lighting.site.inventory import write_lamps  # noqa: PLC0415 - beside its one use

    return write_lamps(city.listed.lamps)


def test_a_list_of_lamps_that_comes_again_changes_nothing_by_the_schedules_groups() -> None:
    city = city_with(NESTED)
    answer, actions = order(city, importing(csv_of(city)))
    assert (answer["unchanged"], actions) == (3, [])


def test_the_list_that_is_kept_has_no_groups_of_the_schedule() -> None:
    city = city_with(NESTED)
    _, actions = order(city, importing(csv_of(city).replace("main-roads", "side-roads", 1)))
    (row,) = rows(actions, LampsRow)
    assert isinstance(row, LampsRow)
    assert "centre" not in row.csv
    assert groups_of(city.inventory.by_id["KPG-0002"]) == ("all", "main-roads", "square", "centre")


def test_a_schedule_without_nested_groups_takes_those_of_the_one_before_away() -> None:
    city = city_with(NESTED)
    order(city, apply(SCHEDULE))
    assert groups_of(city.inventory.by_id["KPG-0003"]) == ("all", "parks")


def test_a_lamp_in_more_groups_than_a_node_can_hold_refuses_the_schedule() -> None:
    crowd = "".join(
        f'\n[group.g-{number}]\nmembers = ["KPG-0002"]\n' for number in range(MOST_GROUPS)
    )
    city = city_with(NESTED)
    before = city.inventory
    with pytest.raises(DocumentError, match="nested ones included"):
        order(city, apply(SCHEDULE + crowd))
    assert city.inventory == before
    assert city.applied is not None
    assert city.applied.row.text == NESTED
