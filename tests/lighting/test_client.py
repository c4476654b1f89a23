import socket
from collections.abc import Iterator

import pytest

from lighting.client import Controller, choose_account
from lighting.errors import (
    ControllerUnreachable,
    DocumentWrong,
    LightingError,
    NothingMatched,
    Refused,
    StoreUnavailable,
    WrongUse,
)
from lighting.site.tokens import Account
from schedules.errors import Problem
from tests.support.canned_api import CannedApi, canned_api

SARI, BUDI = Account("sari", "a" * 20), Account("budi", "b" * 20)


@pytest.fixture
def api() -> Iterator[CannedApi]:
    with canned_api() as server:
        yield server


def controller(port: int, timeout_s: float = 20.0) -> Controller:
    return Controller("127.0.0.1", port, SARI, timeout_s)


def test_a_question_carries_its_conditions_and_the_account(api: CannedApi) -> None:
    api.says("GET", "/v1/lamps/KPG%2F1", {"lamp": {}})
    answer = controller(api.port).get("lamps", "KPG/1", for_="group:parks", except_=None)
    assert answer == {"lamp": {}}
    asked = api.last("/v1/lamps/KPG%2F1")
    assert asked["query"] == {"for": "group:parks"}
    assert asked["token"] == "Bearer " + "a" * 20


@pytest.mark.parametrize(
    ("status", "family"),
    [
        (400, WrongUse),
        (401, Refused),
        (403, Refused),
        (404, NothingMatched),
        (409, Refused),
        (413, WrongUse),
        (422, DocumentWrong),
        (500, LightingError),
        (503, StoreUnavailable),
    ],
)
def test_an_error_of_the_daemon_becomes_ours(
    api: CannedApi, status: int, family: type[LightingError]
) -> None:
    api.refuses("POST", "/v1/schedule", status, what="it is so", why="it was so", remedy="change")
    with pytest.raises(family) as caught:
        controller(api.port).post("schedule", text="")
    assert type(caught.value) is family
    told = (caught.value.what, caught.value.why, caught.value.remedy)
    assert told == ("it is so", "it was so", "change")


def test_the_problems_of_a_document_come_back(api: CannedApi) -> None:
    problems = [
        {"source": "s.toml", "line": 3, "what": "level 160", "remedy": "0 to 100"},
        {"source": "s.toml", "line": None, "what": "too long", "remedy": "fewer steps"},
    ]
    api.refuses("POST", "/v1/schedule", 422, what="wrong", problems=problems)
    with pytest.raises(DocumentWrong) as caught:
        controller(api.port).post("schedule")
    assert caught.value.problems == (
        Problem("s.toml", 3, "level 160", "0 to 100"),
        Problem("s.toml", None, "too long", "fewer steps"),
    )


@pytest.mark.parametrize("document", [{"error": "no"}, {"detail": "x"}, {"error": {}}])
def test_an_error_without_words_is_told_by_its_number(api: CannedApi, document: object) -> None:
    api.says("GET", "/v1/status", document, 500)
    with pytest.raises(LightingError, match="HTTP 500"):
        controller(api.port).get("status")


@pytest.mark.parametrize("text", [b"<html>", b"[1]", b"", b"\xff"])
def test_something_that_is_no_controller_is_said_to_be_none(api: CannedApi, text: bytes) -> None:
    api.says("GET", "/v1/status", text)
    with pytest.raises(ControllerUnreachable, match="is not a controller"):
        controller(api.port).get("status")


def test_nobody_there_is_said_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(ControllerUnreachable) as caught:
            controller(taken.getsockname()[1]).get("status")
    assert caught.value.why == "Connection refused"
    assert "lighting run" in caught.value.remedy


def test_one_who_never_answers_is_not_waited_for() -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        with pytest.raises(ControllerUnreachable, match="doesn't answer") as caught:
            controller(mute.getsockname()[1], timeout_s=0.05).get("status")
    assert "isn't known" in caught.value.why


def test_the_first_account_asks_unless_another_is_named() -> None:
    assert choose_account((SARI, BUDI), {}) is SARI
    assert choose_account((SARI, BUDI), {"LIGHTING_ACCOUNT": ""}) is SARI
    assert choose_account((SARI, BUDI), {"LIGHTING_ACCOUNT": "budi"}) is BUDI
    with pytest.raises(NothingMatched, match="account siti"):
        choose_account((SARI, BUDI), {"LIGHTING_ACCOUNT": "siti"})
