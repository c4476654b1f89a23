"""How far a change got: `recorded -> sent -> applied -> confirmed`, followed until it is enough."""

import re
import shutil
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from time import monotonic
from typing import Any

from lighting.cli import show
from lighting.cli.command import Session
from lighting.cli.exits import INTERRUPTED, PARTLY
from lighting.errors import WrongUse

# Often enough to look alive, seldom enough to cost nothing.
LOOK_EVERY_S = 0.5
TELL_EVERY_S = 5.0
"""How often a line is written where the one before can't be written over [s]."""
MOST_SHOWN = 20
"""Lamps that a terminal lists at most; elsewhere all of them are."""
DEFAULT_SHARE = 0.98
Change = dict[str, Any]
_MISSING = {
    "sent": "have not been sent it yet: the link to the broker takes more later",
    "received": "have not received it yet; they are sent it again until they do",
    "applied": "have not applied it yet; they are sent it again until they do",
    "confirmed": "are not confirmed yet: none of their measurements has shown it so far",
}


@dataclass(frozen=True, slots=True)
class Followed:
    """Until which share of the lamps has taken a step a change is followed, and how long."""

    share: float = 1.0
    timeout_s: float = 30.0
    step: str = "applied"
    is_wanted: bool = True


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


def follow_live(session: Session, wait: str | None, timeout: str) -> Followed:
    """Give how a change is followed: as --wait says, else on a terminal only."""
    is_live = sys.stderr.isatty() and not session.quiet and not session.as_json
    share = read_share(wait) if wait else DEFAULT_SHARE
    return Followed(share, read_span_s(timeout), is_wanted=is_live or wait is not None)


def follow(session: Session, change: str, share: float, timeout_s: float) -> Change:
    """Watch a change until the share of its lamps has applied it, or time is up."""
    return watched(session, change, Followed(share, timeout_s))


def watched(session: Session, change: str, followed: Followed) -> Change:
    """Watch a change; whoever interrupts that is told how to go on watching."""
    query = {} if followed.step == "applied" else {"step": followed.step}
    progress = session.controller.get("changes", change, **query)
    deadline_s = monotonic() + followed.timeout_s
    tell, told_s = _teller(session), 0.0
    try:
        while True:
            now_s = monotonic()
            is_over = is_reached(progress, followed.share, followed.step) or now_s >= deadline_s
            if sys.stderr.isatty() or is_over or now_s >= told_s + TELL_EVERY_S:
                tell(_line(progress))
                told_s = now_s
            if is_over:
                break
            threading.Event().wait(LOOK_EVERY_S)
            progress = session.controller.get("changes", progress["change"], **query)
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        id_ = progress["change"]
        show.say(f"{id_} goes on by itself; watch it again with: lighting wait {id_}")
        session.end(INTERRUPTED)
    if not session.quiet and sys.stderr.isatty():
        sys.stderr.write("\n")
    return progress


def is_reached(progress: Change, share: float, step: str = "applied") -> bool:
    """Whether at least this share of the lamps has taken a step."""
    return bool(progress[step] >= share * progress["lamps"])


def summary(progress: Change) -> str:
    """Say how far a change got in the end."""
    return f"{progress['change']}: applied by {progress['applied']} of {progress['lamps']} lamps"


def how_soon(progress: Change, step: str) -> str:
    """Say after what time half, 95 % and all of the lamps had taken a step, as far as they have."""
    spans = (("half", "p50_s"), ("95 %", "p95_s"), ("all", "all_s"))
    taken = next(one for one in progress["steps"] if one["step"] == step)
    told = [
        f"{words} after {in_short(taken[key])}" for words, key in spans if taken[key] is not None
    ]
    return f"{step} by {', '.join(told)}" if told else f"not yet {step} by half of the lamps"


def in_short(span_s: float) -> str:
    """Write a length of time: `0.4 s`, `12 min`."""
    minute_s = 60
    return f"{span_s:.1f} s" if span_s < 2 * minute_s else f"{span_s / minute_s:.0f} min"


def end_partly(session: Session, progress: Change, share: float, step: str = "applied") -> None:
    """List the lamps that lack the change and end with the code that says so, if too many do."""
    if is_reached(progress, share, step):
        return
    if not session.as_json:
        print_lacking(session, progress["lacking"])
    missing = progress["lamps"] - progress[step]
    show.say(f"partly: {missing} of {progress['lamps']} lamps {_MISSING[step]}")
    session.end(PARTLY)


def print_lacking(session: Session, lacking: list[Change]) -> None:
    """List lamps that lack a step, how far each got, and since when it is silent."""
    shown = lacking[:MOST_SHOWN] if show.is_terminal() else lacking
    show.print_table(
        (("lacking", itemgetter("lamp")), ("how far", lambda row: _how_far(session, row))), shown
    )
    if len(shown) < len(lacking):
        show.print_text(f"and {len(lacking) - len(shown)} more; --json lists them all")


def _how_far(session: Session, row: show.Row) -> str:
    told = f"{row['state']} {session.when(row['since'])}"
    if row["instead"]:
        told += f", does otherwise: {row['instead']}"
    if row["silent_since"]:
        return f"{told}, silent since {session.when(row['silent_since'])}"
    return f"{told}, never heard" if row["silent"] else told


def _line(progress: Change) -> str:
    steps = (f"{step} {progress[step]}" for step in ("sent", "applied", "confirmed"))
    told = " -> ".join(("recorded", *steps))
    return f"{progress['change']}: {told}, of {progress['lamps']} lamps"


def _teller(session: Session) -> Callable[[str], None]:
    """Give what tells each step: over the same line on a terminal, else a line for each change."""
    if session.quiet:
        return lambda _line: None
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns - 1  # a line that wraps can't be written over
        return lambda line: print(f"\r\x1b[K{line[:width]}", end="", file=sys.stderr, flush=True)  # noqa: T201 - live
    told: list[str] = []

    def tell(line: str) -> None:
        if line not in told:
            told.append(line)
            show.say(line)

    return tell
