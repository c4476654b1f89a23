"""`lighting notify`: try whether messages reach people."""

import typer

from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.cli.exits import FAILED, PARTLY
from lighting.errors import WrongUse
from lighting.notify.deciding import Message
from lighting.notify.sending import named, read_urls, sent_to

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@command(app, "test", schema="lighting.notify-test/1", example="lighting notify test")
def test(session: Session) -> None:
    """Send one message to each address, and say whether it went; needs no daemon."""
    message = Message(f"test of {session.config.site.name}", "lighting notify test", 1)
    found = sent_to(_urls(session), message)
    rows = [{"target": name, "went": not why, "why": why or None} for name, why in found.items()]
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
