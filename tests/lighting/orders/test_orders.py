import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lighting.city import City
from lighting.controller import Tick, handle
from lighting.desired.convergence import FOLLOWED_CHANGES
from lighting.errors import InventoryWrong, LightingError, NothingMatched, Refused
from lighting.orders import carry_out
from lighting.orders.override_rules import MOST_OVERRIDES
from lighting.rows import (
    Action,
    AuditRow,
    ChangeRow,
    DocumentRow,
    FaultRow,
    IncidentRow,
    LampsRow,
    OverrideRow,
    Say,
    ScheduleRow,
)
from lighting.site.inventory import write_lamps
from lighting.site.replaced_list import ListReplaced
from schedules.errors import DocumentError, NoSuchNightError
from tests.support.city_of_tests import (
    CROWDED,
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    SCHEDULE,
    Talker,
    acknowledge,
    apply,
    bare_city,
    body,
    hear,
    importing,
    lamp,
    lamps,
    lit_city,
    order,
    override,
    release,
    rows,
    said,
)


def standing(city: City) -> dict[str, Any]:
    """Everything that an order may change, as it is now."""
    names = (
        "inventory",
        "applied",
        "programs",
        "desired",
        "group_overrides",
        "overrides",
        "changes",
        "faults",
        "incidents",
        "next_order",
        "next_fault",
    )
    return {name: copy.copy(getattr(city, name)) for name in names}


def places(actions: list[Action]) -> list[tuple[str, str]]:
    return [(one.topic.name, one.subject) for one in rows(actions, Say)]


WRONG = {
    "not TOML": "[site",
    "another site": SCHEDULE.replace('"kupang"', '"darwin"'),
    "another zone": SCHEDULE.replace("Asia/Makassar", "Asia/Jakarta"),
    "a calendar that is none": SCHEDULE.replace('default = "park"', 'default = "parc"'),
    "a step that is none": SCHEDULE.replace("22:00", "25:00"),
    "more steps than a node can hold": CROWDED,
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_schedule_changes_nothing(name: str) -> None:
    city = lit_city([*lamps(2), lamp(3, "parks")])
    before = standing(city)
    with pytest.raises(DocumentError):
        order(city, apply(WRONG[name]))
    assert standing(city) == before


def test_a_schedule_for_a_night_that_nobody_can_plan_changes_nothing() -> None:
    city = lit_city(lamps(2))
    before = standing(city)
    with pytest.raises(NoSuchNightError):
        order(city, apply(SCHEDULE.replace("60", "50")), 8_000_000_000_000)
    assert standing(city) == before


def test_the_memory_does_not_grow_with_the_years() -> None:
    city = lit_city(lamps(2))
    for day in range(FOLLOWED_CHANGES + 20):
        now_ms = NOW_MS + day * DAY_MS
        order(city, override("all", until_ms=now_ms + HOUR_MS), now_ms)
    assert len(city.overrides) <= 3
    assert len(city.changes) == FOLLOWED_CHANGES
    assert city.changes.keys() == city.ledger.tracks.keys()
    assert max(map(len, city.ledger.open.values())) == FOLLOWED_CHANGES


def test_an_applied_schedule_is_kept_with_who_and_why_and_told_to_the_nodes() -> None:
    city = bare_city([*lamps(2), lamp(3, "parks"), lamp(4, "alleys")])
    answer, actions = order(city, apply())
    (row,) = rows(actions, ScheduleRow)
    assert (row.text, row.by, row.reason, row.version) == (SCHEDULE, "ani", "new rule", NOW_MS)
    assert answer["unassigned"] == ["KPG-0004"]
    assert {one["program"]: one["lamps"] for one in answer["programs"]} == {
        "main-roads": 2,
        "parks": 1,
    }
    assert answer["change"] == rows(actions, ChangeRow)[0].id


def test_a_group_without_lamps_needs_no_program() -> None:
    _, actions = order(bare_city(lamps(1)), apply())
    assert [subject for name, subject in places(actions) if name == "program"] == ["main-roads"]


def test_a_group_that_loses_its_assignment_is_told_to_do_without() -> None:
    city = lit_city([*lamps(1), lamp(2, "parks")])
    _, actions = order(city, apply(SCHEDULE.replace('"group:parks" = "parks"\n', "")))
    (say,) = said(actions, "desired")
    assert (say.subject, body(say)["program"]) == ("n-0002", None)
    assert set(city.programs) == {"main-roads"}


def order_of(what: str, city: City) -> Any:  # noqa: ANN401 - any order
    if what == "release":
        answer, _ = order(city, override())
        return release(answer["override"]["id"])
    if what == "acknowledge":
        hear(city, Talker().fault(1, "LED_OPEN", begin=True))
        (fault,) = city.faults.values()
        return acknowledge(fault.id)
    return {
        "schedule": apply(SCHEDULE.replace("60", "50")),
        "override": override(),
        "import": importing(write_lamps(lamps(3))),
    }[what]


ACTIONS = {
    "schedule": "schedule apply",
    "override": "override set",
    "release": "override release",
    "import": "lamp import",
    "acknowledge": "fault acknowledge",
}


@pytest.mark.parametrize("what", ACTIONS)
def test_every_order_is_kept_with_who_when_and_why(what: str) -> None:
    city = lit_city(lamps(2))
    asked = order_of(what, city)
    _, actions = order(city, asked, NOW_MS + MINUTE_MS)
    (entry,) = rows(actions, AuditRow)
    assert (entry.who, entry.action, entry.reason) == ("ani", ACTIONS[what], asked.reason)
    assert entry.at_ms == NOW_MS + MINUTE_MS


@pytest.mark.parametrize("what", ["schedule", "override", "release", "import"])
def test_no_document_is_said_that_is_not_kept(what: str) -> None:
    city = lit_city(lamps(2))
    _, actions = order(city, order_of(what, city), NOW_MS + MINUTE_MS)
    kept = {(row.kind, row.subject): row.payload for row in rows(actions, DocumentRow)}
    told = {(one.topic.name, one.subject): one.message for one in rows(actions, Say)}
    assert told == kept
    assert told


def test_a_change_can_be_followed_to_each_lamp() -> None:
    city = lit_city(lamps(2))
    _, actions = order(city, override())
    (followed,) = rows(actions, ChangeRow)
    version = city.group_overrides["main-roads"].version
    assert ("KPG-0002", "override", "main-roads", version) in followed.needs
    assert {need[0] for need in followed.needs} == {"KPG-0001", "KPG-0002"}


REFUSED: dict[str, dict[str, Any]] = {
    "ends before it begins": {"until_ms": NOW_MS - 1},
    "ends as it begins": {"start_ms": NOW_MS + HOUR_MS, "until_ms": NOW_MS + HOUR_MS},
    "no such priority": {"priority": "king"},
    "off for more than a night": {"level": 0, "until_ms": NOW_MS + 13 * HOUR_MS},
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_override_that_is_refused_changes_nothing(name: str) -> None:
    city = lit_city(lamps(2))
    before = standing(city)
    with pytest.raises(Refused):
        order(city, override(**REFUSED[name]))
    assert standing(city) == before


def test_an_override_for_nobody_changes_nothing() -> None:
    city = lit_city(lamps(2))
    before = standing(city)
    with pytest.raises(NothingMatched):
        order(city, override("group:harbour"))
    with pytest.raises(NothingMatched):
        order(city, override("all", except_="group:main-roads"))
    assert standing(city) == before


@pytest.mark.parametrize("choice", ["group:main-roads", "all", "KPG-0001"])
def test_one_override_too_many_is_refused_and_the_others_stay(choice: str) -> None:
    city = lit_city(lamps(2))
    for _ in range(MOST_OVERRIDES):
        order(city, override(choice, reason="ö" * 200))
    before = standing(city)
    with pytest.raises(Refused):
        order(city, override(choice))
    assert standing(city) == before
    documents = [*city.desired.values(), *city.group_overrides.values()]
    assert max(len(one.model_dump_json().encode()) for one in documents) < 64 * 1024
    later_ms = NOW_MS + DAY_MS
    order(city, override(choice, until_ms=later_ms + HOUR_MS), later_ms)


def test_a_choice_with_blanks_around_it_is_the_group_it_names() -> None:
    city = lit_city(lamps(2))
    _, actions = order(city, override(" group: main-roads "))
    assert places(actions) == [("override", "main-roads")]
    _, actions = order(city, override(" all "))
    assert places(actions) == [("override", "all")]


def test_a_group_with_an_exception_is_told_lamp_by_lamp() -> None:
    city = lit_city(lamps(3))
    _, actions = order(city, override(except_="KPG-0002"))
    assert places(actions) == [("desired", "n-0001"), ("desired", "n-0003")]
    assert rows(actions, OverrideRow)[0].group is None


def test_an_override_released_or_over_can_not_be_released() -> None:
    city = lit_city(lamps(1))
    answer, _ = order(city, override())
    id_ = answer["override"]["id"]
    with pytest.raises(NothingMatched):
        order(city, release(id_), NOW_MS + DAY_MS)
    order(city, release(id_), NOW_MS + 1)
    with pytest.raises(NothingMatched):
        order(city, release(id_), NOW_MS + 2)
    with pytest.raises(NothingMatched):
        order(city, release("o-999999"))


def test_an_import_says_what_it_would_change_and_a_trial_changes_nothing() -> None:
    city = lit_city(lamps(3))
    before = standing(city)
    new = [lamp(1), lamp(2, panel="P-09"), lamp(4)]
    answer, actions = order(city, importing(write_lamps(new), dry_run=True))
    assert (answer["added"], answer["changed"], answer["removed"], answer["unchanged"]) == (
        ["KPG-0004"],
        ["KPG-0002"],
        ["KPG-0003"],
        1,
    )
    assert actions == []
    assert standing(city) == before


def test_an_import_tells_new_nodes_and_retires_old_ones() -> None:
    city = lit_city(lamps(2))
    _, actions = order(city, importing(write_lamps([lamp(1), lamp(3, "parks")])))
    assert places(actions) == [
        ("program", "parks"),
        ("desired", "n-0003"),
        ("desired", "n-0002"),
    ]
    assert len(rows(actions, LampsRow)) == 1
    assert city.desired["n-0002"].retired


def test_an_import_keeps_the_way_back_to_the_list_before() -> None:
    city = lit_city(lamps(3))
    new = [replace(lamp(1), power_w=40.0), replace(lamp(2), node="n-9002"), lamp(4)]
    _, actions = order(city, importing(write_lamps(new)))
    (step,) = rows(actions, ListReplaced)
    assert (step.added, step.lines_before()) == (("KPG-0004",), (lamp(1), lamp(3)))
    # The audit has the same moment: an import without a way back is known by it.
    assert [one.at_ms for one in rows(actions, AuditRow)] == [step.at_ms]


def test_an_import_that_changes_nothing_leaves_no_trace() -> None:
    city = lit_city(lamps(2))
    _, actions = order(city, importing(write_lamps(lamps(2))))
    assert actions == []


def test_a_wrong_list_changes_nothing() -> None:
    city = lit_city(lamps(2))
    before = standing(city)
    with pytest.raises(InventoryWrong) as wrong:
        order(city, importing("lamp,node\nKPG-0001,x\n"))
    assert wrong.value.problems
    assert standing(city) == before


def test_a_list_whose_new_group_has_a_program_too_long_changes_nothing() -> None:
    city = bare_city(lamps(1))
    order(city, apply(WRONG["more steps than a node can hold"]))
    before = standing(city)
    with pytest.raises(DocumentError):
        order(city, importing(write_lamps([lamp(1), lamp(2, "parks")])))
    assert standing(city) == before


def test_faults_and_incidents_of_lamps_taken_away_are_over() -> None:
    city = bare_city([*lamps(4), lamp(9, panel="P-02")])
    for one in city.inventory.lamps:
        talker = Talker(one.node)
        hear(city, talker.fault(1, "LED_OPEN", begin=True))
        hear(city, talker.will())
    list(handle(city, Tick(), NOW_MS))
    assert city.incidents
    _, actions = order(city, importing(write_lamps([lamp(9, panel="P-02")])))
    assert {fault.lamp for fault in city.faults.values()} == {"KPG-0009"}
    assert city.incidents == {}
    assert all(row.fault.state == "cleared" for row in rows(actions, FaultRow))
    assert [row.incident.cleared_ms for row in rows(actions, IncidentRow)] == [NOW_MS]


wishes = st.lists(
    st.tuples(
        st.sampled_from(["all", "group:main-roads", "KPG-0001", "KPG-0001,KPG-0002"]),
        st.integers(0, 100),
        st.sampled_from(["event", "operator", "emergency"]),
        st.integers(-3, 30),
        st.booleans(),
    ),
    max_size=12,
)


@given(wishes)
def test_what_nodes_are_told_is_always_what_is_in_force(course: list[tuple[Any, ...]]) -> None:
    city = lit_city(lamps(2))
    ids: list[str] = []
    now_ms = NOW_MS
    for choice, level, priority, hours, is_release in course:
        now_ms += MINUTE_MS
        wish: Any = override(
            choice, level=level, priority=priority, until_ms=now_ms + hours * HOUR_MS
        )
        if is_release and ids:
            wish = release(ids.pop())
        try:
            answer, _ = carry_out(city, wish, now_ms)
        except LightingError:
            continue
        ids.append(answer["override"]["id"])
        live = {
            one.id
            for one in city.overrides.values()
            if one.released_ms is None and one.until_ms > now_ms
        }
        told = {entry.id for one in city.group_overrides.values() for entry in one.overrides}
        told |= {entry.id for one in city.desired.values() for entry in one.overrides}
        over = {one.id for one in city.overrides.values() if one.until_ms <= now_ms}
        assert live <= told
        assert told - live <= over
