"""Why a lamp was as it was: the schedule, the overrides and the reports of that time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.wire.up import Event
from lighting.orders import carry_out
from lighting.questions.of_city import LookInto, Why
from lighting.rows import EventRow, Say
from lighting.site.inventory import write_lamps
from lighting.times import rfc3339
from tests.support.city_of_tests import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    SCHEDULE,
    apply,
    importing,
    lamp,
    lamps,
    override,
    release,
)
from tests.support.looking_back import Site, sample, site


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as found:
        yield found


def done(there: Site, what: Any, at_ms: int) -> None:  # noqa: ANN401 - any order
    _, actions = carry_out(there.owner.city, what, at_ms)
    there.keep(*(one for one in actions if not isinstance(one, Say)))


def why(there: Site, at_ms: int) -> dict[str, Any]:
    at = rfc3339(at_ms, "Asia/Makassar").replace("+", "%2B")
    status, document = there.get(f"why/KPG-0001?at={at}")
    assert status == 200, document
    return document


def steps(document: dict[str, Any], name: str) -> list[str]:
    return [step["what"] for step in document["trace"] if step["step"] == name]


def level_event(at_ms: int, **facts: object) -> EventRow:
    body = {"n": at_ms % 100_000 + 1, "at_ms": at_ms, "clock": "synced", "kind": "level", **facts}
    return EventRow("n-0001", "KPG-0001", "9f31", Event.model_validate(body), at_ms + 500)


def test_the_schedule_that_was_in_force_then_is_told_and_not_todays(there: Site) -> None:
    done(there, apply(), NOW_MS - 3 * DAY_MS)
    done(there, apply(SCHEDULE.replace("level = 100", "level = 55")), NOW_MS - DAY_MS)
    before, after = why(there, NOW_MS - 2 * DAY_MS), why(there, NOW_MS - HOUR_MS)
    assert (before["wanted_level"], after["wanted_level"]) == (100, 55)
    assert steps(before, "schedule") == [
        "schedules.toml, applied by ani at 2026-08-13 20:00 WITA: new rule"
    ]
    assert before["sentence"] == (
        "At 2026-08-14 20:00 WITA KPG-0001 should have been at 100 % because main-roads 18:00 "
        "says so until 2026-08-14 22:00 WITA; nothing is known of what its node did then, and no "
        "power was measured around it."
    )
    assert (before["reported"], before["measured"]) == (None, None)


def test_before_all_schedules_none_was_in_force(there: Site) -> None:
    done(there, apply(), NOW_MS - DAY_MS)
    document = why(there, NOW_MS - 2 * DAY_MS)
    assert steps(document, "program") == ["no schedule was in force"]
    assert "because no program and no override says otherwise" in document["sentence"]


def test_overrides_of_that_time_are_told_with_those_that_lost(there: Site) -> None:
    begin_ms = NOW_MS - 9 * DAY_MS
    until_ms = begin_ms + 4 * HOUR_MS
    done(there, apply(), begin_ms - DAY_MS)
    done(there, override(level=20, until_ms=until_ms), begin_ms)
    done(there, override(level=30, until_ms=until_ms, priority="emergency"), begin_ms)
    done(there, release("o-000004"), begin_ms + HOUR_MS)
    first = why(there, begin_ms + MINUTE_MS)
    assert first["wanted_level"] == 30
    assert "weaker: priority 50 against 100 of o-000004" in " ".join(steps(first, "override"))
    second = why(there, begin_ms + 90 * MINUTE_MS)
    assert second["wanted_level"] == 20
    assert "; released at 21:00 WITA" in " ".join(steps(second, "override"))
    early = why(there, begin_ms - MINUTE_MS)
    assert early["wanted_level"] == 100
    assert "; set only at 20:00 WITA" in " ".join(steps(early, "override"))


def test_what_the_node_told_and_what_was_measured_stands_beside_it(there: Site) -> None:
    done(there, apply(), NOW_MS - 2 * DAY_MS)
    at_ms = NOW_MS - DAY_MS
    told = level_event(at_ms - 10 * MINUTE_MS, level=40, wanted_level=40, by="local", what="switch")
    there.keep(told, sample(24 * 12 + 2, level=40, power_w=28.7, burn_s=3600))
    document = why(there, at_ms)
    assert document["sentence"].endswith(
        "should have been at 40 % because of the switch in its pole; its node had told 40 % "
        "(local: switch) 10 min before, and drew 28.7 W 10 min before."
    )
    assert document["reported"]["age_s"] == 600
    assert document["measured"]["power_w"] == 28.7
    assert steps(document, "local") == ["the node reports its local switch, 40 %"]


def test_a_measured_level_is_known_where_no_event_is(there: Site) -> None:
    done(there, apply(), NOW_MS - 2 * DAY_MS)
    there.keep(sample(1, level=77, power_w=None))
    document = why(there, NOW_MS - 4 * MINUTE_MS)
    assert "its node had told 77 % 60 s before, and no power" in document["sentence"]
    there.keep(level_event(NOW_MS - HOUR_MS, level=100, by="program", what="main-roads 18:00"))
    later = why(there, NOW_MS - 4 * MINUTE_MS)
    assert later["reported"]["level"] == 77


def test_a_list_of_lamps_that_came_since_is_said_to_have_come(there: Site) -> None:
    done(there, apply(), NOW_MS - 2 * DAY_MS)
    csv = write_lamps((*lamps(3), lamp(4, "parks", "P-02"), lamp(5)))
    done(there, importing(csv), NOW_MS - HOUR_MS)
    (what,) = steps(why(there, NOW_MS - DAY_MS), "lamps")
    assert what.startswith("the list was replaced at 2026-08-16 19:00 WITA")
    assert steps(why(there, NOW_MS - MINUTE_MS), "lamps") == []


def test_the_future_is_the_citys_own_to_tell(there: Site) -> None:
    done(there, apply(), NOW_MS - DAY_MS)
    document = why(there, NOW_MS + 3 * HOUR_MS)
    assert document["sentence"].startswith("At 23:00 WITA KPG-0001 should be at 60 %")
    assert [type(one) for one in there.owner.asked] == [LookInto, Why]


def test_the_owner_is_not_asked_for_what_was(there: Site) -> None:
    done(there, apply(), NOW_MS - DAY_MS)
    why(there, NOW_MS - HOUR_MS)
    assert [type(one) for one in there.owner.asked] == [LookInto]
    status, document = there.get("why/KPG-9999?at=2026-08-16T12:00:00Z")
    assert (status, "nothing matches" in document["error"]["what"]) == (404, True)
