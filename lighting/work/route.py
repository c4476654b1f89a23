"""The order of a ride: danger first, then kelurahan by kelurahan and street by street.

Whichever is the most urgent comes next: by safety, road class and age, then the nearest.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

DAY_MS = 86_400_000
EARTH_M = 6_371_008.8
"""Mean radius (IUGG) [m]."""
DANGER, BROKEN = 4, 3
"""Severities: somebody may be hurt; there is no light as there should be."""
MANY = 3
"""From so many lamps on it is a dark street and not a dark lamp."""
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
    street: str = ""
    lamps: int = 1


Urgency = tuple[int, int, int]


def road_rank(road_class: str) -> int:
    """Give how important a road is, 0 the most: M before C before P (EN 13201), or by its name."""
    found = re.fullmatch(r"([MCP])(\d)", road_class.upper())
    if found:
        return "MCP".index(found[1]) * 10 + int(found[2])
    return _ROADS.get(road_class.lower(), _LAST_ROAD)


def is_main_road(road_class: str) -> bool:
    """Whether it is a road for through traffic: an M class, or by its name."""
    is_m = re.fullmatch(r"M\d", road_class.upper()) is not None
    return is_m or road_class.lower() in {"bebas-hambatan", "arteri", "kolektor"}


def distance_m(one: Stop, other: Stop) -> float:
    """Give the distance as the crow flies [m]; flat, which is right within a city."""
    middle = math.radians((one.latitude + other.latitude) / 2)
    east = math.radians(other.longitude - one.longitude) * math.cos(middle)
    return EARTH_M * math.hypot(math.radians(other.latitude - one.latitude), east)


def arranged(stops: Sequence[Stop], now_ms: int) -> list[Stop]:
    """Give the stops in the order of the ride, each once; the same for any order of the input."""
    way = _way([one for one in stops if one.severity >= DANGER], None)
    rest = [one for one in stops if one.severity < DANGER]
    places = _groups(rest, lambda one: one.kelurahan)
    while places:
        streets = _groups(_taken(places, way, now_ms), lambda one: one.street)
        while streets:
            way += _way(_taken(streets, way, now_ms), way[-1] if way else None)
    return way


def _groups(stops: Sequence[Stop], name_of: Callable[[Stop], str]) -> list[list[Stop]]:
    found: dict[str, list[Stop]] = {}
    for stop in stops:
        found.setdefault(name_of(stop), []).append(stop)
    return list(found.values())


def _taken(groups: list[list[Stop]], way: Sequence[Stop], now_ms: int) -> list[Stop]:
    """Take out the group that comes next: the most urgent, the nearest of those, the oldest."""

    def key(group: list[Stop]) -> tuple[Urgency, float, int, str]:
        way_m = min(distance_m(way[-1], one) for one in group) if way else 0.0
        oldest = min(group, key=lambda one: (one.since_ms, one.id))
        urgency = min(_urgency(one, now_ms) for one in group)
        return urgency, way_m, oldest.since_ms, oldest.id

    chosen = min(groups, key=key)
    groups.remove(chosen)
    return chosen


def _urgency(stop: Stop, now_ms: int) -> Urgency:
    """Safety, road class, then age in three steps: what is a week old, two days, newer."""
    safety = int(stop.lamps < MANY) if stop.severity >= BROKEN else 2
    age_ms = now_ms - stop.since_ms
    age = next((place for place, most in enumerate(_AGES) if age_ms >= most), len(_AGES))
    return safety, road_rank(stop.road_class), age


def _way(stops: Sequence[Stop], start: Stop | None) -> list[Stop]:
    """A short way through places: always the nearest next, then crossings taken out."""
    left = sorted(stops, key=lambda one: (one.since_ms, one.id))
    if not left or len(left) > _MOST_NEAREST:
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
