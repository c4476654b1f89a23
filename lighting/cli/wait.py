"""`lighting wait`: until enough lamps have a change; its exit code tells a script."""

from typing import Annotated, Literal

import typer

from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.cli.follow import (
    Followed,
    end_partly,
    how_soon,
    is_reached,
    read_share,
    read_span_s,
    summary,
    watched,
)
from lighting.cli.ids import read_id
from lighting.cli.options import Timeout

NEWEST = "newest"
app = typer.Typer(rich_markup_mode=None)
Step = Annotated[
    Literal["sent", "received", "applied", "confirmed"],
    typer.Option(help="Which step is waited for; confirmed takes until lamps have measured."),
]


def read_change(text: str) -> str:
    """Give the id of a change, or `newest`."""
    return text if text == NEWEST else read_id(text, "c")


@command(
    app,
    "wait",
    schema="lighting.wait/1",
    example="lighting wait c-000012 --until 98% --timeout 10m",
)
def wait(
    session: Session,
    change: Annotated[
        str, typer.Argument(metavar="[CHANGE]", help="As apply told it; else the newest.")
    ] = NEWEST,
    until: Annotated[
        str, typer.Option(metavar="SHARE", help="Which share of the lamps is enough.")
    ] = "98%",
    step: Step = "applied",
    timeout: Timeout = "10m",
) -> None:
    """Follow a change until enough lamps have it: exit code 0, or 3 with a list of the others."""
    followed = Followed(read_share(until), read_span_s(timeout), step)
    progress = watched(session, read_change(change), followed)
    if session.as_json:
        reached = is_reached(progress, followed.share, step)
        head = {"schema": "lighting.wait/1", "step": step, "until": followed.share}
        show.print_json({**head, "reached": reached, "progress": progress})
    else:
        show.print_text(summary(progress))
        show.print_text(how_soon(progress, step))
    end_partly(session, progress, followed.share, step)
