"""`lighting demo`: a simulated city for one night, in a minute, and how it was looked after."""

import signal
import sys
from typing import Annotated, Any

import typer

from lighting.cli import show
from lighting.cli.command import Session, command

app = typer.Typer(no_args_is_help=False, rich_markup_mode=None)

Lamps = Annotated[int, typer.Option(min=24, max=2000, help="How many lamps the town has.")]
Seed = Annotated[int, typer.Option(help="What breaks where; the same seed, the same town.")]
Speed = Annotated[
    float,
    typer.Option(min=1, max=5000, help="Simulated seconds per second, as long as we keep up."),
]
Broker = Annotated[
    str, typer.Option(metavar="KIND", help="auto, mosquitto, nats, or HOST:PORT of one that runs.")
]
FAILED = 1


@command(app, "demo", schema="lighting.demo/1", example="lighting demo --lamps 60 --seed 7")
def demo(
    session: Session,
    *,
    lamps: Lamps = 200,
    seed: Seed = 1,
    speed: Speed = 1200,
    broker: Broker = "auto",
) -> None:
    """Live through a night in Kupang: real broker, real messages, lamps that break; then the score.

    Works in a temporary folder and touches nothing of a real site. Exit code 0 only if nothing was
    lost, every fault was found, none was invented, and every healthy lamp followed its program.
    """
    from lighting.demo import judged  # noqa: PLC0415 - keeps --help fast

    # Whoever ends us, the folder and the children go too.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    screen = _Screen(session)
    try:
        document = judged(lamps, seed, speed, broker, screen)
    finally:
        screen.now("")
        signal.signal(signal.SIGTERM, before)
    if session.as_json:
        show.print_json({"schema": session.schema, **document})
    else:
        print_summary(document)
    if not document["ok"]:
        session.end(FAILED)


class _Screen:
    """Lines of what happened, and below them, on a terminal, how it stands."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._is_live = sys.stderr.isatty() and not session.quiet

    def line(self, text: str) -> None:
        self.now("")
        self._session.say(text)

    def now(self, text: str) -> None:
        if self._is_live:
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()


def print_summary(document: dict[str, Any]) -> None:
    """Print the score of a night for a person."""
    messages, faults = document["messages"], document["faults"]
    convergence, energy = document["convergence"], document["energy"]
    show.print_line()
    show.print_line(
        f"Records   {messages['sent']:,} sent - {messages['stored']:,} stored"
        f" - {messages['lost']} lost   ({messages['received']:,} received, repeats included;"
        f" {messages['to_lamps']:,} messages to lamps)"
    )
    show.print_line(
        f"Faults    {faults['injected']} put in - {faults['found']} found"
        f" - {faults['missed']} missed - {faults['false']} false"
    )
    for one in faults["put_in"]:
        show.print_line(f"          {_fate(one)}")
    for one in faults["invented"]:
        show.print_line(f"          FALSE   {one['code']} {one['subject']}: {one['evidence']}")
    show.print_line(
        f"Lamps     {convergence['changes']:,} changes of level: half known done in"
        f" {convergence['p50_s']:g} s, 95 % in {convergence['p95_s']:g} s of the lamps' time,"
        f" {convergence['unconverged']} not at all; {len(document['astray'])} astray"
    )
    for line in (*convergence["lacking"], *document["astray"][:20]):
        show.print_line(f"          {line}")
    saved = 100 * (1 - energy["used_wh"] / energy["full_wh"]) if energy["full_wh"] else 0
    show.print_line(
        f"Energy    {energy['used_wh'] / 1000:.1f} kWh, full light would be"
        f" {energy['full_wh'] / 1000:.1f} kWh ({saved:.0f} % saved)"
        + ("" if energy["is_right"] else "; NOT what the lamps really used")
    )
    show.print_line(f"Time      {document['pace']}")
    show.print_line(
        f"Result    {'all as it should be' if document['ok'] else 'NOT as it should be'}"
    )


def _fate(one: dict[str, Any]) -> str:
    where = f"{one['code']:12} {one['subject']} {one['street'] or ''}".rstrip()
    if one["found_after_s"] is None:
        return f"MISSED  {where} ({one['kind']})"
    return f"found   {where} ({one['kind']}), after {max(0, one['found_after_s']) // 60} min"
