"""`lighting simulate`: a fleet of simulated lamps against a broker, and the truth about it."""

import asyncio
import signal
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from devices.clock import SystemClock
from devices.errors import DeviceError
from devices.sim.fleet import Fleet
from devices.sim.lamp import LampSpec
from devices.sim.shared_clock import SharedClock
from lighting.cli import show
from lighting.cli.ailing import ailments_named
from lighting.cli.command import Session, command
from lighting.cli.follow import read_span_s
from lighting.cli.scenario import Junit, ScenarioFile, play
from lighting.demo.town import lamps_of_town
from lighting.errors import InventoryWrong, WrongUse
from lighting.scenario.report import SCHEMA as SCENARIO
from lighting.site.inventory import Lamp, read_lamps, write_lamps
from lighting.site.text_file import read_text

app = typer.Typer(no_args_is_help=False, rich_markup_mode=None)
TELL_S = 5.0
USUAL_LAMPS = 50
_NO_LIST = "make one with: lighting simulate --save lamps.csv"

Count = Annotated[
    int | None,
    typer.Option("--lamps", min=1, max=4000, help="Lamps of a made-up town; else 50."),
]
Inventory = Annotated[
    Path | None, typer.Option(help="Play the lamps of this list instead, as it was imported.")
]
Save = Annotated[
    Path | None, typer.Option(help="Write the made-up lamps here, for `lighting lamp import`.")
]
BrokerAt = Annotated[
    str | None, typer.Option("--broker", metavar="HOST:PORT", help="Else that of lighting.toml.")
]
Site = Annotated[str | None, typer.Option(help="Name of the site; else that of lighting.toml.")]
Seed = Annotated[
    int | None, typer.Option(help="Of everything random; the same seed, the same fleet.")
]
Speed = Annotated[
    float | None,
    typer.Option(min=0.1, max=5000, help="Simulated seconds per second, from now on; else 1."),
]
Ailments = Annotated[
    str | None,
    typer.Option(metavar="KINDS", help="What breaks in the first minutes, joined by commas."),
]
Span = Annotated[
    str | None, typer.Option("--for", metavar="TIME", help="How long, simulated: 30m; else Ctrl-C.")
]
ClockFile = Annotated[
    Path | None, typer.Option(help="Write simulated time here, for `lighting run --clock-file`.")
]


@command(
    app,
    "simulate",
    schema=lambda given: SCENARIO if given["scenario"] else "lighting.simulate/1",
    example="lighting simulate --inventory lamps.csv --ailments 'dead lamp, reboot' --for 30m",
)
def simulate(  # noqa: PLR0913 - each is an option that somebody types
    session: Session,
    *,
    lamps: Count = None,
    inventory: Inventory = None,
    save: Save = None,
    broker: BrokerAt = None,
    site: Site = None,
    seed: Seed = None,
    speed: Speed = None,
    ailments: Ailments = None,
    span: Span = None,
    clock_file: ClockFile = None,
    scenario: ScenarioFile = None,
    junit: Junit = None,
) -> None:
    """Run simulated lamps, each with its own connection, against a broker; or score a scenario."""
    of_fleet: dict[str, object] = {"lamps": lamps, "inventory": inventory, "save": save}
    of_fleet |= {"site": site, "speed": speed, "ailments": ailments, "for": span}
    of_fleet |= {"clock-file": clock_file}
    _check_scored(scenario, junit, of_fleet)
    if scenario is not None:
        play(session, scenario, seed, broker, junit)
        return
    _check_made_up(inventory, {"lamps": lamps, "save": save})
    seed = 1 if seed is None else seed
    host, port = _address(session, broker)
    town = _town(inventory, lamps, save)
    speed = 1.0 if speed is None else speed
    span_s = read_span_s(span) if span else None
    with TemporaryDirectory(prefix="lighting-simulate-") as folder:
        now_ms = SystemClock().now_ms()
        ailing = ailments_named(ailments or "", town, seed, now_ms)
        clock = SharedClock.create(clock_file or Path(folder) / "clock", now_ms, speed)
        fleet = Fleet(
            [LampSpec(lamp.node, lamp.power_w, lamp.panel) for lamp in town],
            ailing,
            clock,
            host=host,
            port=port,
            site=site or session.config.site.name,
            seed=seed,
        )
        session.say(f"{len(town)} lamps on {host}:{port}; end with Ctrl-C")
        for one in ailing:
            session.say(f"breaks: {one.target}, {one.kind.value} ({one.code})")
        until_ms = None if span_s is None else now_ms + span_s * 1000
        asyncio.run(_live(fleet, clock, until_ms, session))
        report = _report(fleet, len(town))
    if session.as_json:
        show.print_json({"schema": session.schema, **report})
    else:
        show.print_line(
            f"{report['handed']:,} messages handed over, {report['confirmed']:,} confirmed;"
            f" {report['samples']:,} samples, {report['events']:,} events,"
            f" {report['held_events']:,} of them not confirmed yet"
        )


def _check_scored(
    scenario: Path | None, junit: Path | None, of_fleet: Mapping[str, object]
) -> None:
    """Look whether nothing is asked for that would be left out without a word.

    Raises:
        WrongUse: A score without a scenario, or of a fleet what a scenario says itself.
    """
    if scenario is None and junit is not None:
        raise WrongUse("--junit without --scenario", remedy="add --scenario FILE, which it scores")
    asked = [f"--{name}" for name, value in of_fleet.items() if value is not None]
    if scenario is not None and asked:
        raise WrongUse(
            f"{', '.join(asked)} with --scenario",
            "a scenario says itself which lamps there are, what breaks and how long it lasts, and "
            "has a clock of its own",
            f"leave {'it' if len(asked) == 1 else 'them'} out, or write it into {scenario}",
        )


def _check_made_up(inventory: Path | None, of_made_up: Mapping[str, object]) -> None:
    """Look whether nothing is asked of a made-up town where a list is played.

    Raises:
        WrongUse: Something is.
    """
    asked = [f"--{name}" for name, value in of_made_up.items() if value is not None]
    if inventory is not None and asked:
        raise WrongUse(
            f"{', '.join(asked)} with --inventory",
            "a list of lamps says itself which there are",
            "give one or the other",
        )


def _address(session: Session, broker: str | None) -> tuple[str, int]:
    """The broker to use.

    Raises:
        WrongUse: not HOST:PORT.
    """
    if broker is None:
        return session.config.broker.host, session.config.broker.port
    host, _, port = broker.rpartition(":")
    if not host or not port.isdecimal():
        raise WrongUse(f"{broker!r} is no address", remedy="write HOST:PORT, as 127.0.0.1:1883")
    return host, int(port)


def _town(inventory: Path | None, count: int | None, save: Path | None) -> tuple[Lamp, ...]:
    if inventory is not None:
        return read_lamps(read_text(inventory, InventoryWrong, _NO_LIST), str(inventory))
    town = lamps_of_town(USUAL_LAMPS if count is None else count)
    if save is not None:
        save.write_text(write_lamps(town), encoding="utf-8")
    return town


async def _live(fleet: Fleet, clock: SharedClock, until_ms: int | None, session: Session) -> None:
    """Live until the end, Ctrl-C or SIGTERM.

    Raises:
        DeviceError: the fleet could not go on.
    """
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    living = asyncio.create_task(fleet.run())
    while not stopped.is_set() and (until_ms is None or clock.now_ms() < until_ms):
        left_s = TELL_S if until_ms is None else (until_ms - clock.now_ms()) / 1000 / clock.speed
        try:
            await asyncio.wait_for(stopped.wait(), max(0.01, min(TELL_S, left_s)))
        except TimeoutError:
            session.say(f"{fleet.truth.confirmed.total():,} messages confirmed by the broker")
        if living.done():
            raise DeviceError("the fleet ended by itself") from living.exception()
    await fleet.stop()
    await living


def _report(fleet: Fleet, lamps: int) -> dict[str, Any]:
    truth = fleet.truth
    return {
        "lamps": lamps,
        "handed": truth.handed.total(),
        "confirmed": truth.confirmed.total(),
        "samples": len(truth.confirmed_samples),
        "events": len(truth.events),
        "held_events": len(truth.held_events),
        "ailments": [
            {"kind": one.ailment.kind.value, "code": one.ailment.code, "target": one.ailment.target}
            for one in truth.ailed
        ],
    }
