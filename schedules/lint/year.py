"""A year of one program: all its nights, and the groups and lamps that follow it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from schedules.calendars import Calendar
from schedules.document import Document, calendar_name
from schedules.lines import KeyPath
from schedules.lint.courses import Course, clock
from schedules.lint.lamps import TUNNEL, GroupedLamp, ListedLamp


@dataclass(frozen=True, slots=True)
class ProgramYear:
    """The nights of one program.

    Attributes:
        document: The operator's.
        groups: Those that follow it.
        also: Further groups of its lamps, for `plan_nights`.
        lamps: Those that follow it; empty without a list.
        courses: Its nights, in order.
    """

    document: Document
    groups: tuple[str, ...]
    also: tuple[str, ...]
    lamps: tuple[ListedLamp, ...]
    courses: tuple[Course, ...]

    @property
    def calendar_name(self) -> str:
        """The calendar's name."""
        return calendar_name(self.document, self.groups[0])

    @property
    def calendar(self) -> Calendar:
        """The calendar."""
        return self.document.calendars[self.calendar_name]

    @property
    def is_tunnel(self) -> bool:
        """Whether all its lamps are in tunnels, which are lit by day as well."""
        return bool(self.lamps) and all(lamp.road_class == TUNNEL for lamp in self.lamps)

    def lights(self, course: Course) -> bool:
        """Whether the profile of a night has a step that lights."""
        return any(step.level for step in self.document.profiles[course.night.profile].steps)

    def clock(self, moment_s: float) -> str:
        """Write a moment [s since 1970 UTC] as a local clock time."""
        return clock(self.document, moment_s)

    def rule_place(self, course: Course) -> KeyPath:
        """Give the rule that chose a night's profile; the calendar for its default."""
        path: KeyPath = ("calendar", self.calendar_name)
        night = course.night
        chosen = [
            number
            for number, rule in enumerate(self.calendar.rules)
            if (rule.on.text, rule.profile) == (night.rule, night.profile)
        ]
        return (*path, "rules", chosen[0]) if chosen else (*path, "default")


@dataclass(frozen=True, slots=True)
class City:
    """The whole document over a span of nights; `lamps` is None without a list."""

    document: Document
    lamps: tuple[GroupedLamp, ...] | None
    programs: tuple[ProgramYear, ...]


def by_profile(year: ProgramYear) -> Iterator[tuple[str, list[Course]]]:
    """Give the nights of each profile."""
    found: dict[str, list[Course]] = {}
    for course in year.courses:
        found.setdefault(course.night.profile, []).append(course)
    yield from found.items()


def nights(courses: Iterable[Course]) -> set[date]:
    """Give the evenings of courses."""
    return {course.night.date for course in courses}
