"""`lighting override`: a level above the schedule, for a time."""

from typing import Annotated, Literal

import typer

from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.cli.follow import end_partly, follow, read_share, read_span_s, summary
from lighting.cli.lamp import level as show_level
from lighting.cli.options import Choice, Except, Reason, Timeout, Wait
from lighting.times import parse_moment

Priority = Literal["event", "operator", "emergency"]
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@command(
    app,
    "set",
    schema="lighting.override-set/1",
    example='lighting override set 100 --for group:parks --until "tomorrow 01:00" --reason market',
)
def set_override(  # noqa: PLR0913 - each is an option that a person types
    session: Session,
    level: Annotated[
        int, typer.Argument(min=0, max=100, metavar="LEVEL", help="Percent; 0 is off.")
    ],
    *,
    choice: Choice,
    until: Annotated[str, typer.Option(metavar="TIME", help="When it ends: 23:30, +2h, sunrise.")],
    reason: Reason,
    except_: Except = None,
    start: Annotated[str | None, typer.Option(metavar="TIME", help="When; else now.")] = None,
    priority: Annotated[Priority, typer.Option(help="The stronger wins.")] = "operator",
    fade: Annotated[str, typer.Option(metavar="TIME", help="How slowly: 5s.")] = "5s",
    wait: Wait = "100%",
    timeout: Timeout = "30s",
) -> None:
    """Set a level for lamps until a time, and see how far it gets."""
    start_ms = session.parse_moment(start) if start else None
    from_ms = session.city_now_ms if start_ms is None else start_ms
    until_ms = parse_moment(until, from_ms, session.config.site)
    share, timeout_s = read_share(wait or "100%"), read_span_s(timeout)
    body = {
        "level": level,
        "for": choice,
        "except": except_,
        "start": session.rfc3339(start_ms) if start_ms is not None else None,
        "until": session.rfc3339(until_ms),
        "priority": priority,
        "fade_s": read_span_s(fade),
        "reason": reason,
    }
    answer = session.controller.post("overrides", **body)
    _finish(session, answer, share, timeout_s)


@command(app, "list", schema="lighting.override-list/1", example="lighting override list")
def list_overrides(session: Session) -> None:
    """List the overrides that hold now or will."""
    answer = session.controller.get("overrides")
    if session.as_json:
        show.print_json(answer)
        return
    show.print_table(_columns(session), answer["overrides"])
    if not answer["overrides"]:
        session.say("no override is in force")


@command(
    app,
    "release",
    schema="lighting.override-release/1",
    example='lighting override release o-000012 --reason "market is over"',
)
def release(
    session: Session,
    id_: Annotated[str, typer.Argument(metavar="ID", help="As in lighting override list.")],
    reason: Reason,
    wait: Wait = "100%",
    timeout: Timeout = "30s",
) -> None:
    """End an override before its time, and see how far that gets."""
    share, timeout_s = read_share(wait or "100%"), read_span_s(timeout)
    answer = session.controller.post("overrides", id_, "release", reason=reason)
    _finish(session, answer, share, timeout_s)


def _finish(session: Session, answer: dict[str, object], share: float, timeout_s: int) -> None:
    """Say what was recorded, follow it, and end partly where lamps lack it."""
    override = answer["override"]
    if not session.as_json and isinstance(override, dict):
        show.print_table(_columns(session), [override])
    progress = follow(session, str(answer["change"]), share, timeout_s)
    if session.as_json:
        show.print_json({**answer, "progress": progress})
    else:
        show.print_text(summary(progress))
    end_partly(session, progress, share)


def _columns(session: Session) -> tuple[show.Column, ...]:
    return (
        ("id", lambda row: row["id"]),
        ("level", lambda row: show_level(row["level"])),
        ("for", lambda row: row["for"]),
        ("lamps", lambda row: row["lamps"]),
        ("from", lambda row: session.when(row["start"])),
        ("until", lambda row: session.when(row["until"])),
        ("priority", lambda row: row["priority"]),
        ("by", lambda row: row["by"]),
        ("reason", lambda row: row["reason"]),
    )
