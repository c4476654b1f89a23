"""The API over a real socket: who is let in, what becomes of a request, and how errors go out."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any

import pytest
from structlog.testing import capture_logs

from devices.errors import BrokerRefused
from lighting.api import Server, make_app, serve
from lighting.errors import (
    InventoryWrong,
    LightingError,
    NothingMatched,
    Refused,
    StoreUnavailable,
    WrongUse,
)
from lighting.questions import of_city
from schedules.errors import DocumentError, NoSuchGroupError, Problem

ANI, BUDI = "token-of-ani-0123456789", "token-of-budi-0123456789"
TOKENS = {ANI: "ani", BUDI: "budi"}
UNTIL = "2026-08-17T01:00:00+08:00"
UNTIL_MS = 1_786_899_600_000
OVERRIDE = {"level": 60, "for": "group:parks", "until": UNTIL, "reason": "night market"}


@dataclass
class Owner:
    """Stands for the thread that owns the city: remembers what it was asked."""

    asked: list[of_city.Question] = field(default_factory=list)
    error: Exception | None = None
    answer: dict[str, Any] = field(default_factory=lambda: {"schema": "lighting.test/1"})

    def ask(self, question: of_city.Question) -> dict[str, Any]:
        self.asked.append(question)
        if self.error is not None:
            raise self.error
        return self.answer


Response = tuple[int, dict[str, Any]]
Call = Callable[..., Response]


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Owner, Server]]:
    owner = Owner()
    with serve(make_app(owner.ask, TOKENS), "127.0.0.1", 0) as server:
        yield owner, server


@pytest.fixture
def owner(running: tuple[Owner, Server]) -> Owner:
    running[0].asked.clear()
    running[0].error = None
    return running[0]


@pytest.fixture
def server(running: tuple[Owner, Server]) -> Server:
    return running[1]


@pytest.fixture
def call(server: Server) -> Call:
    def send(
        method: str,
        target: str,
        body: object = None,
        *,
        token: str | None = ANI,
        raw: bytes | None = None,
    ) -> Response:
        link = HTTPConnection("127.0.0.1", server.port, timeout=10)
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        if body is not None:
            raw = json.dumps(body).encode()
        if raw is not None:
            headers["Content-Type"] = "application/json"
        link.request(method, target, raw, headers)
        response = link.getresponse()
        text = response.read()
        link.close()
        return response.status, json.loads(text)

    return send


GETS: dict[str, of_city.Question] = {
    "/v1/status": of_city.ShowStatus(),
    "/v1/lamps": of_city.ListLamps(),
    "/v1/lamps?for=group:parks&except=KPG-0001&silent=1&faulty=1&not_converged=1": (
        of_city.ListLamps("group:parks", "KPG-0001", silent=True, faulty=True, not_converged=True)
    ),
    "/v1/lamps/KPG-0001": of_city.ShowLamp("KPG-0001"),
    "/v1/schedule": of_city.ShowSchedule(),
    "/v1/schedule/versions": of_city.ListSchedules(20),
    "/v1/schedule/versions/3": of_city.ShowSchedule(3),
    "/v1/changes": of_city.ListChanges(20),
    "/v1/changes/c-000001": of_city.ShowChange("c-000001"),
    "/v1/changes/newest?step=confirmed": of_city.ShowChange("newest", "confirmed"),
    "/v1/overrides": of_city.ListOverrides(),
    "/v1/presets": of_city.ListPresets(),
    "/v1/presets/storm/rehearsal?for=all": of_city.RehearsePreset("storm", "all"),
    "/v1/faults": of_city.ListFaults(),
    f"/v1/faults?code=LAMP_FAIL&severity=3&since={UNTIL.replace('+', '%2B')}"
    "&kelurahan=Oebobo&panel=P-01&origin=node&state=all": of_city.ListFaults(
        "LAMP_FAIL", 3, UNTIL_MS, "Oebobo", "P-01", "node", "all"
    ),
    "/v1/faults/F-000001": of_city.ShowFault("F-000001"),
    "/v1/incidents?kind=storm&past=true": of_city.ListIncidents("storm", past=True),
    "/v1/incidents/I-000002": of_city.ShowIncident("I-000002"),
    "/v1/why/KPG-0001": of_city.Why("KPG-0001"),
    f"/v1/why/KPG-0001?at={UNTIL}": of_city.Why("KPG-0001", UNTIL_MS),
    "/v1/pulse": of_city.Pulse(),
}
POSTS: dict[str, tuple[dict[str, Any], of_city.Question]] = {
    "/v1/lamps/import": (
        {"csv": "lamp,node", "source": "lamps.csv", "dry_run": False, "reason": "new street"},
        of_city.ImportLamps("lamp,node", "lamps.csv", False, "new street", "ani"),  # noqa: FBT003 - the question's own order
    ),
    "/v1/schedule": (
        {"text": "[site]", "source": "s.toml", "reason": " dim earlier ", "base": 12},
        of_city.ApplySchedule("[site]", "s.toml", "dim earlier", "ani", 12),
    ),
    "/v1/overrides": (
        {
            "level": 0,
            "for": "all",
            "except": "group:parks",
            "start": "2026-08-16T16:00:00Z",
            "until": UNTIL,
            "priority": "emergency",
            "fade_s": 7,
            "reason": "fire",
        },
        of_city.SetOverride(
            level=0,
            choice="all",
            except_="group:parks",
            start_ms=1_786_896_000_000,
            until_ms=UNTIL_MS,
            priority="emergency",
            fade_s=7,
            reason="fire",
            who="ani",
        ),
    ),
    "/v1/overrides/o-000001/release": (
        {"reason": "over"},
        of_city.ReleaseOverride("o-000001", "over", "ani"),
    ),
    "/v1/approvals/a-000001/approve": ({}, of_city.Approve("a-000001", "", "ani")),
    "/v1/approvals/a-000001/reject": ({"reason": "n"}, of_city.Reject("a-000001", "n", "ani")),
    "/v1/presets/event/start": (
        {"for": "group:parks", "until": UNTIL, "reason": "market"},
        of_city.StartPreset("event", "group:parks", None, UNTIL_MS, "market", "ani"),
    ),
    "/v1/presets/event/end": ({"reason": "rain"}, of_city.EndPreset("event", "rain", "ani")),
    "/v1/faults/F-000001/acknowledge": (
        {"reason": "driver ordered"},
        of_city.AcknowledgeFault("F-000001", "driver ordered", "ani"),
    ),
}


@pytest.mark.parametrize("target", GETS)
def test_each_inquiry_becomes_its_question(call: Call, owner: Owner, target: str) -> None:
    assert call("GET", target) == (200, {"schema": "lighting.test/1"})
    assert owner.asked == [GETS[target]]


@pytest.mark.parametrize("target", POSTS)
def test_each_order_becomes_its_question_in_the_name_of_the_token(
    call: Call, owner: Owner, target: str
) -> None:
    body, question = POSTS[target]
    assert call("POST", target, body) == (200, {"schema": "lighting.test/1"})
    assert owner.asked == [question]


def test_every_question_there_is_can_be_asked() -> None:
    reachable = {type(one) for one in GETS.values()} | {type(one) for _, one in POSTS.values()}
    left = set(of_city.Question.__args__) - reachable
    assert [one for one in left if one.__module__ == of_city.__name__] == []


def test_the_name_is_that_of_the_token(call: Call, owner: Owner) -> None:
    call("POST", "/v1/overrides", OVERRIDE, token=BUDI)
    assert [one.who for one in owner.asked if isinstance(one, of_city.SetOverride)] == ["budi"]


@pytest.mark.parametrize("token", [None, "", "x", "token-of-ani-012345678", "ani"])
def test_without_a_known_token_nothing_is_asked(
    call: Call, owner: Owner, token: str | None
) -> None:
    for target in ("/v1/status", "/v1/nothing"):
        status, document = call("GET", target, token=token)
        assert (status, document["error"]["kind"]) == (401, "unknown_account")
    assert owner.asked == []


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (WrongUse("bad time"), 400, "wrong_use"),
        (NothingMatched("KPG-9", ["KPG-0009"]), 404, "nothing_matched"),
        (NoSuchGroupError("no group"), 404, "no_such_group"),
        (Refused("too dark", "a guard", "ask another"), 409, "refused"),
        (StoreUnavailable("no disk"), 503, "store_unavailable"),
        (BrokerRefused("no broker"), 503, "broker_refused"),
        (TimeoutError(), 503, "busy"),
        (LightingError("odd"), 500, "lighting"),
    ],
)
def test_an_error_goes_out_with_its_status_and_three_parts(
    call: Call, owner: Owner, error: Exception, status: int, kind: str
) -> None:
    owner.error = error
    answered, document = call("GET", "/v1/status")
    assert answered == status
    assert set(document["error"]) == {"kind", "what", "why", "remedy", "problems"}
    assert document["error"]["kind"] == kind
    assert document["error"]["what"]


@pytest.mark.parametrize("family", [DocumentError, InventoryWrong])
def test_a_wrong_document_goes_out_with_every_error_in_it(
    call: Call, owner: Owner, family: Callable[[list[Problem]], Exception]
) -> None:
    owner.error = family([Problem("s.toml", 7, "no such profile", "write one of these")])
    status, document = call("POST", "/v1/schedule", POSTS["/v1/schedule"][0])
    assert status == 422
    assert document["error"]["problems"] == [
        {
            "source": "s.toml",
            "line": 7,
            "what": "no such profile",
            "remedy": "write one of these",
        }
    ]


def test_what_nobody_foresaw_is_said_without_a_traceback(call: Call, owner: Owner) -> None:
    owner.error = ZeroDivisionError("secret figures")
    with capture_logs() as log:
        status, document = call("GET", "/v1/status")
    assert [(one["event"], one["path"]) for one in log] == [("request_failed", "/v1/status")]
    assert (status, document["error"]["kind"]) == (500, "unforeseen")
    assert "secret figures" not in json.dumps(document)
    assert "Traceback" not in json.dumps(document)
    owner.error = None
    assert call("GET", "/v1/status")[0] == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": 101},
        {"level": "60"},
        {"level": 60.5},
        {"colour": "red"},
        {"reason": "  "},
        {"reason": "x" * 201},
        {"reason": None},
        {"priority": "god"},
        {"until": "tomorrow"},
        {"until": "2026-08-17T01:00:00"},
        {"until": "1066-10-14T09:00:00+00:00"},
        {"until": "9999-10-14T09:00:00+00:00"},
        {"until": [1]},
        {"fade_s": -1},
        {"for": ""},
    ],
)
def test_a_body_of_another_form_is_refused_with_the_field_named(
    call: Call, owner: Owner, wrong: dict[str, Any]
) -> None:
    status, document = call("POST", "/v1/overrides", OVERRIDE | wrong)
    assert (status, document["error"]["kind"]) == (400, "wrong_use")
    assert document["error"]["problems"][0]["source"].startswith(f"body.{next(iter(wrong))}")
    assert owner.asked == []


@pytest.mark.parametrize(
    "target",
    ["/v1/faults?severity=9", "/v1/why/KPG-1?at=noon", "/v1/audit?limit=0", "/v1/lamps?silent=x"],
)
def test_a_query_of_another_form_is_refused(call: Call, owner: Owner, target: str) -> None:
    assert call("GET", target)[0] == 400
    assert owner.asked == []


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_object_is_refused(call: Call, owner: Owner, raw: bytes) -> None:
    status, document = call("POST", "/v1/schedule", raw=raw)
    assert status == 400
    assert document["error"]["kind"] == "wrong_use"
    assert owner.asked == []


def test_text_that_utf8_cannot_say_goes_no_further(call: Call, owner: Owner) -> None:
    raw = json.dumps(OVERRIDE | {"reason": "\ud800"}).encode()
    assert call("POST", "/v1/overrides", raw=raw)[0] == 400
    assert owner.asked == []


def test_a_body_may_be_2_mb_and_a_list_of_lamps_50_mb(call: Call, owner: Owner) -> None:
    text = "x" * 2_000_000
    status, document = call("POST", "/v1/schedule", {"text": text, "reason": "big"})
    assert (status, document["error"]["kind"]) == (413, "too_large")
    assert owner.asked == []
    assert call("POST", "/v1/lamps/import", {"csv": text})[0] == 200


def test_a_body_that_hides_its_size_is_cut_off(server: Server, owner: Owner) -> None:
    link = HTTPConnection("127.0.0.1", server.port, timeout=10)
    chunks = (b"x" * 100_000 for _ in range(21))
    link.request(
        "POST",
        "/v1/schedule",
        chunks,
        {"Authorization": f"Bearer {ANI}", "Transfer-Encoding": "chunked"},
        encode_chunked=True,
    )
    response = link.getresponse()
    assert response.status == 413
    link.close()
    assert owner.asked == []


def test_what_there_is_not_to_ask_is_said_in_the_same_form(call: Call) -> None:
    for method, target, status in (("GET", "/v1/nothing", 404), ("DELETE", "/v1/status", 405)):
        answered, document = call(method, target)
        assert (answered, document["error"]["kind"]) == (status, "no_such_route")


def test_the_description_names_every_route_its_answer_and_its_token(call: Call) -> None:
    status, document = call("GET", "/openapi.json", token=None)
    assert status == 200
    operations = [
        (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    assert len(operations) == 53
    for method, path, operation in operations:
        described = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert described["properties"]["schema"]["const"].startswith("lighting."), path
        assert {"400", "401", "404", "409", "413", "422", "500", "503"} <= set(
            operation["responses"]
        )
        assert operation["security"], path
        assert operation["description"], path
        assert (method == "post") == ("requestBody" in operation), path


def test_the_description_says_that_times_are_text(call: Call) -> None:
    _, document = call("GET", "/openapi.json")
    until = document["components"]["schemas"]["Override"]["properties"]["until"]
    assert {"type": "string", "format": "date-time"}.items() <= until["anyOf"][0].items()


def test_many_may_ask_at_once(call: Call, owner: Owner) -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(call("GET", "/v1/status")[0]))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert found == [200] * 20
    assert len(owner.asked) == 20


def test_a_stopped_server_lets_go_of_its_port(owner: Owner) -> None:
    server = serve(make_app(owner.ask, TOKENS), "127.0.0.1", 0)
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=5)
    with serve(make_app(owner.ask, TOKENS), "127.0.0.1", server.port):
        pass


def test_a_port_that_is_taken_is_said_with_what_to_do(server: Server, owner: Owner) -> None:
    with pytest.raises(LightingError, match="can't listen") as caught:
        serve(make_app(owner.ask, TOKENS), "127.0.0.1", server.port)
    assert "[api] port" in caught.value.remedy
