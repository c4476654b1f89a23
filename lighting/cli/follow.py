"""How far a change got: `recorded -> sent -> applied`, followed until enough lamps have it."""

import re
import sys
import threading
from collections.abc import Callable
from operator import itemgetter
from time import monotonic
from typing import Any

from lighting.cli import show
from lighting.cli.command import Session
from lighting.cli.exits import PARTLY
from lighting.errors import WrongUse

# Often enough to look alive, seldom enough to cost nothing.
LOOK_EVERY_S = 0.5
Change = dict[str, Any]


def read_share(text: str) -> float:
    """Read a share: `98%` is 0.98.

    Raises:
        WrongUse: It is no whole or broken number of percent from 0 to 100.
    """
    found = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)\s*%?", text.strip())
    if found is None or float(found[1]) > 100:  # noqa: PLR2004 - percent
        raise WrongUse(f"{text!r} is not a share", remedy="write a percentage, such as 98%")
    return float(found[1]) / 100


def read_span_s(text: str) -> int:
    """Read a length of time [s]: `30s`, `10m`, `1h`.

    Raises:
        WrongUse: It is none of these.
    """
    found = re.fullmatch(r"(\d{1,6})([smh]?)", text.strip())
    if found is None:
        raise WrongUse(f"{text!r} is not a length of time", remedy="write 30s, 10m or 1h")
    return int(found[1]) * {"": 1, "s": 1, "m": 60, "h": 3600}[found[2]]


def follow(session: Session, change: str, share: float, timeout_s: float) -> Change:
    """Watch a change until the share of its lamps has applied it, or time is up."""
    deadline_s = monotonic() + timeout_s
    tell = _teller(session)
    while True:
        progress = session.controller.get("changes", change)
        tell(_line(progress))
        if has_applied(progress, share) or monotonic() >= deadline_s:
            break
        threading.Event().wait(LOOK_EVERY_S)
    if not session.quiet and sys.stderr.isatty():
        sys.stderr.write("\n")
    return progress


def has_applied(progress: Change, share: float) -> bool:
    """Whether at least this share of the lamps has it."""
    return bool(progress["applied"] >= share * progress["lamps"])


def summary(progress: Change) -> str:
    """Say how far a change got in the end."""
    return f"{progress['change']}: applied by {progress['applied']} of {progress['lamps']} lamps"


def end_partly(session: Session, progress: Change, share: float) -> None:
    """List the lamps that lack the change and end with the code that says so, if too many do."""
    if has_applied(progress, share):
        return
    if not session.as_json:
        show.print_table(_lacking_columns(session), progress["lacking"])
    show.say(
        f"partly: {progress['lamps'] - progress['applied']} of {progress['lamps']} lamps have not "
        "applied it yet; they are sent it again until they do"
    )
    session.end(PARTLY)


def _lacking_columns(session: Session) -> tuple[show.Column, ...]:
    def known(row: show.Row) -> str:
        silent = row["silent_since"]
        return f"{row['state']}, silent since {session.when(silent)}" if silent else row["state"]

    return (("lacking", itemgetter("lamp")), ("how far", known))


def _line(progress: Change) -> str:
    lamps = progress["lamps"]
    sent, applied = progress["sent"], progress["applied"]
    return (
        f"{progress['change']}: recorded -> sent {sent} of {lamps} -> applied {applied} of {lamps}"
    )


def _teller(session: Session) -> Callable[[str], None]:
    """Give what tells each step: over the same line on a terminal, else a line for each change."""
    if session.quiet:
        return lambda _line: None
    if sys.stderr.isatty():
        return lambda line: print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)  # noqa: T201 - live
    told: list[str] = []

    def tell(line: str) -> None:
        if line not in told:
            told.append(line)
            show.say(line)

    return tell
