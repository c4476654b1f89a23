"""How the history of a lamp is shown: a line for each field, with coverage, ages and gaps."""

import shutil
import sys
from collections.abc import Iterator
from typing import Any

from lighting.cli import show
from lighting.cli.command import Session
from lighting.cli.span import between, length, percent, told_span
from lighting.cli.sparkline import Strip, bars_for, drawn
from lighting.times import from_rfc3339

MOST_GAPS = 10
# What the other columns take of a terminal's width.
_REST, _NARROWEST, _WIDEST = 84, 12, 60
# What is best seen against nothing and full light; others go from their least to their most.
_FROM_NOTHING = frozenset({"level", "power_w", "supply_a", "lux"})
_TO = {"level": 100.0}

Answer = dict[str, Any]


def print_history(session: Session, answer: Answer) -> None:
    """Print a history for a person."""
    show.print_text(f"{_name(answer)}, {told_span(session, answer)}")
    show.print_text(_coverage(session, answer))
    if not answer["samples"]:
        session.say("nothing was received of that time; it is not known what the lamp did")
        return
    show.print_table(_columns(session, answer), answer["fields"])
    for line in _gaps(session, answer["gaps"]):
        show.print_text(line)


def print_csv(session: Session, answer: Answer) -> None:
    """Print the samples; what is unknown is empty."""
    names = ["at", "received_at", "clock", *(each["field"] for each in answer["fields"])]
    show.print_csv(names, answer["samples"])
    session.say(_coverage(session, answer))


def _name(answer: Answer) -> str:
    return f"{answer['lamp']} {answer['street']}" if answer["street"] else str(answer["lamp"])


def _coverage(session: Session, answer: Answer) -> str:
    count, expected = len(answer["samples"]), answer["expected_samples"]
    samples = f"{count:,} sample{'' if count == 1 else 's'}"
    said = f"coverage {percent(answer['coverage'])}: {samples}, expected {expected:,}"
    said += f" (one every {answer['report_s']} s)"
    last = answer["last_at"]
    return f"{said}; last {session.when(last)}, {session.ago(last)} ago" if last else said


def _columns(session: Session, answer: Answer) -> tuple[show.Column, ...]:
    return (
        ("field", lambda row: row["field"]),
        ("course", lambda row: _course(answer, row)),
        ("least", lambda row: _figure(row["min"])),
        ("mean", lambda row: _figure(row["mean"])),
        ("most", lambda row: _figure(row["max"])),
        ("last", lambda row: _figure(row["last"])),
        ("unit", lambda row: row["unit"]),
        ("age", lambda row: session.ago(row["last_at"]) if row["last_at"] else None),
        ("coverage", lambda row: percent(row["coverage"])),
    )


def _figure(value: float | None) -> str | None:
    if value is None:
        return None
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")


def _course(answer: Answer, row: show.Row) -> str:
    name, least, most = row["field"], row["min"], row["max"]
    if least is None:
        return "never measured"
    points = [
        (from_rfc3339(sample["at"]), float(sample[name]))
        for sample in answer["samples"]
        if sample.get(name) is not None
    ]
    begin_ms, end_ms = from_rfc3339(answer["from"]), from_rfc3339(answer["to"])
    strip = Strip(begin_ms, end_ms, answer["report_s"], _width())
    low = min(0.0, least) if name in _FROM_NOTHING else least
    bars = bars_for(sys.stdout.encoding)
    return drawn(list(strip.means(points)), low, max(most, _TO.get(name, most)), bars)


def _width() -> int:
    """How many characters a line has room for."""
    columns = shutil.get_terminal_size((100, 24)).columns
    return max(_NARROWEST, min(_WIDEST, columns - _REST))


def _gaps(session: Session, gaps: list[Answer]) -> Iterator[str]:
    if not gaps:
        yield "no gaps"
        return
    whole_s = sum(gap["length_s"] for gap in gaps)
    yield f"{len(gaps)} gap{'' if len(gaps) == 1 else 's'} without data, {length(whole_s)} in all:"
    for gap in gaps[:MOST_GAPS]:
        yield f"  {between(session, gap['from'], gap['until'])}  {length(gap['length_s'])}"
    if gaps[MOST_GAPS:]:
        yield f"  and {len(gaps) - MOST_GAPS} more: --json has them all"
