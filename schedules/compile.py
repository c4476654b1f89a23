"""A document into switch points: which profile a night has, and when its steps fall.

Nights run from local noon to local noon. Outside the steps a lamp is off: a night starts at level
0, whatever the night before ended with. Events stand on top, and short burnings are left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from schedules.calendars import Choice
from schedules.civil_time import Window, evening_at, night_window
from schedules.days import Match
from schedules.document import Document, calendar_name, to_calendar
from schedules.errors import DocumentError, Problem
from schedules.events import Event, variant_name
from schedules.fit import SMALLEST, Room, nights_that_fit
from schedules.groups import ALL, GROUP, groups_holding
from schedules.lines import line_at
from schedules.moments import Origin, moments_of_night
from schedules.program import DAY_S, Program, SwitchPoint
from schedules.shaping import Placed, lay_on, place_event, without_short
from schedules.site import Site

NOON = "noon"
# Alone, a node repeats the ordinary night after these; each weekday should come before it does.
FEWEST_NIGHTS = 7

Dates = tuple[date, ...]
# Events with their numbers in the document.
Events = Sequence[tuple[int, Event]]


@dataclass(frozen=True, slots=True)
class Night:
    """One night of one group.

    Attributes:
        date: That of its evening.
        group: Name of the group.
        profile: Name of the profile.
        rule: The calendar rule's words that chose the profile; None for the default.
        estimated: Whether the rule or an event holds by a holiday whose date is not yet sure.
        from_s: Noon at which it begins [s since 1970 UTC].
        until_s: Noon at which it ends [s since 1970 UTC].
        points: Strictly rising, inside the night.
        origins: What made each of the points.
        estimates: Dates of the holidays that are not yet sure and were relied on.
        left_out: Switch-ons whose burning would be shorter than the profile's minimum.
    """

    date: date
    group: str
    profile: str
    rule: str | None
    estimated: bool
    from_s: int
    until_s: int
    points: tuple[SwitchPoint, ...]
    origins: tuple[Origin, ...] = ()
    estimates: Dates = ()
    left_out: tuple[SwitchPoint, ...] = ()


def evening_of(site: Document | Site, moment_s: int) -> date:
    """Give the date of the night to which a moment [s since 1970 UTC] belongs."""
    site = site.site if isinstance(site, Document) else site
    return evening_at(site.timezone, moment_s)


def plan_night(document: Document, group: str, evening: date, also: Iterable[str] = ()) -> Night:
    """Plan the night of one evening; see `plan_nights`."""
    return plan_nights(document, group, evening, 1, also)[0]


def plan_nights(
    document: Document, group: str, first: date, count: int, also: Iterable[str] = ()
) -> tuple[Night, ...]:
    """Plan nights one after the other.

    Where the night before ended lit, a night begins with a point "noon" that puts the lamp off.

    Args:
        document: The operator's document.
        group: Name of a group, or "all"; without a calendar a `NoSuchGroupError` comes.
        first: Evening of the first night; outside 1970 to 2199 a `NoSuchNightError` comes.
        count: Number of nights, 0 or more.
        also: Other groups of the lamps, whose events concern them too; those nested groups that
            hold the group as a whole are known.
    """
    calendar = to_calendar(document, group)
    events = _events(document, group, also)
    nights: list[Night] = []
    for number in range(-1, count):
        evening = first + timedelta(days=number)
        choice = calendar.choose(evening, document.site.country, document.holidays)
        night = _plan(document, group, evening, choice, events)
        nights.append(_put_off_at_noon(night, nights[-1]) if nights else night)
    return tuple(nights[1:])


def compile_program(
    document: Document,
    group: str,
    first: date,
    nights: int = 90,
    also: Iterable[str] = (),
    room: Room = SMALLEST,
) -> Program:
    """Compile a group's nights into the program that its nodes will hold.

    It begins with an explicit point at the first noon. It gets fewer nights, down to 7, where a
    node would not have room for all.

    Args:
        document: The operator's document.
        group: As for `plan_nights`; the program's id is its `program_name`.
        first: As for `plan_nights`.
        nights: Number of nights wished for, 1 or more.
        also: As for `plan_nights`.
        room: What a node can hold.

    Raises:
        DocumentError: not even 7 nights fit into a node.
    """
    also = tuple(also)
    planned = plan_nights(document, group, first, nights, also)
    planned = (_from_noon(planned[0]), *planned[1:])
    ordinary = _ordinary(document, group, planned[-1])
    count = nights_that_fit([night.points for night in planned], ordinary, room)
    if count < min(FEWEST_NIGHTS, nights):
        raise DocumentError([_too_long(document, group, count)])
    planned = planned[:count]
    points = tuple(point for night in planned for point in night.points)
    ordinary = _ordinary(document, group, planned[-1])
    name = program_name(document, group, also)
    return Program(name, planned[0].from_s, planned[-1].until_s, count, points, ordinary)


def program_name(document: Document, group: str, also: Iterable[str] = ()) -> str:
    """Name the program of the lamps of a group that are in other groups, too.

    It is the group's name unless there are events for the others only.
    """
    ordinary = _events(document, group, ())
    further = [one for one in _events(document, group, also) if one not in ordinary]
    return variant_name(group, [event for _, event in further])


def _events(document: Document, group: str, also: Iterable[str]) -> Events:
    around = groups_holding(document.holders, [GROUP + group])
    meant = {ALL, group, *around, *also}
    return [one for one in enumerate(document.events) if one[1].group in meant]


def _plan(document: Document, group: str, evening: date, choice: Choice, events: Events) -> Night:
    profile = document.profiles[choice.profile]
    window = night_window(document.site.timezone, evening)
    held = tuple(_held(document, events, window))
    moments = moments_of_night(profile, document.site, window)
    laid = lay_on(moments, [placed for placed, _ in held], window.until_s)
    kept, left_out = without_short(laid, profile.min_burn_s, window.until_s)
    guesses = [found.holiday for _, found in held if found.is_estimate]
    guesses += [choice.holiday] if choice.is_estimate else []
    return Night(
        date=evening,
        group=group,
        profile=choice.profile,
        rule=choice.rule,
        estimated=bool(guesses),
        from_s=window.from_s,
        until_s=window.until_s,
        points=tuple(moment.point for moment in kept),
        origins=tuple(moment.origin for moment in kept),
        estimates=tuple(sorted({guess for guess in guesses if guess})),
        left_out=tuple(moment.point for moment in left_out),
    )


def _held(document: Document, events: Events, night: Window) -> Iterator[tuple[Placed, Match]]:
    """Give the events that are held in a night, and how its evening matched their days."""
    site = document.site
    for number, event in events:
        found = event.on.match(night.evening, site.country, document.holidays)
        placed = place_event(number, event, site, night) if found else None
        if found and placed:
            yield placed, found


def _put_off_at_noon(night: Night, before: Night) -> Night:
    is_lit = before.points and before.points[-1].level > 0
    return _from_noon(night) if is_lit else night


def _from_noon(night: Night) -> Night:
    """Give a night with a point exactly at its first noon."""
    if night.points and night.points[0].at_s == night.from_s:
        return night
    point = SwitchPoint(night.from_s, 0, 0, NOON)
    return replace(night, points=(point, *night.points), origins=(Origin(), *night.origins))


def _ordinary(document: Document, group: str, last: Night) -> tuple[SwitchPoint, ...]:
    """Give the default night after the last one, in seconds after its noon.

    It begins with a point at noon where it or the last night ends lit.
    """
    evening = last.date + timedelta(days=1)
    choice = Choice(to_calendar(document, group).default, rule=None, is_estimate=False)
    night = _plan(document, group, evening, choice, events=())
    night = _put_off_at_noon(_put_off_at_noon(night, last), night)
    shifted = (replace(point, at_s=point.at_s - night.from_s) for point in night.points)
    return tuple(point for point in shifted if point.at_s < DAY_S)


def _too_long(document: Document, group: str, count: int) -> Problem:
    calendar = calendar_name(document, group)
    return Problem(
        document.source,
        line_at(document.lines, ("calendar", calendar)),
        f"a node has room for {count} nights of {group}, and needs {FEWEST_NIGHTS}",
        f"use fewer steps in the profiles of calendar {calendar}, or fewer events",
    )
