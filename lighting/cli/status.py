"""`lighting status`: the city on one screen, for somebody who is tired."""

from typing import Any

import typer

from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.client import Controller
from lighting.errors import LightingError

SCHEMA = "lighting.status/1"
# Without being asked for, the city may not keep anybody waiting for the help.
PATIENCE_S = 2.0
_REFUSED = {"unknown node": "of nodes that are in no list of lamps"}
app = typer.Typer(rich_markup_mode=None)


@command(app, "status", schema=SCHEMA, example="lighting status")
def status(session: Session) -> None:
    """Show the city on one screen: lamps, what has not converged, faults, broker, store, clock."""
    print_status(session, session.controller.get("status"))


def show_status_or_help(help_text: str) -> None:
    """Show the status when a controller answers, else the help."""
    session = Session(schema=SCHEMA)
    try:
        answer = Controller.of(session.config, timeout_s=PATIENCE_S).get("status")
        print_status(session, answer)
    except LightingError:
        show.print_line(help_text)


def print_status(session: Session, answer: dict[str, Any]) -> None:
    """Print a status document."""
    if session.as_json:
        show.print_json(answer)
        return
    lines = {
        "site": f"{answer['site']}, {session.when(answer['clock'])}",
        "lamps": _lamps(answer["lamps"]),
        "converged": _converged(answer),
        "faults": _faults(answer["faults"]),
        **_incidents(answer),
        **_maintenance(session, answer.get("maintenance")),
        "broker": _broker(session, answer["broker"]),
        "store": _store(answer["store"]),
        "schedule": _schedule(session, answer["schedule"]),
        "messages": _messages(answer["messages"]),
    }
    if answer.get("influx"):
        lines["influxdb"] = _influx(session, answer["influx"])
    for name, line in lines.items():
        show.print_labelled(name, line, 11)


def _lamps(lamps: dict[str, int]) -> str:
    if not lamps["total"]:
        return "none yet: lighting lamp import lamps.csv --apply"
    states = ("lit", "dimmed", "off", "silent", "never_heard", "unknown")
    parts = [
        f"{lamps[state]:,} {state.replace('_', ' ')}"
        for state in states
        if lamps.get(state) or state == "lit"
    ]
    return f"{lamps['total']:,}: {', '.join(parts)}"


def _converged(answer: dict[str, Any]) -> str:
    lacking = answer["not_converged"]
    total = answer["converged"] + lacking
    if not lacking:
        return f"{answer['converged']:,} of {total:,}"
    return f"{answer['converged']:,} of {total:,}; the others: lighting lamp list --not-converged"


def _faults(faults: dict[str, Any]) -> str:
    held = faults.get("held_back")
    more = f"; {held} held back (lighting lamp maintenance list)" if held else ""
    if not faults["open"]:
        return f"none open{more}"
    codes = ", ".join(f"{count} {code}" for code, count in sorted(faults["by_code"].items()))
    return f"{faults['open']} open: {codes} (lighting fault list){more}"


def _incidents(answer: dict[str, Any]) -> dict[str, str]:
    """The open incidents and the faults behind them; nothing where there are none."""
    if not answer["incidents"]:
        return {}
    behind = answer["faults"].get("of_incidents", 0)
    faults = f", behind {behind} fault{'' if behind == 1 else 's'}" if behind else ""
    return {"incidents": f"{answer['incidents']} open{faults} (lighting incident list)"}


def _maintenance(session: Session, work: dict[str, Any] | None) -> dict[str, str]:
    """Whether somebody works on lamps; nothing where nobody does."""
    if not work or not (work["lamps"] or work["installing"]):
        return {}
    said = []
    if work["lamps"]:
        works = f" in {work['works']} works, the last" if work["works"] > 1 else ""
        count = f"{work['lamps']} lamp{'' if work['lamps'] == 1 else 's'}"
        said.append(f"{count}{works} until {session.when(work['until'])}")
    if work["installing"]:
        said.append(f"{work['installing']} being installed")
    return {"maintenance": f"{', '.join(said)} (lighting lamp maintenance list)"}


def _broker(session: Session, broker: dict[str, Any]) -> str:
    if broker["connected"]:
        return f"connected since {session.when(broker['since'])}"
    return "NOT CONNECTED: lamps go on alone, what they report waits in them"


def _store(store: dict[str, Any]) -> str:
    return f"{sum(store['rows'].values()):,} rows in {store['path']}"


def _influx(session: Session, fed: dict[str, Any]) -> str:
    from lighting.cli.influx_status import backlog_told, parked_told  # noqa: PLC0415 - where there is one

    waits = backlog_told(session, fed["backlog"])
    parked = f"; {parked_told(fed['parked'])}" if fed.get("parked") else ""
    if fed["state"] in {"flowing", "draining"}:
        return f"{fed['state']}, {waits}{parked}"
    return f"{fed['state'].upper()}: {waits}; none is lost: lighting influx status"


def _schedule(session: Session, schedule: dict[str, Any] | None) -> str:
    if not schedule or schedule.get("version") is None:
        return "none applied yet: lighting schedule apply schedules.toml --reason TEXT"
    at = schedule["applied_at"]
    return f"applied {session.when(at)} by {schedule['by']} ({session.ago(at)} ago)"


def _messages(messages: dict[str, Any]) -> str:
    refused = messages["refused"]
    said = f"{messages['received']:,} received, {messages['stored']:,} stored"
    reasons = ", ".join(
        f"{count:,} {_REFUSED.get(reason, reason)}" for reason, count in sorted(refused.items())
    )
    return f"{said}, refused: {reasons}" if reasons else f"{said}, none refused"
