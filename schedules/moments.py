"""When the steps of a profile fall in one night, days without sunset or sunrise included."""

from math import inf

from schedules.anchors import Clock, SunTime
from schedules.civil_time import Window, clock_s
from schedules.profiles import Profile, Step
from schedules.program import SwitchPoint
from schedules.site import Site
from schedules.sun import Stays, sun_moment


def points_of_night(profile: Profile, site: Site, night: Window) -> tuple[SwitchPoint, ...]:
    """Give a night's switch points, strictly rising and inside the night.

    A step before the noon at which the night begins moves to it; one at or after the noon at which
    it ends does not happen. Of two steps in the same second the later in the document holds.
    If a step waits for a sun that does not go down (or does not come up again) and no clamp gives
    it a time, the lamps stay off for the whole night.
    """
    points: dict[int, SwitchPoint] = {}
    for step in profile.steps:
        placed = _place(step, site, night)
        if placed is None:
            return ()
        moment_s, because = placed
        if moment_s < night.until_s:
            at_s = int(max(moment_s, night.from_s))
            points[at_s] = SwitchPoint(at_s, step.level, step.fade_s, because)
    return tuple(points[at_s] for at_s in sorted(points))


def _place(step: Step, site: Site, night: Window) -> tuple[float, str] | None:
    """Give a step's moment, infinite for before or after everything; None if it never comes."""
    if isinstance(step.at, Clock):
        return _clock_s(step.at, step, site, night), step.at.text
    moment_s, because = _sun_s(step.at, site, night), step.at.text
    if step.not_before and moment_s < (limit_s := _clock_s(step.not_before, step, site, night)):
        moment_s, because = limit_s, f"{because} not before {step.not_before.text}"
    if step.not_after and moment_s > (limit_s := _clock_s(step.not_after, step, site, night)):
        moment_s, because = limit_s, f"{because} not after {step.not_after.text}"
    never_s = inf if step.at.event.is_in_evening else -inf
    return None if moment_s == never_s else (moment_s, because)


def _clock_s(clock: Clock, step: Step, site: Site, night: Window) -> int:
    return clock_s(site.timezone, night.evening, clock.second_of_day, lit=step.level > 0)


def _sun_s(at: SunTime, site: Site, night: Window) -> float:
    """Give a sun time; a sun that stays up sets after everything and rises before everything."""
    event_s = sun_moment(site.place, (night.from_s + night.until_s) // 2, at.event)
    if isinstance(event_s, Stays):
        return inf if (event_s is Stays.ABOVE) == at.event.is_in_evening else -inf
    return event_s + at.offset_s
