"""The night of 16-17 August 2026 in Kupang, against a table written by hand.

Sunset 17:43:24 and sunrise 05:56:12 are those of the almanac in tests/fixtures; everything else is
read off the schedule by eye. No arithmetic of ours stands between the two.
"""

import json
from collections.abc import Callable

from tests.journeys.stepped_city import SteppedCity, at_ms
from tests.support.city_of_tests import SITE, lamp

SCHEDULE = (
    SITE
    + """
[profile.main-road]
steps = [
  { at = "sunset-10m", level = 100, fade = "30s" },
  { at = "22:00", level = 60, fade = "2m" },
  { at = "04:30", level = 100 },
  { at = "sunrise+5m", level = 0 },
]

[profile.park]
steps = [
  { at = "sunset", level = 80 },
  { at = "23:00", level = 30 },
  { at = "sunrise", level = 0 },
]

[profile.festive]
steps = [
  { at = "sunset-15m", level = 90, fade = "30s" },
  { at = "01:00", level = 50, fade = "5m" },
  { at = "sunrise", level = 0 },
]

[calendar.roads]
default = "main-road"

[calendar.parks]
default = "park"
rules = [
  { on = "08-16", profile = "festive" },
]

[assign]
"group:main-roads" = "roads"
"group:parks" = "parks"
"""
)

# Kupang's clock; levels wanted on main roads and in parks [%].
EXPECTED = [
    ("2026-08-16T15:00", 0, 0),
    ("2026-08-16T17:27", 0, 0),
    ("2026-08-16T17:30", 0, 90),  # parks 15 min before sunset: 17:28:24
    ("2026-08-16T17:32", 0, 90),
    ("2026-08-16T17:35", 100, 90),  # roads 10 min before sunset: 17:33:24
    ("2026-08-16T19:00", 100, 90),
    ("2026-08-16T21:59", 100, 90),
    ("2026-08-16T22:01", 60, 90),
    ("2026-08-16T23:30", 60, 90),  # no dimming at 23:00: it is the eve of Independence Day
    ("2026-08-17T00:59", 60, 90),
    ("2026-08-17T01:01", 60, 50),
    ("2026-08-17T04:29", 60, 50),
    ("2026-08-17T04:31", 100, 50),
    ("2026-08-17T05:54", 100, 50),
    ("2026-08-17T05:58", 100, 0),  # parks at sunrise: 05:56:12
    ("2026-08-17T06:00", 100, 0),
    ("2026-08-17T06:03", 0, 0),  # roads 5 min after sunrise: 06:01:12
    ("2026-08-17T12:00", 0, 0),
    # The night after: parks on their ordinary profile.
    ("2026-08-17T17:35", 100, 0),
    ("2026-08-17T17:45", 100, 80),
    ("2026-08-17T22:30", 60, 80),
    ("2026-08-17T23:05", 60, 30),
    ("2026-08-18T05:54", 100, 30),
    ("2026-08-18T06:05", 0, 0),
]

# Where every lamp has been settled for longer than it waits between two measurements.
MEASURED = [
    ("2026-08-16T17:25", 0, 0),
    ("2026-08-16T20:00", 100, 90),
    ("2026-08-16T22:30", 60, 90),
    ("2026-08-17T03:00", 60, 50),
    ("2026-08-17T05:00", 100, 50),
    ("2026-08-17T12:00", 0, 0),
    ("2026-08-18T00:00", 60, 30),
]

ROADS = [lamp(number) for number in range(1, 5)]
PARKS = [lamp(number, "parks", "P-02") for number in range(5, 8)]


def test_every_lamp_of_a_healthy_city_does_what_the_table_says(
    build: Callable[..., SteppedCity],
) -> None:
    city = build([*ROADS, *PARKS], SCHEDULE, start_ms=at_ms("2026-08-16T14:00"))
    city.live_until("2026-08-18T07:00")
    for clock, roads, parks in EXPECTED:
        assert {city.wanted(one, clock) for one in ROADS} == {roads}, clock
        assert {city.wanted(one, clock) for one in PARKS} == {parks}, clock
    assert city.faults() == []
    city.check_nothing_lost()
    city.check_obeyed()
    for clock, roads, parks in MEASURED:
        statement = "SELECT node, level FROM sample WHERE at_ms <= ? ORDER BY at_ms"
        newest = dict(city.rows(statement, at_ms(clock)))
        assert newest == {one.node: roads for one in ROADS} | {one.node: parks for one in PARKS}


def test_a_night_costs_each_lamp_two_documents_and_the_city_one_for_each_program(
    build: Callable[..., SteppedCity],
) -> None:
    city = build([*ROADS, *PARKS], SCHEDULE, start_ms=at_ms("2026-08-16T14:00"))
    city.live_until("2026-08-17T07:00")
    documents = city.rows("SELECT kind, count(*) FROM document GROUP BY kind ORDER BY kind")
    assert documents == [("desired", 7), ("program", 2)]
    program = city.retained("program/main-roads")
    assert program is not None
    assert json.loads(program)["nights"] >= 60


def test_lamps_go_on_for_weeks_when_controller_and_broker_are_gone(
    build: Callable[..., SteppedCity],
) -> None:
    city = build([ROADS[0], PARKS[0]], SCHEDULE, start_ms=at_ms("2026-08-16T14:00"))
    city.live_until("2026-08-16T16:00")
    city.kill_controller()
    city.broker.stop()
    city.live_until("2026-09-06T12:00")
    for clock, roads, parks in [
        ("2026-09-05T17:00", 0, 0),
        ("2026-09-05T18:00", 100, 80),
        ("2026-09-05T22:30", 60, 80),
        ("2026-09-06T03:00", 60, 30),
        ("2026-09-06T05:00", 100, 30),
        ("2026-09-06T06:30", 0, 0),
    ]:
        assert city.wanted(ROADS[0], clock) == roads, clock
        assert city.wanted(PARKS[0], clock) == parks, clock
