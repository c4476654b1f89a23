"""`lighting audit`: who did what, when and why."""

from typing import Annotated, Any

import typer

from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.cli.span import Csv, From, To, check_form, span_of
from lighting.errors import WrongUse

CSV_NAMES = ("at", "who", "action", "target", "before", "after", "reason", "sentence")
Filter = str | None

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@command(
    app,
    "show",
    schema="lighting.audit-show/1",
    example="lighting audit show --since yesterday --who sari --what override",
)
def show_audit(  # noqa: PLR0913 - each is an option that a person types
    session: Session,
    *,
    since: Annotated[Filter, typer.Option(metavar="TIME", help="The same as --from.")] = None,
    from_: From = None,
    to: To = None,
    who: Annotated[Filter, typer.Option(metavar="NAME", help="Only of this account.")] = None,
    what: Annotated[
        Filter,
        typer.Option(
            metavar="ORDER",
            help="override, schedule, lamp, fault, work, maintenance, approval; or one of a noun's "
            "orders: 'override set'.",
        ),
    ] = None,
    lamp: Annotated[
        Filter, typer.Option(metavar="LAMP", help="Only what concerns this lamp.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="So many, the newest.")] = 100,
    csv: Csv = False,
) -> None:
    """List who did what, when and why, the newest first; of all times unless one is given."""
    check_form(session, as_csv=csv)
    span = span_of(session, _begin(since, from_), to)
    asked = {"who": who, "what": what, "lamp": lamp, "limit": str(limit)}
    answer = session.controller.get("audit", **asked, **span)
    if session.as_json:
        show.print_json(answer)
        return
    if csv:
        show.print_csv(CSV_NAMES, answer["entries"])
    else:
        show.print_table(_columns(session), answer["entries"])
    _say_rest(session, answer, limit)


def _begin(since: str | None, from_: str | None) -> str | None:
    """Give the begin of the time that is asked for.

    Raises:
        WrongUse: It is given twice.
    """
    if since is not None and from_ is not None:
        raise WrongUse("--since and --from", remedy="give one or the other: they mean the same")
    return since if from_ is None else from_


def _say_rest(session: Session, answer: dict[str, Any], limit: int) -> None:
    if not answer["entries"]:
        session.say("nobody ordered anything that fits")
    elif answer["is_cut"]:
        oldest = session.when(answer["entries"][-1]["at"])
        session.say(
            f"the newest {limit}, back to {oldest}; there are older ones: --limit, or --to an "
            "earlier time"
        )


def _columns(session: Session) -> tuple[show.Column, ...]:
    return (
        ("when", lambda row: session.when(row["at"])),
        ("who", lambda row: row["who"]),
        ("what", lambda row: row["sentence"]),
        ("why", lambda row: row["reason"]),
    )
