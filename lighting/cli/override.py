"""`lighting override`: a level above the schedule, for a time; and orders that need two persons."""

from typing import Annotated, Any, Literal

import typer

from lighting.cli import show
from lighting.cli.applying import print_unable
from lighting.cli.command import Session, command
from lighting.cli.follow import end_partly, follow, read_share, read_span_s, summary
from lighting.cli.ids import read_id
from lighting.cli.lamp_page import level as show_level
from lighting.cli.options import Choice, Except, Reason, Timeout, Wait
from lighting.client import Answer
from lighting.times import parse_moment

Priority = Literal["event", "operator", "emergency", "lock"]
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
ApprovalId = Annotated[str, typer.Argument(metavar="ID", help="As in lighting override list.")]
Why = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; else the order's own.")]


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
    until: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="When it ends: 23:30, +2h, sunrise; else after 2 h."),
    ] = None,
    reason: Reason,
    except_: Except = None,
    start: Annotated[str | None, typer.Option(metavar="TIME", help="When; else now.")] = None,
    priority: Annotated[
        Priority, typer.Option(help="The stronger wins; lock: a technician is at the lamp.")
    ] = "operator",
    fade: Annotated[str, typer.Option(metavar="TIME", help="How slowly: 5s.")] = "5s",
    fade_back: Annotated[
        str | None, typer.Option(metavar="TIME", help="How slowly back at its end: 30s.")
    ] = None,
    wait: Wait = "100%",
    timeout: Timeout = "30s",
) -> None:
    """Set a level for lamps until a time, and see how far it gets."""
    start_ms = session.parse_moment(start) if start else None
    from_ms = session.city_now_ms if start_ms is None else start_ms
    until_ms = parse_moment(until, from_ms, session.config.site) if until else None
    share, timeout_s = read_share(wait or "100%"), read_span_s(timeout)
    body = {
        "level": level,
        "for": choice,
        "except": except_,
        "start": session.rfc3339(start_ms) if start_ms is not None else None,
        "until": session.rfc3339(until_ms) if until_ms is not None else None,
        "priority": priority,
        "fade_s": read_span_s(fade),
        "fade_back_s": read_span_s(fade_back) if fade_back else None,
        "reason": reason,
    }
    answer = session.controller.post("overrides", **body)
    if until is None and not session.as_json:
        end = session.when(answer["override"]["until"])
        session.say(f"no --until was given: it ends by itself at {end}")
    finish(session, answer, share, timeout_s)


@command(app, "list", schema="lighting.override-list/1", example="lighting override list")
def list_overrides(session: Session) -> None:
    """List the overrides that hold now or will, who lost, and what waits for a second person."""
    answer = session.controller.get("overrides")
    if session.as_json:
        show.print_json(answer)
        return
    _print_overrides(session, answer["overrides"])
    if not answer["overrides"]:
        session.say("no override is in force")
    if answer.get("approvals"):
        show.print_line()
        print_approvals(session, answer["approvals"])
        session.say("somebody else than who asked: lighting override approve ID, or reject ID")


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
    answer = session.controller.post("overrides", read_id(id_, "o"), "release", reason=reason)
    finish(session, answer, share, timeout_s)


@command(
    app,
    "approve",
    schema="lighting.override-approve/1",
    example="lighting override approve a-000012",
)
def approve(
    session: Session,
    id_: ApprovalId,
    reason: Why = "",
    wait: Wait = "100%",
    timeout: Timeout = "30s",
) -> None:
    """Agree to somebody else's order that darkens many lamps, and see how far it gets."""
    share, timeout_s = read_share(wait or "100%"), read_span_s(timeout)
    answer = session.controller.post("approvals", read_id(id_, "a"), "approve", reason=reason)
    if not session.as_json:
        asked = answer["approval"]
        show.print_text(f"{asked['id']}: agreed to {asked['what']}, asked for by {asked['by']}")
    finish(session, answer, share, timeout_s)


@command(
    app,
    "reject",
    schema="lighting.override-reject/1",
    example='lighting override reject a-000012 --reason "the market still runs"',
)
def reject(session: Session, id_: ApprovalId, reason: Why = "") -> None:
    """Say no to somebody else's order that waits, or take your own back."""
    answer = session.controller.post("approvals", read_id(id_, "a"), "reject", reason=reason)
    if session.as_json:
        show.print_json(answer)
        return
    asked = answer["approval"]
    show.print_text(f"{asked['id']}: {asked['state']}; {asked['what']} is not done")


def finish(session: Session, answer: Answer, share: float, timeout_s: int) -> None:
    """Say what was recorded and whom it meets, follow it, and end partly where lamps lack it."""
    if not session.as_json:
        told = answer.get("override")
        _print_overrides(session, answer.get("overrides") or ([told] if told else []))
        for rival in answer.get("rivals") or []:
            session.say(_rival(session, rival))
        print_unable(answer)
    change = answer.get("change")
    progress = follow(session, str(change), share, timeout_s) if change else None
    if session.as_json:
        show.print_json({**answer, "progress": progress})
    elif progress:
        show.print_text(summary(progress))
    if progress:
        end_partly(session, progress, share)


def _rival(session: Session, rival: dict[str, Any]) -> str:
    who_wins = "is stronger and stays" if rival["is_stronger"] else "is beaten there"
    return (
        f"{rival['id']} ({rival['level']} %, by {rival['by']}, until "
        f"{session.when(rival['until'])}: {rival['reason']}) has {rival['lamps']} of these lamps "
        f"too and {who_wins}"
    )


def print_approvals(session: Session, approvals: list[dict[str, Any]]) -> None:
    """Print orders that wait for a second person."""
    show.print_table(
        (
            ("waits", lambda row: row["id"]),
            ("what", lambda row: row["what"]),
            ("darkens", lambda row: row["lamps"]),
            ("by", lambda row: row["by"]),
            ("reason", lambda row: row["reason"]),
            ("expires", lambda row: session.when(row["expires_at"])),
        ),
        approvals,
    )


def _print_overrides(session: Session, rows: list[dict[str, Any]]) -> None:
    """Print a line an override, and below it who agreed, and to which others one loses."""
    to_come = any(row.get("state") == "to come" for row in rows)
    show.print_table(_columns(session, with_start=to_come), rows)
    for row in rows:
        if agreed := row.get("agreed_by"):
            show.print_text(f"{row['id']}: {agreed} agreed to it")
        if rivals := row.get("loses_to"):
            counts = f"counts on {row['counts_on']} of {row['lamps']} lamps"
            show.print_text(f"{row['id']}: {counts}, loses to {', '.join(rivals)} on the others")


def _columns(session: Session, *, with_start: bool) -> tuple[show.Column, ...]:
    return (
        ("id", lambda row: row["id"]),
        ("level", lambda row: show_level(row["level"])),
        ("for", lambda row: row["for"]),
        ("lamps", lambda row: row["lamps"]),
        *((("from", lambda row: session.when(row["start"])),) if with_start else ()),
        ("until", lambda row: session.when(row["until"])),
        ("priority", lambda row: row["priority"]),
        ("by", lambda row: row["by"]),
        ("reason", lambda row: row["reason"]),
    )
