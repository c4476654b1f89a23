"""`lighting schedule`: look at a schedule without a daemon, and put one in force."""

from pathlib import Path
from typing import Annotated

import typer

from lighting.cli import show
from lighting.cli.applying import Draft, put_in_force, without_base
from lighting.cli.check import check
from lighting.cli.command import Session, command
from lighting.cli.follow import follow_live
from lighting.cli.options import Reason, Timeout, Wait, Yes
from lighting.cli.plan import plan_schedule
from lighting.cli.preview import groups_for, nights_of, preview_document, print_nights
from lighting.cli.preview_drawn import Drawn, Picture
from lighting.cli.schedule_file import File, night_of, schedule_of, schedule_text
from lighting.cli.versions import diff, history, show_schedule, undo, version_number
from lighting.site.config import find_config
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
def preview(  # noqa: PLR0913, PLR0917 - each is an option that a person types
    session: Session,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="A schedule; else schedules.toml of this site."),
    ] = None,
    night: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Date of the evening: 2026-08-16; else tonight's."),
    ] = None,
    nights: Annotated[
        int | None,
        typer.Option(min=1, max=366, help="How many nights; else 1, or 365 for a year's picture."),
    ] = None,
    choice: Annotated[
        str | None,
        typer.Option("--for", metavar="CHOICE", help="group:NAME, several joined by commas."),
    ] = None,
    picture: Annotated[
        Picture | None, typer.Option(help="Draw each night, or a year of nights in rows.")
    ] = None,
    svg: Annotated[
        str | None, typer.Option(metavar="FILE", help="Draw as SVG into a file; - for stdout.")
    ] = None,
    ical: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write iCalendar; - for stdout.")
    ] = None,
) -> None:
    """Show the switch points of nights, each with its reason; needs no daemon."""
    drawn = Drawn(picture, svg, ical)
    drawn.check(as_json=session.as_json)
    path = file or find_config(session.config_path).parent / FILE_NAME
    document = schedule_of(path)
    first = night_of(document, night)
    count = nights or (365 if picture is Picture.YEAR else 1)
    planned = nights_of(document, groups_for(document, choice), first, count)
    is_drawn = drawn.draw(session, planned, document.site)
    answer = preview_document(document, planned)
    if session.as_json:
        show.print_json(answer)
    elif not is_drawn:
        print_nights(answer["nights"], document.site.timezone)


command(
    app,
    "plan",
    schema="lighting.schedule-plan/1",
    example="lighting schedule plan schedules.toml --nights 30",
)(plan_schedule)


@command(
    app,
    "apply",
    schema="lighting.schedule-apply/1",
    example='lighting schedule apply schedules.toml --reason "dim from 22:00" --wait 98%',
)
def apply(  # noqa: PLR0913 - each is an option that a person types
    session: Session,
    file: File,
    *,
    reason: Reason,
    base: Annotated[
        str | None,
        typer.Option(metavar="VERSION", help="Refuse unless this one is in force; 0: none is."),
    ] = None,
    yes: Yes = False,
    wait: Wait = None,
    timeout: Timeout = "10m",
) -> None:
    """Put a schedule in force, from tonight on.

    Shows what it changes and asks, if somebody is there; follows it on a terminal or with --wait.
    Where another version is in force than the one that the file was taken from or that --base
    names, nothing is applied, and it is said who applied that one, when and what it changed.
    """
    followed = follow_live(session, wait, timeout)
    read = schedule_text(file)
    read_document(read, str(file))
    text, told = without_base(read)
    meant = version_number(session, base) if base else told
    draft = Draft(text, str(file), reason, meant, is_exact=base is not None)
    put_in_force(session, draft, yes=yes, followed=followed)


command(
    app,
    "history",
    schema="lighting.schedule-history/1",
    example="lighting schedule history --limit 5",
)(history)
command(
    app, "show", schema="lighting.schedule-show/1", example="lighting schedule show > now.toml"
)(show_schedule)
command(app, "diff", schema="lighting.schedule-diff/1", example="lighting schedule diff 11 12")(
    diff
)
command(
    app,
    "undo",
    schema="lighting.schedule-apply/1",
    example='lighting schedule undo --reason "too dark in the parks"',
)(undo)
