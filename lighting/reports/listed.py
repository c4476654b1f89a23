"""Which lamps were in the list in a month, when, and with which watts, customer number and type.

Lists are worked out backwards: from the one of now, by what each one was before it was replaced.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from lighting.reports.spans import FAR_MS, Hours, Time, by_hour, clipped, joined, length_ms
from lighting.site.lamp_csv import Lamp
from lighting.site.replaced_list import ListReplaced, is_alike

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list of lamps, and when it held.

    Attributes:
        lamp: The line.
        times: Within the month [ms since 1970 UTC], in order, none touching another.
        number: Which of the lines of its lamp it is in the month, the oldest is 1.
    """

    lamp: Lamp
    times: tuple[Time, ...]
    number: int = 1

    @property
    def key(self) -> tuple[str, int]:
        """Its lamp and number."""
        return self.lamp.id, self.number

    @property
    def days(self) -> float:
        """How long it held [days]."""
        return length_ms(self.times) / DAY_MS

    def wider(self, from_ms: int, to_ms: int) -> list[Time]:
        """Give its times, those that reach an end of the month as if they went on beyond it."""
        return [
            (0 if begin <= from_ms else begin, FAR_MS if end >= to_ms else end)
            for begin, end in self.times
        ]


def listed_in(
    now: Sequence[Lamp], steps: Sequence[ListReplaced], from_ms: int, to_ms: int
) -> tuple[Listed, ...]:
    """Give all lines that held in some of a time, in the order of the list, lamps that went last.

    Args:
        now: The list of now.
        steps: All that took the place of others since the begin, the oldest first.
        from_ms: The begin [ms since 1970 UTC].
        to_ms: The end.
    """
    found: dict[str, list[tuple[Lamp, Time]]] = {lamp.id: [] for lamp in now}
    for lamp, held in sorted(_backwards(now, steps), key=lambda one: one[0].id):
        for time in clipped([held], from_ms, to_ms):
            found.setdefault(lamp.id, []).append((lamp, time))
    return tuple(line for lines in found.values() for line in _lines(lines))


def hours_within(from_ms: int, to_ms: int) -> Callable[[Listed], Hours]:
    """Give what tells for how much of each hour of a time a line held [s], by the hour's begin."""
    known: dict[tuple[Time, ...], Hours] = {}

    def hours(line: Listed) -> Hours:
        if line.times not in known:
            known[line.times] = by_hour(clipped(line.times, from_ms, to_ms))
        return known[line.times]

    return hours


def _backwards(now: Iterable[Lamp], steps: Sequence[ListReplaced]) -> Iterator[tuple[Lamp, Time]]:
    """Each line and when it held; where a clock was put back no list begins after its end."""
    until: dict[str, tuple[Lamp, int]] = {lamp.id: (lamp, FAR_MS) for lamp in now}
    at_ms = FAR_MS
    for step in reversed(steps):
        at_ms = min(at_ms, step.at_ms)
        before = {lamp.id: lamp for lamp in step.lines_before()}
        for id_ in (*step.added, *before):
            if id_ in until:
                lamp, end_ms = until.pop(id_)
                yield lamp, (at_ms, end_ms)
        until |= {id_: (lamp, at_ms) for id_, lamp in before.items()}
    for lamp, end_ms in until.values():
        yield lamp, (0, end_ms)


def _lines(held: Iterable[tuple[Lamp, Time]]) -> Iterator[Listed]:
    """The lines of one lamp; times of lines that a report can't tell apart are of the newest."""
    lines: list[tuple[Lamp, list[Time]]] = []
    for lamp, time in sorted(held, key=lambda one: one[1]):
        alike = next((number for number, one in enumerate(lines) if is_alike(one[0], lamp)), None)
        if alike is None:
            lines.append((lamp, [time]))
        else:
            lines[alike] = (lamp, [*lines[alike][1], time])
    for number, (lamp, times) in enumerate(lines, start=1):
        yield Listed(lamp, tuple(joined(times)), number)
