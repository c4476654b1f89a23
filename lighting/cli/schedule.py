"""`lighting schedule`: look at a schedule without a daemon, and put one in force."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from devices.clock import SystemClock
from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.cli.follow import end_partly, follow, read_share, read_span_s, summary
from lighting.cli.options import Reason, Timeout, Wait
from lighting.cli.preview import (
    check_document,
    groups_for,
    nights_of,
    preview_document,
    print_nights,
)
from lighting.client import Answer
from lighting.config import find_config
from lighting.errors import DocumentWrong, WrongUse
from lighting.text_file import read_text
from schedules.compile import evening_of
from schedules.document import read_document

FILE_NAME = "schedules.toml"
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

File = Annotated[Path, typer.Argument(metavar="FILE", help="A schedule, in TOML.")]


@command(
    app,
    "check",
    schema="lighting.schedule-check/1",
    example="lighting schedule check schedules.toml",
)
def check(session: Session, file: File) -> None:
    """Check a schedule, and plan a whole year with it; needs no daemon."""
    document = read_document(_text(file), str(file))
    answer = check_document(document, evening_of(document, _now_s()))
    if session.as_json:
        show.print_json(answer)
        return
    parts = [f"{len(answer[part])} {part}" for part in ("profiles", "calendars", "groups")]
    show.print_text(f"{file}: right; {', '.join(parts)}, planned for {answer['nights']} nights")
    show.print_table(show.columns("night", "group", "what"), answer["notes"])


@command(
    app,
    "preview",
    schema="lighting.schedule-preview/1",
    example="lighting schedule preview schedules.toml --night 2026-08-16 --for group:parks",
)
def preview(
    session: Session,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="A schedule; else schedules.toml of this site."),
    ] = None,
    night: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Date of the evening: 2026-08-16; else tonight's."),
    ] = None,
    nights: Annotated[int, typer.Option(min=1, max=366, help="How many nights.")] = 1,
    choice: Annotated[
        str | None,
        typer.Option("--for", metavar="CHOICE", help="group:NAME, several joined by commas."),
    ] = None,
) -> None:
    """Show the switch points of nights, each with its reason; needs no daemon."""
    path = file or find_config(session.config_path).parent / FILE_NAME
    document = read_document(_text(path), str(path))
    first = _date(night) if night else evening_of(document, _now_s())
    planned = nights_of(document, groups_for(document, choice), first, nights)
    answer = preview_document(document, planned)
    if session.as_json:
        show.print_json(answer)
    else:
        print_nights(answer["nights"], document.site.timezone)


@command(
    app,
    "apply",
    schema="lighting.schedule-apply/1",
    example='lighting schedule apply schedules.toml --reason "dim from 22:00" --wait 98%',
)
def apply(
    session: Session, file: File, reason: Reason, wait: Wait = None, timeout: Timeout = "10m"
) -> None:
    """Put a schedule in force, from tonight on; with --wait see how far it gets."""
    share = read_share(wait) if wait else None
    timeout_s = read_span_s(timeout)
    text = _text(file)
    read_document(text, str(file))
    answer = session.controller.post("schedule", text=text, source=str(file), reason=reason)
    if share is not None:
        answer["progress"] = follow(session, answer["change"], share, timeout_s)
    if session.as_json:
        show.print_json(answer)
    else:
        _print_applied(answer)
    if share is not None:
        end_partly(session, answer["progress"], share)


@command(
    app, "show", schema="lighting.schedule-show/1", example="lighting schedule show > now.toml"
)
def show_schedule(session: Session) -> None:
    """Show the schedule in force, and who put it there, when and why."""
    answer = session.controller.get("schedule")
    if session.as_json:
        show.print_json(answer)
        return
    at = session.when(answer["applied_at"])
    session.say(f"version {answer['version']}, applied {at} by {answer['by']}: {answer['reason']}")
    for line in str(answer["text"]).splitlines():
        show.print_text(line)


def _print_applied(answer: Answer) -> None:
    show.print_table(show.columns("program", "version", "lamps", "nights"), answer["programs"])
    if unassigned := answer["unassigned"]:
        names = show.some(unassigned)
        show.print_text(f"{len(unassigned)} lamps have no program and keep their default: {names}")
    if "progress" in answer:
        show.print_text(summary(answer["progress"]))
    else:
        show.print_text(f"recorded as {answer['change']}, not yet applied; --wait 98% follows it")


def _now_s() -> int:
    return SystemClock().now_ms() // 1000


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(f"{text!r} is not a date", str(error), "write 2026-08-16") from error


def _text(path: Path) -> str:
    wrong = partial(DocumentWrong, "the schedule can't be read")
    return read_text(path, wrong, "check the name; lighting init makes an example")
