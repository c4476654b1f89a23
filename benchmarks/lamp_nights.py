"""Sun times for a city's lamps against astral's: 100,000 lamp-nights, a sunset and a sunrise each.

Lamps of a site share its sun, which is remembered; astral computes each anew.
"""

from datetime import date, timedelta
from itertools import product

from astral import Observer, sun

from benchmarks.rounds import Goal, Measure, Work, compare
from benchmarks.sun_times import FIRST_MIDNIGHT_S, NIGHTS, PLACE
from schedules.sun import DAY_S, SunEvent, sun_moment

LAMPS = 1_112
FIRST_EVENING = date(2026, 8, 16)
ASTRAL = f"astral, {LAMPS * NIGHTS:,} lamp-nights"
OURS = f"ours, {LAMPS * NIGHTS:,} lamp-nights"
BOTH = (SunEvent.SUNSET, SunEvent.SUNRISE)


def measure(rounds: int) -> list[Measure]:
    """Give each lamp the sun of its nights; nothing is remembered from round to round."""
    works: dict[str, Work] = {ASTRAL: _by_astral, OURS: _by_ours}
    return compare(ASTRAL, works, {OURS: Goal(limit_ratio=0.1)}, rounds)


def _by_ours() -> None:
    sun_moment.cache_clear()
    for _, number, event in product(range(LAMPS), range(NIGHTS), BOTH):
        sun_moment(PLACE, FIRST_MIDNIGHT_S + number * DAY_S, event)


def _by_astral() -> None:
    observer = Observer(PLACE.latitude_deg, PLACE.longitude_deg)
    for _, number in product(range(LAMPS), range(NIGHTS)):
        evening = FIRST_EVENING + timedelta(days=number)
        sun.sunset(observer, evening)
        sun.sunrise(observer, evening + timedelta(days=1))
