"""How the feeding of InfluxDB is shown: its state, what waits, what is gone."""

from collections.abc import Mapping
from typing import Any

from lighting.cli import show
from lighting.cli.command import Session
from lighting.cli.span import between

MOST_GAPS = 20
STATES: Mapping[str, str] = {
    "off": "off: no InfluxDB is configured, measurements stay in SQLite",
    "flowing": "flowing: what comes is passed on",
    "draining": "draining: what has waited goes in between, what comes goes first",
    "unreachable": "UNREACHABLE: all waits here, none is lost; see: lighting doctor",
    "refused": (
        "REFUSED: what is refused waits here until somebody acts, none is lost; "
        "lighting doctor says why, lighting influx setup makes what is missing"
    ),
}
Answer = dict[str, Any]


def print_feeding(session: Session, answer: Answer) -> None:
    """Print how InfluxDB is fed, and the newest of what is gone."""
    for name, line in _lines(session, answer).items():
        show.print_text(f"{name:<11} {line}")
    gaps = answer["gaps"]
    show.print_table(_gap_columns(session), gaps[:MOST_GAPS])
    if gaps[MOST_GAPS:]:
        session.say(f"and {len(gaps) - MOST_GAPS} older: --json has more")


def _lines(session: Session, answer: Answer) -> dict[str, str]:
    parked = answer["parked"]
    lost = ", ".join(f"{count:,} {what}" for what, count in sorted(answer["lost"].items()))
    lines = {"state": STATES.get(answer["state"], answer["state"])}
    if answer["url"]:
        buckets = f"buckets {answer['bucket']}, {answer['hourly_bucket']}"
        buckets += f" and {answer['book_bucket']}"
        lines["influxdb"] = f"{answer['url']}, organisation {answer['org']}, {buckets}"
        lines["sent"] = _sent(session, answer)
        lines["last error"] = _error(session, answer)
    lines["backlog"] = backlog_told(session, answer["backlog"])
    if answer["moving"]:
        lines["before"] = "what SQLite kept of the time before InfluxDB follows bit by bit"
    lines["parked"] = parked_told(parked) if parked else "no refused lines"
    lines["gone"] = f"{lost} for good" if lost else "nothing"
    return lines


def backlog_told(session: Session, backlog: Answer | None) -> str:
    """Say how much waits."""
    if backlog is None:
        return "unknown: the journal can't be read; see: lighting doctor"
    if not backlog["points"]:
        return "nothing waits"
    since = backlog["oldest_at"]
    age = f"; the oldest of {session.when(since)}, {session.ago(since)} ago" if since else ""
    wait = f"{_points(backlog['points'])} in {backlog['rows']:,} row"
    return f"{wait}{'' if backlog['rows'] == 1 else 's'}, {_size(backlog['bytes'])}{age}"


def parked_told(count: int) -> str:
    """Say how many lines InfluxDB refused."""
    return f"{count:,} refused line{'' if count == 1 else 's'}: lighting influx parked list"


def _points(count: int) -> str:
    return f"{count:,} point{' waits' if count == 1 else 's wait'}"


def _size(count: int) -> str:
    for power, unit in ((3, "GB"), (2, "MB"), (1, "kB")):
        if count >= 1000**power:
            return f"{count / 1000**power:.1f} {unit}"
    return f"{count} bytes"


def _sent(session: Session, answer: Answer) -> str:
    last = answer["last_success_at"]
    if last is None:
        return "nothing since the controller started"
    when = f"{session.when(last)}, {session.ago(last)} ago"
    return f"{answer['forwarded']:,} points since the controller started, last {when}"


def _error(session: Session, answer: Answer) -> str:
    at, success = answer["last_error_at"], answer["last_success_at"]
    if at is None:
        return "none since the controller started"
    is_over = answer["state"] in {"flowing", "draining"} and success is not None
    since = "; it answers again" if is_over else ""
    return f"{session.when(at)}, {session.ago(at)} ago: {answer['last_error']}{since}"


def _gap_columns(session: Session) -> tuple[show.Column, ...]:
    def which(row: show.Row) -> str:
        if row["node"]:
            return f"numbers {row['first']} to {row['last']}"
        return between(session, row["from"], row["to"])

    return (
        ("noted", lambda row: session.when(row["noted_at"])),
        ("gone", lambda row: f"{row['count']:,} {row['what']}"),
        ("node", lambda row: row["node"]),
        ("which", which),
        ("why", lambda row: row["why"]),
    )
