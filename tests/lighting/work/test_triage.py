"""What the sheet after a storm says of lamps, and of the incidents that took them in."""

import pytest

from lighting.answers.work import triage
from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
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


@pytest.mark.parametrize("code", ["GEAR_FAIL", "GEAR_COMM"])
def test_a_dark_lamp_with_a_broken_driver_is_one_row_that_names_the_driver_first(code: str) -> None:
    city = lit_city(lamps(1))
    for one in (fault(), fault("F-000002", code=code, origin="node")):
        city.faults["KPG-0001", one.code, one.origin] = one
    (row,) = triage(city, NOW_MS)["rows"]
    assert (row["kind"], row["codes"]) == ("dark", [code, "LAMP_FAIL"])
