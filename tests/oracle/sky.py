"""The sun by ephem: when its centre goes through an elevation, found by halving."""

from datetime import UTC, datetime
from functools import lru_cache
from math import degrees, inf, isinf

import ephem

DEPTHS_DEG = {"sunset": -0.833, "sunrise": -0.833, "dusk": -6.0, "dawn": -6.0}
EVENING = ("sunset", "dusk")
HALF_DAY = 0.5
HAIR_DEG = 0.01
TOLERANCE_S = 60
LONGEST_GRAZE_S = 600
SECOND = 1 / 86_400


def readings(
    latitude_deg: float, longitude_deg: float, middle_s: int, event: str
) -> tuple[float, ...]:
    """Give the times at which an event may be read, the nearest to its own time first.

    They are a minute earlier or later, and the full minutes before and after and a second past
    these, for what falls between. Where the sun so nearly grazes the elevation that it needs more
    than a minute for a hundredth of a degree, that hundredth is the tolerance: each minute within
    it, and "stays above" or "stays below" if it never gets there.
    """
    place = (latitude_deg, longitude_deg, middle_s, event)
    plain = sun_time(*place)
    ends = [sun_time(*place, deeper_deg) for deeper_deg in (-HAIR_DEG, HAIR_DEG)]
    if isinf(plain):
        return (plain, *(end for end in ends if end != plain))
    longest_s = max((min(abs(end - plain), LONGEST_GRAZE_S) for end in ends), default=0)
    minutes = range(1, int(max(longest_s, TOLERANCE_S)) // TOLERANCE_S + 1)
    found = [plain + sign * minute * TOLERANCE_S for minute in minutes for sign in (-1, 1)]
    full = plain // TOLERANCE_S * TOLERANCE_S
    edges = (full, full + 1, full + TOLERANCE_S, full + TOLERANCE_S + 1)
    near = [at_s for at_s in edges if abs(at_s - plain) <= TOLERANCE_S]
    return (plain, *found, *near, *(end for end in ends if isinf(end)))


@lru_cache(maxsize=400_000)
def sun_time(
    latitude_deg: float, longitude_deg: float, middle_s: int, event: str, deeper_deg: float = 0
) -> float:
    """Give the time of an event in the night around a moment [s since 1970 UTC].

    Where the sun stays above, the evening's events are later than everything (infinite) and the
    morning's earlier; where it stays below, the other way round.
    """
    midnight = _lowest(latitude_deg, longitude_deg, middle_s)
    sky = _Altitude(latitude_deg, longitude_deg, DEPTHS_DEG[event] - deeper_deg)
    low = midnight
    high = midnight - HALF_DAY if event in EVENING else midnight + HALF_DAY
    if sky.above(low):
        return inf if event in EVENING else -inf
    if not sky.above(high):
        return -inf if event in EVENING else inf
    while abs(high - low) > SECOND / 4:
        half = (low + high) / 2
        low, high = (low, half) if sky.above(half) else (half, high)
    return _seconds(high)


class _Altitude:
    def __init__(self, latitude_deg: float, longitude_deg: float, depth_deg: float) -> None:
        self.observer, self.sun = _observer(latitude_deg, longitude_deg), ephem.Sun()
        self.depth_deg = depth_deg

    def above(self, at: float) -> bool:
        self.observer.date = at
        self.sun.compute(self.observer)
        return bool(degrees(self.sun.alt) >= self.depth_deg)


def _observer(latitude_deg: float, longitude_deg: float) -> ephem.Observer:
    observer = ephem.Observer()
    observer.lat, observer.lon = str(latitude_deg), str(longitude_deg)
    observer.pressure = 0
    return observer


@lru_cache(maxsize=100_000)
def _lowest(latitude_deg: float, longitude_deg: float, middle_s: int) -> float:
    """Give the time at which the sun is lowest, of those the one nearest to a moment."""
    start = ephem.Date(datetime.fromtimestamp(middle_s, UTC).replace(tzinfo=None))
    observer, sun = _observer(latitude_deg, longitude_deg), ephem.Sun()
    found = [
        float(look(sun, start=start))
        for look in (observer.previous_antitransit, observer.next_antitransit)
    ]
    return min(found, key=lambda at: abs(at - start))


def _seconds(at: float) -> float:
    return float(ephem.Date(at).datetime().replace(tzinfo=UTC).timestamp())
