"""What the sheet after a storm says of lamps, and of the incidents that took them in."""

from dataclasses import replace

import pytest

from lighting.answers.triage import triage
from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.work.ride import triaged
from tests.support.city_of_tests import NOW_MS, lamps, lit_city
from tests.support.stored import fault


def silent(number: int, incident: str | None) -> Fault:
    return fault(
        f"F-{number:06}", code="COMM_LOST", lamp=f"KPG-{number:04}", severity=2, incident=incident
    )


@pytest.mark.parametrize(
    ("kind", "cleared_ms", "shown"),
    [
        ("panel", None, ["I-000009", "KPG-0003"]),
        ("storm", None, ["I-000009", "KPG-0001", "KPG-0002", "KPG-0003"]),
        ("panel", NOW_MS, ["KPG-0001", "KPG-0002", "KPG-0003"]),
    ],
)
def test_a_lamp_that_an_incident_took_in_is_told_once_but_a_storms_each_for_itself(
    kind: str, cleared_ms: int | None, shown: list[str]
) -> None:
    city = lit_city(lamps(3))
    members = ("KPG-0001", "KPG-0002")
    facts = ("I-000009", "SUPPLY_LOSS", "P-01", NOW_MS, cleared_ms, members, "2 of 3 lamps", NOW_MS)
    city.incidents["P-01"] = Incident(*facts, kind=kind)
    for number, incident in ((1, "I-000009"), (2, "I-000009"), (3, None)):
        one = silent(number, incident)
        city.faults[one.lamp or "", one.code, one.origin] = one
    rows = triage(city, NOW_MS)["rows"]
    assert sorted(row["what"] for row in rows) == shown


def test_a_lamp_with_several_faults_is_one_row_with_all_its_codes_the_most_urgent_first() -> None:
    city = lit_city(lamps(2))
    facts = {"lamp": "KPG-0001", "incident": "I-000009"}
    for one in (
        fault("F-000001", **facts, code="COMM_LOST", severity=2, evidence="silent for 20 min"),
        fault("F-000002", **facts, code="VOLT_LOW", severity=2, evidence="180 V"),
        fault("F-000003", **facts, code="TILT", severity=4, evidence="leans 14 degrees"),
        fault("F-000004", lamp="KPG-0002", code="VOLT_LOW", severity=2),
    ):
        city.faults[one.lamp or "", one.code, one.origin] = one
    (row,) = triage(city, NOW_MS)["rows"]
    assert (row["what"], row["kind"]) == ("KPG-0001", "tilt")
    assert row["codes"] == ["TILT", "COMM_LOST", "VOLT_LOW"]
    assert row["evidence"] == "leans 14 degrees"
    assert row["also"] == ["silent for 20 min", "180 V"]


def test_what_may_hurt_people_comes_first_and_dark_side_streets_last() -> None:
    facts = {"kelurahan": "Oebobo", "road_class": "M4", "since": "2026-08-16T20:00:00+08:00"}
    kinds = ["dark-elsewhere", "battery", "dark", "incident", "silent", "tilt"]
    rows = [{**facts, "kind": kind, "what": kind} for kind in kinds]
    told = [row["kind"] for row in triaged(rows)]
    assert told == ["tilt", "incident", "dark", "silent", "battery", "dark-elsewhere"]


@pytest.mark.parametrize(("road_class", "kind"), [("M4", "dark"), ("lokal", "dark-elsewhere")])
def test_a_dark_lamp_is_told_apart_by_its_road(road_class: str, kind: str) -> None:
    city = lit_city([replace(lamps(1)[0], road_class=road_class)])
    one = fault()
    city.faults[one.lamp or "", one.code, one.origin] = one
    (row,) = triage(city, NOW_MS)["rows"]
    assert row["kind"] == kind


@pytest.mark.parametrize("code", ["GEAR_FAIL", "GEAR_COMM"])
def test_a_dark_lamp_with_a_broken_driver_is_one_row_that_names_the_driver_first(code: str) -> None:
    city = lit_city(lamps(1))
    for one in (fault(), fault("F-000002", code=code, origin="node")):
        city.faults["KPG-0001", one.code, one.origin] = one
    (row,) = triage(city, NOW_MS)["rows"]
    assert (row["kind"], row["codes"]) == ("dark", [code, "LAMP_FAIL"])
