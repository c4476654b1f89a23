"""Documents about the past, as the daemon answers with them at 22:04 on 16 August 2026."""

from typing import Any

_SAMPLE = {"received_at": "2026-08-16T20:00:01+08:00", "clock": "synced"}
LAMP_HISTORY: dict[str, Any] = {
    "schema": "lighting.lamp-history/1",
    "lamp": "KPG-0001",
    "street": "Jl. El Tari",
    "from": "2026-08-16T20:00:00+08:00",
    "to": "2026-08-16T20:50:00+08:00",
    "report_s": 300,
    "expected_samples": 10,
    "coverage": 0.4,
    "last_at": "2026-08-16T20:45:00+08:00",
    "last_received_at": "2026-08-16T20:45:01+08:00",
    "fields": [
        {
            "field": "power_w",
            "unit": "W",
            "samples": 4,
            "coverage": 0.4,
            "min": 0.0,
            "mean": 31.5,
            "max": 42.0,
            "last": 42.0,
            "last_at": "2026-08-16T20:45:00+08:00",
        },
        {
            "field": "lux",
            "unit": "lx",
            "samples": 0,
            "coverage": 0,
            **dict.fromkeys(("min", "mean", "max", "last", "last_at")),
        },
    ],
    "gaps": [
        {
            "from": "2026-08-16T20:15:00+08:00",
            "until": "2026-08-16T20:45:00+08:00",
            "length_s": 1800,
        }
    ],
    "samples": [
        {"at": f"2026-08-16T20:{minute}:00+08:00", **_SAMPLE, "power_w": power_w}
        for minute, power_w in (("00", 42.0), ("05", 0.0), ("10", 42.0), ("45", 42.0))
    ],
    "waiting": None,
}
WAITING = {
    "rows": 2,
    "points": 12_000,
    "bytes": 3_100_000,
    "oldest_at": "2026-08-16T21:04:00+08:00",
    "age_s": 3600,
}
FAULT_HISTORY: dict[str, Any] = {
    "schema": "lighting.fault-history/1",
    "from": "2026-07-16T22:04:00+08:00",
    "to": "2026-08-16T22:04:00+08:00",
    "is_cut": False,
    "faults": [
        {
            "id": "F-000012",
            "code": "LAMP_FAIL",
            "severity": 3,
            "lamp": "KPG-0117",
            "panel": "P-03",
            "street": "=Jl. El Tari",
            "kelurahan": "Oebobo",
            "origin": "controller",
            "state": "active",
            "since": "2026-08-16T18:04:00+08:00",
            "cleared_at": None,
            "lasted_s": 14_400,
            "evidence": "1.8 W of 70 W",
        },
        {
            "id": "F-000009",
            "code": "SUPPLY_LOSS",
            "severity": 4,
            "lamp": None,
            "panel": "P-05",
            "street": None,
            "kelurahan": None,
            "origin": "controller",
            "state": "cleared",
            "since": "2026-08-15T19:20:00+08:00",
            "cleared_at": "2026-08-15T19:50:00+08:00",
            "lasted_s": 1800,
            "evidence": "34 of 34 lamps",
        },
    ],
    "waiting": None,
}
_KNOWN = {"coverage": 1.0, "hours_without_data": 0, "quality": "counted"}
_UNKNOWN = {"coverage": 0.0, "hours_without_data": 744, "quality": "none"}
REPORT_ENERGY: dict[str, Any] = {
    "schema": "lighting.report-energy/1",
    "from": "2026-07-01T00:00:00+08:00",
    "to": "2026-08-01T00:00:00+08:00",
    "asked_to": "2026-08-01T00:00:00+08:00",
    "by": "panel",
    "total": {
        "name": "all",
        "lamps": 2,
        "lamps_without_data": 1,
        "energy_wh": 12_345.6,
        "coverage": 0.5,
        "hours_without_data": 744,
        "quality": "counted",
    },
    "figures": [
        {"name": "P-01", "lamps": 1, "lamps_without_data": 0, "energy_wh": 12_345.6, **_KNOWN},
        {"name": "P-02", "lamps": 1, "lamps_without_data": 1, "energy_wh": None, **_UNKNOWN},
    ],
    "waiting": None,
}
_PLACE = {"street": "Jl. El Tari", "kelurahan": "Oebobo", "panel": "P-01"}
REPORT_BURNING: dict[str, Any] = {
    **REPORT_ENERGY,
    "schema": "lighting.report-burning-hours/1",
    "by": "lamp",
    "asked_to": "2026-09-01T00:00:00+08:00",
    "total": {
        "name": "all",
        "lamps": 2,
        "lamps_without_data": 0,
        "burn_h": 372.25,
        "coverage": 0.9996,
        "hours_without_data": 1,
        "quality": "mixed",
    },
    "figures": [
        {"lamp": "KPG-0001", **_PLACE, "burn_h": 372.25, **_KNOWN},
        {"lamp": "KPG-0002", **_PLACE, "burn_h": 0.0, **_KNOWN, "quality": "estimated"},
    ],
}
INFLUX_STATUS: dict[str, Any] = {
    "schema": "lighting.influx-status/1",
    "url": "http://127.0.0.1:8086",
    "org": "lighting",
    "bucket": "lighting",
    "hourly_bucket": "lighting_hourly",
    "book_bucket": "lighting_book",
    "state": "unreachable",
    "backlog": WAITING,
    "forwarded": 41_220,
    "last_success_at": "2026-08-16T21:04:00+08:00",
    "last_error": "Connection refused",
    "last_error_at": "2026-08-16T22:03:00+08:00",
    "moving": True,
    "parked": 1,
    "lost": {"samples": 1234, "events": 7},
    "gaps": [
        {
            "noted_at": "2026-08-16T22:00:00+08:00",
            "what": "samples",
            "count": 1234,
            "node": None,
            "why": "the database had reached its budget of 16 MB",
            "from": "2026-08-15T22:00:00+08:00",
            "to": "2026-08-16T02:00:00+08:00",
        },
        {
            "noted_at": "2026-08-16T21:00:00+08:00",
            "what": "events",
            "count": 7,
            "node": "n-0001",
            "why": "thinned by the node",
            "first": 3,
            "last": 9,
        },
    ],
}
INFLUX_PARKED: dict[str, Any] = {
    "schema": "lighting.influx-parked-list/1",
    "total": 3,
    "parked": [
        {
            "id": 17,
            "parked_at": "2026-08-16T22:00:00+08:00",
            "bucket": "raw",
            "status": 422,
            "reason": "field type conflict",
            "line": 'lamp power_w="\x1b[2J" 1',
        }
    ],
}
