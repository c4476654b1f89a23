"""`lighting incident`: many faults with one cause: where, why, and how that is known."""

from typing import Annotated

import typer

from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.cli.ids import read_id

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@command(
    app, "list", schema="lighting.incident-list/1", example="lighting incident list --kind panel"
)
def list_incidents(
    session: Session,
    *,
    kind: Annotated[
        str | None,
        typer.Option(help="panel, phase, gateway, broker, district, firmware or storm."),
    ] = None,
    past: Annotated[bool, typer.Option("--past", help="Also those that are over.")] = False,
) -> None:
    """List incidents with their likely cause."""
    answer = session.controller.get("incidents", kind=kind, past="true" if past else None)
    if session.as_json:
        show.print_json(answer)
        return
    show.print_table(_columns(session), answer["incidents"])
    if not answer["incidents"]:
        session.say("no incident fits")


@command(app, "show", schema="lighting.incident-show/1", example="lighting incident show I-000012")
def show_incident(
    session: Session,
    id_: Annotated[str, typer.Argument(metavar="ID", help="As in lighting incident list.")],
) -> None:
    """Show one incident, its members and what speaks for its cause."""
    answer = session.controller.get("incidents", read_id(id_, "I"))
    if session.as_json:
        show.print_json(answer)
        return
    lists = {name: ", ".join(answer["incident"][name]) for name in ("lamps", "children", "faults")}
    show.print_facts({**answer["incident"], **lists}, session.when)


def _columns(session: Session) -> tuple[show.Column, ...]:
    return (
        ("id", lambda row: row["id"]),
        ("kind", lambda row: row["kind"]),
        ("where", lambda row: row["where"]),
        ("lamps", lambda row: len(row["lamps"])),
        ("since", lambda row: session.when(row["since"])),
        ("over", lambda row: session.when(row["until"]) if row["until"] else "no"),
        ("part of", lambda row: row["parent"]),
        ("likely cause", lambda row: row["cause"] or row["evidence"]),
    )
