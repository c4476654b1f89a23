"""The order of a ride: safety, then by kelurahan; main roads, then age, then the shortest way."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

DAY_MS = 86_400_000
EARTH_M = 6_371_008.8
"""Mean radius (IUGG) [m]."""
SAFETY = 4
_AGES = (7 * DAY_MS, 2 * DAY_MS)
_MOST_TWO_OPT = 200
_MOST_NEAREST = 1_500
_ROADS = {"bebas-hambatan": 0, "arteri": 1, "kolektor": 2, "lokal": 3, "lingkungan": 4}
_LAST_ROAD = 99


@dataclass(frozen=True, slots=True)
class Stop:
    """A place to ride to, and what decides when."""

    id: str
    kelurahan: str
    latitude: float
    longitude: float
    severity: int
    road_class: str
    since_ms: int


def road_rank(road_class: str) -> int:
    """Give how important a road is, 0 the most: M before C before P (EN 13201), or by its name."""
    found = re.fullmatch(r"([MCP])(\d)", road_class.upper())
    if found:
        return "MCP".index(found[1]) * 10 + int(found[2])
    return _ROADS.get(road_class.lower(), _LAST_ROAD)


def is_main_road(road_class: str) -> bool:
    """Whether it is a road for through traffic."""
    return road_rank(road_class) < 10 or road_class.lower() in {"arteri", "kolektor"}  # noqa: PLR2004 - M classes


def distance_m(one: Stop, other: Stop) -> float:
    """Give the distance as the crow flies [m]; flat, which is right within a city."""
    middle = math.radians((one.latitude + other.latitude) / 2)
    east = math.radians(other.longitude - one.longitude) * math.cos(middle)
    return EARTH_M * math.hypot(math.radians(other.latitude - one.latitude), east)


def arranged(stops: Sequence[Stop], now_ms: int) -> list[Stop]:
    """Give the stops in the order of the ride, each once; the same for any order of the input."""
    whole: list[Stop] = []
    tiers: dict[tuple[int, ...], list[Stop]] = {}
    firsts: dict[str, tuple[int, int]] = {}
    for stop in stops:
        if stop.severity < SAFETY:
            best = firsts.get(stop.kelurahan)
            own = _urgency(stop, now_ms)
            firsts[stop.kelurahan] = own if best is None else min(best, own)
    places = sorted(firsts, key=lambda name: (firsts[name], name))
    number = {name: place for place, name in enumerate(places)}
    for stop in stops:
        is_first = stop.severity >= SAFETY
        key: tuple[int, ...] = (0,) if is_first else (1, number[stop.kelurahan])
        tiers.setdefault((*key, *_urgency(stop, now_ms)), []).append(stop)
    for key in sorted(tiers):
        whole += _way(tiers[key], whole[-1] if whole else None)
    return whole


def _urgency(stop: Stop, now_ms: int) -> tuple[int, int]:
    """Road class, then age in three steps: what is a week old, two days, newer."""
    age_ms = now_ms - stop.since_ms
    age = next((place for place, most in enumerate(_AGES) if age_ms >= most), len(_AGES))
    return road_rank(stop.road_class), age


def _way(stops: Sequence[Stop], start: Stop | None) -> list[Stop]:
    """A short way through places: always the nearest next, then crossings taken out."""
    left = sorted(stops, key=lambda one: (one.since_ms, one.id))
    if len(left) > _MOST_NEAREST:
        return left
    way = [] if start is None else [start]
    if not way:
        way.append(left.pop(0))
    while left:
        here = way[-1]
        near = min(left, key=lambda one: (distance_m(here, one), one.id))
        left.remove(near)
        way.append(near)
    if len(way) <= _MOST_TWO_OPT:
        way = _uncrossed(way)
    return way if start is None else way[1:]


def _uncrossed(way: list[Stop]) -> list[Stop]:
    """2-opt on an open way whose begin is fixed (Croes, 1958)."""
    is_better = True
    while is_better:
        is_better = False
        for first in range(1, len(way) - 1):
            for last in range(first + 1, len(way)):
                before = distance_m(way[first - 1], way[first])
                after = distance_m(way[first - 1], way[last])
                if last + 1 < len(way):
                    before += distance_m(way[last], way[last + 1])
                    after += distance_m(way[first], way[last + 1])
                if after < before - 1e-6:
                    way[first : last + 1] = reversed(way[first : last + 1])
                    is_better = True
    return way
