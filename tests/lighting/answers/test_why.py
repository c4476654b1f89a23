"""Why a lamp is as it is: the sentence for a resident and the trace for a technician."""

from typing import Any

import pytest

from lighting.errors import NothingMatched
from lighting.questions.of_city import Why
from lighting.stores.sqlite import SqliteStore
from schedules.errors import NoSuchNightError
from tests.support.asking import ask, obey, put
from tests.support.city_of_tests import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    SCHEDULE,
    SITE,
    Talker,
    apply,
    bare_city,
    hear,
    lamp,
    lamps,
    lit_city,
    order,
    override,
    release,
)
from tests.support.stored import fault

SUNNY = SCHEDULE.replace('at = "18:00"', 'at = "sunset-10m"')


def holding(document: dict[str, Any]) -> list[str]:
    return [step["step"] for step in document["trace"] if step["holds"]]


def steps(document: dict[str, Any], name: str) -> list[str]:
    return [step["what"] for step in document["trace"] if step["step"] == name]


def test_a_lamp_that_does_what_it_should_is_told_in_one_sentence(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    hear(city, obey(city).sample(NOW_MS - 2 * MINUTE_MS, power_w=69.84), NOW_MS - 2 * MINUTE_MS)
    document = ask(city, Why("KPG-0001"), store)
    assert document["sentence"] == (
        "KPG-0001 is at 100 % because main-roads 18:00 says so until 22:00 WITA; "
        "the node reported 100 % 2 min ago and drew 69.8 W."
    )
    assert (document["lamp"], document["at"]) == ("KPG-0001", "2026-08-16T20:00:00+08:00")
    assert holding(document) == ["calendar", "program"]
    assert steps(document, "calendar") == [
        "night of 2026-08-16: the default of calendar roads chooses main-road"
    ]
    assert steps(document, "program") == [
        "main-roads 18:00: at 100 % from 18:00 WITA until 22:00 WITA"
    ]
    assert steps(document, "local") == ["no local switch"]
    assert steps(document, "override") == ["none for this lamp"]
    assert steps(document, "default") == ["100 % where nothing above says"]
    assert document["reported"] == {
        "at": "2026-08-16T19:58:00+08:00",
        "age_s": 120,
        "wanted_level": 100,
        "level": 100,
        "reason": "program: main-roads 18:00",
        "clock": "synced",
    }
    assert document["measured"]["power_w"] == 69.84
    assert document["measured"]["age_s"] == 120
    assert document["converged"] is True


def test_a_lamp_that_is_off_is_said_to_be_off(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    at_8 = NOW_MS + 12 * HOUR_MS
    obey(city, level=0, now_ms=at_8)
    sentence = ask(city, Why("KPG-0001"), store, at_8)["sentence"]
    assert sentence.startswith("KPG-0001 is off because main-roads 06:00 says so until ")
    assert sentence.endswith("the node reported 0 % 2 min ago and has measured no power.")


def test_a_lamp_that_does_something_else_is_told_with_its_own_reason(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    talker = obey(city)
    reason = {"by": "local", "what": "local switch"}
    hear(city, talker.holding(city, NOW_MS, wanted_level=30, level=30, reason=reason))
    hear(city, talker.sample(NOW_MS, level=30, power_w=22.0), NOW_MS)
    document = ask(city, Why("KPG-0001"), store, NOW_MS + 5 * MINUTE_MS)
    assert document["sentence"] == (
        "KPG-0001 should be at 100 % because main-roads 18:00 says so until 22:00 WITA, but "
        "the node reported 30 % 5 min ago (local: local switch) and drew 22.0 W. "
        "Open faults: LOCAL_OVR since 20:00 WITA."
    )
    assert steps(document, "local") == ["the node reports its local switch, 30 %"]


def test_measurements_older_than_the_report_say_their_own_age(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    talker = obey(city)
    hear(city, talker.sample(NOW_MS - HOUR_MS, power_w=70.0), NOW_MS - HOUR_MS)
    sentence = ask(city, Why("KPG-0001"), store)["sentence"]
    assert "the node reported 100 % 2 min ago and drew 70.0 W 60 min ago." in sentence


def test_a_silent_lamp_is_never_said_to_be_at_a_level(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    never = ask(city, Why("KPG-0001"), store)
    assert never["sentence"].endswith("; its node was never heard.")
    assert (never["reported"], never["measured"]) == (None, None)
    obey(city)
    put(city, fault(code="COMM_LOST", since_ms=NOW_MS))
    document = ask(city, Why("KPG-0001"), store, NOW_MS + HOUR_MS)
    assert document["sentence"] == (
        "KPG-0001 should be at 100 % because main-roads 18:00 says so until 22:00 WITA; "
        "its node is silent since 19:58 WITA. Open faults: COMM_LOST since 20:00 WITA."
    )
    assert document["silent_since"] == "2026-08-16T19:58:00+08:00"
    assert [one["code"] for one in document["faults"]] == ["COMM_LOST"]


def test_a_node_that_was_heard_and_said_nothing_is_told(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    hear(city, Talker().status())
    sentence = ask(city, Why("KPG-0001"), store)["sentence"]
    assert sentence.endswith(", but its node has not said what it does.")


def test_the_winning_override_holds_and_each_other_says_why_it_lost(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    before_ms = NOW_MS - HOUR_MS
    order(city, override(level=10, until_ms=NOW_MS), before_ms)
    order(city, override(level=20), before_ms)
    order(city, override(level=30), before_ms + 1)
    order(city, override("KPG-0001", level=40, priority="emergency"), before_ms)
    order(city, override(level=50, start_ms=NOW_MS + 1, priority="emergency"), before_ms)
    order(city, override(level=60, priority="emergency"), before_ms + 2)
    order(city, release("o-000012"), NOW_MS - MINUTE_MS)
    document = ask(city, Why("KPG-0001"), store)
    assert document["sentence"].startswith(
        "KPG-0001 should be at 40 % because override o-000008 night market says so until"
    )
    told = {what[:8]: what.partition("night market")[2] for what in steps(document, "override")}
    assert told == {
        "o-000008": "",
        "o-000010": "; not before 20:00 WITA",
        "o-000012": "; released at 19:59 WITA",
        "o-000006": "; weaker: priority 50 against 100 of o-000008",
        "o-000004": "; weaker: priority 50 against 100 of o-000008",
        "o-000002": "; ended at 20:00 WITA",
    }
    assert holding(document) == ["override"]
    order(city, release("o-000008"), NOW_MS)
    later = ask(city, Why("KPG-0001"), store)
    assert "o-000004 at 20 % by ani" in " ".join(steps(later, "override"))
    assert any(
        "; older than o-000006 of the same priority" in what for what in steps(later, "override")
    )


def test_an_override_that_is_not_on_the_wire_yet_is_said_not_to_be(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    order(city, override())
    city.group_overrides.clear()
    (what,) = steps(ask(city, Why("KPG-0001"), store), "override")
    assert what.endswith("; not issued yet")


def test_a_step_of_the_sun_is_told_with_the_suns_own_time(store: SqliteStore) -> None:
    city = bare_city(lamps(1))
    order(city, apply(SUNNY))
    document = ask(city, Why("KPG-0001"), store)
    assert steps(document, "sun") == [
        "sunset at 17:43 WITA, computed for -10.178, 123.607, no sensor asked"
    ]
    assert steps(document, "program")[0].startswith("main-roads sunset-10m: at 100 % from 17:33")


def test_a_lamp_without_program_says_what_is_missing(store: SqliteStore) -> None:
    city = lit_city((lamp(1, ""),))
    document = ask(city, Why("KPG-0001"), store)
    assert document["sentence"].startswith(
        "KPG-0001 should be at 100 % because no program and no override says otherwise"
    )
    assert steps(document, "program") == ["no calendar for any group of it"]
    assert holding(document) == ["default"]
    bare = ask(bare_city(lamps(1)), Why("KPG-0001"), store)
    assert steps(bare, "program") == ["no schedule is applied"]


def test_an_override_without_end_in_sight_of_a_program_tells_its_own_end(
    store: SqliteStore,
) -> None:
    city = lit_city((lamp(1, ""),))
    order(city, override("KPG-0001", level=5))
    sentence = ask(city, Why("KPG-0001"), store)["sentence"]
    assert "at 5 % because override o-000002 night market says so until 22:00 WITA" in sentence


def test_a_node_without_clock_is_said_to_stay_lit(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    topic, payload = Talker().status()
    hear(city, (topic, payload.replace(b'"synced"', b'"unknown"')))
    assert "does not know the time" in steps(ask(city, Why("KPG-0001"), store), "clock")[0]


def test_another_moment_is_told_as_it_was_or_will_be(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    order(city, override(level=20))
    order(city, release("o-000002"), NOW_MS + HOUR_MS)
    later_ms = NOW_MS + 3 * HOUR_MS

    def at(moment_ms: int) -> dict[str, Any]:
        return ask(city, Why("KPG-0001", moment_ms), store, later_ms)

    released = at(NOW_MS + MINUTE_MS)
    assert released["sentence"] == (
        "At 20:01 WITA KPG-0001 should be at 20 % because override o-000002 night market "
        "says so until 22:00 WITA."
    )
    assert holding(released) == ["override"]
    assert "at 100 % because main-roads 18:00" in at(NOW_MS + HOUR_MS)["sentence"]
    tomorrow = at(NOW_MS + DAY_MS + 2 * HOUR_MS)
    assert tomorrow["sentence"].startswith("At 2026-08-17 22:00 WITA KPG-0001 should be at 60 %")


def test_a_night_before_the_schedule_is_told_as_if_it_had_held(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    document = ask(city, Why("KPG-0001", NOW_MS - 2 * DAY_MS), store)
    assert "at 100 % because main-roads 18:00" in document["sentence"]
    assert steps(document, "schedule") == [
        "applied only at 2026-08-16 19:59 WITA; told as if it held before"
    ]


def test_a_day_lamp_that_nothing_will_light_is_told_without_an_end(store: SqliteStore) -> None:
    city = bare_city(lamps(1))
    dark = "[profile.main-road]\nsteps = []\n" + SCHEDULE[SCHEDULE.index("[profile.park]") :]
    order(city, apply(SITE + dark))
    document = ask(city, Why("KPG-0001"), store)
    assert document["sentence"].startswith(
        "KPG-0001 should be off because main-roads noon says so; "
    )
    assert steps(document, "sun") == []


def test_a_program_that_is_not_issued_yet_is_said_not_to_be(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    city.programs.clear()
    document = ask(city, Why("KPG-0001"), store)
    assert steps(document, "program") == ["main-roads has no switch point yet"]


def test_the_last_and_the_first_moment_of_all_break_nothing(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    last = ask(city, Why("KPG-0001", 7_258_118_399_999), store)
    assert last["at"] == "2200-01-01T07:59:59.999+08:00"
    with pytest.raises(NoSuchNightError, match="nights are planned for"):
        ask(city, Why("KPG-0001", 0), store)


def test_an_unknown_lamp_is_said_with_the_nearest(store: SqliteStore) -> None:
    with pytest.raises(NothingMatched) as caught:
        ask(lit_city(lamps(3)), Why("KPG-001"), store)
    assert "KPG-0001" in caught.value.nearest
