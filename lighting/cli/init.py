"""`lighting init`: the files of a new site, with comments, ready to run."""

import os
import pwd
import secrets
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.errors import Refused

TEMPLATES = ("lighting.toml", "schedules.toml", "lamps.csv")
TOKENS = "tokens"
TOKEN_BYTES = 32

app = typer.Typer(rich_markup_mode=None)


@command(app, "init", schema="lighting.site-init/1", example="lighting init kupang")
def init(
    session: Session,
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to.")] = Path(),
) -> None:
    """Make a new site: settings, an example schedule and lamps, and a token for you."""
    write_site(folder, user_name(os.getuid()), secrets.token_urlsafe(TOKEN_BYTES))
    paths = [str(folder / name) for name in (*TEMPLATES, TOKENS)]
    if session.as_json:
        show.print_json({"schema": session.schema, "files": paths})
        return
    for path in paths:
        show.print_text(path)
    session.say(f"next: edit {folder / 'lighting.toml'}, then in its folder: lighting doctor")


def write_site(folder: Path, user: str, token: str) -> None:
    """Write the files of a new site.

    Raises:
        Refused: One of them is there already; nothing was written.
    """
    there = [name for name in (*TEMPLATES, TOKENS) if (folder / name).exists()]
    if there:
        raise Refused(
            f"{folder} has {', '.join(there)} already",
            "a site that exists is not written over",
            "name another folder, or move these files away",
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name in TEMPLATES:
        template = files("lighting.cli").joinpath("new_site", name)
        (folder / name).write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
    # Made with its mode, so that nobody can read it in between; never over another file.
    descriptor = os.open(folder / TOKENS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"# Who may ask the controller: NAME TOKEN, one a line.\n{user} {token}\n")


def user_name(number: int) -> str:
    """Give the name of a user of the operating system; `operator` for one without a name."""
    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:
        return "operator"
    return "".join(mark if mark.isalnum() or mark in ".-_" else "-" for mark in name)[:64]
