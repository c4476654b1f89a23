"""`lighting config`: what is in force, and whether it is right."""

import typer

from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.site.config import settings_of

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@command(
    app,
    "show",
    schema="lighting.config-show/1",
    example="lighting config show --config /etc/lighting.toml",
)
def show_config(session: Session) -> None:
    """Show every effective value and where it came from; tokens are never shown."""
    rows = [
        {"key": each.key, "value": each.value, "origin": each.origin}
        for each in settings_of(session.config)
    ]
    if session.as_json:
        path = str(session.config.path)
        show.print_json({"schema": session.schema, "path": path, "settings": rows})
    else:
        show.print_table(show.columns("key", "value", "origin"), rows)


@command(app, "check", schema="lighting.config-check/1", example="lighting config check")
def check(session: Session) -> None:
    """Check the settings: each error with its line and what to write instead."""
    path = session.config.path
    if session.as_json:
        show.print_json({"schema": session.schema, "path": str(path), "problems": []})
    else:
        show.print_text(f"{path}: right; site {session.config.site.name}")
