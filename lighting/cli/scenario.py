"""`lighting simulate --scenario`: a scenario played, and the controller scored by the truth."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer

from lighting.cli import show
from lighting.cli.command import Session
from lighting.errors import InventoryWrong
from lighting.running import logs
from lighting.scenario.document import Document, ScenarioWrong, read_scenario
from lighting.scenario.live import run_live
from lighting.scenario.plan import plan_of
from lighting.scenario.report import junit, sentence
from lighting.scenario.stepped import run_stepped
from lighting.site.inventory import Lamp, read_lamps
from lighting.site.text_file import read_text

FAILED = 1

ScenarioFile = Annotated[
    Path | None,
    typer.Option("--scenario", help="Play this scenario in stepped time, and score what is found."),
]
Junit = Annotated[
    Path | None, typer.Option("--junit", help="Write a scenario's expectations here, as XML.")
]


def play(
    session: Session, path: Path, seed: int | None, broker: str | None, junit_path: Path | None
) -> None:
    """Play a scenario; exit code 0 if all that it expects is met, else 1."""
    text = read_text(path, ScenarioWrong, "name one of the files in scenarios/")
    scenario = read_scenario(text, str(path))
    if junit_path is not None:
        junit_path.touch()  # what can't be written is said before an hour of playing
    plan = plan_of(scenario, seed, _lamps(scenario, path))
    session.say(f"{scenario.scenario.title}: {len(plan.lamps)} lamps, seed {plan.seed}")
    with _hushed():
        if broker is None:
            document = run_stepped(plan, session.say)
        else:
            document = run_live(plan, broker, session.say)
    if junit_path is not None:
        junit_path.write_text(junit(document), encoding="utf-8")
    if session.as_json:
        show.print_json({"schema": session.schema, **document})
    else:
        _print(document)
    if not document["ok"]:
        session.end(FAILED)


@contextmanager
def _hushed() -> Iterator[None]:
    """The controller in this process says nothing: a thousand lamps come and go."""
    before = structlog.get_config()
    logs.configure(level=logging.CRITICAL)
    try:
        yield
    finally:
        structlog.configure(**before)


def _lamps(scenario: Document, path: Path) -> tuple[Lamp, ...] | None:
    name = scenario.scenario.inventory.file
    if name is None:
        return None
    source = path.parent / name
    text = read_text(source, InventoryWrong, "make one with: lighting simulate --save lamps.csv")
    return read_lamps(text, str(source))


def _print(document: dict[str, Any]) -> None:
    score = document["score"]
    show.print_line(
        f"{document['title']}, seed {document['seed']}: {score['found']} found,"
        f" {score['missed']} missed, {score['wrong']} wrong, {score['false_severe']} of them"
        f" severe; {score['alarms']['count']} notifications"
    )
    for one in document["expectations"]:
        show.print_line(f"  {'met    ' if one['met'] else 'NOT MET'}  {sentence(one)}")
    for one in document["missed"]:
        show.print_line(f"  missed   {one['code']} {one['subject']} since {one['began']}")
    for one in document["wrong"]:
        show.print_line(f"  wrong    {one['code']} {one['subject']}: {one['evidence']}")
