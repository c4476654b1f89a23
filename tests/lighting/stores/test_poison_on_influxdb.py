"""Bad lines among good ones, on the real InfluxDB: the good are stored, the bad are parked."""

from contextlib import closing
from itertools import count
from pathlib import Path
from random import Random

import pytest
from structlog.testing import capture_logs

from devices.clock import SystemClock
from lighting.stores.forwarder import Forwarder, Way
from lighting.stores.forwarding import Answer
from lighting.stores.influx import InfluxDoor
from lighting.stores.journal import Journal
from tests.support.doors import enter, new_file, parked, waiting
from tests.support.influxdb import InfluxServer
from tests.support.stored import NOW_MS

pytestmark = pytest.mark.influx

BATCHES = 20
_names = count(1)


class Bucket:
    """A bucket of its own on the session's server, and the door to it."""

    def __init__(self, server: InfluxServer, days: int = 0) -> None:
        self.name = f"poison-{next(_names)}"
        self._server = server
        server.make_bucket(self.name, days)
        self.door = InfluxDoor(server.url, server.org, server.token)

    def close(self) -> None:
        self.door.close()

    def forward(self, path: Path) -> Forwarder:
        """Send all that is in a journal."""
        with closing(Journal.open(path)) as journal, capture_logs():
            way = Way("raw", self.name)
            forwarder = Forwarder(way, journal, self.door, SystemClock(), lambda: 0.0)
            while journal.newest("raw"):
                assert forwarder.turn() < 1, forwarder.progress.last_error
        return forwarder

    def stored(self) -> set[int]:
        """Of the points that are there, what makes each one different."""
        rows = self._server.ask(self.name, "SELECT number FROM lamp")
        return {int(row["number"]) for row in rows}


def good(number: int) -> bytes:
    at_ns = (NOW_MS + number) * 1_000_000
    return (
        f"lamp,site=kupang,lamp=KPG-{number % 50:04} number={number}i,power_w=41.8 {at_ns}".encode()
    )


def bad(number: int, kind: int) -> bytes:
    """Malformed, a number that is none, no measurement, another type, an unquoted text."""
    at_ns = (NOW_MS + number) * 1_000_000
    head = f"lamp,site=kupang,lamp=KPG-{number % 50:04}"
    return [
        f"{head} number={number}i,power_w= {at_ns}",
        f"{head} power_w=NaN {at_ns}",
        f",site=kupang number={number}i {at_ns}",
        f'{head} power_w="{number}" {at_ns}',
        f"{head} clock=synced{number} {at_ns}",
    ][kind].encode()


def test_of_poisoned_batches_all_good_is_stored_and_all_bad_is_parked(
    tmp_path: Path, influxdb: InfluxServer
) -> None:
    random = Random(3)  # noqa: S311 - not for secrets
    path = new_file(tmp_path)
    wanted, poison = {0}, set()
    batches = [[good(0)]]  # says which types the fields have
    for batch in range(BATCHES):
        lines = []
        share = random.choice((0.0, 0.005, 0.05, 0.5))
        for number in range(batch * 1_000 + 1, batch * 1_000 + random.randint(2, 300)):
            if random.random() < share:
                lines.append(bad(number, random.randrange(5)))
                poison.add(lines[-1])
            else:
                lines.append(good(number))
                wanted.add(number)
        batches.append(lines)
    enter(path, batches)
    with closing(Bucket(influxdb)) as bucket:
        forwarder = bucket.forward(path)
        assert bucket.stored() == wanted
    refused = parked(path)
    assert {text.encode() for _, _, text in refused} == poison
    assert len(refused) == len(poison)
    assert {status for status, _, _ in refused} == {400, 422}
    assert all(reason for _, reason, _ in refused)
    assert (forwarder.progress.parked, waiting(path)) == (len(poison), [])


def test_points_from_before_what_is_kept_are_parked_and_the_others_stored(
    tmp_path: Path, influxdb: InfluxServer
) -> None:
    path = new_file(tmp_path)
    now_ns = SystemClock().now_ms() * 1_000_000
    line = b"lamp,lamp=KPG-%d number=%di %d"
    fresh = [line % (n, n, now_ns - n) for n in range(40)]
    old = [line % (n, n, now_ns - 30 * 86_400 * 1_000_000_000 - n) for n in (40, 41)]
    enter(path, [[*fresh[:11], old[0], *fresh[11:30], old[1], *fresh[30:]]])
    with closing(Bucket(influxdb, days=7)) as bucket:
        bucket.forward(path)
        assert bucket.stored() == set(range(40))
    assert [(status, text.encode()) for status, _, text in parked(path)] == [
        (422, one) for one in old
    ]
    assert all("retention" in reason for _, reason, _ in parked(path))


def test_a_bucket_that_is_not_there_and_a_wrong_token_keep_everything(
    tmp_path: Path, influxdb: InfluxServer
) -> None:
    path = new_file(tmp_path)
    enter(path, [[good(1)]])
    with closing(Journal.open(path)) as journal, capture_logs():
        for token, bucket, status in (
            (influxdb.token, "no-such-bucket", 404),
            ("no-such-token", "poison-1", 401),
        ):
            with closing(InfluxDoor(influxdb.url, influxdb.org, token)) as door:
                way = Way("raw", bucket)
                forwarder = Forwarder(way, journal, door, SystemClock(), lambda: 0.0)
                assert forwarder.turn() == 60.0
            assert forwarder.progress.state == "refused"
            assert str(forwarder.progress.last_error).startswith(f"{status} ")
    assert waiting(path) == [good(1)]


def test_sent_twice_it_is_stored_once(tmp_path: Path, influxdb: InfluxServer) -> None:
    path = new_file(tmp_path)
    with closing(Bucket(influxdb)) as bucket:
        for _ in range(2):
            enter(path, [[good(number) for number in range(500)]])
            bucket.forward(path)
        ((counted,),) = [
            list(row.values())[1:]
            for row in influxdb.ask(bucket.name, "SELECT count(number) FROM lamp")
        ]
    assert counted == 500
    assert parked(path) == []


def test_an_empty_request_is_taken(influxdb: InfluxServer) -> None:
    with closing(Bucket(influxdb)) as bucket:
        assert bucket.door.write(bucket.name, b"") == Answer(204)
