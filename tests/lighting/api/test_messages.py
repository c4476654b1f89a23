"""What people were told, asked over the API."""

import json
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from lighting.api import Server, make_app, serve
from lighting.api.archives import Past
from lighting.notify.wording import Message
from lighting.site.config import Config, parse_config
from lighting.stores.outbox import Outbox
from lighting.stores.sqlite import SqliteStore
from tests.support.city_of_tests import NOW_MS, SITE

TOKEN = "token-of-ani-0123456789"  # noqa: S105 - of a server that lives as long as one test


def ask(server: Server, target: str) -> tuple[int, dict[str, Any]]:
    link = HTTPConnection("127.0.0.1", server.port, timeout=10)
    with closing(link):
        link.request("GET", f"/v1/{target}", headers={"Authorization": f"Bearer {TOKEN}"})
        response = link.getresponse()
        return response.status, json.loads(response.read())


def served(config: Config | None) -> Any:  # noqa: ANN401 - a server, as a context
    return serve(make_app(lambda _: {}, {TOKEN: "ani"}, Past(config=config)), "127.0.0.1", 0)


def test_messages_are_listed_the_newest_first_and_what_waits_alone(tmp_path: Path) -> None:
    config = parse_config(SITE, str(tmp_path / "lighting.toml"))
    with (
        closing(SqliteStore.open(config.store_path)),
        closing(Outbox.open(config.store_path)) as outbox,
    ):
        outbox.begin(b"{}")
        messages = [Message(f"message {number}", "body", 3) for number in (1, 2)]
        outbox.decided(0, b"{}", messages, {"m": "json://host"}, NOW_MS)
        outbox.sent(outbox.due(NOW_MS)[0], NOW_MS + 1000)
        with served(config) as server:
            status, document = ask(server, "messages?limit=5")
            _, waiting = ask(server, "messages?waiting=true")
    assert (status, document["schema"]) == (200, "lighting.notify-list/1")
    found = [(row["title"], row["state"]) for row in document["messages"]]
    assert found == [("message 2", "waiting"), ("message 1", "sent")]
    assert document["messages"][1]["sent_at"] == "2026-08-16T20:00:01+08:00"
    assert [row["title"] for row in waiting["messages"]] == ["message 2"]


def test_a_controller_without_settings_says_that_it_can_not_tell() -> None:
    with served(None) as server:
        status, document = ask(server, "messages")
    assert (status, document["error"]["what"]) == (503, "messages can't be listed here")
