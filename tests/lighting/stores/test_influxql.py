"""What InfluxDB says to questions, and what is made of answers that are none."""

import pytest

from devices.sim.broker_process import free_port
from lighting.errors import StoreUnavailable
from lighting.stores.influxql import Influxql, quoted
from tests.support.influxdb import InfluxServer
from tests.support.scripted_influx import Broken, Reply, scripted_influx


def why_not(influxql: Influxql, query: str = "SELECT * FROM lamp", bucket: str = "any") -> str:
    with pytest.raises(StoreUnavailable) as caught:
        list(influxql.rows(bucket, query))
    return f"{caught.value.what}: {caught.value.why}"


@pytest.mark.influx
def test_a_question_that_influxdb_does_not_understand_is_answered_with_its_words(
    influxdb: InfluxServer,
) -> None:
    influxdb.make_bucket("understood")
    asking = Influxql(influxdb.url, influxdb.token)
    assert "failed to parse query" in why_not(asking, "SELECT FROM", "understood")
    assert list(asking.rows("understood", "SELECT * FROM lamp")) == []


@pytest.mark.influx
def test_a_token_or_a_bucket_that_is_not_known_is_said(influxdb: InfluxServer) -> None:
    assert "status 401" in why_not(Influxql(influxdb.url, "another-token"))
    assert "no-such-bucket" in why_not(
        Influxql(influxdb.url, influxdb.token), bucket="no-such-bucket"
    )


@pytest.mark.parametrize(
    "body", [b"", b"<html>log in</html>", b"[]", b"{}", b'{"results": []}', b'{"results": [7]}']
)
def test_what_is_no_answer_of_influxdb_is_not_taken_for_an_empty_one(body: bytes) -> None:
    with scripted_influx(Reply(200, body=body)) as server:
        assert "not what InfluxDB says" in why_not(Influxql(server.url, "t"))


def test_a_refusal_without_words_is_told_by_its_status() -> None:
    with scripted_influx(Reply(503, body=b"{}")) as server:
        assert "no reason given (status 503)" in why_not(Influxql(server.url, "t"))


def test_nobody_there_is_said_with_the_address() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    assert f"InfluxDB at {url} does not answer" in why_not(Influxql(url, ""))


@pytest.mark.parametrize("status", [200, 503])
@pytest.mark.parametrize("framed", ["Content-Length: 99", "Transfer-Encoding: chunked"])
def test_an_answer_that_breaks_off_is_none_whatever_its_status(status: int, framed: str) -> None:
    words = f'HTTP/1.1 {status} Some\r\n{framed}\r\n\r\n63\r\n{{"results": ['.encode()
    with scripted_influx(Broken(words)) as server:
        assert "does not answer" in why_not(Influxql(server.url, "t"))


@pytest.mark.parametrize(
    ("text", "written"), [("a", "'a'"), ("a'b", r"'a\'b'"), ("a\\", r"'a\\'"), ("a\nb", r"'a\nb'")]
)
def test_a_text_is_written_so_that_it_can_not_end_its_quotes(text: str, written: str) -> None:
    assert quoted(text) == written
