"""What pictures are drawn from: stretches of light and the sun, by the clock of the site."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from schedules.civil_time import NOON_S
from schedules.compile import Night
from schedules.site import Site
from schedules.sun import Stays, SunEvent, sun_moment

HOUR_S = 3600
HALF_DAY_S = 12 * HOUR_S
DAY_S = 24 * HOUR_S


class Stretch(NamedTuple):
    """A level [%] from a moment to another [s since 1970 UTC], and the words that made it."""

    from_s: int
    until_s: int
    level: int
    because: str


class Sun(NamedTuple):
    """Sunset and sunrise of a night [s since 1970 UTC], or on which side the sun stays."""

    set_s: int | Stays
    rise_s: int | Stays


def stretches(night: Night) -> Iterator[Stretch]:
    """Give a night from noon to noon as stretches of one level each."""
    level, since_s, because = 0, night.from_s, ""
    for point in night.points:
        if point.at_s > since_s:
            yield Stretch(since_s, point.at_s, level, because)
        level, since_s, because = point.level, point.at_s, point.because
    yield Stretch(since_s, night.until_s, level, because)


def sun_of(site: Site, night: Night) -> Sun:
    """Give the sun of a night."""
    middle_s = (night.from_s + night.until_s) // 2
    moments = (sun_moment(site.place, middle_s, each) for each in SUN)
    return Sun(*moments)


SUN = (SunEvent.SUNSET, SunEvent.SUNRISE)


class Face:
    """The clock of a site: seconds after the noon at which a night began, as it shows them."""

    def __init__(self, timezone: str) -> None:
        self._zone = ZoneInfo(timezone)

    def after_noon_s(self, night: Night, at_s: int) -> int:
        """Give what the clock shows at a moment; where it is changed, it leaps here too."""
        local = datetime.fromtimestamp(at_s, self._zone).replace(tzinfo=UTC)
        noon = datetime(night.date.year, night.date.month, night.date.day, tzinfo=UTC)
        return (local - noon - timedelta(seconds=NOON_S)) // timedelta(seconds=1)

    def clock(self, at_s: int) -> str:
        """Write a moment as a clock time: `17:46`."""
        return f"{datetime.fromtimestamp(at_s, self._zone):%H:%M}"


class Frame(NamedTuple):
    """The part of the day that a picture shows: whole hours after noon [s]."""

    from_s: int
    until_s: int

    @property
    def hours(self) -> range:
        """Hours after noon, both edges among them."""
        return range(self.from_s // HOUR_S, self.until_s // HOUR_S + 1)


def frame_of(nights: Sequence[Night], site: Site) -> Frame:
    """Give the hours that hold all light and the sun's ways down and up."""
    face, edges = Face(site.timezone), list[int]()
    for night in nights:
        moments: list[int | Stays] = [point.at_s for point in night.points]
        moments += sun_of(site, night)
        edges += [face.after_noon_s(night, at) for at in moments if not isinstance(at, Stays)]
    if not edges:
        return Frame(0, DAY_S)
    return Frame(
        max(0, min(edges) // HOUR_S * HOUR_S), min(DAY_S, -(-(max(edges) + 1) // HOUR_S) * HOUR_S)
    )


def hour_name(hour: int) -> str:
    """Write an hour after noon as the clock shows it: `18`."""
    return f"{(hour + HALF_DAY_S // HOUR_S) % (DAY_S // HOUR_S):02}"
