"""Steps that swap their order, cancel each other, do nothing, or fall outside the night."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from schedules.anchors import SunTime
from schedules.lines import KeyPath
from schedules.lint.courses import MINUTE_S, Course, Placed, is_clamped, length
from schedules.lint.finding import Hit
from schedules.lint.year import ProgramYear, by_profile, nights
from schedules.sun import Stays, sun_moment

CLOSE_S = 5 * MINUTE_S


def find(year: ProgramYear) -> Iterator[Hit]:
    """Find what is wrong with the steps of each profile of a program."""
    for profile, courses in by_profile(year):
        yield from _swapped(year, profile, courses)
        yield from _without_effect(profile, courses)
        for course in courses:
            yield from _same_second(course)
            yield from _back_again(year, course)
            yield from _outside(year, course)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two steps that are neighbours in the text, on a night on which the later comes first."""

    course: Course
    earlier: Placed
    later: Placed


def _swapped(year: ProgramYear, profile: str, courses: list[Course]) -> Iterator[Hit]:
    swapped: dict[int, list[_Pair]] = {}
    in_order = set[int]()
    for course in courses:
        for earlier, later in pairwise(course.placed):
            if earlier.point.at_s <= later.point.at_s:
                in_order.add(later.number)
            elif earlier.step.level != later.step.level:
                swapped.setdefault(later.number, []).append(_Pair(course, earlier, later))
    for number, pairs in swapped.items():
        if number in in_order:
            place = ("profile", profile, "steps", number)
            yield from (_swap(year, place, pair) for pair in pairs)


def _swap(year: ProgramYear, place: KeyPath, pair: _Pair) -> Hit:
    earlier, later, night = pair.earlier.point, pair.later.point, pair.course.night.date
    first = f"{later.because} ({later.level} %) comes at {year.clock(later.at_s)}"
    second = f"{earlier.because} ({earlier.level} %) at {year.clock(earlier.at_s)}"
    apart_s = earlier.at_s - later.at_s
    sentence = f"{first}, before {second}, on {night}; on other nights after it"
    return Hit("steps-out-of-order", place, sentence, night, amount=apart_s)


def _same_second(course: Course) -> Iterator[Hit]:
    by_second: dict[int, Placed] = {}
    for one in course.placed:
        other = by_second.get(one.point.at_s)
        by_second[one.point.at_s] = one
        if other and other.step.level != one.step.level and not _meet_by_clamp(other, one):
            sentence = (
                f"{other.point.because} ({other.step.level} %) and {one.point.because} "
                f"({one.step.level} %) fall in the same second: only the latter holds"
            )
            place = ("profile", course.night.profile, "steps", other.number)
            yield Hit("steps-cancel", place, sentence, course.night.date, amount=CLOSE_S)


def _meet_by_clamp(one: Placed, other: Placed) -> bool:
    return is_clamped(one.point) or is_clamped(other.point)


def _back_again(year: ProgramYear, course: Course) -> Iterator[Hit]:
    before, points = 0, course.steps_in_force
    for one, other in pairwise(points):
        apart_s = other.at_s - one.at_s
        is_back = other.level == before != one.level
        if before and is_back and apart_s < CLOSE_S:
            sentence = (
                f"{other.because} takes the level back to {before} % {length(apart_s)} after "
                f"{one.because} made it {one.level} %, at {year.clock(other.at_s)} "
                f"on {course.night.date}"
            )
            yield Hit("steps-cancel", course.place_of(other), sentence, course.night.date, -apart_s)
        before = one.level


def _without_effect(profile: str, courses: list[Course]) -> Iterator[Hit]:
    idle, busy = dict[int, Placed](), set[int]()
    for course in courses:
        repeated = _repeated(course)
        for one in course.placed:
            if one.point.at_s in repeated:
                idle[one.number] = one
            else:
                busy.add(one.number)
    for number, one in idle.items():
        if number not in busy:
            sentence = f"{one.point.because} asks for {one.step.level} %, which holds already"
            place = ("profile", profile, "steps", number)
            for night in nights(courses):
                yield Hit("step-without-effect", place, sentence, night)


def _repeated(course: Course) -> set[int]:
    """Give the seconds of the points that change nothing."""
    levels = [0, *(point.level for point in course.steps_in_force)]
    points = zip(course.steps_in_force, levels, strict=False)
    return {point.at_s for point, before in points if point.level == before}


def _outside(year: ProgramYear, course: Course) -> Iterator[Hit]:
    night, site = course.night, year.document.site
    for number, step in enumerate(year.document.profiles[night.profile].steps):
        if not isinstance(step.at, SunTime) or step.not_before or step.not_after:
            continue
        event_s = sun_moment(site.place, (night.from_s + night.until_s) // 2, step.at.event)
        if isinstance(event_s, Stays) or not night.from_s <= event_s < night.until_s:
            continue
        if night.from_s <= event_s + step.at.offset_s < night.until_s:
            continue
        at_s = event_s + step.at.offset_s
        done = "is done at that noon" if at_s < night.from_s else "is not done"
        edge = "before the noon at which the night begins" if at_s < night.from_s else "after noon"
        sentence = f"{step.at.text} falls {edge}, at {year.clock(at_s)}, and {done}"
        beyond_s = max(night.from_s - at_s, at_s - night.until_s)
        place = ("profile", night.profile, "steps", number)
        yield Hit("step-outside-night", place, sentence, night.date, amount=beyond_s)
