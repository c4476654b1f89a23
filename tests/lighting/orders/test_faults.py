"""Faults that somebody takes upon themselves."""

from dataclasses import replace

import pytest

from lighting.errors import NothingMatched, Refused
from lighting.health.judging import CONTROLLER
from lighting.orders import carry_out
from lighting.rows import FaultRow
from lighting.site.inventory import write_lamps
from tests.support.city_of_tests import (
    NOW_MS,
    Talker,
    acknowledge,
    hear,
    importing,
    lamps,
    lit_city,
    rows,
)


def test_a_fault_is_acknowledged_once_with_a_reason() -> None:
    city = lit_city(lamps(1))
    hear(city, Talker().fault(1, "LED_OPEN", begin=True))
    (fault,) = city.faults.values()
    answer, actions = carry_out(city, acknowledge(fault.id), NOW_MS)
    assert answer["state"] == "acknowledged"
    (row,) = rows(actions, FaultRow)
    assert (row.fault.acknowledged_by, row.fault.acknowledged_ms) == ("ani", NOW_MS)
    with pytest.raises(Refused):
        carry_out(city, acknowledge(fault.id), NOW_MS)
    with pytest.raises(NothingMatched):
        carry_out(city, acknowledge("F-999999"), NOW_MS)


def test_who_acknowledges_what_is_over_is_told_so() -> None:
    city = lit_city(lamps(1))
    hear(city, Talker().fault(1, "LED_OPEN", begin=True))
    (fault,) = city.faults.values()
    hear(city, Talker().fault(2, "LED_OPEN", begin=False))
    with pytest.raises(Refused, match="is over"):
        carry_out(city, acknowledge(fault.id), NOW_MS)


def test_what_a_node_said_of_itself_is_over_when_another_takes_its_place() -> None:
    city = lit_city(lamps(1))
    hear(city, Talker().fault(1, "LED_OPEN", begin=True))
    (fault,) = city.faults.values()
    seen = replace(fault, id="F-000002", code="LAMP_FAIL", origin=CONTROLLER)
    city.faults["KPG-0001", seen.code, seen.origin] = seen
    (lamp,) = city.inventory.lamps
    there = importing(write_lamps([replace(lamp, node="n-0099")]))
    _, actions = carry_out(city, there, NOW_MS)
    (row,) = rows(actions, FaultRow)
    assert (row.fault.id, row.fault.state, row.fault.cleared_ms) == (fault.id, "cleared", NOW_MS)
    assert [one.code for one in city.faults.values()] == ["LAMP_FAIL"]
