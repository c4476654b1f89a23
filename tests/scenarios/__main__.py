"""Score the controller on scenarios with unseen seeds: `python -m tests.scenarios --seeds 20`.

Exits with 1 when severe faults are found too late or not at all, or faults are false, too often.
"""

import argparse
import secrets
import sys

from tests.scenarios.scoring import FOLDER, Tally, play_all

LEAST = 0.98
LONG = ("quiet-week", "quiet-week-qos-0", "city-month")


def main() -> int:
    """Play the scenarios that are asked for, and say what came of each."""
    parser = argparse.ArgumentParser(prog="python -m tests.scenarios", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of scenarios/; none: all but {', '.join(LONG)}")
    parser.add_argument("--seeds", type=int, default=20, help="how many")
    parser.add_argument("--first", type=int, default=None, help="first of them; else a new one")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    first = secrets.randbelow(1_000_000) if asked.first is None else asked.first
    short = [one.stem for one in sorted(FOLDER.glob("*.toml")) if one.stem not in LONG]
    names = asked.names or short
    paths = [FOLDER / f"{name}.toml" for name in names]
    seeds = range(first, first + asked.seeds)
    total, of_name = Tally(), {name: Tally() for name in names}
    for one in play_all(paths, seeds, asked.processes):
        total += one.tally
        of_name[one.name] += one.tally
        if one.unmet:
            print(f"{one.name} seed={one.seed} not met: {' '.join(one.unmet)}", flush=True)  # noqa: T201 - a program of its own
    for name, tally in of_name.items():
        print(tally.line(name))  # noqa: T201 - a program of its own
    print(total.line(f"all, seeds {first} to {first + asked.seeds - 1}"))  # noqa: T201 - a program of its own
    return 0 if min(total.recall_severe, total.precision) >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
