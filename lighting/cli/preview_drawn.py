"""What `lighting schedule preview` gives besides its table: pictures and a calendar."""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from devices.clock import SystemClock
from lighting.cli import show
from lighting.cli.command import Session
from lighting.errors import WrongUse
from lighting.pictures.ical import calendar_text
from lighting.pictures.svg import night_svg, year_svg
from lighting.pictures.text import Pen, night_lines, pen_for, year_lines
from schedules.compile import Night
from schedules.site import Site

STDOUT = "-"
# More nights than a page can hold are drawn as a year.
MOST_NIGHTS_APART = 3


class Picture(StrEnum):
    """What is drawn: each night by itself, or all of them side by side."""

    NIGHT = "night"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is asked for besides the table; files are named as they were typed, `-` is stdout."""

    picture: Picture | None
    svg: str | None
    ical: str | None

    def check(self, *, as_json: bool) -> None:
        """See that only one thing goes to stdout.

        Raises:
            WrongUse: Several would.
        """
        streams = [name for name in (self.svg, self.ical) if name == STDOUT]
        if len(streams) + as_json > 1:
            raise WrongUse("stdout holds one document", "", "write the others to files")

    def draw(self, session: Session, nights: Sequence[Night], site: Site) -> bool:
        """Draw and write what is asked for; whether anything was, in place of the table."""
        if self.ical is not None:
            now_s = SystemClock().now_ms() // 1000
            _write(session, self.ical, calendar_text(nights, site, now_s))
        if self.svg is not None:
            _write(session, self.svg, self._svg(nights, site))
        elif self.picture and not session.as_json and self.ical != STDOUT:
            for line in self._lines(nights, site):
                show.print_line(line)
            return True
        return self.svg is not None or self.ical is not None

    def _svg(self, nights: Sequence[Night], site: Site) -> str:
        dates = {night.date for night in nights}
        apart = Picture.YEAR if len(dates) > MOST_NIGHTS_APART else Picture.NIGHT
        return (
            year_svg(nights, site) if (self.picture or apart) == "year" else night_svg(nights, site)
        )

    def _lines(self, nights: Sequence[Night], site: Site) -> Iterator[str]:
        pen = _pen()
        for number, (heading, lines) in enumerate(self._pictures(nights, site, pen)):
            if number:
                yield ""
            yield heading
            yield from lines

    def _pictures(
        self, nights: Sequence[Night], site: Site, pen: Pen
    ) -> Iterator[tuple[str, Iterator[str]]]:
        if self.picture is Picture.NIGHT:
            for night in nights:
                heading = f"{night.date}  {night.group}: profile {night.profile}"
                yield heading, night_lines(night, site, pen)
            return
        for group in dict.fromkeys(night.group for night in nights):
            own = [night for night in nights if night.group == group]
            yield f"{group}, {own[0].date} to {own[-1].date}", year_lines(own, site, pen)


def _pen() -> Pen:
    has_colours = show.is_terminal() and not os.environ.get("NO_COLOR")
    return pen_for(sys.stdout.encoding, has_colours=has_colours)


def _write(session: Session, name: str, text: str) -> None:
    if name == STDOUT:
        sys.stdout.write(text)
        return
    Path(name).write_text(text, encoding="utf-8", newline="")
    session.say(f"written: {name}")
