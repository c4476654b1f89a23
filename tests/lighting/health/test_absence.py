"""Silence is counted on over a short absence of ours, and anew after a long one."""

from pathlib import Path

from lighting.city import City
from tests.support.city_of_tests import MINUTE_MS, NOW_MS, Talker
from tests.support.desk import Desk

PERIOD_MS = 300_000
"""Of the nodes' reports."""


def test_a_silent_lamp_is_found_though_the_controller_is_killed_every_few_minutes(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    other = Talker("n-0002")
    desk.hear(desk.node.status(NOW_MS), NOW_MS)
    for minute in range(1, 22):
        now_ms = NOW_MS + minute * MINUTE_MS
        desk.hear(other.sample(now_ms), now_ms)
        if minute % 4 == 0:
            desk.restart(now_ms + 20_000)
        desk.tick(now_ms + 30_000)
    (fault,) = desk.book()
    assert (fault.code, fault.state) == ("COMM_LOST", "active")


def silent_at(city: City) -> bool:
    return ("KPG-0001", "COMM_LOST", "controller") in city.faults


def test_the_time_that_we_were_away_is_no_silence(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.hear(desk.node.status(NOW_MS), NOW_MS)
    away_ms = PERIOD_MS - MINUTE_MS
    desk.restart(NOW_MS + away_ms)
    desk.tick(NOW_MS + 3 * PERIOD_MS + away_ms)
    assert not silent_at(desk.city)
    desk.tick(NOW_MS + 3 * PERIOD_MS + away_ms + 1)
    assert silent_at(desk.city)


def test_after_a_long_absence_or_a_lost_session_silence_counts_anew(tmp_path: Path) -> None:
    for number, (away_ms, session_present) in enumerate(((2 * PERIOD_MS, True), (1000, False))):
        folder = tmp_path / str(number)
        folder.mkdir()
        desk = Desk(folder)
        desk.hear(desk.node.status(NOW_MS), NOW_MS)
        back_ms = NOW_MS + 2 * PERIOD_MS if session_present else NOW_MS + away_ms
        desk.restart(back_ms, session_present=session_present)
        desk.tick(back_ms + 3 * PERIOD_MS)
        assert not silent_at(desk.city)
        desk.tick(back_ms + 3 * PERIOD_MS + 1)
        assert silent_at(desk.city)


def test_a_broker_that_was_away_later_makes_silence_count_anew(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.hear(desk.node.status(NOW_MS), NOW_MS)
    desk.restart(NOW_MS + MINUTE_MS)
    again_ms = NOW_MS + 2 * PERIOD_MS
    desk.connect(again_ms)
    desk.tick(again_ms + 3 * PERIOD_MS)
    assert not silent_at(desk.city)


def test_a_lamp_that_came_back_while_we_were_away_is_not_taken_for_silent(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.hear(desk.node.status(NOW_MS), NOW_MS)
    desk.hear(desk.node.will(), NOW_MS)
    desk.tick(NOW_MS)
    assert silent_at(desk.city)
    back_ms = NOW_MS + 3 * MINUTE_MS
    desk.restart(back_ms)
    desk.tick(back_ms + 1)
    desk.hear(Talker(connection=2).status(back_ms - MINUTE_MS), back_ms + 2)
    desk.tick(back_ms + MINUTE_MS)
    assert desk.book() == []


def test_two_short_breaks_are_not_one_long_silence(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.hear(desk.node.status(NOW_MS), NOW_MS)
    desk.hear(desk.node.will(), NOW_MS)
    desk.tick(NOW_MS)
    desk.hear(Talker(connection=2, seq=1).status(NOW_MS + 10_000), NOW_MS + 10_000)
    again_ms = NOW_MS + 130_000
    desk.hear(Talker(connection=2).will(), again_ms)
    desk.tick(again_ms)
    assert [one.state for one in desk.book()] == ["pending"]
    desk.tick_until(again_ms + MINUTE_MS, again_ms + 3 * MINUTE_MS)
    assert [one.state for one in desk.book()] == ["active"]


def test_a_lamp_that_is_silent_still_has_its_fault_after_a_long_absence_of_ours(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    desk.hear(desk.node.status(NOW_MS), NOW_MS)
    for minute in range(1, 30):
        desk.tick(NOW_MS + minute * MINUTE_MS)
    (before,) = desk.book()
    assert (before.code, before.state) == ("COMM_LOST", "active")
    back_ms = NOW_MS + 300 * MINUTE_MS
    desk.restart(back_ms)
    for minute in range(40):
        desk.tick(back_ms + minute * MINUTE_MS)
        (now,) = desk.book()
        assert (now.id, now.state, now.changes) == (before.id, "active", 0)
    desk.hear(desk.node.status(back_ms + 41 * MINUTE_MS), back_ms + 41 * MINUTE_MS)
    for minute in range(42, 60):
        desk.tick(back_ms + minute * MINUTE_MS)
        desk.hear(desk.node.sample(back_ms + minute * MINUTE_MS), back_ms + minute * MINUTE_MS)
    assert not silent_at(desk.city)
