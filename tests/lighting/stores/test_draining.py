"""InfluxDB is away for six hours under full load, and comes back: in stepped time."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from structlog.testing import capture_logs

from devices.clock import SteppedClock
from lighting.stores.forwarder import Forwarder, Way
from lighting.stores.forwarding import Answer
from lighting.stores.journal import Journal
from tests.support.doors import STORED, enter, new_file
from tests.support.stored import NOW_MS

HOUR_S = 3_600
AWAY_S = 6 * HOUR_S
EVERY_S = 30
"""A commit each half minute, of as many points as one request takes."""
POINTS = 5_000
SERVICE_S = 3.0
"""What InfluxDB needs for a request: it can do ten times what lives."""


class SlowDoor:
    """Needs its time for each request, and is away at first; each line is when it was committed."""

    def __init__(self, clock: SteppedClock, back_ms: int) -> None:
        self._clock = clock
        self._back_ms = back_ms
        self.stored: list[tuple[int, int]] = []

    def write(self, bucket: str, body: bytes) -> Answer:
        assert bucket
        if self._clock.now_ms() < self._back_ms:
            return Answer(0, "Connection refused")
        self._clock.advance_ms(int(SERVICE_S * 1000))
        self.stored += [(int(one), self._clock.now_ms()) for one in body.split(b"\n")]
        return STORED


class City:
    """Commits an entry each half minute, whatever time it is when it is looked at."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.committed_ms: list[int] = []

    def live(self, now_ms: int) -> None:
        due = list(self._due(now_ms))
        # One line stands for all points of an entry: what they cost is told by the door.
        enter(self._path, ([b"%d" % at_ms] for at_ms in due), points=POINTS)
        self.committed_ms += due

    def _due(self, now_ms: int) -> Iterator[int]:
        at_ms = self.committed_ms[-1] if self.committed_ms else NOW_MS
        while (at_ms := at_ms + EVERY_S * 1000) <= now_ms:
            yield at_ms


def live_through_it(
    path: Path, door: SlowDoor, clock: SteppedClock, until_ms: int, *, keeps_order: bool = False
) -> list[int]:
    """Forward by turns, while the city goes on; give what was committed, and when."""
    city = City(path)
    with closing(Journal.open(path)) as journal, capture_logs():
        way = Way("raw", "lighting", keeps_order)
        forwarder = Forwarder(way, journal, door, clock, lambda: 1.0)
        while clock.now_ms() < until_ms:
            city.live(clock.now_ms())
            clock.advance_ms(int(forwarder.turn() * 1000))
    return city.committed_ms


def test_six_hours_are_drained_at_nine_times_the_live_rate_while_the_screens_are_current(
    tmp_path: Path,
) -> None:
    clock, back_ms = SteppedClock(NOW_MS), NOW_MS + AWAY_S * 1000
    door = SlowDoor(clock, back_ms)
    committed_ms = live_through_it(new_file(tmp_path), door, clock, back_ms + HOUR_S * 1000)
    stored_ms = dict(door.stored)
    assert len(stored_ms) == len(door.stored)  # none twice
    assert set(committed_ms[:-1]) <= stored_ms.keys()
    # In half a minute it does ten requests: one of what is new, nine of the 720 that waited.
    drained_s = max(stored_ms[at_ms] for at_ms in committed_ms[:720]) - back_ms
    assert 720 / 9 * EVERY_S <= drained_s / 1000 <= 720 / 9 * EVERY_S + 120
    assert drained_s / 1000 < AWAY_S / 5
    # What is new waits for the request that is under way, and for its own.
    found_ms = door.stored[0][1]
    delays_ms = [at - one for one, at in stored_ms.items() if one > found_ms]
    assert len(delays_ms) >= 110
    assert max(delays_ms) <= 2 * SERVICE_S * 1000 + 500


def test_what_waited_goes_in_its_order(tmp_path: Path) -> None:
    clock, back_ms = SteppedClock(NOW_MS), NOW_MS + HOUR_S * 1000 // 2
    door = SlowDoor(clock, back_ms)
    committed_ms = live_through_it(new_file(tmp_path), door, clock, back_ms + HOUR_S * 1000 // 6)
    old = [one for one, _ in door.stored if one <= back_ms]
    assert old == committed_ms[:60]


def test_where_a_line_takes_the_place_of_one_before_it_nothing_overtakes(tmp_path: Path) -> None:
    clock, back_ms = SteppedClock(NOW_MS), NOW_MS + HOUR_S * 1000 // 2
    door, until_ms = SlowDoor(clock, back_ms), back_ms + HOUR_S * 1000
    committed_ms = live_through_it(new_file(tmp_path), door, clock, until_ms, keeps_order=True)
    stored = [one for one, _ in door.stored]
    assert len(stored) > 60
    assert stored == committed_ms[: len(stored)]
