"""Pictures as SVG: a night as a skyline, a year as one column a night. Needs no library."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import NamedTuple

from lighting.pictures.light import HOUR_S, Face, Frame, frame_of, hour_name, stretches, sun_of
from schedules.compile import Night
from schedules.site import Site
from schedules.sun import Stays

INK, MUTED, DAY, NIGHT = "#1c2331", "#667085", "#e3eaf4", "#252e49"
SUN = "#ff7043"
DIM, BRIGHT = (122, 84, 40), (255, 224, 130)  # light at 0 and at 100 % [red, green, blue]
FULL = 100
LEFT, RIGHT, TOP, GAP = 64, 24, 56, 64
PLOT_WIDE, NIGHT_TALL, YEAR_TALL = 900, 200, 280
# Room that words need [px]: a letter, the two lines of a label, a label's width.
LETTER, ROOM_TALL, ROOM_WIDE = 7, 40, 60
# From then on the next month's name would stand on the first one's.
LATE_IN_MONTH = 20
LEGEND = (20, 40, 60, 80, 100)
FONT = "font-family='system-ui,Segoe UI,Noto Sans,DejaVu Sans,sans-serif'"


class _Plot(NamedTuple):
    """Where a picture of one group stands: `along` pixels for the frame, from `start` on."""

    site: Site
    face: Face
    frame: Frame
    start: float
    along: float

    def place(self, night: Night, at_s: int) -> float:
        """Give the pixel of a moment on the axis of time, within the plot."""
        passed_s = self.face.after_noon_s(night, at_s) - self.frame.from_s
        share = passed_s / (self.frame.until_s - self.frame.from_s)
        return self.start + self.along * max(0.0, min(1.0, share))

    def hour(self, hour: int) -> float:
        """Give the pixel of an hour after noon."""
        share = (hour * HOUR_S - self.frame.from_s) / (self.frame.until_s - self.frame.from_s)
        return self.start + self.along * share

    def dark(self, night: Night) -> tuple[float, float] | None:
        """Give from where to where the sun is down; None if it does not go down."""
        sun = sun_of(self.site, night)
        if Stays.ABOVE in sun:
            return None
        ends = zip(sun, (self.start, self.start + self.along), strict=True)
        down, up = (edge if isinstance(at, Stays) else self.place(night, at) for at, edge in ends)
        return down, up


def night_svg(nights: Sequence[Night], site: Site) -> str:
    """Draw nights below each other, each with its light over time."""
    parts = list[str]()
    plot = _Plot(site, Face(site.timezone), frame_of(nights, site), LEFT, PLOT_WIDE)
    for number, night in enumerate(nights):
        top = TOP + number * (NIGHT_TALL + GAP)
        parts += _night(plot, night, top)
    tall = TOP + len(nights) * (NIGHT_TALL + GAP)
    return _document(f"{site.name}: light by night, {site.timezone}", tall, parts)


def year_svg(nights: Sequence[Night], site: Site) -> str:
    """Draw the nights of each group side by side, evening at the top and morning below."""
    groups: dict[str, list[Night]] = {}
    for night in nights:
        groups.setdefault(night.group, []).append(night)
    parts = list[str]()
    for number, own in enumerate(groups.values()):
        top = TOP + number * (YEAR_TALL + GAP)
        plot = _Plot(site, Face(site.timezone), frame_of(own, site), top, YEAR_TALL)
        parts += _year(plot, own)
    tall = TOP + len(groups) * (YEAR_TALL + GAP)
    span = f"{nights[0].date} to {nights[-1].date}"
    parts += _legend(tall)
    return _document(f"{site.name}: light from {span}, {site.timezone}", tall + 40, parts)


def colour(level: int) -> str:
    """Give the colour of a level above 0."""
    mixed = (
        round(dim + (bright - dim) * level / FULL) for dim, bright in zip(DIM, BRIGHT, strict=True)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _night(plot: _Plot, night: Night, top: float) -> Iterator[str]:
    rule = f'rule "{night.rule}"' if night.rule else "the calendar's default"
    words = f"{night.group}, {night.date}: profile {night.profile} ({rule})"
    yield _text(LEFT, top - 8, words, size=13, weight=600)
    yield _box(LEFT, top, PLOT_WIDE, NIGHT_TALL, DAY)
    dark = plot.dark(night)
    if dark:
        yield _box(dark[0], top, dark[1] - dark[0], NIGHT_TALL, NIGHT)
    base = top + NIGHT_TALL
    for one in stretches(night):
        left, right = plot.place(night, one.from_s), plot.place(night, one.until_s)
        tall = NIGHT_TALL * one.level / FULL
        if one.level and right > left:
            told = f"{plot.face.clock(one.from_s)} {one.level} %: {one.because}"
            yield _box(left, base - tall, right - left, tall, colour(one.level), told)
    yield from _night_axes(plot, top)
    yield from _points(plot, night, base)
    yield from _suns(plot, night, top)


def _night_axes(plot: _Plot, top: float) -> Iterator[str]:
    for level in (0, 25, 50, 75, FULL):
        y = top + NIGHT_TALL * (1 - level / FULL)
        yield _line(LEFT, y, LEFT + PLOT_WIDE, y, "#ffffff", opacity=0.25)
        yield _text(LEFT - 8, y + 4, f"{level} %", anchor="end", colour=MUTED)
    for hour in plot.frame.hours:
        x = plot.hour(hour)
        yield _line(x, top + NIGHT_TALL, x, top + NIGHT_TALL + 4, MUTED)
        yield _text(x, top + NIGHT_TALL + 17, hour_name(hour), anchor="middle", colour=MUTED)


def _points(plot: _Plot, night: Night, base: float) -> Iterator[str]:
    """Write the clock time into each stretch that has room for it."""
    sun = [plot.place(night, at) for at in sun_of(plot.site, night) if not isinstance(at, Stays)]
    for one in stretches(night):
        left, right = plot.place(night, one.from_s), plot.place(night, one.until_s)
        tall = NIGHT_TALL * one.level / FULL
        words = f"{plot.face.clock(one.from_s)}  {one.level} %"
        if one.level and right - left > LETTER * len(words):
            is_low = tall < ROOM_TALL
            y = base - tall - 8 if is_low else base - tall + 20
            ink = "#ffffff" if is_low else INK
            x = _beside(sun, left)
            yield _text(x, y, words, colour=ink, weight=600)
            if right - left > LETTER * len(one.because):
                yield _text(x, y + (-15 if is_low else 15), one.because, colour=ink)


def _beside(sun: Iterable[float], left: float) -> float:
    """Where words begin that no line of the sun may cross."""
    crossed = [x for x in sun if left <= x <= left + ROOM_WIDE]
    return max([left, *crossed]) + 6


def _suns(plot: _Plot, night: Night, top: float) -> Iterator[str]:
    sun = sun_of(plot.site, night)
    for name, at in zip(("sunset", "sunrise"), sun, strict=True):
        if not isinstance(at, Stays):
            x, foot = plot.place(night, at), top + NIGHT_TALL
            yield _line(x, top, x, foot + 22, SUN, width=1.5)
            words = f"{name} {plot.face.clock(at)}"
            yield _text(x, foot + 34, words, anchor="middle", colour="#c43e12", weight=600)


def _year(plot: _Plot, nights: Sequence[Night]) -> Iterator[str]:
    wide = PLOT_WIDE / len(nights)
    yield _text(LEFT, plot.start - 8, nights[0].group, size=13, weight=600)
    yield _box(LEFT, plot.start, PLOT_WIDE, plot.along, DAY)
    for number, night in enumerate(nights):
        yield from _column(plot, night, LEFT + number * wide, wide)
    yield from (_sun_line(plot, nights, wide, event) for event in (0, 1))
    yield from _year_axes(plot, nights, wide)


def _column(plot: _Plot, night: Night, left: float, wide: float) -> Iterator[str]:
    rule = night.rule or "default"
    yield f"<g><title>{escape(f'{night.date} {night.profile} ({rule})')}</title>"
    dark = plot.dark(night)
    if dark:
        yield _box(left, dark[0], wide, dark[1] - dark[0], NIGHT)
    for one in stretches(night):
        top, bottom = plot.place(night, one.from_s), plot.place(night, one.until_s)
        if one.level and bottom > top:
            yield _box(left, top, wide, bottom - top, colour(one.level))
    yield "</g>"


def _sun_line(plot: _Plot, nights: Sequence[Night], wide: float, event: int) -> str:
    path, is_drawn = list[str](), False
    for number, night in enumerate(nights):
        at = sun_of(plot.site, night)[event]
        if isinstance(at, Stays):
            is_drawn = False
            continue
        x, y = LEFT + (number + 0.5) * wide, plot.place(night, at)
        path.append(f"{'L' if is_drawn else 'M'}{x:.1f} {y:.1f}")
        is_drawn = True
    return f"<path d='{''.join(path)}' fill='none' stroke='{SUN}' stroke-width='1.5'/>"


def _year_axes(plot: _Plot, nights: Sequence[Night], wide: float) -> Iterator[str]:
    for hour in plot.frame.hours:
        y = plot.hour(hour)
        yield _line(LEFT - 4, y, LEFT, y, MUTED)
        if hour % 2 == 0:
            words = f"{hour_name(hour)}:00"
            yield _text(LEFT - 8, y + 4, words, anchor="end", colour=MUTED)
    bottom = plot.start + plot.along
    for number, night in enumerate(nights):
        if night.date.day == 1 or number == 0:
            x = LEFT + number * wide
            yield _line(x, plot.start, x, bottom + 5, "#ffffff", opacity=0.35)
            yield _line(x, bottom, x, bottom + 5, MUTED)
            if night.date.day < LATE_IN_MONTH:
                words = f"{night.date:%b %Y}" if night.date.month == 1 else f"{night.date:%b}"
                yield _text(x + 3, bottom + 17, words, colour=MUTED)


def _legend(top: float) -> Iterator[str]:
    """Say what the colours mean."""
    keys: Mapping[str, str] = {"sun up": DAY, "dark, lamps off": NIGHT} | {
        f"{level} %": colour(level) for level in LEGEND
    }
    x = float(LEFT)
    for words, fill in keys.items():
        yield _box(x, top - 18, 18, 14, fill)
        yield _text(x + 24, top - 6, words, colour=MUTED)
        x += 44 + 7 * len(words)
    yield _line(x, top - 11, x + 18, top - 11, SUN, width=1.5)
    yield _text(x + 24, top - 6, "sunset, sunrise", colour=MUTED)


def _document(title: str, tall: float, parts: Iterable[str]) -> str:
    wide = LEFT + PLOT_WIDE + RIGHT
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {wide} {tall}' width='{wide}'"
    lines = [f"{head} height='{tall}' {FONT} font-size='12'>", f"<title>{escape(title)}</title>"]
    lines += [_box(0, 0, wide, tall, "#ffffff"), _text(LEFT, 24, title, size=16, weight=700)]
    return "\n".join([*lines, *parts, "</svg>", ""])


def _box(x: float, y: float, wide: float, tall: float, fill: str, told: str = "") -> str:
    shape = f"<rect x='{x:.2f}' y='{y:.2f}' width='{wide:.2f}' height='{tall:.2f}' fill='{fill}'"
    crisp = f"{shape} shape-rendering='crispEdges'"
    return f"{crisp}><title>{escape(told)}</title></rect>" if told else f"{crisp}/>"


def _line(  # noqa: PLR0913 - a line has four numbers
    x: float, y: float, to_x: float, to_y: float, ink: str, *, width: float = 1, opacity: float = 1
) -> str:
    ends = f"x1='{x:.1f}' y1='{y:.1f}' x2='{to_x:.1f}' y2='{to_y:.1f}'"
    return f"<line {ends} stroke='{ink}' stroke-width='{width}' stroke-opacity='{opacity}'/>"


def _text(  # noqa: PLR0913 - a text has a place, a side, a size, a weight and a colour
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: int = 12,
    weight: int = 400,
    colour: str = INK,
) -> str:
    look = f"text-anchor='{anchor}' font-size='{size}' font-weight='{weight}' fill='{colour}'"
    return f"<text x='{x:.1f}' y='{y:.1f}' {look}>{escape(words)}</text>"
