"""A pulse to a lamp, followed step by step until its node has answered or its time is over."""

import threading
from time import monotonic
from typing import Annotated, Any

import typer

from lighting.cli import show
from lighting.cli.command import Session
from lighting.cli.exits import FAILED, INTERRUPTED, PARTLY, REFUSED

Seconds = Annotated[
    int | None,
    typer.Option(min=1, max=600, help="How long to blink (30), or to hold each level (10)."),
]
VisitReason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept.")]

LOOK_EVERY_S = 0.3
LONGEST_S = 300.0
"""Real time after which nobody waits longer; the controller gives up by its own clock [s]."""
_CODES = {"failed": FAILED, "refused": REFUSED, "expired": PARTLY, "no answer": PARTLY}
_WORDS = {
    "done": "the lamp blinks",
    "passed": "the lamp draws what it should at every step; it is as it was before",
    "failed": "the lamp does not draw what it should; it is as it was before",
    "refused": "the node refused: a local switch is set, or it doesn't know what time it is",
    "expired": "the node got it too late and did nothing",
    "no answer": "the node did not answer; whatever it began ends by itself",
}


def visit(session: Session, lamp: str, action: str, seconds: int | None, reason: str) -> None:
    """Send a pulse and tell what comes of it."""
    given = session.controller.post("lamps", lamp, action, seconds=seconds, reason=reason)
    try:
        found = _followed(session, given["visit"])
    except KeyboardInterrupt:
        session.say(f"{given['visit']['id']} goes on and ends by itself")
        session.end(INTERRUPTED)
    if session.as_json:
        show.print_json({"schema": session.schema, "visit": found})
    else:
        for_work = f" ({found['work']})" if found["work"] else ""
        show.print_text(f"{found['id']}{for_work}: {_WORDS.get(found['state'], found['state'])}")
    if found["state"] in _CODES:
        session.end(_CODES[found["state"]])


def _followed(session: Session, found: dict[str, Any]) -> dict[str, Any]:
    told, deadline_s = 0, monotonic() + LONGEST_S
    session.say(f"{found['lamp']}: {found['action']} sent")
    while True:
        for step in found["steps"][told:]:
            session.say(step_line(step))
        told = len(found["steps"])
        if found["over"] or monotonic() > deadline_s:
            return found
        threading.Event().wait(LOOK_EVERY_S)
        found = session.controller.get("visits", found["id"])["visit"]


def step_line(step: dict[str, Any]) -> str:
    """Write a step: `100 %  70.1 W of 70.0 W  right`."""
    power = "no measurement" if step["power_w"] is None else f"{step['power_w']:.1f} W"
    judged = "right" if step["right"] else f"WRONG, off by more than {step['tolerance_w']:.1f} W"
    return f"{step['level']:>4} %  {power} of {step['expected_w']:.1f} W  {judged}"
