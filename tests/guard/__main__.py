"""Tries to get round the guard with many sequences: `python -m tests.guard [COUNT [FIRST]]`.

Sequences are drawn by a plain generator with a printed seed, so that a finding can be played again.
"""

import random
import sys

from tests.guard.moves import CHOICES, EXCEPTS, PRIORITIES
from tests.guard.properties import (
    Moves,
    nobody_gets_round_the_guard,
    the_result_hangs_on_the_live_set_only,
)
from tests.guard.town import PEOPLE


def _course(chance: random.Random) -> Moves:
    people = chance.sample(PEOPLE, chance.randint(2, len(PEOPLE)))
    return [_move(chance, chance.choice(people)) for _ in range(chance.randint(30, 45))]


def _move(chance: random.Random, who: str) -> tuple[object, ...]:
    pick = chance.choice
    kind = pick(
        ("set",) * 6 + ("release", "release", "approve", "reject", "apply", "start", "wait")
    )
    if kind == "set":
        times = pick((None, 0, 20, 90)), pick((None, 10, 45, 180, 700))
        level = pick((0, 0, 10, 79, 80, 100))
        return kind, who, pick(CHOICES), pick(EXCEPTS), level, pick(PRIORITIES), *times
    values = {
        "release": chance.randint(0, 9),
        "approve": chance.randint(0, 3),
        "reject": chance.randint(0, 3),
        "apply": pick((60, 80, 100)),
        "start": pick(CHOICES),
    }
    return (kind, pick((1, 5, 30, 70))) if kind == "wait" else (kind, who, values[kind])


def main(first: int, count: int) -> None:
    """Play so many sequences, the first of them by this seed."""
    waited = 0
    for seed in range(first, first + count):
        course = _course(random.Random(seed))  # noqa: S311 - no secret
        try:
            waited += nobody_gets_round_the_guard(course)
            the_result_hangs_on_the_live_set_only(course)
        except AssertionError as error:
            sys.exit(f"sequence {seed}: {error}")
    sys.stdout.write(f"{count} sequences, {waited} orders had to wait, 0 got round the guard\n")


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    main(given[1] if given[1:] else 0, given[0] if given else 10_000)
