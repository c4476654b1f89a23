"""Nights that hang on an estimated holiday, or in which the clocks change."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from schedules.anchors import Clock
from schedules.civil_time import NOON_S, clock_s
from schedules.lines import KeyPath
from schedules.lint.courses import Course
from schedules.lint.finding import Hit
from schedules.lint.year import ProgramYear
from schedules.profiles import Step
from schedules.sun import DAY_S


def find(year: ProgramYear) -> Iterator[Hit]:
    """Find nights to look at again, and nights that are not 24 h long."""
    for course in year.courses:
        night = course.night
        if night.estimated:
            place, what = _estimate(year, course)
            sentence = f"{what} hangs on a holiday whose date is an estimate"
            yield Hit("estimated-holiday", place, sentence, night.date)
        if night.until_s - night.from_s != DAY_S:
            yield from _changed(year, course)


def _estimate(year: ProgramYear, course: Course) -> tuple[KeyPath, str]:
    """Give the event or rule that hangs on the estimate."""
    document, evening = year.document, course.night.date
    country, dates = document.site.country, document.holidays
    for number, event in enumerate(document.events):
        found = event.on.match(evening, country, dates)
        if found and found.is_estimate:
            return ("event", number, "on"), f"event {event.name}"
    return year.rule_place(course), f'rule "{course.night.rule}"'


def _changed(year: ProgramYear, course: Course) -> Iterator[Hit]:
    night = course.night
    hours = f"{(night.until_s - night.from_s) / 3600:g}"
    sentence = f"the clocks change: the night of {night.date} has {hours} hours"
    yield Hit("clock-change", ("site", "timezone"), sentence, night.date)
    for number, step in enumerate(year.document.profiles[night.profile].steps):
        for clock in _clocks(step):
            how = _moved(year, course, clock)
            if how:
                lit = step.level > 0
                at_s = clock_s(
                    year.document.site.timezone, night.date, clock.second_of_day, lit=lit
                )
                place = ("profile", night.profile, "steps", number)
                told = f"{clock.text} {how} in the night of {night.date}"
                sentence = f"{told}: {_zoned(year, at_s)} is taken"
                yield Hit("clock-time-moved", place, sentence, night.date)


def _clocks(step: Step) -> list[Clock]:
    found = (step.at, step.not_before, step.not_after)
    return [clock for clock in found if isinstance(clock, Clock)]


def _moved(year: ProgramYear, course: Course, clock: Clock) -> str | None:
    """Say what is special about a clock time in a night; None for one that comes just once."""
    date = course.night.date
    day = date if clock.second_of_day >= NOON_S else date + timedelta(days=1)
    seconds = timedelta(seconds=clock.second_of_day)
    local = datetime.combine(day, time(), ZoneInfo(year.document.site.timezone)) + seconds
    first, second = (local.replace(fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    if first == second:
        return None
    return "does not exist" if first < second else "comes twice"


def _zoned(year: ProgramYear, at_s: int) -> str:
    return f"{datetime.fromtimestamp(at_s, ZoneInfo(year.document.site.timezone)):%H:%M %Z}"
