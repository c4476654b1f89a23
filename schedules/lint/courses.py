"""The course of a night: when it is dark, when lamps burn, and when each step falls."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import inf
from zoneinfo import ZoneInfo

from schedules.civil_time import night_window
from schedules.compile import NOON, Night
from schedules.document import Document
from schedules.lines import KeyPath
from schedules.moments import moments_of_night
from schedules.profiles import Profile, Step
from schedules.program import SwitchPoint
from schedules.site import Site
from schedules.sun import Stays, SunEvent, sun_moment

MINUTE_S = 60
HOUR_S = 3_600


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time [s since 1970 UTC], empty unless it ends after it begins."""

    from_s: float
    until_s: float

    @property
    def length_s(self) -> float:
        """Its length [s], 0 if it is empty."""
        return max(0, self.until_s - self.from_s)

    def overlap_s(self, other: "Span") -> float:
        """Give how long both last [s]."""
        return Span(max(self.from_s, other.from_s), min(self.until_s, other.until_s)).length_s


@dataclass(frozen=True, slots=True)
class Burn:
    """A lamp lit from one point to another; to noon if `off` is None."""

    span: Span
    on: SwitchPoint
    off: SwitchPoint | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A step of the profile and the point that it alone would make in this night."""

    number: int
    step: Step
    point: SwitchPoint


@dataclass(frozen=True, slots=True)
class Sky:
    """A night without lamps: from dusk to dawn and from sunset to sunrise, within the night."""

    dark: Span
    sun_down: Span


@dataclass(frozen=True, slots=True)
class Course:
    """One night of one program.

    Attributes:
        night: As it is planned.
        dark: From dusk to dawn, within the night.
        sun_down: From sunset to sunrise, within the night.
        burns: When lamps are lit, in order.
        placed: The steps that come in this night, in the order of the text.
    """

    night: Night
    dark: Span
    sun_down: Span
    burns: tuple[Burn, ...]
    placed: tuple[Placed, ...]

    def place_of(self, point: SwitchPoint) -> KeyPath:
        """Give the step or event that made a point; the profile where neither did."""
        origin = self.night.origins[self.night.points.index(point)]
        if origin.event is not None:
            return ("event", origin.event)
        profile: KeyPath = ("profile", self.night.profile)
        return profile if origin.step is None else (*profile, "steps", origin.step)

    @property
    def until_noon(self) -> Burn | None:
        """The burn that no step ends."""
        return self.burns[-1] if self.burns and self.burns[-1].off is None else None

    @property
    def steps_in_force(self) -> tuple[SwitchPoint, ...]:
        """The night's points without the one that puts lamps off at its first noon."""
        return tuple(point for point in self.night.points if point.because != NOON)


def sky_of(site: Site, night: Night) -> Sky:
    """Look at a night without lamps: the same for all programs."""
    dark = _between(site, night, SunEvent.DUSK, SunEvent.DAWN)
    return Sky(dark, _between(site, night, SunEvent.SUNSET, SunEvent.SUNRISE))


def course_of(document: Document, night: Night, sky: Sky) -> Course:
    """Look at a night of a program."""
    return Course(
        night=night,
        dark=sky.dark,
        sun_down=sky.sun_down,
        burns=tuple(_burns(night)),
        placed=_placed(document, night),
    )


def is_clamped(point: SwitchPoint) -> bool:
    """Whether a clamp decided when a point comes."""
    return " not before " in point.because or " not after " in point.because


def clock(document: Document, moment_s: float) -> str:
    """Write a moment [s since 1970 UTC] as a local clock time."""
    return f"{datetime.fromtimestamp(moment_s, ZoneInfo(document.site.timezone)):%H:%M}"


def length(seconds: float) -> str:
    """Write a length of time: 45 s, 12 min, 3 h 20 min."""
    minutes = int(seconds) // MINUTE_S
    if not minutes:
        return f"{int(seconds)} s"
    hours, rest = divmod(minutes, MINUTE_S)
    told = f"{hours} h {rest} min" if rest else f"{hours} h"
    return told if hours else f"{rest} min"


def _between(site: Site, night: Night, evening: SunEvent, morning: SunEvent) -> Span:
    from_s, until_s = (_sun_s(site, night, event) for event in (evening, morning))
    return Span(max(from_s, night.from_s), min(until_s, night.until_s))


def _sun_s(site: Site, night: Night, event: SunEvent) -> float:
    found = sun_moment(site.place, (night.from_s + night.until_s) // 2, event)
    if isinstance(found, Stays):
        return inf if (found is Stays.ABOVE) == event.is_in_evening else -inf
    return found


def _burns(night: Night) -> list[Burn]:
    burns: list[Burn] = []
    on: SwitchPoint | None = None
    for point in night.points:
        if point.level and on is None:
            on = point
        elif not point.level and on is not None:
            burns.append(Burn(Span(on.at_s, point.at_s), on, point))
            on = None
    if on is not None:
        burns.append(Burn(Span(on.at_s, night.until_s), on, None))
    return burns


def _placed(document: Document, night: Night) -> tuple[Placed, ...]:
    steps = document.profiles[night.profile].steps
    made = {origin.step: point for origin, point in zip(night.origins, night.points, strict=True)}
    if not document.events and all(number in made for number in range(len(steps))):
        return tuple(Placed(number, step, made[number]) for number, step in enumerate(steps))
    window = night_window(document.site.timezone, night.date)
    return tuple(
        Placed(number, step, moment.point)
        for number, step in enumerate(steps)
        for moment in moments_of_night(_alone(step), document.site, window)
    )


@lru_cache(maxsize=4096)
def _alone(step: Step) -> Profile:
    return Profile(steps=(step,))
