"""The disk fills while InfluxDB is away: the budget is kept, and nothing goes without a record."""

from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from structlog.testing import capture_logs

from devices.clock import SteppedClock
from devices.wire.up import Sample
from lighting.rows import FaultRow, Row, SampleRow
from lighting.stores.database import connect_beside
from lighting.stores.forwarder import Forwarder, Way
from lighting.stores.forwarding import Answer
from lighting.stores.journal import Journal
from lighting.stores.sqlite import SqliteStore
from lighting.stores.thinning import Thinning, used_bytes
from tests.support.doors import JudgingDoor, enter, line, new_file, parked, query, waiting
from tests.support.stored import NOW_MS, SESSION, audit_row, fault

BUDGET = 2_000_000
LAMPS = 10
EVERY_MS = 10_000
HOUR_MS = 3_600_000
ROUNDS = 40
IN_ROUND = 60
"""Reports of each lamp between two looks at the disk."""


def reports(number: int) -> list[Row]:
    """What all lamps say in a round, with counters that tell when it was."""
    rows: list[Row] = []
    for step in range(number * IN_ROUND, (number + 1) * IN_ROUND):
        at_ms = NOW_MS + step * EVERY_MS
        measured = {"at_ms": at_ms, "energy_wh": step, "burn_s": step * 10, "power_w": 41.8}
        sample = Sample.model_validate(measured)
        rows += [
            SampleRow(f"n-{k:04}", f"KPG-{k:04}", SESSION, sample, "synced", at_ms)
            for k in range(LAMPS)
        ]
    return rows


@pytest.mark.parametrize("site", [None, "kupang"])
def test_however_much_comes_the_budget_is_kept_and_every_sample_is_there_or_recorded(
    tmp_path: Path, site: str | None
) -> None:
    path = new_file(tmp_path)
    largest = 0
    with (
        closing(SqliteStore.open(path)) as store,
        closing(Thinning(path, BUDGET)) as thinning,
        closing(connect_beside(path)) as watched,
    ):
        if site:
            store.feed(site)
        for number in range(ROUNDS):
            kept = FaultRow(fault(f"F-{number:06}"))
            store.commit([*reports(number), kept, audit_row()], {})
            while thinning.relieve(NOW_MS):
                pass
            largest = max(largest, used_bytes(watched))
        assert (len(store.faults()), len(store.audit(999))) == (ROUNDS, ROUNDS)
    assert largest <= BUDGET * 1.05
    ((gone,),) = query(path, "SELECT sum(count) FROM dropped")
    left = hours_of_samples(path)
    assert len(left) + gone == ROUNDS * IN_ROUND * LAMPS
    # Of each lamp and hour the counters are there.
    hours = {(NOW_MS + step * EVERY_MS) // HOUR_MS for step in range(ROUNDS * IN_ROUND)}
    assert set(left) == {(k, hour) for k in range(LAMPS) for hour in hours}


def hours_of_samples(path: Path) -> list[tuple[int, int]]:
    """Lamp and hour of each sample with both counters, wherever it is."""
    rows = query(
        path, "SELECT substr(lamp, 5) + 0, at_ms FROM sample WHERE burn_s + energy_wh > -1"
    )
    found = [(int(number), int(at_ms) // HOUR_MS) for number, at_ms in rows]
    for one in waiting(path):
        if b"energy_wh=" in one and b"burn_s=" in one:
            number = int(one.split(b"lamp=KPG-")[1][:4])
            found.append((number, int(one.rsplit(b" ", 1)[1]) // 1_000_000 // HOUR_MS))
    return found


class Life:
    """A journal to which anything happens, in any order."""

    def __init__(self, path: Path, random: Random) -> None:
        self.path = path
        self.random = random
        self.routine: set[bytes] = set()
        self.always: set[bytes] = set()
        answers = (None, None, None, Answer(0, "reset"), Answer(503), Answer(429))
        self.door = JudgingDoor(before=lambda _: random.choice(answers))

    def go_on(self, steps: int) -> None:
        """What happens to one process."""
        with closing(Journal.open(self.path)) as journal, closing(Thinning(self.path, 0)) as thin:
            forwarder = self._forwarder(journal, self.door)
            happens = (
                self._measure,
                self._fact,
                forwarder.turn,
                forwarder.turn,
                lambda: thin.step(NOW_MS),
            )
            for _ in range(steps):
                self.random.choice(happens)()

    def end_well(self) -> set[bytes]:
        """InfluxDB takes all that is left; give what it has."""
        door = JudgingDoor()
        with closing(Journal.open(self.path)) as journal:
            forwarder = self._forwarder(journal, door)
            while journal.newest("raw"):
                forwarder.turn()
        return self.door.stored | door.stored

    def _forwarder(self, journal: Journal, door: JudgingDoor) -> Forwarder:
        way, clock = Way("raw", "lighting"), SteppedClock(NOW_MS)
        return Forwarder(way, journal, door, clock, self.random.random)

    def _measure(self) -> None:
        first = len(self.routine)
        fresh = [line(first + n) for n in range(self.random.randint(1, 9))]
        self.routine.update(fresh)
        enter(self.path, [fresh])

    def _fact(self) -> None:
        what = "malformed" if self.random.random() < 0.2 else "state=1i"
        fact = line(10**6 + len(self.always), what)
        self.always.add(fact)
        enter(self.path, [[fact]], is_routine=0)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_comes_between_what_no_record_names_is_stored_and_what_is_bad_is_parked_once(
    tmp_path: Path, seed: int
) -> None:
    life = Life(new_file(tmp_path), Random(seed))  # noqa: S311 - not for secrets
    with capture_logs():
        for _ in range(4):  # each time another process
            life.go_on(25)
        stored = life.end_well()
    ((gone,),) = query(life.path, "SELECT total(count) FROM dropped")
    assert len(life.routine - stored) <= gone
    bad = {one for one in life.always if b"malformed" in one}
    assert life.always - stored == bad
    assert sorted(text.encode() for _, _, text in parked(life.path)) == sorted(bad)
