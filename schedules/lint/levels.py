"""Levels that are too low: for the lamp, or for the road."""

from collections.abc import Iterator
from dataclasses import dataclass

from schedules.lint.courses import Course, Span
from schedules.lint.finding import Hit
from schedules.lint.lamps import SNI_7391_LX, ListedLamp
from schedules.lint.year import ProgramYear
from schedules.program import SwitchPoint

FULL = 100


@dataclass(frozen=True, slots=True)
class _Least:
    """The least level [%] of lamps of a road class or type.

    Attributes:
        code: Of the finding.
        level: The least one [%].
        because: Why, after the level that is asked for and its light.
        full_lx: Light at 100 % [lx]; 0 where it does not matter.
        name: Of the class or type.
        lamps: Their names.
    """

    code: str
    level: float
    because: str
    full_lx: float
    name: str
    lamps: tuple[str, ...]


def find(year: ProgramYear) -> Iterator[Hit]:
    """Find levels above 0 that are under a minimum."""
    least = [*_of_types(year), *_of_classes(year.lamps)]
    highest = max((one.level for one in least), default=0)
    for course in year.courses:
        for point, span in _lit(course):
            if point.level < highest:
                is_dark = span.overlap_s(course.dark) > 0
                yield from (
                    _hit(course, point, one)
                    for one in least
                    if point.level < one.level and (is_dark or not one.full_lx)
                )


def _of_types(year: ProgramYear) -> Iterator[_Least]:
    for name, lamps in _gathered(year.lamps, "type"):
        kind = year.document.lamp_types.get(name)
        if kind:
            because = f"and lamps of type {name} can't go under {kind.min_level} %"
            yield _Least("under-lamp-minimum", kind.min_level, because, 0, name, lamps)


def _of_classes(lamps: tuple[ListedLamp, ...]) -> Iterator[_Least]:
    for name, ids in _gathered(lamps, "road_class"):
        least_lx, full_lx = SNI_7391_LX.get(name, (0, 0))
        if least_lx:
            percent = -(-FULL * least_lx // full_lx)
            because = (
                f"on a road of class {name} (full light taken for {full_lx} lx); "
                f"SNI 7391 asks for {least_lx} lx, {percent} %"
            )
            yield _Least("under-road-class", percent, because, full_lx, name, ids)


def _gathered(lamps: tuple[ListedLamp, ...], kind: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the names of lamps by their road class or type."""
    found: dict[str, list[str]] = {}
    for lamp in lamps:
        found.setdefault(getattr(lamp, kind), []).append(lamp.id)
    return ((name, tuple(ids)) for name, ids in sorted(found.items()))


def _lit(course: Course) -> Iterator[tuple[SwitchPoint, Span]]:
    points = course.night.points
    ends_s = [*(point.at_s for point in points[1:]), course.night.until_s]
    for point, end_s in zip(points, ends_s, strict=False):
        if point.level:
            yield point, Span(point.at_s, end_s)


def _hit(course: Course, point: SwitchPoint, least: _Least) -> Hit:
    light = f"about {point.level * least.full_lx / FULL:g} lx " if least.full_lx else ""
    return Hit(
        code=least.code,
        place=course.place_of(point),
        sentence=f"{point.because} asks for {point.level} %, {light}{least.because}",
        night=course.night.date,
        amount=-point.level,
        about=least.name,
        lamps=least.lamps,
    )
