"""When the sun sets and rises at a place; days without it are a value, not an error.

Which night is asked for, and what a lamp makes of the answer, is left to `compile`.

References:
    Meeus, Astronomical Algorithms, 2nd ed. 1998, chapters 12, 13, 22 and 25 (low accuracy, 0.01
    deg), in the form of the NOAA Solar Calculator; horizons as in its glossary.
"""

from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import asin, atan2, cos, degrees, radians, sin

# Elevation of the sun's centre [deg]: half its disc and the mean refraction; civil twilight.
HORIZON_DEG = -0.833
CIVIL_DEG = -6.0
DAY_S = 86_400
HALF_DAY_S = 43_200
J2000_S = 946_728_000


@dataclass(frozen=True, slots=True)
class Place:
    """A point on Earth [deg, north and east positive]."""

    latitude_deg: float
    longitude_deg: float


class Stays(StrEnum):
    """The sun does not cross the elevation that night, but stays above or below it."""

    ABOVE = "above"
    BELOW = "below"


class SunEvent(StrEnum):
    """The four moments of a night that steps may name; dawn and dusk are the civil ones."""

    SUNSET = "sunset"
    DUSK = "dusk"
    DAWN = "dawn"
    SUNRISE = "sunrise"

    @property
    def elevation_deg(self) -> float:
        """Elevation of the sun's centre that is crossed [deg]."""
        return HORIZON_DEG if self in {SunEvent.SUNSET, SunEvent.SUNRISE} else CIVIL_DEG

    @property
    def is_in_evening(self) -> bool:
        """Whether the sun goes down through it."""
        return self in {SunEvent.SUNSET, SunEvent.DUSK}


@lru_cache(maxsize=16_384)
def sun_moment(place: Place, midnight_s: int, event: SunEvent) -> int | Stays:
    """Give the UTC second of an event in the night around a clock midnight.

    The night is that of the sun's lowest point nearest to `midnight_s`: evening events lie in the
    half day before it, morning events in the half day after it.

    Args:
        place: Where.
        midnight_s: Middle of the night by the clock [s since 1970 UTC].
        event: Which crossing.

    Returns:
        The second [s since 1970 UTC], or on which side of the event's elevation the sun stays.
    """
    lowest_s = _lowest_point_s(place, midnight_s)
    if _elevation_deg(place, lowest_s) >= event.elevation_deg:
        return Stays.ABOVE
    highest_s = lowest_s + (-HALF_DAY_S if event.is_in_evening else HALF_DAY_S)
    if _elevation_deg(place, highest_s) < event.elevation_deg:
        return Stays.BELOW
    seconds = range(min(lowest_s, highest_s), max(lowest_s, highest_s))
    return seconds.start + bisect_left(
        seconds,
        1,
        key=lambda at_s: (_elevation_deg(place, at_s) < event.elevation_deg) is event.is_in_evening,
    )


def _lowest_point_s(place: Place, near_s: int) -> int:
    at_s = near_s
    for _ in range(2):
        beyond_deg = _hour_angle_deg(place, at_s) % 360 - 180
        at_s -= round(beyond_deg / 360 * DAY_S)
    return at_s


def _hour_angle_deg(place: Place, at_s: int) -> float:
    right_ascension_deg, _ = _equatorial(at_s)
    return _sidereal_deg(at_s) + place.longitude_deg - right_ascension_deg


def _elevation_deg(place: Place, at_s: int) -> float:
    right_ascension_deg, declination = _equatorial(at_s)
    hour_angle = radians(_sidereal_deg(at_s) + place.longitude_deg - right_ascension_deg)
    latitude = radians(place.latitude_deg)
    height = sin(latitude) * sin(declination)
    height += cos(latitude) * cos(declination) * cos(hour_angle)
    return degrees(asin(max(-1.0, min(1.0, height))))


def _sidereal_deg(at_s: int) -> float:
    return 280.46061837 + 360.98564736629 * ((at_s - J2000_S) / DAY_S)  # Meeus (12.4)


def _equatorial(at_s: int) -> tuple[float, float]:
    """Right ascension [deg] and declination [rad] of the apparent sun, Meeus chapter 25."""
    century = (at_s - J2000_S) / (DAY_S * 36_525)
    anomaly = radians(357.52911 + century * (35_999.05029 - 0.0001537 * century))
    node = radians(125.04 - 1_934.136 * century)
    longitude = radians(
        280.46646
        + century * (36_000.76983 + 0.0003032 * century)
        + (1.914602 - century * (0.004817 + 0.000014 * century)) * sin(anomaly)
        + (0.019993 - 0.000101 * century) * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
        - 0.00569
        - 0.00478 * sin(node)
    )
    obliquity = radians(23.4392911 - 0.0130042 * century + 0.00256 * cos(node))
    right_ascension = atan2(cos(obliquity) * sin(longitude), cos(longitude))
    return degrees(right_ascension), asin(sin(obliquity) * sin(longitude))
