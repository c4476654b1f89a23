"""`lighting work`: what to repair, in the order of a ride; done by proof, or with a reason."""

from pathlib import Path
from typing import Annotated, Any

import typer

from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.cli.ids import read_id
from lighting.cli.span import span_of
from lighting.cli.visit import step_line
from lighting.cli.work_page import Words, list_page, list_text, triage_page, triage_text, way
from lighting.errors import WrongUse
from lighting.times import from_rfc3339, show_dated

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
WorkId = Annotated[str, typer.Argument(metavar="ID", help="As in lighting work list.")]
Filter = str | None
Kelurahan = Annotated[Filter, typer.Option(help="Only there.")]
Panel = Annotated[Filter, typer.Option(help="Only fed by it.")]
Mine = Annotated[bool, typer.Option("--mine", help="Only what I have taken.")]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="Where it is written.")]
AsText = Annotated[bool, typer.Option("--text", help="Print plain text for a chat message.")]
Lang = Annotated[str, typer.Option(help="en or id.")]
SEVERITIES = {1: "information", 2: "warning", 3: "fault", 4: "DANGER"}


def _listed(session: Session, kelurahan: Filter, panel: Filter, *, mine: bool) -> dict[str, Any]:
    mine_ = "1" if mine else None
    return session.controller.get("work", kelurahan=kelurahan, panel=panel, mine=mine_)


@command(
    app, "list", schema="lighting.work-list/1", example="lighting work list --kelurahan Oebobo"
)
def list_work(
    session: Session,
    *,
    kelurahan: Kelurahan = None,
    panel: Panel = None,
    mine: Mine = False,
) -> None:
    """List work orders in the order of a ride: danger, main roads, age, the shortest way."""
    answer = _listed(session, kelurahan, panel, mine=mine)
    if session.as_json:
        show.print_json(answer)
        return
    show.print_table(_columns(session), answer["orders"])
    if not answer["orders"]:
        session.say("no work order is open" if not (kelurahan or panel or mine) else "none fits")


@command(app, "show", schema="lighting.work-show/1", example="lighting work show W-000001")
def show_work(session: Session, id_: WorkId) -> None:
    """Show one work order, what to do, and the visits that speak for it."""
    answer = session.controller.get("work", read_id(id_, "W"))
    if session.as_json:
        show.print_json(answer)
        return
    order = dict(answer["order"])
    visits = order.pop("visits")
    hidden = {"sentence_id", "remedy_id", "latitude", "longitude"}
    facts = {key: value for key, value in order.items() if key not in hidden and value is not None}
    show.print_facts({**facts, "severity": SEVERITIES[order["severity"]]}, session.when)
    for visit in visits:
        head = f"{visit['id']}  {visit['action']} of {visit['lamp']} by {visit['by']}"
        show.print_text(f"{head}, {session.when(visit['sent_at'])}: {visit['state']}")
        for step in visit["steps"]:
            show.print_text(f"  {step_line(step)}")


@command(app, "take", schema="lighting.work-take/1", example="lighting work take W-000001 W-000004")
def take_work(
    session: Session,
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="As in lighting work list.")],
    *,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Needed to take over from somebody else.")
    ] = "",
) -> None:
    """Take work orders upon yourself: nobody else rides there."""
    ids = [read_id(id_, "W") for id_ in ids]
    answer = session.controller.post("work", "take", ids=ids, reason=reason)
    if session.as_json:
        show.print_json(answer)
        return
    for order in answer["orders"]:
        where = f"{order['what']}, {order['street'] or 'no street'}, {order['kelurahan']}"
        show.print_text(f"{order['id']} is {order['taken_by']}'s now: {where}")


@command(app, "done", schema="lighting.work-done/1", example="lighting work done W-000001")
def finish_work(
    session: Session,
    id_: WorkId,
    *,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Close it without proof; it is listed each month.")
    ] = "",
    prove_later: Annotated[
        bool, typer.Option("--prove-later", help="Let the coming nights prove it.")
    ] = False,
) -> None:
    """Close a work order: by what was measured, else with a reason, else proved later.

    Raises:
        WrongUse: It is to be closed in two ways.
    """
    if reason and prove_later:
        raise WrongUse("--reason and --prove-later", remedy="give one or the other")
    id_ = read_id(id_, "W")
    answer = session.controller.post("work", id_, "done", reason=reason, later=prove_later)
    if session.as_json:
        show.print_json(answer)
        return
    order = answer["order"]
    told = {
        "measured": f"done and proved: {order['figures']}",
        "reason": "done, closed without proof; lighting work unproven lists it",
        "waiting": "done, being proved: it opens again if the fault is seen again",
    }
    show.print_text(f"{order['id']}: {told[order['proof']]}")


@command(
    app,
    "unproven",
    schema="lighting.work-unproven/1",
    example="lighting work unproven --month 2026-10",
)
def list_unproven(
    session: Session,
    *,
    month: Annotated[
        str | None, typer.Option(metavar="MONTH", help="2026-10; else the present one.")
    ] = None,
) -> None:
    """List work orders of a month that were closed without proof, and why."""
    month = session.this_month if month is None else month
    answer = session.controller.get("work", "unproven", **span_of(session, None, None, month))
    if session.as_json:
        show.print_json(answer)
        return
    names = ("id", "what", "codes", "street", "kelurahan", "done_by", "done_at", "reason")
    zone = session.config.site.timezone
    rows = [
        {**row, "done_at": show_dated(from_rfc3339(row["done_at"]), zone)}
        for row in answer["orders"]
    ]
    show.print_table(show.columns(*names), rows)
    if not rows:
        session.say("none was closed without proof")


@command(
    app, "print", schema="lighting.work-print/1", example="lighting work print --mine --lang id"
)
def print_work(  # noqa: PLR0913 - each is an option that a person types
    session: Session,
    *,
    kelurahan: Kelurahan = None,
    panel: Panel = None,
    mine: Mine = False,
    text: AsText = False,
    lang: Lang = "en",
    out: Out = None,
) -> None:
    """Write what is to be done as an A5 page, or as text for a chat message.

    An order that is done and being proved is left out: nobody has to ride there.
    """
    answer = _listed(session, kelurahan, panel, mine=mine)
    to_do = [row for row in answer["orders"] if row["proof"] != "waiting"]
    answer = {**answer, "orders": to_do}
    words = Words(session, lang)
    if text and out is not None:
        _write(session, out, "\n".join([*list_text(words, answer), ""]), answer["orders"])
    elif text:
        _print_lines(session, list_text(words, answer))
    else:
        _write(session, out or Path("work.html"), list_page(words, answer), answer["orders"])


@command(
    app, "triage", schema="lighting.work-triage/1", example="lighting work triage --out storm.html"
)
def triage(session: Session, *, text: AsText = False, lang: Lang = "en", out: Out = None) -> None:
    """After a storm, by kelurahan: poles, incidents, dark main roads, silence, batteries."""
    answer = session.controller.get("work", "triage")
    words = Words(session, lang)
    if out is not None:
        page = "\n".join([*triage_text(words, answer), ""]) if text else triage_page(words, answer)
        _write(session, out, page, answer["rows"])
    elif session.as_json:
        show.print_json(answer)
    elif answer["rows"] or text:
        _print_lines(session, triage_text(words, answer))
    else:
        session.say("nothing of that kind is open")


def _print_lines(session: Session, lines: list[str]) -> None:
    if session.as_json:
        show.print_json({"schema": session.schema, "text": "\n".join(lines)})
        return
    for line in lines:
        show.print_as_written(line)


def _write(session: Session, path: Path, page: str, rows: list[dict[str, Any]]) -> None:
    path.write_text(page, encoding="utf-8")
    if session.as_json:
        show.print_json({"schema": session.schema, "file": str(path), "rows": len(rows)})
    else:
        paper = "; print it on A5" if path.suffix == ".html" else ""
        show.print_text(f"{path}: {len(rows)} to do{paper}")


def _columns(session: Session) -> tuple[show.Column, ...]:
    return (
        ("order", lambda row: row["id"]),
        ("where", lambda row: ", ".join(filter(None, (row["kelurahan"], row["street"])))),
        ("what", place),
        ("code", lambda row: row["codes"]),
        ("severity", lambda row: SEVERITIES[row["severity"]]),
        ("road", lambda row: row["road_class"]),
        ("way", lambda row: way(row["distance_m"])),
        ("since", lambda row: session.when(row["since"])),
        ("state", lambda row: state_of(session, row)),
    )


def place(row: show.Row) -> str:
    """Write what an order is for: a lamp, a panel, or an incident with the count of its lamps."""
    if row["incident"]:
        return f"{row['panel']}, {len(row['lamps'])} lamps ({row['incident']})"
    return str(row["what"])


def state_of(session: Session, row: show.Row) -> str:
    """Write how far an order is, and what isn't known."""
    if row["unknown_since"]:
        return f"{row['state']}, unknown since {session.when(row['unknown_since'])}"
    if row["proof"] == "waiting":
        return f"done by {row['done_by']}, being proved"
    if row["over_at"]:
        return f"taken by {row['taken_by']}, over: close it"
    return f"taken by {row['taken_by']}" if row["taken_by"] else str(row["state"])
