"""Faults that somebody takes upon themselves."""

import pytest

from lighting.errors import NothingMatched, Refused
from lighting.orders import carry_out
from lighting.rows import FaultRow
from tests.support.city_of_tests import NOW_MS, Talker, acknowledge, hear, lamps, lit_city, rows


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
