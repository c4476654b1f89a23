"""Bad lines at random places among good ones: all the good are stored, all the bad are parked."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from structlog.testing import capture_logs

from devices.clock import SteppedClock
from lighting.stores.forwarder import Forwarder, Way
from lighting.stores.forwarding import Answer
from lighting.stores.journal import Journal
from tests.support.doors import (
    MALFORMED,
    OTHER_TYPE,
    JudgingDoor,
    enter,
    line,
    new_file,
    parked,
    waiting,
)
from tests.support.stored import NOW_MS

BATCHES = 200
KINDS = (MALFORMED.decode(), OTHER_TYPE.decode())


def poisoned(random: Random, first: int) -> tuple[list[bytes], set[bytes]]:
    """A batch with bad lines at random places: from none to nearly all; and those lines."""
    count = random.randint(1, 400)
    share = random.choice((0.0, 0.003, 0.02, 0.2, 0.9))
    batch, bad = [], set()
    for number in range(first, first + count):
        is_bad = random.random() < share
        one = line(number, random.choice(KINDS)) if is_bad else line(number)
        batch.append(one)
        if is_bad:
            bad.add(one)
    return batch, bad


def troubled(random: Random) -> Callable[[int], Answer | None]:
    """An InfluxDB that is away for one request of fifty, or asks for patience."""
    troubles = (Answer(0, "reset"), Answer(503, "busy", 2.0), Answer(429, "slow"), Answer(401))

    def before(_: int) -> Answer | None:
        return random.choice(troubles) if random.random() < 0.02 else None

    return before


@pytest.mark.parametrize("seed", [1, 2])
def test_of_two_hundred_poisoned_batches_all_good_is_stored_and_all_bad_is_parked_once(
    tmp_path: Path, seed: int
) -> None:
    random = Random(seed)  # noqa: S311 - not for secrets
    path = new_file(tmp_path)
    good: set[bytes] = set()
    bad: set[bytes] = set()
    batches = []
    for number in range(BATCHES):
        batch, found = poisoned(random, number * 1_000)
        batches.append(batch)
        good |= set(batch) - found
        bad |= found
    enter(path, batches)
    door = JudgingDoor(before=troubled(random))
    with closing(Journal.open(path)) as journal, capture_logs():
        way, clock = Way("raw", "lighting"), SteppedClock(NOW_MS)
        forwarder = Forwarder(way, journal, door, clock, random.random)
        for _ in range(20_000):
            if not journal.newest("raw"):
                break
            forwarder.turn()
    assert waiting(path) == []
    assert door.stored == good
    lines_parked = [text.encode() for _, _, text in parked(path)]
    assert len(lines_parked) == len(set(lines_parked))
    assert set(lines_parked) == bad
    assert {status for status, _, _ in parked(path)} == {400, 422}
    assert forwarder.progress.parked == len(bad)
    assert forwarder.progress.forwarded == len(good)
