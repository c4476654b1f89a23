"""How long a command takes before a person sees something, against a Python that does nothing."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

from benchmarks.rounds import Goal, Measure, Work, compare

PROGRAM = str(Path(sys.executable).with_name("lighting"))
SCHEDULE = Path(__file__).parents[1] / "lighting" / "cli" / "new_site" / "schedules.toml"
NOTHING = "python -c pass"
PREVIEW = "lighting schedule preview FILE --night 2026-08-16"
GOALS = {
    "lighting --version": Goal(limit_ratio=8),
    "lighting --help": Goal(limit_s=0.4),
    PREVIEW: Goal(limit_s=1.0),
}


def measure(rounds: int) -> list[Measure]:
    """Start each command as a shell would, all of them in each round."""
    works: dict[str, Work] = {NOTHING: partial(_start, [sys.executable, "-c", "pass"])}
    for name in GOALS:
        words = name.replace("FILE", str(SCHEDULE)).split()[1:]
        works[name] = partial(_start, [PROGRAM, *words])
    return compare(NOTHING, works, GOALS, rounds)


def _start(command: list[str]) -> None:
    environ = os.environ | {"NO_COLOR": "1"}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environ)
