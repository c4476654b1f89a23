import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from math import degrees
from pathlib import Path

import ephem
import pytest

from schedules.civil_time import night_window
from schedules.sun import Place, Stays, SunEvent, sun_moment

ALMANAC = Path(__file__).parents[1] / "fixtures" / "almanac" / "kupang_sun_2026.csv"
COLUMNS = {
    SunEvent.SUNSET: "sunset_wita",
    SunEvent.DUSK: "civil_dusk_wita",
    SunEvent.DAWN: "civil_dawn_wita",
    SunEvent.SUNRISE: "sunrise_wita",
}
CITIES = {
    "Oslo": (Place(59.913, 10.739), "Europe/Oslo"),
    "Longyearbyen": (Place(78.22, 15.65), "Arctic/Longyearbyen"),
    "Santiago": (Place(-33.45, -70.66), "America/Santiago"),
    "Cairo": (Place(30.04, 31.24), "Africa/Cairo"),
    "Auckland": (Place(-36.85, 174.76), "Pacific/Auckland"),
    "Chatham": (Place(-43.95, -176.56), "Pacific/Chatham"),
    "Apia": (Place(-13.83, -171.76), "Pacific/Apia"),
    "Lord Howe": (Place(-31.55, 159.08), "Australia/Lord_Howe"),
    "Quito": (Place(-0.18, -78.47), "America/Guayaquil"),
}
# Where the sun only grazes the elevation, a hair decides on minutes.
GRAZING_DEG = 0.05


def midnight_s(timezone: str, evening: date) -> int:
    night = night_window(timezone, evening)
    return (night.from_s + night.until_s) // 2


def almanac() -> Iterator[tuple[date, SunEvent, int]]:
    """Each event of 2026 with the evening of its night: a morning ends that of the day before."""
    with ALMANAC.open() as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(row["date"])
            for event, column in COLUMNS.items():
                evening = day if event.is_in_evening else day - timedelta(days=1)
                at = datetime.fromisoformat(f"{day}T{row[column]}+08:00")
                yield evening, event, int(at.timestamp())


def test_the_sun_of_kupang_is_that_of_the_almanac_on_every_day_of_2026() -> None:
    place = Place(-10.17, 123.6)
    errors_s = [
        abs(int(sun_moment(place, midnight_s("Asia/Makassar", evening), event)) - at_s)
        for evening, event, at_s in almanac()
    ]
    assert len(errors_s) == 4 * 365
    assert max(errors_s) <= 60


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("event", SunEvent)
def test_the_sun_is_that_of_ephem_all_through_the_year(city: str, event: SunEvent) -> None:
    place, timezone = CITIES[city]
    for number in range(0, 365, 5):
        middle_s = midnight_s(timezone, date(2026, 1, 1) + timedelta(days=number))
        moment = sun_moment(place, middle_s, event)
        expected, margin_deg = ephem_moment(place, middle_s, event)
        if margin_deg < GRAZING_DEG:
            continue
        if isinstance(moment, Stays) or isinstance(expected, Stays):
            assert moment == expected
        else:
            assert abs(moment - expected) <= 60


def ephem_moment(place: Place, near_s: int, event: SunEvent) -> tuple[float | Stays, float]:
    """Give ephem's moment, and how far the sun's extremes are from the horizon [deg]."""
    sun, observer = ephem.Sun(), ephem.Observer()
    observer.lat, observer.lon = str(place.latitude_deg), str(place.longitude_deg)
    observer.pressure = 0
    lowest = min(
        (
            at(sun, start=as_ephem(near_s))
            for at in (observer.previous_antitransit, observer.next_antitransit)
        ),
        key=lambda at: abs(as_utc_s(at) - near_s),
    )
    half_day = -0.5 if event.is_in_evening else 0.5
    horizon_deg = -6 if event in {SunEvent.DUSK, SunEvent.DAWN} else -50 / 60
    low_deg, high_deg = (
        elevation_deg(observer, sun, at) - horizon_deg for at in (lowest, lowest + half_day)
    )
    margin_deg = min(abs(low_deg), abs(high_deg))
    if low_deg > 0 or high_deg < 0:
        return (Stays.ABOVE if low_deg > 0 else Stays.BELOW), margin_deg
    observer.horizon = "-6" if horizon_deg == -6 else "-0:50"
    find = observer.previous_setting if event.is_in_evening else observer.next_rising
    return as_utc_s(find(sun, start=lowest, use_center=True)), margin_deg


def elevation_deg(observer: ephem.Observer, sun: ephem.Sun, at: float) -> float:
    observer.date = at
    sun.compute(observer)
    return degrees(sun.alt)


def as_ephem(at_s: int) -> ephem.Date:
    return ephem.Date(datetime.fromtimestamp(at_s, UTC).replace(tzinfo=None))


def as_utc_s(at: ephem.Date) -> float:
    return float(at.datetime().replace(tzinfo=UTC).timestamp())
