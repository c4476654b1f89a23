"""Whatever is answered to a write, or not, becomes one plain answer, and the forwarder goes on."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

import pytest
from structlog.testing import capture_logs

from devices.clock import SteppedClock
from devices.sim.broker_process import free_port
from lighting.stores.forwarder import Forwarder, Way
from lighting.stores.forwarding import Answer
from lighting.stores.influx import InfluxDoor
from lighting.stores.journal import Journal
from tests.support.doors import enter, line, lines, new_file, parked, waiting
from tests.support.scripted_influx import STORED, Broken, Reply, ScriptedInflux, scripted_influx
from tests.support.stored import NOW_MS

NOON = "Tue, 24 Nov 2026 12:00:00 GMT"
TOKEN = "a-token"  # noqa: S105 - opens nothing
BODY = b"\n".join(lines(0, 3))


@contextmanager
def door_to(influx: ScriptedInflux) -> Iterator[InfluxDoor]:
    with closing(InfluxDoor(influx.url, "lighting", TOKEN)) as door:
        yield door


def answer_to(*script: Reply | Broken) -> Answer:
    with scripted_influx(*script) as influx, door_to(influx) as door:
        return door.write("raw", BODY)


def test_lines_go_as_they_are_with_the_token_to_the_bucket_of_the_organisation() -> None:
    with scripted_influx() as influx, door_to(influx) as door:
        assert door.write("raw", BODY) == Answer(204)
        assert door.write("hourly", b"x y=1 2") == Answer(204)
    assert influx.sent == [
        ("raw", "lighting", "ns", f"Token {TOKEN}", BODY),
        ("hourly", "lighting", "ns", f"Token {TOKEN}", b"x y=1 2"),
    ]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422, 429, 500, 503])
def test_a_refusal_is_given_with_influxdbs_own_words(status: int) -> None:
    assert answer_to(Reply(status, "unable to parse")) == Answer(status, "unable to parse")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>Bad Gateway</html>", "<html>Bad Gateway</html>"),
        (b"", "Bad Gateway"),
        (b'["x"]', '["x"]'),
        (b'{"error": "x"}', '{"error": "x"}'),
    ],
)
def test_a_refusal_of_somebody_in_between_is_given_in_that_ones_words(
    body: bytes, reason: str
) -> None:
    assert answer_to(Reply(502, body=body)) == Answer(502, reason)


@pytest.mark.parametrize(
    ("value", "wait_s"),
    [
        ("17", 17.0),
        ("0", 0.0),
        ("Tue, 24 Nov 2026 12:01:30 GMT", 90.0),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0.0),
        ("99999999999999999999", 1e20),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_when_to_come_again_is_read_in_seconds_or_as_a_moment(
    status: int, value: str, wait_s: float | None
) -> None:
    headers = (("Retry-After", value), ("Date", NOON))
    assert answer_to(Reply(status, "busy", headers=headers)).retry_after_s == wait_s


def test_a_refusal_that_is_no_text_is_one_that_cannot_be_understood() -> None:
    answer = answer_to(Reply(502, body=b"\xff"))
    assert answer.status == 0
    assert answer.reason


@pytest.mark.parametrize("words", [b"", b"HTT", b"HTTP/1.1 2", b"SSH-2.0-OpenSSH_9.2\r\n"])
def test_a_connection_that_breaks_is_no_answer(words: bytes) -> None:
    answer = answer_to(Broken(words))
    assert answer.status == 0
    assert answer.reason


def test_nobody_there_is_no_answer() -> None:
    with closing(InfluxDoor(f"http://127.0.0.1:{free_port()}", "lighting", TOKEN)) as door:
        answer = door.write("raw", BODY)
    assert answer.status == 0
    assert "refused" in answer.reason


def test_a_slow_answer_is_waited_for() -> None:
    assert answer_to(Reply(after_s=0.3)) == Answer(204)


@pytest.mark.parametrize("status", [200, 201, 202, 301, 302])
def test_what_was_not_answered_with_204_was_not_stored(status: int) -> None:
    answer = answer_to(Reply(status, body=b"<html>please log in</html>"))
    assert answer.status == status


def test_through_every_trouble_all_is_stored_and_the_one_bad_line_parked(tmp_path: Path) -> None:
    bad = line(9, 'power_w="x"')
    troubles: list[Reply | Broken] = [
        Broken(),
        Reply(503, "busy", headers=(("Retry-After", "2"),)),
        Reply(401, "unauthorized"),
        Broken(b"HTTP/1.1 2"),
        Reply(413, "too large"),
        Reply(429, "slow"),
        Reply(404, "no such bucket"),
    ]
    path = new_file(tmp_path)
    enter(path, [[*lines(0, 5), bad, *lines(20, 2)]])
    stored: set[bytes] = set()
    with scripted_influx(*troubles, STORED) as influx, door_to(influx) as door:

        class Judged:
            """The script first; then the judgement of the real one."""

            def write(self, bucket: str, body: bytes) -> Answer:
                answer = door.write(bucket, body)
                if answer.status == 204 and bad in body:
                    return Answer(422, "partial write")
                if answer.status == 204:
                    stored.update(body.split(b"\n"))
                return answer

        with closing(Journal.open(path)) as journal, capture_logs():
            way, clock = Way("raw", "lighting"), SteppedClock(NOW_MS)
            forwarder = Forwarder(way, journal, Judged(), clock, Random(1).random)  # noqa: S311 - not for secrets
            waits = [forwarder.turn() for _ in range(9)]
    assert waiting(path) == []
    assert stored == {*lines(0, 5), *lines(20, 2)}
    assert parked(path) == [(422, "partial write", bad.decode())]
    assert (waits[1], waits[2]) == (2.0, 60.0)
