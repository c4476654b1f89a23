"""Lamps that stay dark at night, other than by a switch-off that is written for the night."""

from collections.abc import Iterator

from schedules.lint.courses import HOUR_S, MINUTE_S, Burn, Course, length
from schedules.lint.finding import Hit
from schedules.lint.year import ProgramYear

GRACE_S = 15 * MINUTE_S
MORNING_S = 2 * HOUR_S


def find(year: ProgramYear) -> Iterator[Hit]:
    """Find nights that are dark, whole or at an end."""
    for course in year.courses:
        lit = [burn for burn in course.burns if burn.span.overlap_s(course.dark)]
        if lit:
            yield from _ends(year, course, lit)
        elif not course.burns and not year.lights(course):
            yield _by_design(course)
        elif course.dark.length_s > GRACE_S or _waits(course):
            yield _all_night(year, course)


def _by_design(course: Course) -> Hit:
    name = course.night.profile
    sentence = f"profile {name} leaves the lamps off all night"
    return Hit("dark-by-design", ("profile", name), sentence, course.night.date)


def _waits(course: Course) -> bool:
    """Whether a step for a sun that doesn't come keeps back others that would light."""
    comes = any(one.step.level for one in course.placed)
    is_night = course.sun_down.length_s > GRACE_S
    return is_night and comes and not course.steps_in_force


def _all_night(year: ProgramYear, course: Course) -> Hit:
    name, dark = course.night.profile, course.dark
    reason = "a step waits for a sun that does not come"
    if not _waits(course):
        reason = f"it is dark from {year.clock(dark.from_s)} to {year.clock(dark.until_s)}"
    sentence = f"profile {name} lights the lamps at no time of the night, and {reason}"
    night = course.night.date
    return Hit("dark-all-night", ("profile", name), f"{sentence} on {night}", night, dark.length_s)


def _ends(year: ProgramYear, course: Course, lit: list[Burn]) -> Iterator[Hit]:
    dark, night, first, last = course.dark, course.night.date, lit[0], lit[-1]
    late_s = first.span.from_s - dark.from_s
    if late_s > GRACE_S:
        times = f"on at {year.clock(first.span.from_s)}, dusk at {year.clock(dark.from_s)}"
        sentence = f"up to {length(late_s)} of darkness in the evening: {times} on {night}"
        yield Hit("dark-evening", course.place_of(first.on), sentence, night, late_s)
    early_s = dark.until_s - last.span.until_s
    if last.off and GRACE_S < early_s <= MORNING_S:
        times = f"off at {year.clock(last.span.until_s)}, dawn at {year.clock(dark.until_s)}"
        sentence = f"up to {length(early_s)} of darkness in the morning: {times} on {night}"
        yield Hit("dark-morning", course.place_of(last.off), sentence, night, early_s)
