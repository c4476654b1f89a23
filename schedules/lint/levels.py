"""Levels that are too low: for the lamp, or for the road."""

from collections.abc import Iterator

from schedules.lint.courses import Course, Span
from schedules.lint.finding import Hit
from schedules.lint.lamps import SNI_7391_LX, ListedLamp, names
from schedules.lint.year import ProgramYear
from schedules.program import SwitchPoint

FULL = 100


def find(year: ProgramYear) -> Iterator[Hit]:
    """Find levels above 0 that are under a minimum."""
    classes = _gathered(year.lamps, "road_class")
    types = _gathered(year.lamps, "type")
    for course in year.courses:
        for point, span in _lit(course):
            for name, lamps in types.items():
                yield from _under_minimum(year, course, point, name, lamps)
            if span.overlap_s(course.dark):
                for name, lamps in classes.items():
                    yield from _under_class(course, point, name, lamps)


def _gathered(lamps: tuple[ListedLamp, ...], kind: str) -> dict[str, tuple[str, ...]]:
    """Give the names of lamps by their road class or type."""
    words = sorted({getattr(lamp, kind) for lamp in lamps})
    return {word: names(lamp for lamp in lamps if getattr(lamp, kind) == word) for word in words}


def _lit(course: Course) -> Iterator[tuple[SwitchPoint, Span]]:
    points = course.night.points
    ends_s = [*(point.at_s for point in points[1:]), course.night.until_s]
    for point, end_s in zip(points, ends_s, strict=False):
        if point.level:
            yield point, Span(point.at_s, end_s)


def _under_minimum(
    year: ProgramYear, course: Course, point: SwitchPoint, name: str, lamps: tuple[str, ...]
) -> Iterator[Hit]:
    kind = year.document.lamp_types.get(name)
    if kind and point.level < kind.min_level:
        sentence = (
            f"{point.because} asks for {point.level} %, and lamps of type {name} can't go under "
            f"{kind.min_level} %"
        )
        yield _hit("under-lamp-minimum", course, point, sentence, (name, lamps))


def _under_class(
    course: Course, point: SwitchPoint, name: str, lamps: tuple[str, ...]
) -> Iterator[Hit]:
    least_lx, full_lx = SNI_7391_LX.get(name, (0, 1))
    if point.level * full_lx < FULL * least_lx:
        sentence = (
            f"{point.because} asks for {point.level} %, about {point.level * full_lx / FULL:g} lx "
            f"on a road of class {name} (full light taken for {full_lx} lx); SNI 7391 asks for "
            f"{least_lx} lx, {-(-FULL * least_lx // full_lx)} %"
        )
        yield _hit("under-road-class", course, point, sentence, (name, lamps))


def _hit(
    code: str, course: Course, point: SwitchPoint, sentence: str, whose: tuple[str, tuple[str, ...]]
) -> Hit:
    name, lamps = whose
    place, night = course.place_of(point), course.night.date
    return Hit(code, place, sentence, night, amount=-point.level, about=name, lamps=lamps)
