"""What stands on top of programs reaches the nodes' settings, and is judged with care."""

import json
from dataclasses import replace
from typing import Any

from devices.wire.up import Sample
from lighting.answers.wants import Wants
from lighting.city import City
from lighting.desired.documents import program_of
from lighting.desired.reconcile import tick
from lighting.faults.sighting import Sighting
from lighting.health.judging import sighting_of
from lighting.rows import DocumentRow, LampsRow, Say, ScheduleRow
from lighting.running.restoring import restore
from lighting.site.inventory import Lamp, write_lamps
from lighting.stores.kept import Kept
from tests.lighting.desired.test_able import TOP
from tests.support.asking import obey
from tests.support.city_of_tests import (
    DAY_MS,
    MINUTE_MS,
    NOW_MS,
    SCHEDULE,
    apply,
    bare_city,
    config,
    hear,
    lamp,
    lamps,
    order,
    rows,
    said,
)

EVENT = """
[[event]]
name = "Pasar malam"
on = "sun"
for = "group:market"
from = "19:00"
until = "21:00"
level = 90
[group.district]
members = ["group:main-roads"]
"""
TYPED = replace(lamp(1), type="led-70")


def settings(city: City, node: str = "n-0001") -> dict[str, Any]:
    told: dict[str, Any] = json.loads(city.desired[node].settings.model_dump_json())
    return told


def test_effects_photocell_and_factors_are_in_the_settings_of_those_whom_they_concern() -> None:
    city = bare_city((TYPED, lamp(2), lamp(3, "parks")))
    order(city, apply(TOP))
    first, second, third = (settings(city, f"n-000{number}") for number in (1, 2, 3))
    assert [one["name"] for one in first["effects"]] == ["walker"]
    assert first["photocells"][0]["late_s"] == 1800
    assert first["factors"]["virtual_power"] == 90
    assert second["effects"] == first["effects"]
    assert "factors" not in second
    assert set(third) == {"report_s", "spread_s", "telemetry_qos", "min_level"}


def test_what_is_over_is_said_to_be_over_since_what_is_left_out_stays() -> None:
    city = bare_city((TYPED,))
    order(city, apply(TOP))
    order(city, apply(SCHEDULE), NOW_MS + MINUTE_MS)
    told = settings(city)
    assert (told["effects"], told["photocells"]) == ([], [])
    assert told["factors"]["virtual_power"] == 100
    _, actions = order(city, apply(SCHEDULE), NOW_MS + 2 * MINUTE_MS)
    assert said(actions, "desired") == []


def test_a_schedule_without_sensors_sends_the_same_bytes_as_before() -> None:
    city = bare_city(lamps(1))
    _, actions = order(city, apply())
    (say,) = said(actions, "desired")
    assert isinstance(say.message, bytes)
    assert json.loads(say.message)["settings"].keys() == {
        "report_s",
        "spread_s",
        "telemetry_qos",
        "min_level",
    }


def test_lamps_whom_further_events_concern_have_a_program_of_their_own() -> None:
    both = replace(lamp(1), groups=("main-roads", "market"))
    city = bare_city((both, lamp(2)))
    order(city, apply(SCHEDULE + EVENT))
    names = [program_of(city, one) for one in city.inventory.lamps]
    assert names[1] == "main-roads"
    assert names[0] not in {"main-roads", None}
    assert set(city.programs) == set(names)
    moment_s = NOW_MS // 1000
    points = [city.programs[name or ""].program.point_at(moment_s) for name in names]
    assert [point.level for point in points if point] == [90, 100]
    assert not rows(list(tick(city, NOW_MS + DAY_MS)), DocumentRow)
    assert program_of(city, lamp(3, "alleys")) is None


def test_a_program_of_further_events_is_known_again_after_a_start() -> None:
    both = replace(lamp(1), groups=("main-roads", "market"))
    city = bare_city((both,))
    _, actions = order(city, apply(SCHEDULE + EVENT))
    kept = Kept(
        lamps_csv=write_lamps((both,)),
        documents=tuple(rows(actions, DocumentRow)),
        schedule=rows(actions, ScheduleRow)[0],
    )
    again = restore(config(), kept, "c1" * 8, NOW_MS)
    assert again.programs.keys() == city.programs.keys()
    assert again.applied
    (name,) = again.programs
    assert again.applied.names.origin(name, again.inventory.lamps).group == "main-roads"
    assert LampsRow(write_lamps((TYPED,))).csv.splitlines()[1].endswith(",led-70,,,,")


def test_a_program_that_is_renewed_takes_what_stands_on_top_of_it_along() -> None:
    dated = TOP.replace('hold = "3m"', 'hold = "3m"\nfrom = "sunset"\nuntil = "sunrise"')
    city = bare_city(lamps(1))
    order(city, apply(dated))
    before = settings(city)["effects"][0]["spans"]["windows"]
    actions = list(tick(city, NOW_MS + 70 * DAY_MS))
    assert {one.topic.name for one in rows(actions, Say)} >= {"program", "desired"}
    assert settings(city)["effects"][0]["spans"]["windows"] != before


def lit(city: City, one: Lamp, level: int, burn_s: int | None = None) -> Sighting:
    obey(city, one.node)
    twin = city.twins[one.node]
    sample = Sample(at_ms=NOW_MS, level=level, burn_s=burn_s)
    return sighting_of(city, one, twin, sample, "synced", NOW_MS)


def test_light_that_a_sensor_may_have_asked_for_is_no_disobedience() -> None:
    city = bare_city(lamps(1))
    order(city, apply(TOP), NOW_MS - MINUTE_MS)
    assert lit(city, lamp(1), level=30).wanted_level is None
    assert lit(city, lamp(1), level=100).wanted_level == 100


def test_factors_are_no_fault_of_the_lamp() -> None:
    city = bare_city((TYPED,))
    text = TOP.replace("virtual_power = 90", "virtual_power = 50\nmin_level = 40")
    order(city, apply(text), NOW_MS - MINUTE_MS)
    sighting = lit(city, TYPED, level=100, burn_s=0)
    assert sighting.nominal_w == 1 + 69 * 0.5
    assert sighting.wanted_level == 100


def test_a_node_that_follows_its_sensor_has_converged() -> None:
    city = bare_city(lamps(1))
    order(city, apply(TOP), NOW_MS - MINUTE_MS)
    talker = obey(city)
    reason = {"by": "sensor", "what": "walker over main-roads 18:00"}
    hear(city, talker.holding(city, NOW_MS, wanted_level=50, level=50, reason=reason))
    wants = Wants(city, NOW_MS + 10 * MINUTE_MS)
    assert wants.is_converged(lamp(1), city.twins["n-0001"], is_silent=False)
