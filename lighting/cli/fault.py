"""`lighting fault`: what is broken or was, where, since when, and how that is known."""

from collections import Counter
from typing import Annotated, Any

import typer

from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.cli.ids import read_id
from lighting.cli.options import Except, Reason
from lighting.cli.span import (
    Csv,
    From,
    To,
    check_form,
    length,
    patient,
    say_lacking,
    span_of,
    told_span,
)
from lighting.errors import WrongUse

SEVERITIES = {1: "information", 2: "warning", 3: "fault", 4: "critical"}
CSV_NAMES = (
    *("id", "code", "severity", "lamp", "panel", "street", "kelurahan", "origin", "state"),
    *("since", "cleared_at", "lasted_s", "evidence"),
)
MANY = 30
"""Faults of which the list does not fit on a screen."""
Filter = str | None
FaultId = Annotated[str, typer.Argument(metavar="ID", help="As in lighting fault list.")]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@command(
    app,
    "list",
    schema="lighting.fault-list/1",
    example="lighting fault list --kelurahan Oebobo --since yesterday",
)
def list_faults(  # noqa: PLR0913 - each is an option that a person types
    session: Session,
    *,
    code: Annotated[Filter, typer.Option(help="Such as LAMP_FAIL.")] = None,
    severity: Annotated[int | None, typer.Option(min=1, max=4, help="1 to 4 (critical).")] = None,
    since: Annotated[Filter, typer.Option(metavar="TIME", help="Begun since then.")] = None,
    kelurahan: Annotated[Filter, typer.Option(help="Where.")] = None,
    panel: Annotated[Filter, typer.Option(help="Fed by which.")] = None,
    origin: Annotated[Filter, typer.Option(help="node or controller.")] = None,
    state: Annotated[
        Filter, typer.Option(help="pending, active, acknowledged, cleared, closed or all.")
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Also what hangs on an incident or another fault.")
    ] = False,
) -> None:
    """List open faults and incidents."""
    answer = session.controller.get(
        "faults",
        code=code,
        severity=str(severity) if severity else None,
        since=_since(session, since),
        kelurahan=kelurahan,
        panel=panel,
        origin=origin,
        state=state,
        members="true" if all_ else None,
    )
    if session.as_json:
        show.print_json(answer)
        return
    _print_faults(session, answer)


@command(app, "show", schema="lighting.fault-show/1", example="lighting fault show F-000012")
def show_fault(session: Session, id_: FaultId) -> None:
    """Show one fault and what speaks for it."""
    answer = session.controller.get("faults", read_id(id_, "F"))
    if session.as_json:
        show.print_json(answer)
        return
    fault = answer["fault"]
    severity = SEVERITIES.get(fault["severity"], fault["severity"])
    known = {key: value for key, value in fault.items() if value}  # what never was says nothing
    show.print_facts({**known, "severity": severity}, session.when)


@command(
    app,
    "history",
    schema="lighting.fault-history/1",
    example="lighting fault history --from 2026-10-01 --for panel:P-07",
)
def history(  # noqa: PLR0913 - each is an option that a person types
    session: Session,
    *,
    lamp: Annotated[Filter, typer.Option(metavar="LAMP", help="Only of this lamp.")] = None,
    code: Annotated[Filter, typer.Option(help="Such as LAMP_FAIL.")] = None,
    from_: From = None,
    to: To = None,
    choice: Annotated[
        Filter, typer.Option("--for", metavar="CHOICE", help="Only of these lamps and panels.")
    ] = None,
    except_: Except = None,
    csv: Csv = False,
) -> None:
    """List faults that began in a time, over or not; the last 31 days if none is given."""
    check_form(session, as_csv=csv)
    _check_choice(lamp, choice, except_)
    chosen = {"for_": choice, "except_": except_}
    span = span_of(session, from_, to)
    answer = patient(session).get("faults", "history", lamp=lamp, code=code, **chosen, **span)
    if session.as_json:
        show.print_json(answer)
        return
    if csv:
        show.print_csv(CSV_NAMES, answer["faults"])
    else:
        show.print_table(_past_columns(session), answer["faults"])
    _say_history(session, answer)


def _check_choice(lamp: str | None, choice: str | None, except_: str | None) -> None:
    """Look that lamps are chosen in one way.

    Raises:
        WrongUse: They are chosen in two.
    """
    if lamp and (choice or except_):
        raise WrongUse("--lamp and --for or --except", remedy="give one or the other")


def _say_history(session: Session, answer: dict[str, Any]) -> None:
    count = len(answer["faults"])
    found = f"{count} fault{'' if count == 1 else 's'}" if count else "no fault that fits"
    session.say(f"{found} began from {told_span(session, answer)}")
    if answer["is_cut"]:
        session.say("there may be more: ask for a shorter time, or for --lamp or --code")
    say_lacking(session, answer)


@command(
    app,
    "acknowledge",
    schema="lighting.fault-acknowledge/1",
    example='lighting fault acknowledge F-000012 --reason "driver ordered"',
)
def acknowledge(session: Session, id_: FaultId, reason: Reason) -> None:
    """Say that a fault is known, and what is being done."""
    id_ = read_id(id_, "F")
    answer = session.controller.post("faults", id_, "acknowledge", reason=reason)
    if session.as_json:
        show.print_json(answer)
    else:
        show.print_text(f"{id_} is acknowledged; it stays open until the lamp is well")


def _since(session: Session, since: str | None) -> str | None:
    if since is None:
        return None
    return session.rfc3339(session.parse_moment(since, past=True))


def _print_faults(session: Session, answer: dict[str, Any]) -> None:
    for incident in answer["incidents"]:
        until = incident.get("until")
        end = f" until {session.when(until)}" if until else ""
        span = f"since {session.when(incident['since'])}{end}"
        place = f"{incident['kind']} {incident['where']}, {len(incident['lamps'])} lamps"
        show.print_text(f"incident {incident['id']}  {incident['code']}  {place}, {span}")
    show.print_table(_columns(session), answer["faults"])
    if not answer["faults"] and not answer["incidents"]:
        session.say("no fault fits")
    if len(answer["faults"]) > MANY:
        codes = Counter(row["code"] for row in answer["faults"]).most_common()
        counted = ", ".join(f"{count} {code}" for code, count in codes)
        session.say(f"{counted}: narrow it with --severity 3, --code, --kelurahan or --panel")
    if count := answer["held_back"]:
        what = f"{count} fault{'' if count == 1 else 's'} held back while somebody works there"
        session.say(f"{what}: lighting fault list --state pending")


def _columns(session: Session) -> tuple[show.Column, ...]:
    return (
        ("id", lambda row: row["id"]),
        ("code", lambda row: row["code"]),
        ("severity", _severity),
        ("lamp", lambda row: row["lamp"]),
        ("street", lambda row: row["street"]),
        ("kelurahan", lambda row: row["kelurahan"]),
        ("panel", lambda row: row["panel"]),
        ("state", lambda row: _state(session, row)),
        ("since", lambda row: session.when(row["since"])),
        ("evidence", lambda row: _evidence(session, row)),
    )


def _severity(row: show.Row) -> object:
    """The worst of a line: what a fault stands for may be worse than itself."""
    worst = max([row["severity"], *(one["severity"] for one in row.get("explains", ()))])
    return SEVERITIES.get(worst, worst)


def _evidence(session: Session, row: show.Row) -> str:
    """What speaks for a fault, and which others it stands for."""
    said = show.in_words(row["evidence"], session.when)
    others = ", ".join(f"{one['code']} ({one['id']})" for one in row.get("explains", ()))
    return f"{said}; explains {others}" if others else said


def _state(session: Session, row: show.Row) -> str:
    """The state, how often the fault came back, and since when nobody knows of it."""
    said = [row["state"]]
    if row.get("closed_without_proof"):
        said = [f"closed without proof by {row['closed_by']}: {row['closed_without_proof']}"]
    if row["held_back_by"]:
        said.append(f"held back by {row['held_back_by']}")
    if row["flapping_since"] and not row["cleared_at"]:
        said.append(f"flapping since {session.when(row['flapping_since'])}")
        if row["quiet_since"]:
            said.append(f"quiet since {session.when(row['quiet_since'])}")
    if row["times_back"]:
        said.append(f"back {row['times_back']} time{'' if row['times_back'] == 1 else 's'}")
    if row["unknown_since"]:
        said.append(f"unknown since {session.when(row['unknown_since'])}")
    return ", ".join(said)


def _past_columns(session: Session) -> tuple[show.Column, ...]:
    def until(row: show.Row) -> str:
        return session.when(row["cleared_at"]) if row["cleared_at"] else "still open"

    return (
        ("id", lambda row: row["id"]),
        ("code", lambda row: row["code"]),
        ("severity", lambda row: SEVERITIES.get(row["severity"], row["severity"])),
        ("lamp", lambda row: row["lamp"]),
        ("street", lambda row: row["street"]),
        ("panel", lambda row: row["panel"]),
        ("since", lambda row: session.when(row["since"])),
        ("until", until),
        ("lasted", lambda row: length(row["lasted_s"])),
        ("evidence", lambda row: row["evidence"]),
    )
