"""Hold what nodes are given against a second reading of the document: `python -m tests.oracle`.

Forty cities for two years, each minute; then random documents of the whole grammar, a night each.
Exits with 1 when a minute differs.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import product

from tests.oracle.cities import CITIES, GROUPS, document
from tests.oracle.comparing import Tally, compare
from tests.oracle.documents import GROUPS as RANDOM_GROUPS
from tests.oracle.documents import evening_of, random_document

FIRST = date(2026, 1, 1)


def cities(nights: int) -> Iterator[Tally]:
    """Compare all groups of all cities."""
    for city, group in product(CITIES, GROUPS):
        yield compare(document(city), group, FIRST, nights)


def documents(numbers: Sequence[int], nights: int = 1) -> Iterator[Tally]:
    """Compare random documents, one of their groups each."""
    for number in numbers:
        group = RANDOM_GROUPS[number % len(RANDOM_GROUPS)]
        tally = compare(random_document(number), group, evening_of(number), nights)
        if tally.first:
            tally.first = f"document {number}: {tally.first}"
        yield tally


def main() -> int:
    """Compare, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("--years", type=int, default=2, help="of the cities; default 2")
    parser.add_argument("--documents", type=int, default=100_000, help="default 100,000")
    parser.add_argument("--begin", type=int, default=0, help="number of the first document")
    asked = parser.parse_args()
    nights = (FIRST.replace(year=FIRST.year + asked.years) - FIRST) // timedelta(days=1)
    numbers = range(asked.begin, asked.begin + asked.documents)
    parts = {
        f"{len(CITIES)} cities x {len(GROUPS)} groups x {asked.years} years": cities(nights),
        f"{asked.documents:,} random documents": documents(numbers),
    }
    codes = [_told(name, part) for name, part in parts.items()]
    return max(codes)


def _told(name: str, part: Iterator[Tally]) -> int:
    whole = Tally()
    for tally in part:
        whole.add(tally)
        if tally.differing_minutes:
            print(f"  differs: {tally.first}", flush=True)  # noqa: T201 - a program of its own
    print(  # noqa: T201 - a program of its own
        f"{name}: {whole.differing_minutes} of {whole.minutes:,} minutes differ; {whole.nights:,}"
        f" nights, {whole.shifted_nights:,} of them by a minute of the sun",
        flush=True,
    )
    return int(whole.differing_minutes > 0)


if __name__ == "__main__":
    sys.exit(main())
