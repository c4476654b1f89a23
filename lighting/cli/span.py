"""Times that are asked about: how they are typed, and how they are told."""

import re
from dataclasses import replace
from typing import Annotated, Any

import typer

from lighting.cli.command import Session
from lighting.client import Controller
from lighting.errors import WrongUse
from lighting.times import from_rfc3339, show_dated
from schedules.errors import shown

# A month of a whole city is read from another store, perhaps over a slow line.
PATIENCE_S = 300.0
LONG_S = 120
"""What waits for no longer is on its way, as always [s]."""

From = Annotated[
    str | None, typer.Option("--from", metavar="TIME", help="-24h, yesterday, 2026-10-01 18:00.")
]
To = Annotated[str | None, typer.Option("--to", metavar="TIME", help="Else: now.")]
Month = Annotated[
    str | None, typer.Option("--month", metavar="MONTH", help="A whole month: 2026-10.")
]
Csv = Annotated[bool, typer.Option("--csv", help="Print rows for a spreadsheet.")]


def span_of(
    session: Session, from_: str | None, to: str | None, month: str | None = None
) -> dict[str, str | None]:
    """Read a time, as values of a query.

    Raises:
        WrongUse: It can't be read, or is given twice.
    """
    if month is not None:
        if from_ is not None or to is not None:
            raise WrongUse("--month and --from or --to", remedy="give one or the other")
        from_, to = month_span(month)
    return {"from_": _moment(session, from_), "to": _moment(session, to)}


def month_span(text: str) -> tuple[str, str]:
    """Give the first day of a month and of the next one.

    Raises:
        WrongUse: It is no month.
    """
    found = re.fullmatch(r"(\d{4})-(\d\d)", text.strip())
    if found is None or not 1 <= int(found[2]) <= 12:  # noqa: PLR2004 - months
        raise WrongUse(f"{shown(text)} is not a month", remedy="write a year and a month: 2026-10")
    year, number = int(found[1]), int(found[2])
    next_year, next_number = (year + 1, 1) if number == 12 else (year, number + 1)  # noqa: PLR2004 - December
    return f"{year}-{number:02}-01", f"{next_year}-{next_number:02}-01"


def check_form(session: Session, *, as_csv: bool) -> None:
    """Look that one form of output is asked for.

    Raises:
        WrongUse: Two are.
    """
    if as_csv and session.as_json:
        raise WrongUse("--csv and --json", remedy="give one or the other")


def patient(session: Session) -> Controller:
    """Give the daemon as asked for much."""
    return replace(session.controller, timeout_s=PATIENCE_S)


def told_span(session: Session, answer: dict[str, Any]) -> str:
    """Write the time of an answer: `2026-10-01 00:00 WITA to 2026-11-01 00:00 WITA`."""
    return between(session, answer["from"], answer["to"])


def between(session: Session, begin: str, end: str) -> str:
    """Write the time between two times of an answer, the date once where it is the same."""
    zone = session.config.site.timezone
    first, last = (show_dated(from_rfc3339(one), zone) for one in (begin, end))
    date, _, clock = last.partition(" ")
    return f"{first} to {clock if first.startswith(date) else last}"


def say_lacking(session: Session, answer: dict[str, Any]) -> None:
    """Say what an answer lacks because it waits for InfluxDB, was refused, or is too old."""
    if since := answer.get("kept_since"):
        session.say(f"InfluxDB has nothing from before {session.when(since)}: it keeps no longer")
    waiting = answer.get("waiting")
    if waiting and (waiting["age_s"] or 0) > LONG_S:
        count = f"{waiting['points']:,} point{' waits' if waiting['points'] == 1 else 's wait'}"
        oldest = session.when(waiting["oldest_at"])
        session.say(
            f"{count} for InfluxDB, the oldest of {oldest}, and can't be in this answer: "
            "lighting influx status"
        )
    if parked := answer.get("parked"):
        lines = f"{parked:,} line{'' if parked == 1 else 's'} that InfluxDB refused"
        session.say(f"{lines} can't be in this answer: lighting influx parked list")


def percent(share: float) -> str:
    """Write a share; what is nearly all or nearly nothing is not rounded to all or nothing."""
    if 0 < share < 0.001:  # noqa: PLR2004 - half of the last digit shown
        return "0.1 %"
    if 0.999 < share < 1:  # noqa: PLR2004 - as above
        return "99.9 %"
    return f"{100 * share:.1f} %".replace(".0 %", " %")


def length(seconds: int) -> str:
    """Write a length of time: `45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`."""
    minutes, rest_s = divmod(seconds, 60)
    hours, minutes_left = divmod(minutes, 60)
    days, hours_left = divmod(hours, 24)
    if days:
        return f"{days} d {hours_left} h" if hours_left else f"{days} d"
    if hours:
        return f"{hours} h {minutes_left} min" if minutes_left else f"{hours} h"
    return f"{minutes} min" if minutes else f"{rest_s} s"


def _moment(session: Session, text: str | None) -> str | None:
    return None if text is None else session.rfc3339(session.parse_moment(text, past=True))
