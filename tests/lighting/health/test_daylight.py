import csv
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lighting.health.daylight import sun_up
from schedules.sun import Place

KUPANG = Place(-10.178, 123.607)
MAKASSAR = "Asia/Makassar"
TROMSO = Place(69.65, 18.96)
OSLO_TIME = "Europe/Oslo"
HOUR_S = 3600


def moment_s(text: str, zone: str = MAKASSAR) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def test_at_noon_the_sun_has_been_up_for_hours() -> None:
    span = sun_up(KUPANG, MAKASSAR, moment_s("2026-08-16T12:00"))
    assert span is not None
    assert 5 * HOUR_S < span[0] < 6.5 * HOUR_S
    assert 5 * HOUR_S < span[1] < 6.5 * HOUR_S


@pytest.mark.parametrize("clock", ["00:00", "05:00", "19:00", "23:59"])
def test_at_night_there_is_no_sun(clock: str) -> None:
    assert sun_up(KUPANG, MAKASSAR, moment_s(f"2026-08-16T{clock}")) is None


def test_the_almanac_agrees_within_a_minute() -> None:
    almanac = Path("tests/fixtures/almanac/kupang_sun_2026.csv").read_text(encoding="utf-8")
    rows = [line for line in almanac.splitlines() if not line.startswith("#")]
    for row in list(csv.DictReader(rows))[::30]:
        sunrise_s = moment_s(f"{row['date']}T{row['sunrise_wita']}")
        sunset_s = moment_s(f"{row['date']}T{row['sunset_wita']}")
        assert sun_up(KUPANG, MAKASSAR, sunrise_s - 60) is None
        assert sun_up(KUPANG, MAKASSAR, sunrise_s + 60) is not None
        assert sun_up(KUPANG, MAKASSAR, sunset_s - 60) is not None
        assert sun_up(KUPANG, MAKASSAR, sunset_s + 60) is None


def test_beyond_the_polar_circle_the_sun_may_stay_up_or_down() -> None:
    summer = sun_up(TROMSO, OSLO_TIME, moment_s("2026-06-21T02:00", OSLO_TIME))
    assert summer == (2 * HOUR_S, 22 * HOUR_S)
    assert sun_up(TROMSO, OSLO_TIME, moment_s("2026-12-21T12:00", OSLO_TIME)) is None


@pytest.mark.parametrize("place", [KUPANG, TROMSO, Place(-77.8, 166.7), Place(0.0, -179.9)])
def test_every_hour_of_a_year_has_an_answer(place: Place) -> None:
    for day in range(0, 365, 9):
        midnight = datetime.combine(date(2026, 1, 1) + timedelta(day), datetime.min.time())
        for hour in range(24):
            at_s = int(
                (midnight + timedelta(hours=hour)).replace(tzinfo=ZoneInfo("UTC")).timestamp()
            )
            span = sun_up(place, "UTC", at_s)
            assert span is None or (span[0] >= 0 and span[1] > 0)
