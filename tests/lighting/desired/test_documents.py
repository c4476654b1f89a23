import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.wire.topics import DESIRED, OVERRIDE, PROGRAM
from lighting.desired.documents import (
    everything,
    issue_desired,
    issue_missing,
    issue_program,
    lacking,
    program_of,
    say_again,
    version_after,
)
from lighting.nodes.twin import Twin
from lighting.rows import DocumentRow, Say
from lighting.site.inventory import Inventory
from schedules.errors import DocumentError
from tests.support.city_of_tests import (
    CROWDED,
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    SCHEDULE,
    Talker,
    apply,
    bare_city,
    body,
    hear,
    lamp,
    lamps,
    lit_city,
    order,
    override,
    release,
    rows,
    said,
)


@given(st.integers(0, 2**52), st.integers(0, 2**52))
def test_a_version_is_the_time_made_to_rise(previous: int, now_ms: int) -> None:
    version = version_after(previous, now_ms)
    assert version > previous
    assert version in {now_ms, previous + 1}


def test_a_lamp_has_the_program_of_the_first_assignment_that_names_a_group_of_it() -> None:
    city = lit_city(lamps(1))
    assert program_of(city, lamp(1, "parks")) == "parks"
    assert program_of(city, lamp(1, "")) is None


def test_an_assignment_to_all_is_for_those_whom_no_other_names() -> None:
    city = bare_city([lamp(1), lamp(2, "alleys")])
    order(city, apply(SCHEDULE + '"all" = "parks"\n'))
    assert [program_of(city, one) for one in city.inventory.lamps] == ["main-roads", "all"]


@pytest.mark.parametrize("count", [1, 50])
def test_a_schedule_costs_one_program_document_whatever_the_number_of_lamps(count: int) -> None:
    city = bare_city([*lamps(count), *lamps(count, "parks", first=100)])
    _, first = order(city, apply())
    assert [one.subject for one in said(first, "program")] == ["main-roads", "parks"]
    assert len(said(first, "desired")) == 2 * count
    changed = SCHEDULE.replace("level = 60", "level = 55")
    _, second = order(city, apply(changed), NOW_MS + MINUTE_MS)
    assert [one.subject for one in rows(second, Say)] == ["main-roads"]


def test_a_schedule_that_says_the_same_costs_no_message() -> None:
    city = lit_city(lamps(3))
    _, actions = order(city, apply(), NOW_MS)
    assert rows(actions, Say) == []
    assert rows(actions, DocumentRow) == []


def test_a_document_that_is_as_it_should_be_is_not_issued_again() -> None:
    city = lit_city(lamps(3))
    assert list(issue_desired(city, NOW_MS + DAY_MS)) == []
    assert list(issue_missing(city, NOW_MS + DAY_MS)) == []


def test_a_groups_override_is_one_message_and_changes_no_lamps_own_document() -> None:
    city = lit_city(lamps(40))
    _, actions = order(city, override())
    (say,) = rows(actions, Say)
    assert (say.topic.name, say.subject, say.is_paced) == ("override", "main-roads", False)
    (entry,) = body(say)["overrides"]
    assert (entry["level"], entry["by"], entry["reason"]) == (100, "ani", "night market")


def test_an_override_of_single_lamps_stands_in_their_own_documents() -> None:
    city = lit_city(lamps(5))
    _, actions = order(city, override("KPG-0001,KPG-0003"))
    assert [one.subject for one in said(actions, "desired")] == ["n-0001", "n-0003"]
    assert len(rows(actions, Say)) == 2


def test_an_override_for_everybody_is_one_message() -> None:
    city = lit_city([*lamps(5), lamp(9, "")])
    _, actions = order(city, override("all"))
    assert [(one.topic.name, one.subject) for one in rows(actions, Say)] == [("override", "all")]
    assert all("all" in one.groups for one in city.desired.values())


def test_a_release_is_a_retained_document_without_the_override() -> None:
    city = lit_city(lamps(2))
    answer, _ = order(city, override())
    before = city.group_overrides["main-roads"].version
    _, actions = order(city, release(answer["override"]["id"]), NOW_MS + 1)
    (say,) = rows(actions, Say)
    assert say.topic.retained
    assert body(say)["overrides"] == []
    assert body(say)["version"] > before


def test_an_override_that_is_over_is_not_carried_on() -> None:
    city = lit_city(lamps(2))
    order(city, override())
    later_ms = NOW_MS + 3 * HOUR_MS
    _, actions = order(city, override(until_ms=later_ms + HOUR_MS), later_ms)
    (say,) = rows(actions, Say)
    assert [one["id"] for one in body(say)["overrides"]] == ["o-000004"]


def test_a_node_without_news_lacks_every_document() -> None:
    city = lit_city(lamps(1))
    order(city, override("all"))
    (lamp_1,) = city.inventory.lamps
    kinds = {kind for kind, _, _ in lacking(city, lamp_1, None)}
    assert kinds == {"desired", "program", "override"}


def test_a_node_that_holds_all_lacks_nothing_and_an_old_version_is_lacking() -> None:
    city, node = lit_city(lamps(1)), Talker()
    order(city, override("all"))
    (lamp_1,) = city.inventory.lamps
    hear(city, node.holding(city))
    assert lacking(city, lamp_1, city.twins["n-0001"]) == ()
    order(city, override("all", level=20), NOW_MS + 1)
    assert [kind for kind, _, _ in lacking(city, lamp_1, city.twins["n-0001"])] == ["override"]


def test_a_node_that_holds_another_program_lacks_its_own_whatever_the_version() -> None:
    city = lit_city(lamps(1))
    (lamp_1,) = city.inventory.lamps
    own = city.desired["n-0001"].version
    twin = Twin("n-0001", desired=own, program="parks", program_version=2**50)
    assert [kind for kind, _, _ in lacking(city, lamp_1, twin)] == ["program"]


def test_a_node_taken_out_of_the_inventory_is_told_so_and_only_once() -> None:
    city = lit_city(lamps(2))
    city.inventory = Inventory(lamps(1))
    actions = list(issue_desired(city, NOW_MS))
    (say,) = rows(actions, Say)
    assert (say.subject, body(say)["retired"]) == ("n-0002", True)
    assert list(issue_desired(city, NOW_MS)) == []


def test_a_retired_node_that_is_put_up_again_is_told_what_to_do() -> None:
    city = lit_city(lamps(2))
    city.inventory = Inventory(lamps(1))
    list(issue_desired(city, NOW_MS))
    city.inventory = Inventory(lamps(2))
    (say,) = rows(issue_desired(city, NOW_MS), Say)
    assert (body(say)["retired"], body(say)["program"]) == (False, "main-roads")


def test_what_the_settings_say_of_nodes_stands_in_their_documents() -> None:
    settings = "[nodes]\nreport_s = 60\nspread_s = 5\ntelemetry_qos = 0\ndefault_level = 80\n"
    city = bare_city(lamps(1), settings)
    (say,) = said(issue_desired(city, NOW_MS), "desired")
    assert body(say)["settings"]["report_s"] == 60
    assert body(say)["settings"]["telemetry_qos"] == 0
    assert body(say)["default_level"] == 80


def test_every_document_is_said_again_with_the_version_it_has() -> None:
    city = lit_city(lamps(3))
    order(city, override())
    again = list(everything(city))
    assert all(one.is_paced and one.topic.retained for one in again)
    found = {(one.topic.name, one.subject): body(one)["version"] for one in again}
    assert found == {
        **{("desired", node): one.version for node, one in city.desired.items()},
        ("program", "main-roads"): city.programs["main-roads"].version,
        ("override", "main-roads"): city.group_overrides["main-roads"].version,
    }


def test_what_was_never_issued_can_not_be_said_again() -> None:
    city = bare_city(lamps(1))
    assert [say_again(city, topic, "x") for topic in (DESIRED, PROGRAM, OVERRIDE)] == [None] * 3


def test_without_a_schedule_there_is_no_program() -> None:
    city = bare_city(lamps(1))
    assert issue_program(city, "main-roads", NOW_MS) == ()


def test_a_program_that_no_node_can_hold_is_not_issued() -> None:
    city = bare_city(lamps(1, "parks"))
    with pytest.raises(DocumentError):
        order(city, apply(CROWDED))
    assert city.programs == {}


def test_what_is_said_is_what_is_kept() -> None:
    city = bare_city(lamps(2))
    _, actions = order(city, apply())
    kept = {(row.kind, row.subject): row.payload for row in rows(actions, DocumentRow)}
    told = {(one.topic.name, one.subject): one.message for one in rows(actions, Say)}
    assert kept == told
    assert all(json.loads(payload)["version"] for payload in kept.values())
