"""`lighting doctor`: each thing the controller needs, found or not, and the remedy."""

import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import typer

from devices.clock import SystemClock
from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.cli.doctor_messages import messages
from lighting.cli.exits import FAILED, explain
from lighting.cli.influx_status import parked_told
from lighting.client import Controller
from lighting.errors import ControllerUnreachable, LightingError
from lighting.site.config import Config, find_config, read_config
from lighting.site.tokens import read_tokens
from lighting.stores.parking import Parking

PATIENCE_S = 3.0
HANGS_ALL = frozenset({"influxdb", "influxdb token"})
"""Without these there is no more to be seen of InfluxDB."""
app = typer.Typer(rich_markup_mode=None)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is needed: whether it holds, what was found, and what to do if not."""

    needs: str
    holds: bool
    found: str
    remedy: str = ""


@command(app, "doctor", schema="lighting.site-doctor/1", example="lighting doctor")
def doctor(session: Session) -> None:
    """Look at each thing the controller needs; exit 0 only when all hold."""
    findings = list(examine(find_config(session.config_path)))
    is_well = all(finding.holds for finding in findings)
    if session.as_json:
        rows = [asdict(finding) for finding in findings]
        show.print_json({"schema": session.schema, "findings": rows, "ok": is_well})
    else:
        for finding in findings:
            mark = "ok     " if finding.holds else "MISSING"
            show.print_text(f"{mark}  {finding.needs}: {finding.found}")
            if finding.remedy:
                show.print_text(f"         what to do: {finding.remedy}")
    if not is_well:
        session.end(FAILED)


def examine(path: Path) -> Iterator[Finding]:
    """Look at one thing after the other; without settings there is nothing more to look at."""
    try:
        config = read_config(path)
    except LightingError as error:
        for problem in explain(error).problems:
            yield Finding("settings", holds=False, found=str(problem), remedy=problem.remedy)
        return
    yield Finding("settings", holds=True, found=str(path))
    yield _examined("tokens", lambda: _tokens(config))
    yield _examined("store", lambda: _store(config.store_path))
    yield _examined("broker", lambda: _broker(config))
    yield from _measurements(config)
    yield _examined("messages", lambda: messages(config))
    yield _examined("controller", lambda: _controller(config))


def _examined(needs: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(needs, holds=True, found=look())
    except LightingError as error:
        told = explain(error)
        found = f"{told.what}: {told.why}" if told.why else told.what
        listed = "; ".join(f"{each.source}: {each.what}" for each in told.problems)
        remedy = "; ".join(each.remedy for each in told.problems) or told.remedy
        return Finding(needs, holds=False, found=listed or found, remedy=remedy)


def _tokens(config: Config) -> str:
    accounts = read_tokens(config.tokens_path)
    return f"{config.tokens_path}, mode 0600, {show.some([each.name for each in accounts])}"


def _store(path: Path) -> str:
    """Look whether the database can be written.

    Raises:
        LightingError: It can't.
    """
    place = path if path.exists() else path.parent
    if not os.access(place, os.W_OK):
        why = "no such folder" if not place.exists() else "it may not be written"
        raise LightingError(f"{path}", why, f"make {place} a place that this user may write")
    return f"{path}, {'writable' if path.exists() else 'will be made'}"


def _measurements(config: Config) -> Iterator[Finding]:
    """Look at InfluxDB, as far as one thing doesn't hang on another that fails."""
    if not config.influx.url:
        said = "no InfluxDB is configured: measurements stay in SQLite"
        yield Finding("measurements", holds=True, found=said)
        return
    from lighting.stores.influx_check import Examined  # noqa: PLC0415 - only where there is one

    yield _examined("refused lines", lambda: _refused_lines(config.store_path))
    for needs, look in Examined(config, SystemClock().now_ms).looks():
        finding = _examined(needs, look)
        yield finding
        if not finding.holds and needs in HANGS_ALL:
            return


def _refused_lines(path: Path) -> str:
    """Count what InfluxDB refused: somebody has to look at it, but the controller needs it not."""
    count = Parking(path).parked_count() if path.exists() else 0
    return parked_told(count) if count else "none"


def _broker(config: Config) -> str:
    """Look whether something listens where the broker should be.

    Raises:
        LightingError: Nothing does.
    """
    host, port = config.broker.host, config.broker.port
    try:
        socket.create_connection((host, port), PATIENCE_S).close()
    except OSError as error:
        remedy = "start it: mosquitto -c mosquitto.conf; or correct [broker]"
        raise LightingError(
            f"nothing listens at {host}:{port}", error.strerror or str(error), remedy
        ) from error
    return f"something listens at {host}:{port}"


def _controller(config: Config) -> str:
    """Ask the controller anything.

    Raises:
        LightingError: It doesn't answer.
    """
    controller = Controller.of(config, timeout_s=PATIENCE_S)
    try:
        controller.get("pulse")
    except ControllerUnreachable as error:
        raise LightingError(error.what, error.why, "start it with: lighting run") from error
    return f"answers at {controller.address}"
