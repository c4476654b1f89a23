"""`lighting notify`: what people were told, and whether messages reach them."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from typing import Annotated, Any

import typer

from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.cli.exits import FAILED, PARTLY
from lighting.errors import WrongUse
from lighting.notify.deciding import Message
from lighting.notify.sending import named, read_urls, sent_to
from lighting.stores.outbox import Listed, Outbox

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
        show.print_table(show.columns("target", "went", "why"), rows)
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
    """List messages to people, the newest first: sent, waiting, or given up and why."""
    with closing(Outbox.beside(session.config.store_path)) as outbox:
        found = outbox.listed(10_000 if waiting else limit)
    kept = [one for one in found if not waiting or one.state != "sent"][:limit]
    rows = list(_rows(session, kept))
    if session.as_json:
        show.print_json({"schema": session.schema, "messages": rows})
        return
    show.print_table(_columns(session), rows)
    if not rows:
        session.say("nobody was told anything" if not waiting else "nothing waits, nothing failed")


def _rows(session: Session, found: list[Listed]) -> Iterator[dict[str, Any]]:
    hidden = ("decided_ms", "next_ms", "sent_ms")
    for one in found:
        facts = {name: value for name, value in asdict(one).items() if name not in hidden}
        times = {
            name: None if at_ms is None else session.rfc3339(at_ms)
            for name, at_ms in (
                ("decided_at", one.decided_ms),
                ("sent_at", one.sent_ms),
                ("next_try_at", one.next_ms),
            )
        }
        yield {**facts, **times, "state": one.state}


def _columns(session: Session) -> tuple[show.Column, ...]:
    return (
        ("decided", lambda row: session.when(row["decided_at"])),
        ("title", lambda row: row["title"]),
        ("target", lambda row: row["target"]),
        ("state", lambda row: row["state"]),
        ("sent", lambda row: session.when(row["sent_at"]) if row["sent_at"] else None),
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
