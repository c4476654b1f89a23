"""Which lamps have less light at night by a change of schedule: what a guard has to know of it."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from lighting.city import City
from lighting.desired.documents import program_of
from lighting.health.daylight import sun_up
from lighting.site.inventory import Lamp
from schedules.program import Program
from schedules.sun import Place

AHEAD_S = 7 * 86_400
"""Nights that are looked at at least: each weekday once [s]."""

FULL_LEVEL = 100

Held = Mapping[str, tuple[str | None, Program | None]]
"""By lamp the name of its program and the program, as they were before."""


def held_programs(city: City) -> Held:
    """Give what each lamp goes by now, to be compared with what it goes by after a change."""
    found = {}
    for lamp in city.inventory.lamps:
        name = program_of(city, lamp)
        issued = city.programs.get(name or "")
        found[lamp.id] = name, issued.program if issued else None
    return found


def darkened(city: City, before: Held, now_ms: int) -> tuple[Lamp, ...]:
    """Give the lamps that are to have less light at some moment of the next nights.

    A lamp without a program has its default level, which by day means nothing. Overrides are left
    out: they end by themselves.
    """
    known: dict[tuple[int, int], bool] = {}
    found = []
    for lamp in city.inventory.lamps:
        issued = city.programs.get(program_of(city, lamp) or "")
        old, new = before.get(lamp.id, (None, None))[1], issued.program if issued else None
        key = id(old), id(new)  # lamps of one program share the answer
        if key not in known:
            known[key] = _is_darker(city, old, new, now_ms // 1000)
        if known[key]:
            found.append(lamp)
    return tuple(found)


def _is_darker(city: City, old: Program | None, new: Program | None, now_s: int) -> bool:
    if old == new:
        return False
    planned = (one.until_s + AHEAD_S for one in (old, new) if one)
    end_s = max(now_s + AHEAD_S, *planned, 0)  # a date far ahead counts as tonight does
    points = {*_points(old, now_s, end_s), *_points(new, now_s, end_s)}
    moments = sorted({now_s, end_s, *points})
    return any(
        _level(city, new, from_s) < _level(city, old, from_s) and is_night(city, from_s, until_s)
        for from_s, until_s in pairwise(moments)
    )


def is_below(city: City, program: Program | None, level: int, from_s: int, until_s: int) -> bool:
    """Whether a level [%] is less than a program gives, at some moment of the night [s]."""
    if level >= FULL_LEVEL:
        return False
    moments = [from_s, *_points(program, from_s, until_s), until_s]
    return any(
        level < _level(city, program, begin_s) and is_night(city, begin_s, end_s)
        for begin_s, end_s in pairwise(moments)
    )


def _points(program: Program | None, from_s: int, until_s: int) -> Iterator[int]:
    point = program.point_after(from_s) if program else None
    while program and point and point.at_s < until_s:
        yield point.at_s
        point = program.point_after(point.at_s)


def _level(city: City, program: Program | None, moment_s: int) -> int:
    point = program.point_at(moment_s) if program else None
    return point.level if point else city.config.nodes.default_level


def is_night(city: City, from_s: int, until_s: int) -> bool:
    """Whether the sun is down at some moment of a time: at its begin, or it sets before its end."""
    site = city.config.site
    up = sun_up(Place(site.latitude, site.longitude), site.timezone, from_s)
    return up is None or from_s + up[1] < until_s
