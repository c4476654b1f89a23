"""What may go away (broker, controller, node) and what must be there when it is back."""

import json
from collections.abc import Callable

import pytest

from devices.sim.ailments import Ailment, Kind
from tests.journeys.stepped_city import SteppedCity, at_ms
from tests.support.city_of_tests import SCHEDULE, apply, lamp, override, release

Build = Callable[..., SteppedCity]

LAMPS = [lamp(1), lamp(2), lamp(3), lamp(4, "parks", "P-02"), lamp(5, "parks", "P-02")]
NOON = "2026-08-16T12:00"


def test_an_hour_without_a_broker_loses_nothing_and_blames_nobody(build: Build) -> None:
    city = build(LAMPS, SCHEDULE, start_ms=at_ms(NOON))
    city.live_until("2026-08-16T17:30")
    city.broker.stop()
    city.live_until("2026-08-16T18:15")
    # Meanwhile an operator wants something, and the lamps do their own work.
    city.ask(override(level=70, until_ms=at_ms("2026-08-16T21:00")))
    city.live_until("2026-08-16T18:30")
    assert city.wanted(LAMPS[0], "2026-08-16T18:10") == 100
    city.broker.start(forget=False)
    city.live_until("2026-08-16T19:00")
    assert city.wanted(LAMPS[0], "2026-08-16T18:45") == 70
    city.live_until("2026-08-17T08:00")
    assert city.wanted(LAMPS[0], "2026-08-16T21:30") == 100
    assert city.faults() == []
    city.check_nothing_lost()
    city.check_obeyed()


def test_a_broker_that_forgot_everything_is_told_everything_again(build: Build) -> None:
    city = build(LAMPS, SCHEDULE, start_ms=at_ms(NOON))
    city.live_until("2026-08-16T18:40")
    city.ask(override(level=70, until_ms=at_ms("2026-08-16T23:00")))
    before = {
        topic: city.retained(topic)
        for topic in (
            *(f"node/{one.node}/desired" for one in LAMPS),
            "program/main-roads",
            "program/parks",
            "group/main-roads/override",
        )
    }
    assert None not in before.values()
    city.live_until("2026-08-16T19:00")
    city.broker.stop()
    city.live_until("2026-08-16T19:10")
    city.broker.start(forget=True)
    city.live_until("2026-08-16T19:11")
    assert {topic: city.retained(topic) for topic in before} == before
    city.live_until("2026-08-16T23:30")
    assert city.wanted(LAMPS[0], "2026-08-16T19:30") == 70
    assert city.faults() == []
    city.check_nothing_lost()
    city.check_obeyed()


@pytest.mark.parametrize("away_minutes", [1, 45])
def test_a_controller_killed_in_the_middle_carries_on(build: Build, away_minutes: int) -> None:
    city = build(LAMPS, SCHEDULE, start_ms=at_ms(NOON))
    city.live_until("2026-08-16T18:10")
    city.order_and_die(override("KPG-0002", level=20, until_ms=at_ms("2026-08-16T23:59")))
    back = f"2026-08-16T18:{10 + away_minutes}"
    city.live_until(back)
    city.start_controller()
    city.live_until("2026-08-16T19:30")
    assert city.wanted(LAMPS[1], "2026-08-16T19:20") == 20
    assert city.wanted(LAMPS[0], "2026-08-16T19:20") == 100
    city.live_until("2026-08-17T08:00")
    assert city.faults() == []
    city.check_nothing_lost()
    city.check_obeyed()


def test_a_controller_killed_ten_times_in_a_night_loses_nothing(build: Build) -> None:
    city = build(LAMPS, SCHEDULE, start_ms=at_ms(NOON))
    for hour in range(18, 28):
        day, clock = ("16", hour) if hour < 24 else ("17", hour - 24)
        city.live_until(f"2026-08-{day}T{clock:02}:07")
        city.order_and_die(apply(SCHEDULE.replace("level = 60", f"level = {hour + 30}")))
        city.live_until(f"2026-08-{day}T{clock:02}:11")
        city.start_controller()
    city.live_until("2026-08-17T05:00")
    assert city.wanted(LAMPS[0], "2026-08-17T04:30") == 57
    assert len(city.rows("SELECT * FROM audit WHERE action = 'schedule apply'")) == 11
    assert city.faults() == []
    city.check_nothing_lost()
    city.check_obeyed()


def test_a_node_away_for_days_ends_with_the_newest_document_and_hears_of_it_once(
    build: Build,
) -> None:
    away = Ailment(
        Kind.SILENCE,
        LAMPS[1].node,
        at_ms("2026-08-16T18:40"),
        at_ms("2026-08-19T18:40"),
    )
    dim = SCHEDULE.replace("level = 100", "level = 5").replace("level = 60", "level = 5")
    dim = dim.replace("level = 80", "level = 5").replace("level = 30", "level = 5")
    city = build(LAMPS, dim, start_ms=at_ms(NOON), ailments=[away])
    for day in (16, 17, 18):
        for hour in range(19, 24):
            city.live_until(f"2026-08-{day}T{hour}:00")
            until_ms = at_ms("2026-08-20T12:00")
            answer = city.ask(override("all", level=hour + day, until_ms=until_ms))
            city.ask(override("KPG-0002", level=10 + hour, until_ms=until_ms))
            if (day, hour) != (18, 23):
                city.ask(release(answer["override"]["id"]))
    city.live_until("2026-08-19T18:39")
    node = LAMPS[1].node
    commanded = city.truth.lamps[node].commanded
    assert {one.by for one in commanded} == {"program", "default"}
    city.live_until("2026-08-19T19:30")
    effects = [one.wanted_level for one in commanded if one.at_ms > away.until_ms]  # type: ignore[operator]  # it has an end
    assert effects == [33]  # KPG-0002's own newest: the later of two of equal priority
    city.live_until("2026-08-20T06:00")
    city.check_obeyed()
    city.check_nothing_lost()


def test_a_controller_restored_from_an_old_backup_is_obeyed_again(build: Build) -> None:
    city = build(LAMPS, SCHEDULE, start_ms=at_ms(NOON))
    city.live_until("2026-08-16T18:35")
    city.kill_controller()
    backup = city.database.read_bytes()
    city.start_controller()
    for level in (20, 30, 40):
        city.ask(apply(SCHEDULE.replace("level = 100", f"level = {level}")))
        city.ask(override("group:parks", level=level, until_ms=at_ms("2026-08-16T23:00")))
    city.live_until("2026-08-16T19:00")
    assert city.wanted(LAMPS[0], "2026-08-16T19:00") == 40
    city.kill_controller()
    for path in city.database.parent.glob(f"{city.database.name}*"):
        path.unlink()
    city.database.write_bytes(backup)
    city.start_controller()
    city.live_until("2026-08-16T20:00")
    assert city.wanted(LAMPS[0], "2026-08-16T20:00") == 100
    assert city.wanted(LAMPS[4], "2026-08-16T20:00") == 80
    city.check_obeyed()


def test_a_clock_of_the_controller_that_is_set_back_makes_no_lamp_deaf(build: Build) -> None:
    city = build(LAMPS, SCHEDULE, start_ms=at_ms(NOON))
    city.live_until("2026-08-16T18:35")
    city.controller_offset_ms = -3 * 3_600_000
    city.live_until("2026-08-16T18:40")
    city.ask(override(level=15, until_ms=at_ms("2026-08-16T23:00")))
    city.live_until("2026-08-16T18:45")
    assert city.wanted(LAMPS[0], "2026-08-16T18:45") == 15


def test_what_the_broker_keeps_is_what_the_controller_means(build: Build) -> None:
    city = build(LAMPS, SCHEDULE, start_ms=at_ms(NOON))
    city.live_until("2026-08-16T18:00")
    answer = city.ask(override("group:parks", level=5, until_ms=at_ms("2026-08-16T23:00")))
    city.live_until("2026-08-16T18:40")
    kept = city.retained("group/parks/override")
    assert kept is not None
    assert [one["level"] for one in json.loads(kept)["overrides"]] == [5]
    city.ask(release(answer["override"]["id"]))
    kept = city.retained("group/parks/override")
    assert kept is not None
    assert json.loads(kept)["overrides"] == []
