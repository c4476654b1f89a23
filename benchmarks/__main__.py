"""What things cost, each beside a baseline in the same rounds: `python -m benchmarks [--json]`.

Ratios hold from one machine to the next, seconds do not.
"""

import argparse
import json
import platform

from benchmarks import compiled_year, ledger, lint, plan, start_up, sun_times
from benchmarks.rounds import Measure

SUBJECTS = {
    "start_up": start_up,
    "sun_times": sun_times,
    "compiled_year": compiled_year,
    "lint": lint,
    "plan": plan,
    "ledger": ledger,
}
REACHED = {True: "yes", False: "NO", None: ""}


def main() -> None:
    """Measure what is asked for, and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    parser.add_argument("--rounds", type=int, default=7, help="rounds that count; default 7")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    given = parser.parse_args()
    if unknown := set(given.subjects) - set(SUBJECTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; choose from {', '.join(SUBJECTS)}")
    found = {name: SUBJECTS[name].measure(given.rounds) for name in given.subjects or SUBJECTS}
    if given.json:
        rows = [{"subject": name, **one.row()} for name, each in found.items() for one in each]
        machine = f"{platform.machine()}, Python {platform.python_version()}"
        document = {"schema": "lighting.benchmarks/1", "machine": machine, "measures": rows}
        print(json.dumps(document, indent=2))
        return
    for measures in found.values():
        _print(measures)


def _print(measures: list[Measure]) -> None:
    first = measures[0]
    print(f"{first.baseline:52} {_ms(first.baseline_s)}     1.0 x")
    for one in measures:
        goal = (
            f"   {one.goal.words}: {REACHED[one.is_reached]}" if one.is_reached is not None else ""
        )
        print(f"  {one.what:50} {_ms(one.seconds)} {one.ratio:7.1f} x{goal}")
    print()


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:8.1f} ms"


if __name__ == "__main__":
    main()
