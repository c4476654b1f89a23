"""`lighting why`: one sentence, and the trace behind it."""

from typing import Annotated, Any

import typer

from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.cli.event_words import energy
from lighting.cli.lamp import LampId
from lighting.cli.lamp_page import level
from lighting.cli.span import length

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
        show.print_labelled(f"  {mark} {step['step']}", step["what"], 14)
    show.print_labelled("reported", _reported(session, answer["reported"]), 14)
    show.print_labelled("measured", _measured(session, answer["measured"]), 14)


def _reported(session: Session, said: dict[str, Any] | None) -> str:
    if not said:
        return "nothing is known"
    words = [level(said.get("level"))]
    if said.get("wanted_level") not in {None, said.get("level")}:
        words.append(f"{level(said['wanted_level'])} wanted")
    words += [f"by {said['reason']}"] if said.get("reason") else []
    words += [f"clock {said['clock']}"] if said.get("clock") else []
    return f"{', '.join(words)}; {_aged(session, said)}"


def _measured(session: Session, said: dict[str, Any] | None) -> str:
    if not said:
        return "nothing is known"
    words = [f"{said['power_w']:,.1f} W"] if said.get("power_w") is not None else []
    if words and said.get("nominal_w") is not None:
        words[0] += f" of {said['nominal_w']:,.1f} W"
    words += [f"{said['supply_v']:,.1f} V"] if said.get("supply_v") is not None else []
    words += [energy(said["energy_wh"])] if said.get("energy_wh") is not None else []
    words += [f"{length(said['burn_s'])} of light"] if said.get("burn_s") is not None else []
    return f"{', '.join(words) or 'nothing'}; {_aged(session, said)}"


def _aged(session: Session, said: dict[str, Any]) -> str:
    age = f", {length(round(said['age_s']))} before" if said.get("age_s") is not None else ""
    return f"{session.when(said['at'])}{age}" if said.get("at") else "at a time that nobody knows"
