"""Days of the week that a calendar's rules forget."""

from collections.abc import Iterator

from schedules.day_words import WEEKDAYS
from schedules.days import DAYS_OF_WEEK
from schedules.lint.courses import Course
from schedules.lint.finding import Hit
from schedules.lint.year import ProgramYear


def find(year: ProgramYear) -> Iterator[Hit]:
    """Find weekdays that are always dark by default, where another one is mostly lit."""
    days: list[list[Course]] = [[] for _ in range(DAYS_OF_WEEK)]
    for course in year.courses:
        days[course.night.date.weekday()].append(course)
    is_kept = any(sum(map(_is_lit, each)) > len(each) / 2 for each in days)
    for number, each in enumerate(days):
        if is_kept and each and all(_is_forgotten(year, course) for course in each):
            day = WEEKDAYS[number].capitalize()
            calendar = year.calendar_name
            sentence = f"no rule of calendar {calendar} names {day}, and its default keeps it dark"
            place = ("calendar", calendar, "default")
            for course in each:
                yield Hit("weekday-without-cover", place, sentence, course.night.date, about=day)


def _is_lit(course: Course) -> bool:
    return bool(course.burns)


def _is_forgotten(year: ProgramYear, course: Course) -> bool:
    return course.night.rule is None and not course.burns and not year.lights(course)
