"""`lighting lamp maintenance`: work on lamps, while which their faults are held back."""

from typing import Annotated

import typer

from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.cli.ids import read_id
from lighting.cli.options import Except, Reason

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Work on lamps: while it lasts no fault of theirs is raised, and nobody is told.",
)
Lamps = Annotated[
    str, typer.Argument(metavar="LAMPS", help="KPG-0123, group:parks, panel:P-07; with commas.")
]


@command(
    app,
    "start",
    schema="lighting.maintenance-start/1",
    example='lighting lamp maintenance start panel:P-07 --until +2h --reason "new breaker"',
)
def start(
    session: Session,
    lamps: Lamps,
    *,
    until: Annotated[
        str,
        typer.Option(
            metavar="TIME",
            help="When it ends by itself, within [faults] maintenance_h (7 days): +2h, 17:00.",
        ),
    ],
    reason: Reason,
    except_: Except = None,
) -> None:
    """Hold back faults of lamps from now on; what still holds at the end is raised then."""
    until_ = session.rfc3339(session.parse_moment(until))
    chosen = {"for": lamps, "except": except_}
    answer = session.controller.post("maintenance", **chosen, until=until_, reason=reason)
    if session.as_json:
        show.print_json(answer)
        return
    one = answer["maintenance"]
    count = f"{len(one['lamps'])} lamp{'' if len(one['lamps']) == 1 else 's'}"
    show.print_text(
        f"{one['id']}: faults of {count} are held back until {session.when(one['until'])}"
    )
    session.say(f"done before? lighting lamp maintenance end {one['id']} --reason done")


@command(
    app,
    "end",
    schema="lighting.maintenance-end/1",
    example="lighting lamp maintenance end M-000012 --reason done",
)
def end(
    session: Session,
    id_: Annotated[str, typer.Argument(metavar="ID", help="As in lighting lamp maintenance list.")],
    *,
    reason: Reason,
) -> None:
    """End work on lamps before its time."""
    id_ = read_id(id_, "M")
    answer = session.controller.post("maintenance", id_, "end", reason=reason)
    if session.as_json:
        show.print_json(answer)
        return
    held = answer["maintenance"]["held_back"]
    what = f"{held} held back, raised if they last" if held else "nothing was held back"
    show.print_text(f"{id_} is over: {what}")


@command(
    app,
    "list",
    schema="lighting.maintenance-list/1",
    example="lighting lamp maintenance list",
)
def list_maintenance(session: Session) -> None:
    """List work on lamps that lasts, new nodes that are being installed among it."""
    answer = session.controller.get("maintenance")
    if session.as_json:
        show.print_json(answer)
        return
    show.print_table(_columns(session), answer["maintenance"])
    if not answer["maintenance"]:
        session.say("nobody works on any lamp")


def _columns(session: Session) -> tuple[show.Column, ...]:
    def until(row: show.Row) -> str:
        if row["until"]:
            return session.when(row["until"])
        return f"{session.config.faults.commissioning_h:g} h after it is first heard"

    return (
        ("id", lambda row: row["id"]),
        ("what", lambda row: row["kind"]),
        ("lamps", lambda row: row["for"]),
        ("count", lambda row: len(row["lamps"])),
        ("until", until),
        ("faults held back", lambda row: row["held_back"]),
        ("by", lambda row: row["by"]),
        ("why", lambda row: row["reason"]),
    )
