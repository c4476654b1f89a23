"""`lighting schedule`: look at a schedule without a daemon, and put one in force."""

from pathlib import Path
from typing import Annotated

import typer

from lighting.cli import show
from lighting.cli.check import check
from lighting.cli.command import Session, command
from lighting.cli.follow import end_partly, follow, read_share, read_span_s, summary
from lighting.cli.options import Reason, Timeout, Wait
from lighting.cli.preview import groups_for, nights_of, preview_document, print_nights
from lighting.cli.schedule_file import File, night_of, schedule_of, schedule_text
from lighting.client import Answer
from lighting.config import find_config
from schedules.document import read_document

FILE_NAME = "schedules.toml"
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

command(
    app,
    "check",
    schema="lighting.schedule-check/1",
    example="lighting schedule check schedules.toml --from 2026-01-01 --nights 365",
)(check)


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
    document = schedule_of(path)
    first = night_of(document, night)
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
    text = schedule_text(file)
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
