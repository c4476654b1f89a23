"""What things cost, each beside a baseline in the same rounds: `python -m benchmarks [--json]`.

Ratios hold from one machine to the next, seconds do not.
"""

import argparse
import json
import platform
from typing import Any

from benchmarks import (
    compiled_year,
    hundred_programs,
    ingest,
    lamp_nights,
    ledger,
    lint,
    plan,
    rules,
    start_up,
    sun_times,
)
from benchmarks.ingesting import report
from benchmarks.rounds import Measure

SUBJECTS = {
    "start_up": start_up,
    "sun_times": sun_times,
    "lamp_nights": lamp_nights,
    "compiled_year": compiled_year,
    "lint": lint,
    "hundred_programs": hundred_programs,
    "plan": plan,
    "rules": rules,
    "ledger": ledger,
}
INGEST = "ingest"
"""Measured at last and told in its own way; `python -m benchmarks.ingest --help` has more of it."""
REACHED = {True: "yes", False: "NO", None: ""}


def main() -> None:
    """Measure what is asked for, and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = (*SUBJECTS, INGEST)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(names))
    parser.add_argument("--rounds", type=int, default=7, help="rounds that count; default 7")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    given = parser.parse_args()
    if unknown := set(given.subjects) - set(names):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; choose from {', '.join(names)}")
    wanted = given.subjects or names
    found = {name: SUBJECTS[name].measure(given.rounds) for name in wanted if name != INGEST}
    taken_in = ingest.measure(report.Wanted(given.rounds)) if INGEST in wanted else None
    if given.json:
        print(json.dumps(_document(found, taken_in), indent=2))
        return
    for measures in found.values():
        _print(measures)
    if taken_in is not None:
        report.show(taken_in)


def _document(found: dict[str, list[Measure]], taken_in: report.Found | None) -> dict[str, Any]:
    told = report.document(taken_in) if taken_in is not None else None
    if told is not None and not found:
        return told
    rows = [{"subject": name, **one.row()} for name, each in found.items() for one in each]
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    document = {"schema": "lighting.benchmarks/1", "machine": machine, "measures": rows}
    return {**document, INGEST: told} if told is not None else document


def _print(measures: list[Measure]) -> None:
    first = measures[0]
    print(f"{first.baseline:52} {_ms(first.baseline_s)}     1.0 x")
    for one in measures:
        goal = (
            f"   {one.goal.words}: {REACHED[one.is_reached]}" if one.is_reached is not None else ""
        )
        ratio = f"{one.ratio:7.{1 if one.ratio >= 1 else 3}f}"
        print(f"  {one.what:50} {_ms(one.seconds)} {ratio} x{goal}")
    print()


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:8.1f} ms"


if __name__ == "__main__":
    main()
