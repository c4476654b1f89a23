"""`lighting run`: the controller, until it is told to stop."""

from pathlib import Path
from typing import Annotated

import typer

from lighting.cli.command import Session, command

app = typer.Typer(no_args_is_help=False, rich_markup_mode=None)
SIMULATED_WAIT_S = 0.01
"""Turns in simulated time, where a second may be a quarter of an hour."""

ClockFile = Annotated[
    Path | None,
    typer.Option(
        help="Live by the simulated time in this file, made by `lighting simulate` or the demo."
    ),
]


@command(app, "run", schema="lighting.run/1", example="lighting run --config lighting.toml")
def run(session: Session, *, clock_file: ClockFile = None) -> None:
    """Run the controller: broker link, judge, store, API; until Ctrl-C or SIGTERM."""
    from devices.clock import SystemClock  # noqa: PLC0415 - keeps --help fast
    from lighting.running import daemon, logs  # noqa: PLC0415 - keeps --help fast

    logs.configure()
    if clock_file is None:
        daemon.run(session.config, SystemClock())
        return
    from devices.sim.shared_clock import SharedClock  # noqa: PLC0415 - only for simulated time

    daemon.run(session.config, SharedClock.open(clock_file), SIMULATED_WAIT_S)
