"""`lighting notify`: what people were told, and whether messages reach them."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from lighting.answers.notified import messages_of
from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.cli.exits import FAILED, PARTLY
from lighting.errors import ControllerUnreachable, WrongUse
from lighting.notify.deciding import Message
from lighting.notify.sending import named, read_urls, sent_to

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@command(app, "test", schema="lighting.notify-test/1", example="lighting notify test")
def test(session: Session) -> None:
    """Send one message to each address, and say whether it went; needs no daemon."""
    message = Message(f"test of {session.config.site.name}", "lighting notify test", 1)
    found = sent_to(_urls(session), message)
    rows = [{"target": name, "went": not why, "why": why or None} for name, why in found]
    if session.as_json:
        show.print_json({"schema": session.schema, "targets": rows})
    else:
        went = ("went", lambda row: "yes" if row["went"] else "NO")
        show.print_table((*show.columns("target"), went, *show.columns("why")), rows)
    failed = sum(not row["went"] for row in rows)
    if failed:
        session.end(FAILED if failed == len(rows) else PARTLY)


@command(app, "targets", schema="lighting.notify-targets/1", example="lighting notify targets")
def targets(session: Session) -> None:
    """Name the addresses that would be told, without their secrets; nothing is sent."""
    rows = [{"target": named(url)} for url in _urls(session)]
    if session.as_json:
        show.print_json({"schema": session.schema, "targets": rows})
    else:
        show.print_table(show.columns("target"), rows)


@command(app, "list", schema="lighting.notify-list/1", example="lighting notify list")
def list_messages(
    session: Session,
    *,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="As many at most.")] = 50,
    waiting: Annotated[bool, typer.Option("--waiting", help="Only what waits or failed.")] = False,
) -> None:
    """List messages to people, the newest first: sent, waiting, or given up and why.

    While no controller answers, they are read from the database, if that is on this machine.
    """
    rows, when = _listed(session, limit, waiting=waiting)
    if session.as_json:
        show.print_json({"schema": session.schema, "messages": rows})
        return
    show.print_table(_columns(when), rows)
    if not rows:
        session.say("nobody was told anything" if not waiting else "nothing waits, nothing failed")


def _listed(
    session: Session, limit: int, *, waiting: bool
) -> tuple[list[dict[str, Any]], Callable[[str], str]]:
    """Give the messages, and how their times are shown.

    Raises:
        ControllerUnreachable: No controller answers, and the database is not here.
    """
    config = session.config
    try:
        found = session.controller.get("messages", limit=str(limit), waiting=str(waiting).lower())
    except ControllerUnreachable:
        if not config.store_path.exists():
            raise
        rows = messages_of(config.store_path, limit, config.site.timezone, waiting=waiting)
        return rows, lambda text: text  # nobody says what time it is for the controller
    return found["messages"], session.when


def _columns(when: Callable[[str], str]) -> tuple[show.Column, ...]:
    return (
        ("decided", lambda row: when(row["decided_at"])),
        ("title", lambda row: row["title"]),
        ("target", lambda row: row["target"]),
        ("state", lambda row: row["state"]),
        ("sent", lambda row: when(row["sent_at"]) if row["sent_at"] else None),
        ("tries", lambda row: row["tries"]),
        ("why", lambda row: row["why"] or None),
    )


def _urls(session: Session) -> tuple[str, ...]:
    """Read the addresses.

    Raises:
        WrongUse: None are configured.
    """
    config = session.config
    if not config.notify.urls:
        remedy = 'write urls = "notify.urls" under [notify] in lighting.toml'
        raise WrongUse("nobody is to be told", "[notify] has no urls", remedy)
    return read_urls(config.path.parent / config.notify.urls)
