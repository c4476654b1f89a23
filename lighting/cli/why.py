"""`lighting why`: one sentence, and the trace behind it."""

from typing import Annotated

import typer

from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.cli.lamp import LampId

app = typer.Typer(rich_markup_mode=None)


@command(app, "why", schema="lighting.why/1", example="lighting why KPG-0123 --at 22:15")
def why(
    session: Session,
    lamp: LampId,
    at: Annotated[
        str | None, typer.Option(metavar="TIME", help="When; 22:15 is the last time it was.")
    ] = None,
) -> None:
    """Say why a lamp does what it does, what it reported and what was measured."""
    moment = session.rfc3339(session.parse_moment(at, past=True)) if at else None
    answer = session.controller.get("why", lamp, at=moment)
    if session.as_json:
        show.print_json(answer)
        return
    show.print_text(answer["sentence"])
    for step in answer["trace"]:
        mark = "->" if step["holds"] else "  "
        show.print_text(f"  {mark} {step['step']:<9} {step['what']}")
    known = {key: answer[key] or "nothing is known" for key in ("reported", "measured")}
    show.print_facts(known, session.when)
