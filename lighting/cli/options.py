"""Options that several commands share, said once."""

from pathlib import Path
from typing import Annotated

import typer

ConfigPath = Annotated[
    Path | None,
    typer.Option("--config", help="Settings; else $LIGHTING_CONFIG, else ./lighting.toml."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but data and errors.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show where in the program an error arose.")]

Choice = Annotated[
    str,
    typer.Option(
        "--for",
        metavar="CHOICE",
        help="KPG-0123, group:main-roads, panel:P-07, kelurahan:Oebobo, all; joined by commas.",
    ),
]
Except = Annotated[
    str | None, typer.Option("--except", metavar="CHOICE", help="Lamps taken away from these.")
]


def _told(reason: str) -> str:
    """Take a reason that says something.

    Raises:
        BadParameter: It is empty.
    """
    if not reason.strip():
        raise typer.BadParameter("it is empty; say why in a few words")
    return reason


Reason = Annotated[
    str,
    typer.Option(
        "--reason", metavar="TEXT", help="Why; it is kept with your name.", callback=_told
    ),
]
Wait = Annotated[
    str | None,
    typer.Option("--wait", metavar="SHARE", help="Follow until this share has applied: 98%."),
]
Timeout = Annotated[
    str, typer.Option("--timeout", metavar="TIME", help="How long to follow: 30s, 10m, 1h.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask; a script is never asked.")]
