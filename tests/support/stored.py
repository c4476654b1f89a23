"""Rows of every kind, for what is kept and what is shown."""

from typing import Any

from devices.wire.up import Event, Sample
from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.nodes.twin import Twin
from lighting.rows import (
    AuditRow,
    ChangeRow,
    DocumentRow,
    EventRow,
    FactRow,
    FaultRow,
    GapRow,
    IncidentRow,
    LampsRow,
    OverrideRow,
    RefusedRow,
    Row,
    SampleRow,
    ScheduleRow,
    TwinRow,
)
from lighting.site.replaced_list import ListReplaced

NOW_MS = 1_786_896_000_000
"""2026-08-17 00:00 in Kupang."""
SESSION = "ab" * 8


def sample_row(number: int = 1, *, node: str = "n-0001", lamp: str = "KPG-0001") -> SampleRow:
    sample = Sample(at_ms=NOW_MS + number, level=60, power_w=41.8, rssi_dbm=-71.0, uptime_s=9)
    return SampleRow(node, lamp, SESSION, sample, "synced", NOW_MS + number + 5)


def event_row(n: int = 1, *, node: str = "n-0001", lamp: str = "KPG-0001") -> EventRow:
    body = {"n": n, "at_ms": NOW_MS, "clock": "synced", "kind": "level", "level": 60, "mood": "ok"}
    return EventRow(node, lamp, "9f31", Event.model_validate(body), NOW_MS + n)


def fault(id_: str = "F-000001", **facts: Any) -> Fault:  # noqa: ANN401 - any fact of a fault
    plain: dict[str, Any] = {
        "code": "LAMP_FAIL",
        "lamp": "KPG-0001",
        "panel": "P-01",
        "severity": 3,
        "state": "active",
        "since_ms": NOW_MS,
        "active_ms": NOW_MS,
        "cleared_ms": None,
        "origin": "controller",
        "evidence": "1.8 W of 70 W",
    }
    return Fault(id=id_, **{**plain, **facts})


def incident(id_: str = "I-000002", **facts: Any) -> Incident:  # noqa: ANN401 - any fact of one
    plain: dict[str, Any] = {
        "code": "SUPPLY_LOSS",
        "panel": "P-01",
        "since_ms": NOW_MS,
        "cleared_ms": None,
        "members": ("KPG-0001", "KPG-0002"),
        "evidence": "2 of 2 lamps of P-01 within 3 s",
        "last_ms": NOW_MS + 3_000,
    }
    return Incident(id=id_, **{**plain, **facts})


def override_row(id_: str = "o-000001", **facts: Any) -> OverrideRow:  # noqa: ANN401 - any fact of one
    plain: dict[str, Any] = {
        "choice": "group:parks",
        "group": "parks",
        "lamps": ("KPG-0001", "KPG-0002"),
        "level": 100,
        "priority": 50,
        "start_ms": NOW_MS,
        "until_ms": NOW_MS + 3_600_000,
        "fade_s": 5,
        "by": "ani",
        "reason": "night market",
        "version": NOW_MS,
        "set_ms": NOW_MS,
    }
    return OverrideRow(id=id_, **{**plain, **facts})


def audit_row(reason: str = "new rule") -> AuditRow:
    return AuditRow(NOW_MS, "ani", "schedule apply", "schedules.toml", reason, "1", "2")


def schedule_row(version: int = NOW_MS) -> ScheduleRow:
    return ScheduleRow(version, "[site]", "schedules.toml", "ani", "new rule", NOW_MS)


def change_row(id_: str = "c-000002") -> ChangeRow:
    needs = (("KPG-0001", "program", "main-roads", NOW_MS),)
    return ChangeRow(id_, "schedule schedules.toml", "ani", NOW_MS, needs)


def refused_row(reason: str = "not JSON", payload: bytes = b"{") -> RefusedRow:
    return RefusedRow("lighting/v1/kupang/node/n-1/status", reason, "at 1", payload, NOW_MS)


def rows_of_every_kind() -> list[Row]:
    return [
        sample_row(),
        event_row(),
        GapRow("n-0001", "9f31", 2, 5, 4, "thinned by the node", NOW_MS),
        TwinRow(Twin("n-0001", session=SESSION, past_sessions=("cd" * 8,), upto=5)),
        FaultRow(fault()),
        IncidentRow(incident()),
        refused_row(),
        DocumentRow("program", "main-roads", NOW_MS, NOW_MS, b'{"v":1}'),
        schedule_row(),
        override_row(),
        change_row(),
        LampsRow("lamp,node\n"),
        ListReplaced(NOW_MS, ("KPG-0002",), "lamp,node\n"),
        audit_row(),
        FactRow("session", SESSION),
    ]
