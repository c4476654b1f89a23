"""Lamps that stay dark at night, other than by a switch-off that is written for the night."""

from collections.abc import Iterator
from dataclasses import dataclass

from schedules.lines import KeyPath
from schedules.lint.courses import HOUR_S, MINUTE_S, Burn, Course, length
from schedules.lint.finding import Hit
from schedules.lint.year import ProgramYear

GRACE_S = 15 * MINUTE_S
MORNING_S = 2 * HOUR_S


def find(year: ProgramYear) -> Iterator[Hit]:
    """Find nights that are dark, whole or at an end."""
    mornings: dict[KeyPath, list[_Morning]] = {}
    for course in year.courses:
        lit = [burn for burn in course.burns if burn.span.overlap_s(course.dark)]
        if lit:
            yield from _evening(year, course, lit[0])
            if lit[-1].off:
                place = course.place_of(lit[-1].off)
                mornings.setdefault(place, []).append(_Morning(course, lit[-1].span.until_s))
        elif not course.burns and not year.lights(course):
            yield _by_design(course)
        elif course.dark.length_s > GRACE_S or _waits(course):
            yield _all_night(year, course)
    for place, each in mornings.items():
        yield from _early(year, place, each)


@dataclass(frozen=True, slots=True)
class _Morning:
    """The end of a night's light."""

    course: Course
    off_s: float

    @property
    def early_s(self) -> float:
        """How long before dawn it is [s]; below 0 after it."""
        return self.course.dark.until_s - self.off_s


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


def _evening(year: ProgramYear, course: Course, first: Burn) -> Iterator[Hit]:
    dusk_s, night = course.dark.from_s, course.night
    late_s = first.span.from_s - dusk_s
    if late_s > GRACE_S and dusk_s > night.from_s:
        times = f"on at {year.clock(first.span.from_s)}, dusk at {year.clock(dusk_s)}"
        sentence = f"up to {length(late_s)} of darkness in the evening: {times} on {night.date}"
        yield Hit("dark-evening", course.place_of(first.on), sentence, night.date, late_s)


def _early(year: ProgramYear, place: KeyPath, mornings: list[_Morning]) -> Iterator[Hit]:
    if any(one.early_s > MORNING_S for one in mornings):
        return
    for one in mornings:
        dawn_s, night = one.course.dark.until_s, one.course.night
        if one.early_s > GRACE_S and dawn_s < night.until_s:
            times = f"off at {year.clock(one.off_s)}, dawn at {year.clock(dawn_s)}"
            told = f"up to {length(one.early_s)} of darkness in the morning"
            sentence = f"{told}: {times} on {night.date}"
            yield Hit("dark-morning", place, sentence, night.date, one.early_s)
