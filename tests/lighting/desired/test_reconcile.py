from collections.abc import Iterable
from itertools import pairwise

from lighting.city import City
from lighting.controller import Tick, handle
from lighting.desired.reconcile import FIRST_REPEAT_MS, LAST_REPEAT_MS, NOT_TAKEN_MS
from lighting.rows import Action, FaultRow, Say
from tests.support.city_of_tests import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    Talker,
    bare_city,
    hear,
    lamps,
    lit_city,
    order,
    override,
    rows,
    said,
)


def tick(city: City, now_ms: int) -> list[Action]:
    return list(handle(city, Tick(), now_ms))


def documents(actions: Iterable[Action]) -> list[tuple[str, str]]:
    found = [one for one in rows(actions, Say) if one.topic.retained]
    return [(one.topic.name, one.subject) for one in found]


def test_a_document_is_repeated_to_a_node_that_speaks_and_does_not_hold_it() -> None:
    city, node = lit_city(lamps(1)), Talker()
    hear(city, node.reported(NOW_MS))
    assert documents(tick(city, NOW_MS)) == [("desired", "n-0001"), ("program", "main-roads")]


def test_a_document_is_not_repeated_before_a_pause_and_pauses_grow() -> None:
    city, node = lit_city(lamps(1)), Talker()
    moments = []
    for minute in range(24 * 60):
        now_ms = NOW_MS + minute * MINUTE_MS
        hear(city, node.reported(now_ms), now_ms)
        if ("desired", "n-0001") in documents(tick(city, now_ms)):
            moments.append(now_ms)
    pauses = [later - earlier for earlier, later in pairwise(moments)]
    assert pauses == sorted(pauses)
    assert pauses[0] >= FIRST_REPEAT_MS
    assert pauses[-1] == LAST_REPEAT_MS


def test_what_a_node_holds_is_not_repeated() -> None:
    city, node = lit_city(lamps(1)), Talker()
    hear(city, node.holding(city))
    assert documents(tick(city, NOW_MS + HOUR_MS)) == []


def test_nothing_is_repeated_to_a_node_that_was_not_heard_since() -> None:
    city = lit_city(lamps(2))
    hear(city, Talker().reported(NOW_MS - 2 * MINUTE_MS), NOW_MS - 2 * MINUTE_MS)
    assert documents(tick(city, NOW_MS + HOUR_MS)) == []


def test_nothing_is_repeated_to_a_node_that_is_down() -> None:
    city, node = lit_city(lamps(1)), Talker()
    hear(city, node.reported(NOW_MS))
    hear(city, node.will())
    assert documents(tick(city, NOW_MS + HOUR_MS)) == []
    hear(city, node.reported(NOW_MS + HOUR_MS), NOW_MS + HOUR_MS)
    assert documents(tick(city, NOW_MS + HOUR_MS)) != []


def test_one_message_serves_all_nodes_that_lack_a_shared_document() -> None:
    city = lit_city(lamps(30))
    for lamp in city.inventory.lamps:
        own = city.desired[lamp.node].version
        hear(city, Talker(lamp.node).reported(desired=own))
    assert documents(tick(city, NOW_MS)) == [("program", "main-roads")]


def test_a_node_that_was_away_for_days_is_sent_the_newest_document_once() -> None:
    city, node = lit_city(lamps(1)), Talker()
    hear(city, node.holding(city))
    for hour in range(40):
        for choice in ("KPG-0001", "all"):
            wish = override(choice, until_ms=NOW_MS + 90 * HOUR_MS)
            order(city, wish, NOW_MS + hour * HOUR_MS)
    back_ms = NOW_MS + 3 * DAY_MS
    hear(city, node.reported(back_ms), back_ms)
    told = tick(city, back_ms)
    assert sorted(documents(told)) == [
        ("desired", "n-0001"),
        ("override", "all"),
        ("program", "main-roads"),
    ]
    hear(city, node.holding(city, back_ms + 1), back_ms + 1)
    assert documents(tick(city, back_ms + MINUTE_MS)) == []


def test_a_node_that_speaks_and_does_not_obey_is_a_fault_until_it_does() -> None:
    city, node = lit_city(lamps(1)), Talker()
    found: list[str] = []
    for minute in range(0, 40, 5):
        now_ms = NOW_MS + minute * MINUTE_MS
        hear(city, node.reported(now_ms), now_ms)
        found += [row.fault.code for row in rows(tick(city, now_ms), FaultRow)]
        assert (found != []) == (minute * MINUTE_MS > NOT_TAKEN_MS - MINUTE_MS)
    (fault,) = city.faults.values()
    assert (fault.code, fault.state) == ("CMD_TIMEOUT", "active")
    assert "settings of n-0001" in fault.evidence
    hear(city, node.holding(city, NOW_MS + HOUR_MS), NOW_MS + HOUR_MS)
    (row,) = rows(tick(city, NOW_MS + HOUR_MS), FaultRow)
    assert (row.fault.state, city.faults) == ("cleared", {})


def test_a_program_is_renewed_long_before_it_ends_with_one_message() -> None:
    city = lit_city(lamps(20))
    first = city.programs["main-roads"]
    quiet_ms = first.program.until_s * 1000 - 31 * DAY_MS
    assert documents(tick(city, quiet_ms)) == []
    due_ms = first.program.until_s * 1000 - 29 * DAY_MS
    assert documents(tick(city, due_ms)) == [("program", "main-roads")]
    second = city.programs["main-roads"]
    assert second.program.until_s > first.program.until_s
    assert documents(tick(city, due_ms + MINUTE_MS)) == []


def test_a_short_program_is_not_renewed_all_the_time() -> None:
    city = lit_city(lamps(1), "[schedule]\nnights = 4\nrenew_nights = 3\n")
    renewals = 0
    for hour in range(24 * 8):
        renewals += len(documents(tick(city, NOW_MS + hour * HOUR_MS)))
    assert 2 <= renewals <= 6


def test_a_renewal_that_can_not_be_planned_leaves_the_nodes_with_what_they_have() -> None:
    city = lit_city(lamps(1))
    before = city.programs["main-roads"]
    beyond_ms = 8_000_000_000_000  # the year 2223: no zone's rules are known
    tick(city, beyond_ms)
    assert city.programs["main-roads"] is before


def test_time_is_told_once_a_minute() -> None:
    city = bare_city(lamps(1))
    told = [
        second
        for second in range(0, 300, 30)
        if said(tick(city, NOW_MS + second * 1000), "controller time")
    ]
    assert told == [60, 120, 180, 240]


def test_time_is_told_and_documents_repeated_after_our_clock_was_set_back() -> None:
    city, node = lit_city(lamps(1)), Talker()
    hear(city, node.reported(NOW_MS))
    tick(city, NOW_MS)
    back_ms = NOW_MS - 3 * DAY_MS
    tick(city, back_ms)
    hear(city, node.reported(back_ms), back_ms)
    for minute in range(1, 4):
        now_ms = back_ms + minute * MINUTE_MS
        hear(city, node.reported(now_ms), now_ms)
        told = tick(city, now_ms)
        assert said(told, "controller time")
        if documents(told):
            return
    raise AssertionError("nothing was repeated")


def test_versions_rise_although_our_clock_was_set_back() -> None:
    city = lit_city(lamps(1))
    order(city, override())
    before = city.group_overrides["main-roads"].version
    back_ms = NOW_MS - 30 * DAY_MS
    order(city, override(until_ms=back_ms + HOUR_MS), back_ms)
    assert city.group_overrides["main-roads"].version == before + 1
