"""Kill the controller in a storm, and compare the book that it leaves with that of one that lives.

    python -m tests.scenarios.kills --seed 7 --kills 50
    python -m tests.scenarios.kills steps --storm whole

In steps it dies in the middle of a commit, of an acknowledgement, of a message; as a process it is
killed with -9, on a real broker. Exits with 1 when the books are different, or somebody was told
twice.
"""

import argparse
import secrets
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from lighting.running import logs
from lighting.scenario.document import read_scenario
from lighting.scenario.plan import Plan, plan_of
from tests.scenarios.killed_process import kill_in_earnest
from tests.scenarios.mortal import kill_in_steps
from tests.scenarios.outcome import Outcome
from tests.scenarios.scoring import FOLDER, QUIET

SMALL = (Path(__file__).parent / "storm-in-small.toml").read_text(encoding="utf-8")
BRIEF = 'offline = 0.004\noffline_for = "12s"'
"""Links are back long before it is a fault: about the hold of two minutes, it is one or none as the
looks fall, and the looks of two controllers fall apart."""
WHOLE = (FOLDER / "storm.toml").read_text(encoding="utf-8").replace("offline = 0.02", BRIEF)
WAYS: Mapping[str, Callable[[Path, Plan, int], Outcome]] = {
    "steps": kill_in_steps,
    "process": kill_in_earnest,
}
STORMS = {"small": SMALL, "whole": WHOLE}


def storm(name: str, seed: int) -> Plan:
    """Draw a storm."""
    return plan_of(read_scenario(STORMS[name], name), seed)


def main() -> int:
    """Kill, and say in a line what came of it."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.scenarios.kills", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("ways", nargs="*", default=[], help=f"of {', '.join(WAYS)}; none: all")
    parser.add_argument("--seed", type=int, default=None, help="one that failed before; else new")
    parser.add_argument("--kills", type=int, default=50, help="how many")
    parser.add_argument("--storm", choices=STORMS, default="small")
    asked = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if asked.seed is None else asked.seed
    logs.configure(level=QUIET)
    is_well = True
    for way in asked.ways or WAYS:
        with tempfile.TemporaryDirectory(prefix="lighting-kills-") as folder:
            outcome = WAYS[way](Path(folder), storm(asked.storm, seed), asked.kills)
        print(outcome.line(f"{way} storm={asked.storm}", seed), flush=True)  # noqa: T201 - a program of its own
        for difference in outcome.different:
            print(f"  {difference}", flush=True)  # noqa: T201 - a program of its own
        is_well &= outcome.is_well
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
