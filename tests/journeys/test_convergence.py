"""A change on its way to each lamp: what the ledger says is what the lamps truly did."""

from collections.abc import Callable
from typing import Any

from devices.sim.ailments import Ailment, Kind
from lighting.questions.of_city import ShowChange
from tests.journeys.stepped_city import SteppedCity, at_ms
from tests.support.city_of_tests import SCHEDULE, apply, lamp, override

Build = Callable[..., SteppedCity]

LAMPS = [lamp(1), lamp(2), lamp(3), lamp(4, "parks", "P-02"), lamp(5, "parks", "P-02")]
AWAY = LAMPS[1]
NOON = "2026-08-16T12:00"


def shown(city: SteppedCity, change: str, step: str = "applied") -> dict[str, Any]:
    return city.ask(ShowChange(change, step))


def kept(city: SteppedCity, change: str, lamp_id: str) -> tuple[Any, ...]:
    """What the database says of a change and a lamp to somebody who knows none of our code."""
    statement = "SELECT sent_ms, received_ms, applied_ms, confirmed_ms FROM ledger"
    (row,) = city.rows(f"{statement} WHERE change = ? AND lamp = ?", change, lamp_id)
    return row


def test_a_change_is_confirmed_by_every_lamp_that_lives_and_each_time_is_kept(
    build: Build,
) -> None:
    dead = Ailment(Kind.DEAD_LAMP, LAMPS[2].node, at_ms("2026-08-16T18:00"))
    city = build(LAMPS, SCHEDULE, start_ms=at_ms(NOON), ailments=[dead])
    city.live_until("2026-08-16T20:00")
    change = city.ask(apply(SCHEDULE.replace("level = 100", "level = 70")))["change"]
    city.live_until("2026-08-16T20:30")
    document = shown(city, change, "confirmed")
    assert (document["sent"], document["applied"], document["confirmed"]) == (5, 5, 4)
    (lacking,) = document["lacking"]
    assert (lacking["lamp"], lacking["state"]) == (LAMPS[2].id, "applied")
    sent_ms, received_ms, applied_ms, confirmed_ms = kept(city, change, LAMPS[0].id)
    assert at_ms("2026-08-16T20:00") <= sent_ms <= received_ms <= applied_ms < confirmed_ms
    assert kept(city, change, LAMPS[2].id)[3] is None
    commanded = city.truth.lamps[LAMPS[0].node].commanded
    first_ms = min(one.at_ms for one in commanded if one.wanted_level == 70)
    assert abs(first_ms - applied_ms) < 60_000


def test_a_lamp_away_for_days_hears_of_one_document_the_newest_and_closes_every_change(
    build: Build,
) -> None:
    away = Ailment(Kind.SILENCE, AWAY.node, at_ms("2026-08-16T18:40"), at_ms("2026-08-19T18:40"))
    city = build(LAMPS, SCHEDULE, start_ms=at_ms(NOON), ailments=[away])
    changes = []
    for day in (16, 17, 18):
        for hour in range(19, 24):
            city.live_until(f"2026-08-{day}T{hour}:00")
            text = SCHEDULE.replace("level = 100", f"level = {day + hour}")
            changes.append(city.ask(apply(text))["change"])
    city.live_until("2026-08-19T18:39")
    document = shown(city, changes[-1])
    (lacking,) = document["lacking"]
    assert (lacking["lamp"], lacking["state"], lacking["silent"]) == (AWAY.id, "sent", True)
    assert lacking["silent_since"].startswith("2026-08-16T18:")
    city.live_until("2026-08-19T19:30")
    told = city.truth.lamps[AWAY.node].commanded
    assert {one.wanted_level for one in told if one.at_ms > away.until_ms} == {41}  # type: ignore[operator]  # it has an end
    for change in changes:
        assert shown(city, change, "confirmed")["lacking"] == []
        assert kept(city, change, AWAY.id)[2] > at_ms("2026-08-19T18:40")
    city.check_obeyed()


def test_a_controller_killed_before_anybody_heard_goes_on_with_the_ledger(build: Build) -> None:
    city = build(LAMPS, SCHEDULE, start_ms=at_ms(NOON))
    city.live_until("2026-08-16T20:00")
    city.order_and_die(override(level=30, until_ms=at_ms("2026-08-16T23:00")))
    city.live_until("2026-08-16T20:05")
    city.start_controller()
    (change,) = city.rows("SELECT id FROM change ORDER BY recorded_ms DESC LIMIT 1")[0]
    assert shown(city, change)["applied"] == 0
    city.live_until("2026-08-16T20:45")
    assert shown(city, change, "confirmed")["lacking"] == []
    city.kill_controller()
    city.start_controller()
    document = shown(city, change)
    assert (document["lamps"], document["confirmed"]) == (3, 3)
    assert document["steps"][2]["all_s"] >= 300
