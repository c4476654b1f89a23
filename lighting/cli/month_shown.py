"""How reports of a month are written: as a table for people, as CSV or as JSON."""

from collections.abc import Callable
from typing import Any

from lighting.cli import show
from lighting.cli.command import Session
from lighting.cli.span import percent, say_lacking
from lighting.times import from_rfc3339, show_dated

LISTED = ("listed_from", "listed_until", "listed_days")
"""Since and until when a lamp was in the list, where that was not all month."""
_DAY_MS, _ROUNDED = 86_400_000, 0.001
_SHARES = {"availability_least", "availability_most", "coverage"}


def print_month(
    session: Session, answer: dict[str, Any], names: tuple[str, ...], *, as_csv: bool
) -> None:
    """Write a report in the form asked for; columns of times only where a lamp has one."""
    if session.as_json:
        show.print_json(answer)
    elif as_csv:
        show.print_csv(names, answer["figures"])
    else:
        name = session.schema.split("/", maxsplit=1)[0].removeprefix("lighting.report-")
        show.print_text(f"{name} {answer['month']}{_so_far(session, answer)}")
        rows = [_dated(session, row) for row in answer["figures"]]
        told = [one for one in names if one not in LISTED or _is_partly(answer)]
        show.print_table([(one.replace("_", " "), _cell(one)) for one in told], rows)
        if not answer["figures"]:
            session.say("there is none")
    if "from" in answer:
        say_lacking(session, answer)
    if known := answer.get("list_known_from"):
        session.say(
            f"the list of lamps of before {_date(session, known)} is not known: for that time the "
            "list of then is taken"
        )


def _is_partly(answer: dict[str, Any]) -> bool:
    """Whether a lamp was not listed, or not so listed, all month."""
    if "from" not in answer:
        return False
    days = (from_rfc3339(answer["to"]) - from_rfc3339(answer["from"])) / _DAY_MS
    rows = (row for row in answer["figures"] if "listed_days" in row)
    return any(row["listed_days"] < days - _ROUNDED for row in rows)


def _dated(session: Session, row: show.Row) -> dict[str, Any]:
    """Write since and until when a lamp was listed for people."""
    times = {one: row.get(one) for one in LISTED[:2]}
    return {**row, **{one: at and _date(session, str(at)) for one, at in times.items()}}


def _date(session: Session, at: str) -> str:
    return show_dated(from_rfc3339(at), session.config.site.timezone)


def _so_far(session: Session, answer: dict[str, Any]) -> str:
    """Say up to when a month is told that is not over."""
    if answer["to"] == answer["asked_to"]:
        return ""
    return f", up to {_date(session, answer['to'])}"


def _cell(name: str) -> Callable[[show.Row], object]:
    def cell(row: show.Row) -> object:
        value = row.get(name)
        is_share = name in _SHARES and isinstance(value, float)
        return percent(value) if is_share and isinstance(value, float) else value

    return cell
