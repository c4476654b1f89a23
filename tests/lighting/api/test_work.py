"""Work orders, visits and maintenance over a real socket: what becomes of each request."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any

import pytest

from lighting.api import Server, make_app, serve
from lighting.questions.maintenance import EndMaintenance, ListMaintenance, StartMaintenance
from lighting.questions.of_city import Question
from lighting.work.questions import (
    FinishWork,
    ListUnproven,
    ListWork,
    ShowVisit,
    ShowWork,
    TakeWork,
    Triage,
    VisitLamp,
)

TOKEN = "token-of-ani-0123456789"  # noqa: S105 - of a server that lives as long as one test
AT = "2026-08-16T20:00:00+08:00"
AT_MS = 1_786_881_600_000


def row(number: int, longitude: float, **more: object) -> dict[str, Any]:
    place = {"kelurahan": "Oebobo", "latitude": -10.16, "longitude": longitude}
    facts = {"street": "Jl. El Tari", "severity": 3, "road_class": "M4", "since": AT}
    lamps = [f"KPG-{number}"]
    return {"id": f"W-{number}", "lamps": lamps, **place, **facts, **more}


KINDS = (("dark-elsewhere", "P4"), ("battery", "P4"), ("dark", "M4"), ("tilt", "M4"))


@dataclass
class Owner:
    """Stands for the thread that owns the city."""

    asked: list[Question] = field(default_factory=list)

    def ask(self, question: Question) -> dict[str, Any]:
        self.asked.append(question)
        orders = [row(1, 123.60), row(2, 123.62), row(3, 123.61), row(4, 123.69, severity=4)]
        damage = [
            {"kind": kind, "kelurahan": "Oebobo", "road_class": road, "since": AT, "what": kind}
            for kind, road in KINDS
        ]
        return {"schema": "lighting.test/1", "at": AT, "orders": orders, "rows": damage}


@pytest.fixture
def running() -> Iterator[tuple[Owner, Server]]:
    owner = Owner()
    with serve(make_app(owner.ask, {TOKEN: "ani"}), "127.0.0.1", 0) as server:
        yield owner, server


def call(server: Server, method: str, target: str, body: object = None) -> dict[str, Any]:
    link = HTTPConnection("127.0.0.1", server.port, timeout=10)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    link.request(method, target, json.dumps(body) if body is not None else None, headers)
    document: dict[str, Any] = json.loads(link.getresponse().read())
    link.close()
    return document


ASKED: list[tuple[str, str, object, Question]] = [
    ("GET", "/v1/work?kelurahan=Oebobo&panel=P-01", None, ListWork("Oebobo", "P-01")),
    ("GET", "/v1/work?mine=1", None, ListWork(mine="ani")),
    ("GET", "/v1/work/triage", None, Triage()),
    ("GET", "/v1/maintenance", None, ListMaintenance()),
    (
        "POST",
        "/v1/maintenance",
        {"for": "panel:P-01", "until": AT, "reason": "breaker"},
        StartMaintenance("panel:P-01", None, AT_MS, "breaker", "ani"),
    ),
    (
        "POST",
        "/v1/maintenance/M-000001/end",
        {"reason": "done"},
        EndMaintenance("M-000001", "done", "ani"),
    ),
    ("GET", "/v1/work/W-000001", None, ShowWork("W-000001")),
    (
        "GET",
        f"/v1/work/unproven?from={AT.replace('+', '%2B')}&to={AT.replace('+', '%2B')}",
        None,
        ListUnproven(AT_MS, AT_MS),
    ),
    ("GET", "/v1/visits/V-000002", None, ShowVisit("V-000002")),
    ("POST", "/v1/work/take", {"ids": ["W-1", "W-2"]}, TakeWork(("W-1", "W-2"), "", "ani")),
    (
        "POST",
        "/v1/work/W-1/done",
        {"reason": "pole gone"},
        FinishWork("W-1", "pole gone", later=False, who="ani"),
    ),
    (
        "POST",
        "/v1/lamps/KPG-0001/identify",
        {"seconds": 5},
        VisitLamp("KPG-0001", "identify", 5, "", "ani"),
    ),
    ("POST", "/v1/lamps/KPG-0001/self-test", {}, VisitLamp("KPG-0001", "self-test", 10, "", "ani")),
]


@pytest.mark.parametrize(("method", "target", "body", "question"), ASKED)
def test_each_request_becomes_its_question(
    running: tuple[Owner, Server], method: str, target: str, body: object, question: Question
) -> None:
    owner, server = running
    call(server, method, target, body)
    assert owner.asked == [question]


def test_orders_come_in_the_order_of_the_ride_with_the_way_to_each(
    running: tuple[Owner, Server],
) -> None:
    orders = call(running[1], "GET", "/v1/work")["orders"]
    assert [one["id"] for one in orders] == ["W-4", "W-2", "W-3", "W-1"]
    assert orders[0]["distance_m"] is None
    assert 1_000 < orders[2]["distance_m"] < 1_200


def test_the_sheet_after_a_storm_has_poles_first_then_dark_main_roads_and_side_streets_last(
    running: tuple[Owner, Server],
) -> None:
    rows = call(running[1], "GET", "/v1/work/triage")["rows"]
    shown = [(one["kind"], one["road_class"]) for one in rows]
    assert shown == [("tilt", "M4"), ("dark", "M4"), ("battery", "P4"), ("dark-elsewhere", "P4")]
