"""What became of orders: overrides in force, the schedule, how far a change got."""

import pytest

from lighting.desired.convergence import said
from lighting.errors import NothingMatched, WrongUse
from lighting.questions.of_city import (
    ListOverrides,
    ListSchedules,
    ShowChange,
    ShowSchedule,
)
from lighting.rows import ScheduleRow
from lighting.site.inventory import Inventory
from lighting.stores.sqlite import SqliteStore
from tests.support.asking import ask, obey, put
from tests.support.city_of_tests import (
    HOUR_MS,
    NOW_MS,
    SCHEDULE,
    apply,
    bare_city,
    lamps,
    lit_city,
    order,
    override,
    release,
    rows,
)
from tests.support.stored import change_row, fault


def test_overrides_are_listed_the_strongest_first_until_they_are_over(
    store: SqliteStore,
) -> None:
    city = lit_city(lamps(2))
    order(city, override())
    order(city, override("KPG-0001", priority="emergency", until_ms=NOW_MS + HOUR_MS))
    order(city, override("KPG-0002"))
    order(city, release("o-000006"))
    assert [one["id"] for one in ask(city, ListOverrides(), store)["overrides"]] == [
        "o-000004",
        "o-000002",
    ]
    later = ask(city, ListOverrides(), store, NOW_MS + HOUR_MS)["overrides"]
    assert later == [
        {
            "id": "o-000002",
            "level": 100,
            "for": "group:main-roads",
            "start": "2026-08-16T20:00:00+08:00",
            "until": "2026-08-16T22:00:00+08:00",
            "priority": "operator",
            "by": "ani",
            "reason": "night market",
            "lamps": 2,
            "fade_s": 5,
            "fade_back_s": None,
            "state": "in force",
            "counts_on": 2,
            "loses_to": [],
            "agreed_by": None,
            "preset": None,
        }
    ]


def test_the_schedule_is_shown_as_it_was_written(store: SqliteStore) -> None:
    city = lit_city((*lamps(2), *lamps(1, "", first=9)))
    document = ask(city, ShowSchedule(), store)
    assert (document["text"], document["by"], document["reason"]) == (SCHEDULE, "ani", "new rule")
    assert document["programs"] == [
        {
            "program": "main-roads",
            "calendar": "roads",
            "version": NOW_MS - 60_000,
            "lamps": 2,
            "nights": 90,
            "until": "2026-11-14T12:00:00+08:00",
        }
    ]
    assert document["unassigned"] == ["KPG-0009"]


def test_without_a_schedule_it_is_said_how_to_get_one(store: SqliteStore) -> None:
    with pytest.raises(NothingMatched) as caught:
        ask(bare_city(lamps(1)), ShowSchedule(), store)
    assert "schedule apply" in caught.value.remedy


def test_a_change_is_recorded_then_sent_then_applied(store: SqliteStore) -> None:
    city = bare_city(lamps(2))
    city.link_up_ms = None
    change = order(city, apply(), NOW_MS)[0]["change"]

    def progress() -> tuple[int, int, list[tuple[str, str]]]:
        document = ask(city, ShowChange(change), store)
        assert document["lamps"] == 2
        lacking = [(one["lamp"], one["state"]) for one in document["lacking"]]
        return document["sent"], document["applied"], lacking

    assert progress() == (0, 0, [("KPG-0001", "recorded"), ("KPG-0002", "recorded")])
    said(city, "program", "main-roads", NOW_MS + 1)
    said(city, "desired", "n-0002", NOW_MS + 1)
    assert progress() == (1, 0, [("KPG-0001", "recorded"), ("KPG-0002", "sent")])
    said(city, "desired", "n-0001", NOW_MS + 1)
    assert progress() == (2, 0, [("KPG-0001", "sent"), ("KPG-0002", "sent")])
    obey(city)
    assert progress() == (2, 1, [("KPG-0002", "sent")])
    obey(city, "n-0002")
    assert progress() == (2, 2, [])


def test_a_lamp_that_lacks_a_change_says_since_when_it_is_silent(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    obey(city)
    change = order(city, override())[0]["change"]
    put(city, fault(code="COMM_LOST"))
    document = ask(city, ShowChange(change), store, NOW_MS + HOUR_MS)
    assert document["lacking"] == [
        {
            "lamp": "KPG-0001",
            "state": "recorded",
            "since": "2026-08-16T20:00:00+08:00",
            "silent": True,
            "instead": None,
            "silent_since": "2026-08-16T19:58:00+08:00",
        }
    ]
    assert document["recorded_at"] == "2026-08-16T20:00:00+08:00"


def test_a_later_version_is_the_change_too_and_a_lamp_that_is_gone_is_not_waited_for(
    store: SqliteStore,
) -> None:
    city = lit_city(lamps(2))
    change = order(city, override())[0]["change"]
    order(city, override(level=30), NOW_MS + 1)
    obey(city)
    city.inventory = Inventory(city.inventory.lamps[:1])
    document = ask(city, ShowChange(change), store)
    assert (document["lamps"], document["applied"], document["lacking"]) == (1, 1, [])


def test_a_document_that_is_no_longer_a_lamps_own_is_not_waited_for(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    change = order(city, apply(), NOW_MS)[0]["change"]
    order(city, apply(SCHEDULE.replace('"group:main-roads" = "roads"', "")), NOW_MS + 1)
    obey(city)
    assert ask(city, ShowChange(change), store)["applied"] == 1


def test_an_old_change_is_read_from_the_store(store: SqliteStore) -> None:
    store.commit([change_row("c-000077")], {})
    document = ask(lit_city(lamps(1)), ShowChange("c-000077"), store)
    assert (document["change"], document["lamps"]) == ("c-000077", 1)
    with pytest.raises(NothingMatched, match="c-000078"):
        ask(lit_city(lamps(1)), ShowChange("c-000078"), store)


def test_versions_are_listed_the_newest_first_and_each_can_be_read(store: SqliteStore) -> None:
    city = bare_city(lamps(2))
    for number, text in enumerate((SCHEDULE, f"{SCHEDULE}# dimmer\n", SCHEDULE)):
        store.commit(rows(order(city, apply(text), NOW_MS + number)[1], ScheduleRow), {})
    listed = ask(city, ListSchedules(2), store)["versions"]
    assert [(one["number"], one["version"], one["in_force"]) for one in listed] == [
        (3, NOW_MS + 2, True),
        (2, NOW_MS + 1, False),
    ]
    assert (listed[0]["by"], listed[0]["reason"], listed[0]["base"]) == (
        "ani",
        "new rule",
        NOW_MS + 1,
    )
    for meant in (2, NOW_MS + 1):
        shown = ask(city, ShowSchedule(meant), store)
        assert (shown["number"], shown["text"], shown["programs"]) == (
            2,
            f"{SCHEDULE}# dimmer\n",
            [],
        )
    assert ask(city, ShowSchedule(3), store)["programs"]
    with pytest.raises(NothingMatched, match="version 4") as caught:
        ask(city, ShowSchedule(4), store)
    assert caught.value.why == "there are versions 1 to 3"


def test_without_any_version_the_list_is_empty(store: SqliteStore) -> None:
    assert ask(bare_city(lamps(1)), ListSchedules(), store)["versions"] == []
    with pytest.raises(NothingMatched, match="change newest"):
        ask(bare_city(lamps(1)), ShowChange("newest"), store)


def test_a_step_that_there_is_not_is_wrong_use(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    with pytest.raises(WrongUse, match="is not a step"):
        ask(city, ShowChange("newest", "done"), store)
    assert ask(city, ShowChange("newest"), store)["change"] == "c-000001"
