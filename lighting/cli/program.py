"""The nouns of the program, each in a file of its own that is imported when it is called.

What is computed and what is asked of the controller is left to others; here it is typed and shown.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import Annotated

import typer

from lighting.cli import VERSION
from lighting.cli.usage import Program

# Noun or command: its file, and its line in the help. A file's `app` holds its verbs; one that
# stands under "" is a command by itself.
NOUNS = {
    "demo": ("demo", "A simulated city for one night, in a minute."),
    "init": ("init", "Make a new site, ready to run."),
    "run": ("run", "Run the controller: broker link, judge, store, API."),
    "doctor": ("doctor", "Look at each thing the controller needs, with the remedy."),
    "config": ("config", "Settings: what is in force and where it came from."),
    "status": ("status", "The city on one screen."),
    "why": ("why", "Why a lamp does what it does."),
    "lamp": ("lamp", "Lamps: list, show, history, import, maintenance."),
    "schedule": ("schedule", "Schedules: check, preview, apply, history, diff, undo."),
    "change": ("change", "Changes: list, show how far each got with each lamp."),
    "wait": ("wait", "Wait until enough lamps have a change."),
    "override": ("override", "A level above the schedule, for a time: set, list, approve."),
    "preset": ("preset", "Storm mode, event mode: rehearse, start, end."),
    "fault": ("fault", "Faults: list, show, history, acknowledge."),
    "incident": ("incident", "Incidents: list, show with the likely cause."),
    "work": ("work", "Work orders: list, take, done, print, triage."),
    "report": ("report", "Reports: energy, burning hours, availability, bills."),
    "audit": ("audit", "Who did what, when and why."),
    "notify": ("notify", "Messages to people: list, test, targets."),
    "influx": ("influx", "InfluxDB: set-up, status, refused lines."),
    "simulate": ("simulate", "Run simulated lamps against a broker."),
}
ALONE = {"demo", "init", "run", "doctor", "status", "why", "wait", "simulate"}


def run(given: list[str]) -> None:
    """Run the program with the words that it was given."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal may not know every letter of a street
            stream.reconfigure(errors="backslashreplace")
    application(given)(given, prog_name="lighting")


def application(arguments: Sequence[str]) -> typer.Typer:
    """Build the program as far as the arguments need it: the other nouns are only named."""
    app = typer.Typer(
        cls=Program,
        help="Control a city's street lamps.",
        epilog="Example: lighting demo",
        add_completion=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(_alone)
    for noun, (file, line) in NOUNS.items():
        if noun not in arguments:
            app.command(noun, help=line)(_named_only)
        elif noun in ALONE:
            app.add_typer(import_module(f"lighting.cli.{file}").app)
        else:
            app.add_typer(import_module(f"lighting.cli.{file}").app, name=noun, help=line)
    return app


def _named_only() -> None:
    """Stand in the help for a noun that isn't called."""


def _alone(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(f"lighting {VERSION}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        from lighting.cli.status import show_status_or_help  # noqa: PLC0415 - keeps --help fast

        show_status_or_help(context.get_help())
