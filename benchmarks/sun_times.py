"""Sun times of our own against ephem's, which is written in C: one night, and a city of lamps."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import product

import ephem

from benchmarks.rounds import Measure, Work, compare
from schedules.sun import Place, SunEvent, sun_moment

PLACE = Place(-10.178, 123.607)
FIRST_MIDNIGHT_S = 1_786_896_000  # of the night of 2026-08-16 in Kupang
NIGHTS = 90
LAMPS = 20
EPHEM = f"ephem, {NIGHTS} nights"


def measure(rounds: int) -> list[Measure]:
    """Compute sunset, dusk, dawn and sunrise; a city's lamps share those of their site."""
    works: dict[str, Work] = {
        EPHEM: _by_ephem,
        f"ours, {NIGHTS} nights": partial(_by_ours, 1),
        f"ours, {LAMPS} lamps x {NIGHTS} nights": partial(_by_ours, LAMPS),
    }
    return compare(EPHEM, works, {}, rounds)


def _midnights() -> Iterator[int]:
    return (FIRST_MIDNIGHT_S + number * 86_400 for number in range(NIGHTS))


def _by_ours(lamps: int) -> None:
    sun_moment.cache_clear()
    for _ in range(lamps):
        for midnight_s, event in product(_midnights(), SunEvent):
            sun_moment(PLACE, midnight_s, event)


def _by_ephem() -> None:
    sun, observer = ephem.Sun(), ephem.Observer()
    observer.lat, observer.lon = str(PLACE.latitude_deg), str(PLACE.longitude_deg)
    observer.pressure = 0
    for midnight_s, horizon in product(_midnights(), ("-0:50", "-6")):
        start = ephem.Date(datetime.fromtimestamp(midnight_s, UTC).replace(tzinfo=None))
        observer.horizon = horizon
        observer.previous_setting(sun, start=start, use_center=True)
        observer.next_rising(sun, start=start, use_center=True)
