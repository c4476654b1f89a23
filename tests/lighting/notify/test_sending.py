"""Messages by apprise to a real server on loopback."""

from pathlib import Path

import pytest

from lighting.errors import ConfigWrong
from lighting.notify.deciding import Message
from lighting.notify.sending import named, read_urls, send
from tests.support.canned_api import canned_api

MESSAGE = Message("1 fault, Jl. A", "LAMP_FAIL", 3)


def test_a_message_arrives_and_a_server_that_is_gone_is_told_without_the_secret() -> None:
    with canned_api() as api:
        api.says("POST", "/", {})
        url = f"json://ani:secret-word@127.0.0.1:{api.port}/"
        assert send(url, MESSAGE) == ""
        assert api.last("/")["body"]["title"] == MESSAGE.title
    assert "secret-word" not in send(url, MESSAGE) != ""
    assert named(url) == f"json://ani:****@127.0.0.1:{api.port}/"


def test_addresses_that_others_can_read_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "notify.urls"
    path.write_text("# phones\njson://127.0.0.1:1\n", encoding="utf-8")
    path.chmod(0o644)
    with pytest.raises(ConfigWrong):
        read_urls(path)
    path.chmod(0o600)
    assert read_urls(path) == ("json://127.0.0.1:1",)
