"""Documents as the daemon answers with them, at 22:04 on 16 August 2026 in Kupang."""

from typing import Any

HELD = {
    "lamp": "KPG-0001",
    "node": "n-0001",
    "street": "Jl. El Tari",
    "kelurahan": "Oebobo",
    "panel": "P-01",
    "groups": ["main-roads"],
    "wanted_level": 60,
    "reported_level": 60,
    "reason": "program: main-roads 22:00",
    "reported_at": "2026-08-16T18:00:07+08:00",
    "heard_at": "2026-08-16T22:00:07+08:00",
    "silent": False,
    "silent_since": None,
    "converged": True,
    "faults": [],
}
SILENT = {
    **HELD,
    "lamp": "KPG-0002",
    "street": "Jl. [red]Palapa[/red]\x1b[2J",
    "reported_level": 100,
    "reason": None,
    "reported_at": "2026-08-15T18:02:00+08:00",
    "heard_at": "2026-08-15T18:14:00+08:00",
    "silent": True,
    "silent_since": "2026-08-15T18:14:00+08:00",
    "converged": False,
    "faults": ["COMM_LOST"],
}
NEVER_HEARD = {
    **SILENT,
    "lamp": "KPG-0003",
    "street": "",
    "reported_level": None,
    "reported_at": None,
    "heard_at": None,
    "silent_since": None,
    "faults": [],
}
LAMP_LIST = {"schema": "lighting.lamp-list/1", "lamps": [HELD, SILENT, NEVER_HEARD]}
LAMP_SHOW: dict[str, Any] = {
    "schema": "lighting.lamp-show/1",
    "lamp": {
        **SILENT,
        "power_w": None,
        "supply_v": None,
        "sampled_at": None,
        "energy_wh": 123_456,
        "burn_s": 7_200,
        "latitude": -10.16,
        "longitude": 123.61,
        "road_class": "M4",
        "nominal_w": 70.0,
        "standby_w": 1.0,
        "heard_at": "2026-08-15T18:14:00+08:00",
        "firmware": "1.4",
        "boots": 3,
        "boot_reason": "power on",
        "clock": "holdover",
        "is_installed": True,
        "versions": {
            "desired": {"wanted": 12, "reported": None},
            "program:main-roads": {"wanted": 13, "reported": 12},
        },
        "events": [
            {
                "n": 8,
                "at": "2026-08-15T18:00:00+08:00",
                "received_at": "2026-08-15T20:15:00+08:00",
                "clock": "synced",
                "kind": "level",
                "level": 100,
                "wanted_level": 100,
                "by": "program",
                "what": "main-roads 18:00",
            }
        ],
        "faults": [
            {
                "id": "F-000007",
                "code": "COMM_LOST",
                "state": "active",
                "since": "2026-08-15T18:29:00+08:00",
                "evidence": "silent since 18:14 WITA",
            }
        ],
        "maintenance": [
            {
                "id": "M-000012",
                "kind": "maintenance",
                "until": "2026-08-16T23:00:00+08:00",
                "by": "maria",
                "reason": "new breaker",
            },
            {
                "id": "M-000009",
                "kind": "installation",
                "until": None,
                "by": "sari",
                "reason": "a new node",
            },
        ],
    },
}
STATUS: dict[str, Any] = {
    "schema": "lighting.status/1",
    "site": "kupang",
    "at": "2026-08-16T22:04:00+08:00",
    "lamps": {"total": 200, "lit": 36, "dimmed": 125, "off": 30, "silent": 9, "unknown": 0},
    "converged": 189,
    "not_converged": 11,
    "faults": {
        "open": 4,
        "by_code": {"LAMP_FAIL": 3, "DAY_BURN": 1},
        "of_incidents": 35,
        "held_back": 0,
    },
    "incidents": 1,
    "broker": {"connected": True, "since": "2026-08-16T17:02:00+08:00"},
    "store": {"rows": {"samples": 41_000, "events": 220}, "path": "/srv/kupang/lighting.db"},
    "clock": "2026-08-16T22:04:00+08:00",
    "clocks_of_nodes": {"synced": 190, "holdover": 1, "unknown": 0},
    "schedule": {"version": 1, "applied_at": "2026-08-16T16:00:00+08:00", "by": "sari"},
    "messages": {"received": 41_230, "stored": 41_220, "refused": {"not_json": 10}},
}
FAULTS: dict[str, Any] = {
    "schema": "lighting.fault-list/1",
    "faults": [
        {
            "id": "f-12",
            "code": "LAMP_FAIL",
            "lamp": "KPG-0117",
            "panel": "P-03",
            "street": "Jl. El Tari",
            "kelurahan": "Oebobo",
            "severity": 3,
            "state": "active",
            "since": "2026-08-16T18:04:00+08:00",
            "cleared_at": None,
            "unknown_since": "2026-08-16T18:14:00+08:00",
            "times_back": 3,
            "held_back_by": None,
            "flapping_since": None,
            "quiet_since": None,
            "origin": "controller",
            "evidence": {"power_w": 1.8, "expected_w": 70.0},
            "incident": None,
        }
    ],
    "incidents": [
        {
            "id": "i-3",
            "code": "SUPPLY_LOSS",
            "panel": "P-05",
            "kind": "panel",
            "where": "P-05",
            "cause": "breaker or feeder of P-05",
            "parent": None,
            "since": "2026-08-16T19:20:00+08:00",
            "until": None,
            "lamps": ["KPG-0150", "KPG-0151"],
            "evidence": {"silent": 2},
        }
    ],
    "held_back": 0,
}
WHY = {
    "schema": "lighting.why/1",
    "lamp": "KPG-0001",
    "at": "2026-08-16T22:04:00+08:00",
    "sentence": "KPG-0001 is at 60 % because main-roads 22:00 says so until 04:30 WITA.",
    "trace": [
        {"step": "local", "what": "no local switch", "holds": False},
        {"step": "program", "what": "main-roads 22:00", "holds": True},
    ],
    "reported": {"at": "2026-08-16T22:00:07+08:00", "level": 60},
    "measured": None,
}
OVERRIDE = {
    "id": "o-000004",
    "level": 100,
    "for": "group:parks",
    "start": "2026-08-16T22:04:00+08:00",
    "until": "2026-08-17T00:04:00+08:00",
    "priority": "operator",
    "by": "sari",
    "reason": "night market",
    "lamps": 12,
}
OVERRIDE_SET = {
    "schema": "lighting.override-set/1",
    "override": OVERRIDE,
    "lamps": 12,
    "change": "c-000005",
}
SCHEDULE_APPLY = {
    "schema": "lighting.schedule-apply/1",
    "version": 1_786_889_040_000,
    "replaced": None,
    "programs": [
        {"program": "main-roads", "version": 1_786_889_040_000, "lamps": 112, "nights": 90}
    ],
    "unassigned": ["KPG-0199"],
    "documents": 114,
    "documents_per_s": 500,
    "change": "c-000005",
}


def change(applied: int, lamps: int = 12) -> dict[str, Any]:
    """A change that so many lamps have applied; the first of the others is silent."""
    lacking = [
        {
            "lamp": f"KPG-{number:04}",
            "state": "sent",
            "since": "2026-08-16T22:04:00+08:00",
            "silent": False,
            "instead": None,
            "silent_since": None,
        }
        for number in range(lamps - applied)
    ]
    if lacking:
        lacking[0] |= {"silent": True, "silent_since": "2026-08-16T18:14:00+08:00"}
    counts = {"sent": lamps, "received": applied, "applied": applied, "confirmed": 0}
    return {
        "schema": "lighting.change/1",
        "change": "c-000005",
        "what": "schedule schedules.toml",
        "by": "sari",
        "recorded_at": "2026-08-16T22:04:00+08:00",
        "lamps": lamps,
        **counts,
        "steps": [
            {"step": step, "lamps": count, "p50_s": 0.42, "p95_s": None, "all_s": None}
            for step, count in counts.items()
        ],
        "lacking": lacking,
    }
