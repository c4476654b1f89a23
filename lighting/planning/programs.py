"""What lamps do night by night under a schedule, planned once for all lamps of a program."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from schedules.civil_time import night_window
from schedules.compile import Night, plan_nights
from schedules.document import Document, calendar_name
from schedules.groups import ALL

FULL_LEVEL = 100
# A calendar and the numbers of the events on top of it; None for lamps without a program.
Key = tuple[str, tuple[int, ...]] | None


@dataclass(frozen=True, slots=True)
class PlannedLamp:
    """A lamp of the list: its name, groups and kind, and what it takes [W]."""

    id: str
    groups: tuple[str, ...]
    power_w: float
    standby_w: float
    type: str = ""


class Kind(NamedTuple):
    """Lamps that plan alike: same programs before and after, same power [W], same factors.

    A program goes with the name of the group that the lamps have it from.
    """

    before: tuple[Key, str]
    after: tuple[Key, str]
    power_w: float
    standby_w: float
    type: str


class Shape(NamedTuple):
    """What a program does in one night.

    Attributes:
        switches: When light changes [s since 1970 UTC], to which level [%], in how long [s].
        seconds: How long each level lasts [s]; a fade counts as the level that it leads to.
        on_top: What its nodes do by themselves: photocell, effects.
    """

    switches: tuple[tuple[int, int, int], ...]
    seconds: Mapping[int, int]
    on_top: tuple[Any, ...]


class Span(NamedTuple):
    """The nights that are planned: the evening of the first, and how many."""

    first: date
    nights: int

    @property
    def evenings(self) -> tuple[date, ...]:
        """The dates of their evenings."""
        return tuple(self.first + timedelta(days=number) for number in range(self.nights))


@dataclass
class Side:
    """A schedule over a span of nights, or the lack of one.

    Attributes:
        document: The operator's; None where none is in force.
        timezone: Of the site.
        span: The nights.
        default_level: Of lamps without a program [%].
    """

    document: Document | None
    timezone: str
    span: Span
    default_level: int = FULL_LEVEL
    _keys: dict[tuple[str, ...], tuple[Key, str]] = field(default_factory=dict, init=False)
    _shapes: dict[Key, Sequence[Shape]] = field(default_factory=dict, init=False)
    _also: dict[Key, tuple[str, tuple[str, ...]]] = field(default_factory=dict, init=False)

    def program_of(self, lamp: PlannedLamp) -> tuple[Key, str]:
        """Give the program of a lamp and the group that it has it from; no group for none."""
        if self.document is None:
            return None, ""
        groups = self.document.groups_of(lamp.id, lamp.groups)
        if groups not in self._keys:
            self._keys[groups] = self._found(self.document, groups)
        return self._keys[groups]

    def shapes(self, key: Key) -> Sequence[Shape]:
        """Give what a program that `program_of` named does, night by night."""
        if key not in self._shapes:
            self._shapes[key] = tuple(self._planned(key))
        return self._shapes[key]

    def _found(self, document: Document, groups: tuple[str, ...]) -> tuple[Key, str]:
        """The first group with a calendar counts, in the order of the assignments."""
        own = set(groups)
        group = next((name for name in document.groups if name in own), ALL)
        if group not in document.groups:
            return None, ""
        meant = {ALL, group, *groups}
        events = [number for number, one in enumerate(document.events) if one.group in meant]
        key = calendar_name(document, group), tuple(events)
        self._also.setdefault(key, (group, groups))
        return key, group

    def _planned(self, key: Key) -> Iterable[Shape]:
        if self.document is None or key is None:
            return (self._default(evening) for evening in self.span.evenings)
        group, also = self._also[key]
        nights = plan_nights(self.document, group, self.span.first, self.span.nights, also)
        tops = {night.profile: on_top(self.document, night.profile) for night in nights}
        return (_shape(night, tops[night.profile]) for night in nights)

    def _default(self, evening: date) -> Shape:
        window = night_window(self.timezone, evening)
        level, length_s = self.default_level, window.until_s - window.from_s
        return Shape(((window.from_s, level, 0),), {level: length_s}, ())


def on_top(document: Document, profile: str) -> tuple[Any, ...]:
    """Give what nodes do by themselves in nights of a profile: photocell and effects, if any."""
    own = document.profiles[profile]
    effects = tuple(document.effects[name] for name in own.effects)
    return (own.photocell, *effects) if own.photocell or effects else ()


def _shape(night: Night, top: tuple[Any, ...]) -> Shape:
    """Leave out what changes no light: words, and points that keep the level."""
    switches, seconds = list[tuple[int, int, int]](), dict[int, int]()
    level, since_s = 0, night.from_s
    for point in night.points:
        if point.level != level:
            seconds[level] = seconds.get(level, 0) + point.at_s - since_s
            switches.append((point.at_s, point.level, point.fade_s))
            level, since_s = point.level, point.at_s
    seconds[level] = seconds.get(level, 0) + night.until_s - since_s
    return Shape(tuple(switches), seconds, top)
