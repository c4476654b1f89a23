"""Burnings too short for a lamp."""

from collections.abc import Iterator

from schedules.lint.courses import MINUTE_S, Course, length
from schedules.lint.finding import Hit
from schedules.lint.year import ProgramYear
from schedules.program import SwitchPoint

SHORTEST_S = 5 * MINUTE_S


def find(year: ProgramYear) -> Iterator[Hit]:
    """Find burnings of under 5 min; one that goes on over noon is not looked at."""
    for course in year.courses:
        for point in course.night.left_out:
            yield _left_out(course, point)
        for burn in course.burns:
            lasts_s = burn.span.length_s
            if not burn.off or lasts_s >= SHORTEST_S or burn.span.from_s == course.night.from_s:
                continue
            times = f"{burn.on.because} at {year.clock(burn.span.from_s)}, {burn.off.because}"
            sentence = f"lit for as little as {length(lasts_s)}: {times} on {course.night.date}"
            place = course.place_of(burn.on)
            yield Hit("flicker", place, sentence, course.night.date, amount=-lasts_s)


def _left_out(course: Course, point: SwitchPoint) -> Hit:
    because, night = point.because, course.night
    sentence = f"a burning from {because} on is too short and left out"
    place = ("profile", night.profile, "min_burn")
    return Hit("burning-left-out", place, sentence, night.date, about=because)
