"""Pictures for a terminal, within 80 columns: a night as a skyline, a year as one row a night."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lighting.pictures.light import (
    HOUR_S,
    Face,
    Frame,
    frame_of,
    hour_name,
    stretches,
    sun_of,
)
from schedules.compile import Night
from schedules.site import Site
from schedules.sun import Stays

WIDE = 72
ROWS = 4
EIGHTHS = 8
FULL = 100


class Pen(NamedTuple):
    """The characters that an output can show.

    Attributes:
        bars: From nothing to a full cell, in eighths.
        shades: Off, then darker to brighter.
        sun: Where the sun sets or rises.
        colours: Of the shades [xterm's 256]; none for a terminal without colours.
    """

    bars: str
    shades: str
    sun: str
    colours: tuple[int, ...] = ()

    def inked(self, cells: str) -> str:
        """Colour the shades of a row; light is amber, whatever the terminal's background."""
        if not self.colours:
            return cells
        return "".join(self._inked(cell) for cell in cells)

    def _inked(self, cell: str) -> str:
        place = self.shades.find(cell)
        return f"\x1b[38;5;{self.colours[place]}m{cell}\x1b[0m" if place > 0 else cell


AMBER = (0, 94, 136, 178, 220)
BLOCKS = Pen(" ▁▂▃▄▅▆▇█", " ░▒▓█", "│")
ASCII = Pen(" ....:::#", " .:+#", "|")


def pen_for(encoding: str | None, *, has_colours: bool) -> Pen:
    """Give the pen for an output."""
    try:
        "".join(BLOCKS[:3]).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return BLOCKS._replace(colours=AMBER) if has_colours else BLOCKS


def night_lines(night: Night, site: Site, pen: Pen) -> Iterator[str]:
    """Draw a night: light upwards in percent, time to the right."""
    strip = _Strip(site, frame_of([night], site))
    levels = strip.levels(night)
    for row in range(ROWS, 0, -1):
        cells = (_bar(level, row, pen) for level in levels)
        yield f"{FULL * row // ROWS:>4} {''.join(cells)}".rstrip()
    yield f"     {strip.ruler()}"
    yield f"     {strip.hours()}".rstrip()
    marks = strip.marks(night)
    if marks:
        yield f"     {_sun_row(strip, marks)}".rstrip()


def year_lines(nights: Sequence[Night], site: Site, pen: Pen) -> Iterator[str]:
    """Draw nights of one group below each other: light as shades, the sun as two lines."""
    strip = _Strip(site, frame_of(nights, site))
    yield f"       {strip.hours()}".rstrip()
    yield f"       {strip.ruler()}"
    for number, night in enumerate(nights):
        is_new = number == 0 or night.date.day == 1
        name = f"{night.date:%b}" if is_new else ""
        cells = [_shade(level, pen) for level in strip.levels(night)]
        for _, column in strip.marks(night):
            cells[column] = pen.sun
        yield f"{name:<3} {night.date:%d} {pen.inked(''.join(cells))}".rstrip()
    yield f"       {strip.ruler()}"
    yield f"       {strip.hours()}".rstrip()
    yield f"       {legend(pen)}"


def legend(pen: Pen) -> str:
    """Say what the shades mean."""
    steps = [FULL * number // (len(pen.shades) - 1) for number in range(len(pen.shades))]
    told = [
        f"{pen.inked(shade)} to {most} %"
        for shade, most in zip(pen.shades[1:], steps[1:], strict=True)
    ]
    return f"{'  '.join(told)}  {pen.sun} sunset, sunrise"


def _bar(level: int, row: int, pen: Pen) -> str:
    eighths = round(level / FULL * ROWS * EIGHTHS) - (row - 1) * EIGHTHS
    least = 1 if level and row == 1 else 0  # what is lit is seen
    return pen.bars[max(least, min(EIGHTHS, eighths))]


def _shade(level: int, pen: Pen) -> str:
    return pen.shades[-(-level * (len(pen.shades) - 1) // FULL)]


def _sun_row(strip: "_Strip", marks: Sequence[tuple[str, int]]) -> str:
    row = [" "] * strip.columns
    for words, column in marks:
        start = max(0, min(column, strip.columns - len(words)))
        row[start : start + len(words)] = words
    return "".join(row)


class _Strip:
    """Columns of equal length over the hours of a frame."""

    def __init__(self, site: Site, frame: Frame) -> None:
        self._site, self._frame, self._face = site, frame, Face(site.timezone)
        hours = max(1, len(frame.hours) - 1)
        self._by_hour = max(1, WIDE // hours)
        self.columns = hours * self._by_hour

    def levels(self, night: Night) -> list[int]:
        """Give the level in the middle of each column."""
        found = [0] * self.columns
        for one in stretches(night):
            until_s = self._face.after_noon_s(night, one.until_s)
            first, end = (self._middle_after(night, at) for at in (one.from_s, one.until_s))
            if until_s > self._frame.from_s:
                found[first:end] = [one.level] * max(0, end - first)
        return found

    def marks(self, night: Night) -> list[tuple[str, int]]:
        """Give the sun's words and columns."""
        sun = sun_of(self._site, night)
        words = zip(("sunset", "sunrise"), sun, strict=True)
        return [
            (f"^ {word} {self._face.clock(at)}", self._column(night, at))
            for word, at in words
            if not isinstance(at, Stays)
        ]

    def ruler(self) -> str:
        """Give a line with a notch at each hour."""
        return ("+" + "-" * (self._by_hour - 1)) * (len(self._frame.hours) - 1) + "+"

    def hours(self) -> str:
        """Name the hours, as many as there is room for."""
        step = 1 if self._by_hour > len("00") else 2
        names = [hour_name(hour) for hour in self._frame.hours[::step]]
        told = "".join(f"{name:<{self._by_hour * step}}" for name in names).rstrip()
        return told if len(told) <= WIDE + 1 else told[: self.columns].rstrip()

    def _place(self, night: Night, at_s: int) -> float:
        passed_s = self._face.after_noon_s(night, at_s) - self._frame.from_s
        return passed_s * self._by_hour / HOUR_S

    def _column(self, night: Night, at_s: int) -> int:
        return max(0, min(self.columns - 1, int(self._place(night, at_s))))

    def _middle_after(self, night: Night, at_s: int) -> int:
        return max(0, min(self.columns, round(self._place(night, at_s))))
