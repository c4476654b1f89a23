import errno
import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from typing_extensions import override

from lighting.running import logs
from lighting.safe_text import escaped
from tests.support.terminal import Terminal


@pytest.fixture(autouse=True)
def leave_no_configuration() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def logged(stream: io.StringIO, **facts: object) -> str:
    logs.configure(stream)
    structlog.get_logger().warning("payload_refused", **facts)
    return stream.getvalue()


def test_a_program_gets_one_json_object_a_line() -> None:
    line = json.loads(logged(io.StringIO(), node="n-1", count=3))
    assert (line["event"], line["level"], line["node"]) == ("payload_refused", "warning", "n-1")
    assert line["timestamp"].endswith("Z")


def test_a_person_gets_a_line_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    line = logged(Terminal(), node="n-1\x1b[2J")
    assert "payload_refused" in line
    assert "\x1b" not in line


def test_secrets_are_hidden_whatever_they_are_in() -> None:
    facts = {"token": "s3cret", "headers": {"Authorization": "s3cret"}, "broker_password": "s3cret"}
    line = logged(io.StringIO(), **facts)
    assert "s3cret" not in line
    assert line.count("(hidden)") == 3


def test_an_exception_is_logged_without_local_variables() -> None:
    stream = io.StringIO()
    logs.configure(stream)
    secret = "s3cret"  # noqa: S105 - opens nothing
    try:
        int(secret[:0])
    except ValueError:
        structlog.get_logger().exception("turn_failed")
    line = json.loads(stream.getvalue())
    assert line["exception"][0]["exc_type"] == "ValueError"
    assert "s3cret" not in stream.getvalue()


def test_what_is_below_the_level_is_not_written() -> None:
    stream = io.StringIO()
    logs.configure(stream, level=logging.ERROR)
    structlog.get_logger().warning("payload_refused")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("text", ["\x00", "\x1b]0;x\x07", "\u202e", "\ud800", "a\nb"])
def test_text_of_strangers_stays_one_harmless_line(text: str) -> None:
    assert escaped(text).isprintable()


class FullDisk(io.StringIO):
    """What a file on a full disk does."""

    @override
    def write(self, text: str, /) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    @override
    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_log_on_a_full_disk_stops_nobody() -> None:
    assert not logged(FullDisk(), why="the disk is full")
