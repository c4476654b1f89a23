"""When the steps of a profile fall in one night, days without sunset or sunrise included.

Named tuples, since they are made for every step of every night of every group.
"""

from math import inf
from typing import NamedTuple

from schedules.anchors import Clock, SunTime
from schedules.civil_time import Window, clock_s
from schedules.profiles import Profile, Step
from schedules.program import SwitchPoint
from schedules.site import Site
from schedules.sun import Stays, SunEvent, sun_moment


class SunUse(NamedTuple):
    """The time of the sun that a point hangs on.

    Attributes:
        event: Which.
        at_s: When it is, before offset and clamps [s since 1970 UTC], or where the sun stays.
        offset_s: How much later the point is wanted [s].
    """

    event: SunEvent
    at_s: int | Stays
    offset_s: int


class Origin(NamedTuple):
    """What made a switch point.

    Attributes:
        step: Number of the profile's step, from 0; None for an event's point and for noon.
        event: Number of the document's event, from 0; None if it is no event's.
        sun: The time of the sun that was used; None for clock times.
    """

    step: int | None = None
    event: int | None = None
    sun: SunUse | None = None


class Moment(NamedTuple):
    """A switch point and what made it."""

    point: SwitchPoint
    origin: Origin

    @property
    def at_s(self) -> int:
        """When it is [s since 1970 UTC]."""
        return self.point.at_s

    @property
    def level(self) -> int:
        """Wanted light [%]."""
        return self.point.level


def moments_of_night(profile: Profile, site: Site, night: Window) -> tuple[Moment, ...]:
    """Give a night's switch points, strictly rising and inside the night.

    A step before the noon at which the night begins moves to it; one at or after the noon at which
    it ends does not happen. Of two steps in the same second the later in the document holds.
    If a step waits for a sun that does not go down (or does not come up again) and no clamp gives
    it a time, the lamps stay off for the whole night.
    """
    moments: dict[int, Moment] = {}
    for number, step in enumerate(profile.steps):
        unclamped_s, sun = anchor_s(step.at, site, night, lit=step.level > 0)
        moment_s, because = _clamped(unclamped_s, step, site, night)
        if sun and moment_s == (inf if sun.event.is_in_evening else -inf):
            return ()
        if moment_s < night.until_s:
            at_s = int(max(moment_s, night.from_s))
            point = SwitchPoint(at_s, step.level, step.fade_s, because)
            moments[at_s] = Moment(point, Origin(step=number, sun=sun))
    return tuple(moments[at_s] for at_s in sorted(moments))


def anchor_s(
    at: Clock | SunTime, site: Site, night: Window, *, lit: bool
) -> tuple[float, SunUse | None]:
    """Give an anchor's moment and the time of the sun that it hangs on, if any.

    Args:
        at: Clock time or time of the sun.
        site: The city.
        night: Which night.
        lit: Whether lamps are to be lit from then on, see `clock_s`.

    Returns:
        The moment [s since 1970 UTC]: infinite where the sun stays up, which then sets after
        everything and rises before everything, or down, which is the other way round.
    """
    if isinstance(at, Clock):
        return clock_s(site.timezone, night.evening, at.second_of_day, lit=lit), None
    event_s = sun_moment(site.place, (night.from_s + night.until_s) // 2, at.event)
    sun = SunUse(at.event, event_s, at.offset_s)
    if isinstance(event_s, Stays):
        return inf if (event_s is Stays.ABOVE) == at.event.is_in_evening else -inf, sun
    return event_s + at.offset_s, sun


def _clamped(moment_s: float, step: Step, site: Site, night: Window) -> tuple[float, str]:
    """Bring a moment within a step's clamps; a step at a clock time has none."""
    because = step.at.text
    if step.not_before and moment_s < (limit_s := _limit_s(step.not_before, step, site, night)):
        moment_s, because = limit_s, f"{because} not before {step.not_before.text}"
    if step.not_after and moment_s > (limit_s := _limit_s(step.not_after, step, site, night)):
        moment_s, because = limit_s, f"{because} not after {step.not_after.text}"
    return moment_s, because


def _limit_s(clock: Clock, step: Step, site: Site, night: Window) -> int:
    return clock_s(site.timezone, night.evening, clock.second_of_day, lit=step.level > 0)
