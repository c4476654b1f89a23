"""`lighting change`: what was changed, and how far each change got with each lamp."""

from typing import Annotated

import typer

from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.cli.follow import in_short, print_lacking
from lighting.cli.wait import NEWEST, Step, read_change

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@command(app, "list", schema="lighting.change-list/1", example="lighting change list --limit 5")
def list_changes(
    session: Session,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many, the newest first.")] = 20,
) -> None:
    """List changes: who made each, when, and how many lamps took each step."""
    answer = session.controller.get("changes", limit=str(limit))
    if session.as_json:
        show.print_json(answer)
        return
    columns = (
        ("change", lambda row: row["change"]),
        ("recorded", lambda row: session.when(row["recorded_at"])),
        ("by", lambda row: row["by"]),
        ("what", lambda row: row["what"]),
        *show.columns("lamps", "sent", "received", "applied", "confirmed"),
    )
    show.print_table(columns, answer["changes"])
    if not answer["changes"]:
        session.say("no change was made yet")


@command(
    app,
    "show",
    schema="lighting.change/1",
    example="lighting change show c-000012 --step confirmed",
)
def show_change(
    session: Session,
    change: Annotated[
        str, typer.Argument(metavar="[CHANGE]", help="As in lighting change list; else the newest.")
    ] = NEWEST,
    step: Step = "applied",
) -> None:
    """Show how soon half, 95 % and all lamps took each step, and which lack one."""
    answer = session.controller.get("changes", read_change(change), step=step)
    if session.as_json:
        show.print_json(answer)
        return
    at = session.when(answer["recorded_at"])
    show.print_text(f"{answer['change']}: {answer['what']}, recorded {at} by {answer['by']}")
    show.print_table(
        (
            ("step", lambda row: row["step"]),
            ("lamps", lambda row: f"{row['lamps']} of {answer['lamps']}"),
            ("half after", lambda row: _span(row["p50_s"])),
            ("95 % after", lambda row: _span(row["p95_s"])),
            ("all after", lambda row: _span(row["all_s"])),
        ),
        answer["steps"],
    )
    if answer["lacking"]:
        show.print_line()
        print_lacking(session, answer["lacking"])


def _span(span_s: float | None) -> str | None:
    return None if span_s is None else in_short(span_s)
