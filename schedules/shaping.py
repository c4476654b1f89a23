"""What is made of a night's points before they are sent: events on top, short burnings left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schedules.civil_time import Window
from schedules.events import Event
from schedules.moments import Moment, Origin, SunUse, anchor_s
from schedules.program import SwitchPoint
from schedules.site import Site

Moments = Sequence[Moment]


@dataclass(frozen=True, slots=True)
class Placed:
    """An event in one night: from its first up to, and without, its last second.

    `number` is that of the event in the document; the suns are those that its two ends hang on.
    """

    number: int
    event: Event
    from_s: int
    until_s: int
    from_sun: SunUse | None
    until_sun: SunUse | None


def place_event(number: int, event: Event, site: Site, night: Window) -> Placed | None:
    """Place an event in a night; None if nothing of it falls into it."""
    start_s, from_sun = anchor_s(event.start, site, night, lit=event.level > 0)
    end_s, until_sun = anchor_s(event.until, site, night, lit=event.level == 0)
    from_s, until_s = max(start_s, night.from_s), min(end_s, night.until_s)
    if from_s >= until_s:
        return None
    return Placed(number, event, int(from_s), int(until_s), from_sun, until_sun)


def lay_on(moments: Moments, events: Sequence[Placed], night_until_s: int) -> tuple[Moment, ...]:
    """Lay events, the strongest first, on a night's moments, which go on beneath them.

    Where an event ends, the level beneath it holds again. The points stay strictly rising.
    """
    if not events:
        return tuple(moments)
    beneath = {moment.at_s: moment for moment in moments}
    edges = {edge_s for one in events for edge_s in (one.from_s, one.until_s)}
    edges = {edge_s for edge_s in edges if edge_s < night_until_s}
    return tuple(_laid(beneath, events, sorted(edges | set(beneath))))


def _laid(
    beneath: dict[int, Moment], events: Sequence[Placed], edges_s: Sequence[int]
) -> Iterator[Moment]:
    level, above = 0, None
    for at_s in edges_s:
        under = beneath.get(at_s)
        level = under.level if under else level
        before, above = above, _strongest(events, at_s)
        if above and above is not before:
            yield _begun(above, at_s)
        elif under and not above:
            yield under
        elif before and not above:
            yield _ended(before, at_s, level)


def _strongest(events: Sequence[Placed], at_s: int) -> Placed | None:
    return next((one for one in events if one.from_s <= at_s < one.until_s), None)


def _begun(one: Placed, at_s: int) -> Moment:
    because = f"{one.event.name} {one.event.start.text}"
    point = SwitchPoint(at_s, one.event.level, one.event.fade_s, because)
    return Moment(point, Origin(event=one.number, sun=one.from_sun))


def _ended(one: Placed, at_s: int, level: int) -> Moment:
    because = f"{one.event.name} until {one.event.until.text}"
    point = SwitchPoint(at_s, level, one.event.fade_back_s, because)
    return Moment(point, Origin(event=one.number, sun=one.until_sun))


def without_short(
    moments: Moments, shortest_s: int, night_until_s: int
) -> tuple[tuple[Moment, ...], tuple[Moment, ...]]:
    """Leave out each burning that lasts less than `shortest_s`, its switch-off with it.

    Returns:
        The moments that stay, and the switch-ons of what is left out.
    """
    if shortest_s == 0:
        return tuple(moments), ()
    stay: list[Moment] = []
    left_out: list[Moment] = []
    for burning, end_s in _burnings(moments, night_until_s):
        is_short = burning[0].level > 0 and end_s - burning[0].at_s < shortest_s
        if is_short:
            left_out.append(burning[0])
        else:
            stay += burning
    return tuple(stay), tuple(left_out)


def _burnings(moments: Moments, night_until_s: int) -> Iterator[tuple[list[Moment], int]]:
    """Cut moments into burnings with their switch-off, and what is dark anyway, and their ends."""
    part: list[Moment] = []
    for moment in moments:
        part.append(moment)
        if moment.level == 0:
            yield part, moment.at_s
            part = []
    if part:
        yield part, night_until_s
