"""`lighting preset`: what the town does in a storm or for an event, rehearsed beforehand."""

from typing import Annotated

import typer

from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.cli.follow import in_short, read_share, read_span_s
from lighting.cli.lamp_page import level as show_level
from lighting.cli.options import Except, Reason, Timeout, Wait
from lighting.cli.override import finish

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
Name = Annotated[str, typer.Argument(metavar="NAME", help="As in lighting preset list.")]
OtherChoice = Annotated[
    str | None,
    typer.Option("--for", metavar="CHOICE", help="Other lamps than the preset's: group:parks."),
]
Until = Annotated[
    str | None, typer.Option(metavar="TIME", help="When it ends; else as long as it says.")
]


@command(app, "list", schema="lighting.preset-list/1", example="lighting preset list")
def list_presets(session: Session) -> None:
    """List the presets of the site, and which of them run."""
    answer = session.controller.get("presets")
    if session.as_json:
        show.print_json(answer)
        return
    show.print_table(
        (
            ("preset", lambda row: row["preset"]),
            ("level", lambda row: show_level(row["level"])),
            ("for", lambda row: row["for"] or "say --for"),
            ("lasts", lambda row: in_short(row["minutes"] * 60.0)),
            ("priority", lambda row: row["priority"]),
            ("runs", lambda row: _runs(session, row)),
            ("about", lambda row: row["about"]),
        ),
        answer["presets"],
    )


@command(
    app, "rehearse", schema="lighting.preset-rehearse/1", example="lighting preset rehearse storm"
)
def rehearse(
    session: Session,
    name: Name,
    choice: OtherChoice = None,
    except_: Except = None,
    until: Until = None,
) -> None:
    """Show what a preset would do if it were started now; nothing is changed."""
    answer = session.controller.get(
        "presets", name, "rehearsal", for_=choice, except_=except_, until=_moment(session, until)
    )
    if session.as_json:
        show.print_json(answer)
        return
    until_text, count = session.when(answer["until"]), answer["lamps"]
    level = show_level(answer["level"])
    show.print_text(f"{name}: {level} for {answer['for']} until {until_text}, {count} lamps")
    show.print_table(
        (
            ("lamps", lambda row: row["lamps"]),
            ("now", lambda row: show_level(row["from_level"])),
            ("then", lambda row: show_level(row["to_level"])),
            ("", lambda row: f"kept by {row['kept_by']}" if row["kept_by"] else ""),
        ),
        answer["changes"],
    )
    for line in _told(answer):
        show.print_text(line)
    session.say("a rehearsal: nothing was changed")


def _told(answer: show.Row) -> list[str]:
    lines = []
    if answer["report_s"]:
        lines.append(f"its lamps would measure every {answer['report_s']} s meanwhile")
    documents, per_s = answer["documents"], answer["documents_per_s"]
    lines.append(f"{documents} documents would go out: {documents // per_s + 1} s at most")
    if answer["is_too_long"]:
        lines.append("it would be refused: no darkening outlives a night")
    if answer["needs_agreement"]:
        lines.append(
            f"a second person would have to agree: {answer['darkened']} lamps would be darkened"
        )
    return lines


@command(
    app,
    "start",
    schema="lighting.preset-start/1",
    example='lighting preset start event --for group:parks --reason "Pasar malam"',
)
def start(  # noqa: PLR0913 - each is an option that a person types
    session: Session,
    name: Name,
    *,
    reason: Reason,
    choice: OtherChoice = None,
    except_: Except = None,
    until: Until = None,
    wait: Wait = "100%",
    timeout: Timeout = "30s",
) -> None:
    """Have a preset hold from now on, and see how far it gets."""
    share, timeout_s = read_share(wait or "100%"), read_span_s(timeout)
    body = {"for": choice, "except": except_, "until": _moment(session, until), "reason": reason}
    answer = session.controller.post("presets", name, "start", **body)
    finish(session, answer, share, timeout_s)


@command(
    app,
    "end",
    schema="lighting.preset-end/1",
    example='lighting preset end storm --reason "the storm is over"',
)
def end(
    session: Session,
    name: Name,
    *,
    reason: Reason,
    wait: Wait = "100%",
    timeout: Timeout = "30s",
) -> None:
    """End a preset before its time, and see how far that gets."""
    share, timeout_s = read_share(wait or "100%"), read_span_s(timeout)
    answer = session.controller.post("presets", name, "end", reason=reason)
    finish(session, answer, share, timeout_s)


def _moment(session: Session, text: str | None) -> str | None:
    return session.rfc3339(session.parse_moment(text)) if text else None


def _runs(session: Session, row: show.Row) -> str:
    return f"until {session.when(row['until'])}, by {row['by']}" if row["running"] else "no"
