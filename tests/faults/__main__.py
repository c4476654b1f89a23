"""Kill things, and say in a line what became of everything: `python -m tests.faults --seed 7`.

Exits with 1 when anything was lost, doubled or wrong.
"""

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from tests.faults.loops import LOOPS

KILLS = {"controller": 30, "influxdb": 10, "broker": 10, "disk": 1}


def main() -> int:
    """Run the loops that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("loops", nargs="*", default=[], help=f"of {', '.join(LOOPS)}; none: all")
    parser.add_argument("--seed", type=int, default=None, help="one that failed before; else new")
    parser.add_argument("--kills", type=int, default=None, help="how many, instead of the usual")
    parser.add_argument("--link", choices=("paho", "lean"), default="paho")
    asked = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if asked.seed is None else asked.seed
    is_well = True
    for name in asked.loops or LOOPS:
        with tempfile.TemporaryDirectory(prefix="lighting-faults-") as folder:
            kills = asked.kills or KILLS[name]
            outcome = LOOPS[name](Path(folder), seed, kills, asked.link)
        is_well &= outcome.lost == outcome.doubled == outcome.wrong == 0
        print(outcome.line(f"{name} link={asked.link}", seed), flush=True)  # noqa: T201 - a program of its own
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
