"""Which faults and incidents somebody has to ride out for, and for which place."""

from typing import Any

import pytest

from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.work.needs import needs_of
from tests.support.city_of_tests import HOUR_MS
from tests.support.stored import NOW_MS, fault


def incident(id_: str, kind: str = "panel", **facts: Any) -> Incident:  # noqa: ANN401 - any fact of one
    members = ("KPG-0001", "KPG-0002")
    given = ("SUPPLY_LOSS", "P-01" if kind == "panel" else "", NOW_MS, None, members, "2 of 2")
    return Incident(id_, *given, NOW_MS, **{"kind": kind, "scope": "P-01", **facts})


def subjects(faults: list[Fault], *incidents: Incident, now_ms: int = NOW_MS) -> list[str]:
    return sorted(needs_of(faults, incidents, now_ms))


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("panel", ["incident:I-000001"]),
        ("phase", ["incident:I-000001"]),
        ("gateway", ["incident:I-000001"]),
        ("broker", []),
        ("district", []),
        ("firmware", []),
        ("storm", ["KPG-0001"]),
    ],
)
def test_what_no_visit_to_one_place_ends_is_no_work_but_a_storms_faults_are(
    kind: str, found: list[str]
) -> None:
    assert subjects([fault(incident="I-000001")], incident("I-000001", kind)) == found


def test_a_part_of_a_larger_incident_is_the_larger_ones_work() -> None:
    panel = incident("I-000001", parent="I-000002")
    gateway = incident("I-000002", "gateway")
    assert subjects([fault(incident="I-000001")], panel, gateway) == ["incident:I-000002"]
    district = incident("I-000002", "district")
    assert subjects([fault(incident="I-000001")], panel, district) == []


def test_a_fault_of_a_panel_is_the_panels_work_or_its_incidents() -> None:
    of_panel = fault(lamp=None, code="SUPPLY_LOSS")
    assert subjects([of_panel]) == ["panel:P-01"]
    assert subjects([of_panel], incident("I-000001")) == ["incident:I-000001"]


def test_an_order_of_an_incident_tells_its_cause_and_all_its_lamps() -> None:
    told = incident("I-000001", cause="breaker or feeder of P-01")
    (need,) = needs_of([fault(incident="I-000001", severity=4)], [told], NOW_MS).values()
    assert (need.evidence, need.severity) == ("breaker or feeder of P-01", 4)
    assert need.lamps == ("KPG-0001", "KPG-0002")


def test_what_is_not_known_of_a_silent_lamp_is_said_since_when() -> None:
    frozen = fault(unknown_since_ms=NOW_MS + 5)
    (need,) = needs_of([frozen, fault("F-000002", code="PF_LOW")], [], NOW_MS).values()
    assert need.unknown_ms == NOW_MS + 5


@pytest.mark.parametrize(
    ("code", "severity", "state", "hours", "is_work"),
    [
        ("PF_LOW", 2, "active", 0.9, False),
        ("PF_LOW", 2, "active", 1.0, True),
        ("RESET", 1, "active", 24, False),
        ("CLOCK", 3, "active", 24, False),
        ("LAMP_FAIL", 3, "pending", 1, False),
        ("LAMP_FAIL", 3, "acknowledged", 0, True),
    ],
)
def test_work_is_what_lasts_matters_and_needs_somebody_at_the_pole(
    code: str, severity: int, state: str, hours: float, *, is_work: bool
) -> None:
    one = fault(code=code, severity=severity, state=state)
    found = subjects([one], now_ms=NOW_MS + int(hours * HOUR_MS))
    assert found == (["KPG-0001"] if is_work else [])


def test_a_lamp_with_a_broken_driver_is_one_order_for_the_driver_as_urgent_as_it_is_dark() -> None:
    dark = fault(since_ms=NOW_MS - 1)
    driver = fault(
        "F-000002", code="GEAR_COMM", severity=2, origin="node", evidence="reported by the node"
    )
    for faults in ([dark, driver], [driver, dark]):
        (need,) = needs_of(faults, (), NOW_MS).values()
        assert (need.codes, need.severity) == (("GEAR_COMM", "LAMP_FAIL"), 3)
        assert need.faults == ("F-000002", "F-000001")
        assert need.evidence == "reported by the node"


def test_a_pole_that_leans_comes_before_the_driver() -> None:
    pole = fault("F-000003", code="TILT", severity=4)
    driver = fault("F-000002", code="GEAR_FAIL", origin="node")
    (need,) = needs_of([fault(), driver, pole], (), NOW_MS).values()
    assert need.codes == ("TILT", "GEAR_FAIL", "LAMP_FAIL")
