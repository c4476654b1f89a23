"""`lighting influx`: InfluxDB made ready, how it is fed, and the lines that it refused."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.cli.exits import INTERRUPTED
from lighting.cli.influx_status import print_feeding
from lighting.cli.options import Reason
from lighting.errors import ConfigWrong, Refused, WrongUse
from lighting.site.config import Config
from lighting.site.text_file import read_text
from lighting.site.tokens import is_token, read_token
from lighting.stores.influx_setup import set_up
from lighting.stores.influx_tokens import Step

Answer = dict[str, Any]
Ids = Annotated[
    list[int] | None, typer.Argument(metavar="ID", help="As in lighting influx parked list.")
]
All = Annotated[bool, typer.Option("--all", help="All of them.")]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
parked_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(parked_app, name="parked", help="Lines that InfluxDB refused: list, retry, drop.")


@command(
    app,
    "setup",
    schema="lighting.influx-setup/1",
    example="lighting influx setup --operator-token-file operator.token",
)
def setup(
    session: Session,
    *,
    operator_token_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Mode 0600; else you are asked, and nothing is shown."),
    ] = None,
    shorten: Annotated[
        bool, typer.Option("--shorten", help="A bucket may lose what is older than it should keep.")
    ] = False,
) -> None:
    """Make buckets, their retention and a token with just the rights needed; twice does no harm."""
    config = session.config
    _check_configured(config)
    steps = set_up(config, _operator_token(operator_token_file), may_shorten=shorten)
    is_changed = any(step.did != "kept" for step in steps)
    if session.as_json:
        rows = [asdict(step) for step in steps]
        show.print_json({"schema": session.schema, "changed": is_changed, "steps": rows})
        return
    for step in steps:
        show.print_text(_told(step))
    session.say(
        "next: restart the controller, it reads its settings at the start; then: lighting doctor"
        if is_changed
        else "all was right already; nothing was changed"
    )


def _check_configured(config: Config) -> None:
    """Look that there is an InfluxDB to make ready.

    Raises:
        Refused: The settings name none.
    """
    if not config.influx.url:
        raise Refused(
            "no InfluxDB is configured",
            "[influx] url is empty",
            f'write url = "http://127.0.0.1:8086" under [influx] into {config.path}',
        )


def _told(step: Step) -> str:
    did = "as it was" if step.did == "kept" else step.did
    return f"{did:<9}  {step.what}: {step.how}"


def _operator_token(path: Path | None) -> str:
    """Read the operator's token from a file, or ask for it without showing it.

    Raises:
        WrongUse: There is nobody to ask, or nothing was typed.
        Exit: Whoever was asked has gone.
    """
    if path is not None:
        read_text(path, ConfigWrong, "check the name of --operator-token-file")
        return read_token(path, "put the operator token of InfluxDB into it")
    remedy = "name a file of mode 0600 that holds it: --operator-token-file FILE"
    if not sys.stdin.isatty():
        raise WrongUse("no operator token", "there is no terminal to ask for it", remedy)
    try:
        token = str(typer.prompt("Operator token of InfluxDB", hide_input=True, err=True)).strip()
    except typer.Abort:
        raise typer.Exit(INTERRUPTED) from None
    if not is_token(token):
        raise WrongUse("no operator token", "what was typed can be none", remedy)
    return token


@command(app, "status", schema="lighting.influx-status/1", example="lighting influx status")
def status(session: Session) -> None:
    """Show what waits for InfluxDB, its last error, refused lines, and what is gone for good."""
    answer = session.controller.get("influx")
    if session.as_json:
        show.print_json(answer)
        return
    print_feeding(session, answer)
    if answer["state"] == "off" and session.config.influx.url:
        session.say("the settings name an InfluxDB, the controller knows none: restart it")


@command(
    parked_app,
    "list",
    schema="lighting.influx-parked-list/1",
    example="lighting influx parked list --limit 20",
)
def list_parked(
    session: Session,
    *,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Lines at most.")] = 100,
) -> None:
    """List lines that InfluxDB refused for good, with its reason; the newest first."""
    answer = session.controller.get("influx", "parked", limit=str(limit))
    if session.as_json:
        show.print_json(answer)
        return
    show.print_table(_parked_columns(session), answer["parked"])
    if not answer["total"]:
        session.say("no line is parked: InfluxDB took all that it was sent")
    elif answer["total"] > len(answer["parked"]):
        session.say(f"the newest {len(answer['parked'])} of {answer['total']:,}")


@command(
    parked_app,
    "retry",
    schema="lighting.influx-parked-retry/1",
    example='lighting influx parked retry 17 18 --reason "retention was corrected"',
)
def retry(session: Session, reason: Reason, ids: Ids = None, *, all_: All = False) -> None:
    """Send refused lines once more, after the reason for it is gone."""
    answer = session.controller.post(
        "influx", "parked", "retry", ids=_meant(ids, all_=all_), reason=reason
    )
    if session.as_json:
        show.print_json(answer)
        return
    show.print_text(f"{_count(answer)} on the way again")
    session.say("what InfluxDB refuses again is parked again: lighting influx parked list")


@command(
    parked_app,
    "drop",
    schema="lighting.influx-parked-drop/1",
    example='lighting influx parked drop 17 --reason "made by a node under test"',
)
def drop(session: Session, reason: Reason, ids: Ids = None, *, all_: All = False) -> None:
    """Give refused lines up for good; the audit says who did and why."""
    answer = session.controller.post(
        "influx", "parked", "drop", ids=_meant(ids, all_=all_), reason=reason
    )
    if session.as_json:
        show.print_json(answer)
        return
    show.print_text(f"{_count(answer)} given up")


def _meant(ids: list[int] | None, *, all_: bool) -> list[int] | None:
    """Give the lines that are meant; None: all.

    Raises:
        WrongUse: None are named, or some and all.
    """
    if bool(ids) == all_:
        what = "lines are named and --all is given" if ids else "no line is named"
        raise WrongUse(what, remedy="give ids as in lighting influx parked list, or --all")
    return list(ids) if ids else None


def _count(answer: Answer) -> str:
    count = len(answer["ids"])
    return f"{count:,} line{' is' if count == 1 else 's are'}"


def _parked_columns(session: Session) -> tuple[show.Column, ...]:
    return (
        ("id", lambda row: row["id"]),
        ("parked", lambda row: session.when(row["parked_at"])),
        ("bucket", lambda row: row["bucket"]),
        ("status", lambda row: row["status"]),
        ("reason", lambda row: row["reason"]),
        ("line", lambda row: row["line"]),
    )
