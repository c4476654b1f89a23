"""The program that nodes get beside the second reading of the document, at each minute.

A minute differs when the two give it another level. Times of the sun have a tolerance of 60 s:
where a night differs, it is read again with its times of the sun (sunset, dusk, dawn, sunrise) as
they are, a minute earlier or later, on the full minute before or after, or a second past that. One
time holds for all steps and events of that night that hang on the same event of the sun; a night is
alike only if one such reading agrees in each of its minutes, else it counts with the minutes of the
nearest one. Beyond the polar circle a sun may graze its elevation; see `sky.readings`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from schedules.civil_time import night_window
from schedules.compile import compile_program
from schedules.document import Document, read_document
from schedules.program import Program
from tests.oracle.reading import MINUTE_S, Reading


@dataclass
class Tally:
    """What was compared: minutes, nights, of those the ones read with a shifted sun, and faults."""

    minutes: int = 0
    nights: int = 0
    shifted_nights: int = 0
    differing_minutes: int = 0
    first: str = ""

    def add(self, other: "Tally") -> None:
        """Count another's, too."""
        self.minutes += other.minutes
        self.nights += other.nights
        self.shifted_nights += other.shifted_nights
        self.differing_minutes += other.differing_minutes
        self.first = self.first or other.first


def compare(
    text: str,
    group: str,
    first: date,
    nights: int,
    also: tuple[str, ...] = (),
    read: str | None = None,
) -> Tally:
    """Compare nights of a group, compiled as they are for nodes: as many at once as fit.

    Args:
        text: The document.
        group: Whose calendar is meant.
        first: First evening.
        nights: How many.
        also: Other groups of the lamp.
        read: What is read beside it, to see that a difference is found; None: the same.
    """
    document, reading, tally = read_document(text, "oracle.toml"), Reading(read or text), Tally()
    for evening, program in _programs(document, group, first, nights, also):
        levels = _compiled(document, program, evening)
        tally.nights += 1
        tally.minutes += len(levels)
        if levels != reading.levels(group, evening, also=also):
            _explain(tally, reading, group, evening, levels, also)
    return tally


def _programs(
    document: Document, group: str, first: date, nights: int, also: tuple[str, ...]
) -> Iterator[tuple[date, Program]]:
    done = 0
    while done < nights:
        begin = first + timedelta(days=done)
        program = compile_program(document, group, begin, min(90, nights - done), also)
        for number in range(program.nights):
            yield begin + timedelta(days=number), program
        done += program.nights


def _compiled(document: Document, program: Program, evening: date) -> list[int | None]:
    night = night_window(document.site.timezone, evening)
    points = (program.point_at(at_s) for at_s in range(night.from_s, night.until_s, MINUTE_S))
    return [point.level if point else None for point in points]


def _explain(
    tally: Tally,
    reading: Reading,
    group: str,
    evening: date,
    levels: list[int | None],
    also: tuple[str, ...],
) -> None:
    fewest = len(levels)
    for suns in _readings(reading.suns(group, evening)):
        read = reading.levels(group, evening, suns, also)
        fewest = min(fewest, _differing(levels, read))
        if not fewest:
            tally.shifted_nights += 1
            return
    tally.differing_minutes += fewest
    tally.first = tally.first or f"{reading.site['timezone']} {group} {evening}: {fewest} minutes"


def _differing(levels: list[int | None], read: list[int]) -> int:
    return sum(a != b for a, b in zip(levels, read, strict=True))


def _readings(suns: Mapping[str, Sequence[float]]) -> Iterator[Mapping[str, float]]:
    """Give each way to read the sun, the ways with the fewest other times first."""
    ways = product(*([(event, at_s) for at_s in times] for event, times in suns.items()))
    for way in sorted(ways, key=lambda way: sum(at_s != suns[event][0] for event, at_s in way)):
        yield dict(way)
