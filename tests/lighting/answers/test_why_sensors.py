"""Why a lamp has another level than its program: sensors and factors, one by one."""

from dataclasses import replace
from typing import Any

from lighting.city import City
from lighting.questions.of_city import Why
from lighting.stores.sqlite import SqliteStore
from tests.support.asking import ask, obey
from tests.support.city_of_tests import (
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    SCHEDULE,
    Talker,
    apply,
    bare_city,
    hear,
    lamp,
    order,
)

TYPED = replace(lamp(1), type="led-70")
LATE_MS = NOW_MS + 3 * HOUR_MS
SUNSET_MS = NOW_MS - 137 * MINUTE_MS
ABLE = {"sensors": ["motion"], "photocell": True, "factors": True}
TOP = (
    SCHEDULE.replace('at = "18:00"', 'at = "sunset"')
    .replace('at = "06:00"', 'at = "sunrise"')
    .replace(
        "[profile.main-road]\n",
        '[effect.walker]\nsensor = "motion"\ndo = "max"\nvalue = 90\nhold = "3m"\n'
        'from = "21:00"\n'
        "[lamp-type.led-70]\nvirtual_power = 90\nclo = [[0, 80], [50000, 100]]\n"
        "[profile.main-road]\n"
        'effects = ["walker"]\nphotocell = { on_below = 20, off_above = 60 }\n',
    )
)


def city_at(now_ms: int, level: int, by: str, what: str) -> City:
    city = bare_city((TYPED,))
    hear(city, Talker().status(now_ms - HOUR_MS, capabilities=ABLE), now_ms - HOUR_MS)
    order(city, apply(TOP), now_ms - HOUR_MS)
    talker = obey(city, now_ms=now_ms)
    facts: dict[str, Any] = {"wanted_level": level, "level": level}
    hear(city, talker.holding(city, now_ms, reason={"by": by, "what": what}, **facts), now_ms)
    return city


def told(city: City, store: SqliteStore, now_ms: int) -> dict[str, list[str]]:
    document = ask(city, Why("KPG-0001"), store, now_ms)
    found: dict[str, list[str]] = {"sentence": [document["sentence"]]}
    for step in document["trace"]:
        found.setdefault(step["step"], []).append(step["what"])
    return found


def test_an_effect_is_told_with_its_sensor_and_what_it_changes(store: SqliteStore) -> None:
    city = city_at(LATE_MS, 90, "sensor", "walker over main-roads 22:00")
    found = told(city, store, LATE_MS)
    assert found["sentence"][0].startswith(
        "KPG-0001 is at 90 % because walker over main-roads 22:00 says so until"
    )
    assert found["effect"] == [
        "walker: at least 90 % for 180 s after sensor motion; triggered: 60 % to 90 %"
    ]
    assert found["photocell"] == ["outside its time round sunset and sunrise: the program holds"]


def test_an_effect_of_which_nothing_is_known_is_said_so(store: SqliteStore) -> None:
    quiet = told(city_at(LATE_MS, 60, "program", "main-roads 22:00"), store, LATE_MS)
    assert quiet["effect"][0].endswith("; not known to be triggered")
    early = told(city_at(NOW_MS, 100, "program", "main-roads sunset"), store, NOW_MS)
    assert early["effect"][0].endswith("; not at this time")


def test_a_photocell_is_told_with_what_its_sensor_says(store: SqliteStore) -> None:
    early_ms = SUNSET_MS - 15 * MINUTE_MS
    dark = told(
        city_at(early_ms, 100, "sensor", "photocell: dark over main-roads noon"), store, early_ms
    )
    assert dark["photocell"][0].startswith("its sensor says dark; it decides until 18:1")
    assert dark["photocell"][0].endswith(": it changes 0 % to 100 %")
    late_ms = SUNSET_MS + 15 * MINUTE_MS
    light = told(
        city_at(late_ms, 0, "sensor", "photocell: light over main-roads sunset"), store, late_ms
    )
    assert light["photocell"][0].startswith("its sensor says light")
    assert light["sentence"][0].startswith("KPG-0001 is off because photocell: light over")
    unknown = told(city_at(late_ms, 100, "program", "main-roads sunset"), store, late_ms)
    assert unknown["photocell"][0].startswith("what its sensor says is not known here; it decides")


def test_factors_are_told_one_by_one_with_the_curve_at_the_end(store: SqliteStore) -> None:
    found = told(city_at(LATE_MS, 60, "program", "main-roads 22:00"), store, LATE_MS)
    assert found["constant light"] == ["80.0 % after unknown hours: 60 % becomes 48 %"]
    assert found["virtual power"] == ["90 %: 48 % becomes 43.2 %"]
    assert found["curve"] == ["logarithmic, arc level 223, for 43.2 %"]


def test_rules_that_were_looked_at_in_vain_stand_before_the_one_that_holds(
    store: SqliteStore,
) -> None:
    rules = (
        '[calendar.roads]\nrules = [{ on = "mon", profile = "park" },'
        ' { on = "sun", profile = "main-road" }]\n'
    )
    city = bare_city((lamp(1),))
    order(city, apply(SCHEDULE.replace("[calendar.roads]\n", rules)))
    found = told(city, store, NOW_MS)
    assert found["rule"] == ['"mon" does not match the night of 2026-08-16']
    assert found["calendar"] == [
        'night of 2026-08-16: rule "sun" of calendar roads chooses main-road'
    ]


def test_a_burning_that_is_left_out_is_told(store: SqliteStore) -> None:
    short = SCHEDULE.replace(
        '  { at = "06:00", level = 0 },\n]',
        '  { at = "06:00", level = 0 },\n  { at = "06:10", level = 100 },\n'
        '  { at = "06:15", level = 0 },\n]\nmin_burn = "10m"',
    )
    city = bare_city((lamp(1),))
    order(city, apply(short))
    assert told(city, store, NOW_MS)["left out"] == [
        "06:10 at 2026-08-17 06:10 WITA: it would burn too shortly"
    ]
