"""One broken driver is one line: what its node says stands for what the lamp's power shows."""

from itertools import permutations
from typing import Any

import pytest

from lighting.faults.catalogue import CATALOGUE
from lighting.faults.explained import (
    EXPLAINS,
    book_of,
    explained_by,
    explains,
    in_one_line,
    worst_severity,
)
from lighting.faults.fault import Fault
from tests.support.stored import fault


def by_node(code: str, number: int = 2, **facts: Any) -> Fault:  # noqa: ANN401 - any fact of a fault
    plain: dict[str, Any] = {"origin": "node", "evidence": "reported by the node", **facts}
    return fault(f"F-{number:06}", code=code, severity=CATALOGUE[code].severity, **plain)


def lines(*faults: Fault) -> list[str]:
    return [one.code for one in in_one_line(faults, book_of(faults))]


DARK = fault("F-000001")
WEAK = fault("F-000001", code="POWER_LOW", severity=2)
DRIVER = by_node("GEAR_FAIL")


def test_every_code_of_the_table_is_in_the_catalogue() -> None:
    assert CATALOGUE.keys() >= {*EXPLAINS, *(code for some in EXPLAINS.values() for code in some)}


@pytest.mark.parametrize("found", [DARK, WEAK])
def test_a_broken_driver_is_the_line_whichever_was_found_first(found: Fault) -> None:
    assert lines(DRIVER, found) == lines(found, DRIVER) == ["GEAR_FAIL"]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"lamp": "KPG-0002"}, "another lamp"),
        ({"state": "pending"}, "not proved"),
        ({"state": "cleared"}, "over"),
        ({"origin": "controller"}, "not the node's word"),
    ],
)
def test_what_explains_nothing(facts: dict[str, object], why: str) -> None:
    other = by_node("GEAR_FAIL", 2, **facts)
    assert "LAMP_FAIL" in lines(other, DARK), why


def test_a_driver_that_is_too_hot_gives_less_light_and_does_not_go_dark() -> None:
    hot = by_node("GEAR_DERATE")
    assert lines(hot, WEAK) == ["GEAR_DERATE"]
    assert lines(hot, DARK) == ["GEAR_DERATE", "LAMP_FAIL"]


def test_a_leaning_pole_is_a_line_of_its_own() -> None:
    pole = fault("F-000003", code="TILT", severity=4)
    assert lines(DARK, pole, DRIVER) == ["TILT", "GEAR_FAIL"]


def test_what_node_and_controller_find_alike_is_the_nodes_line() -> None:
    said = by_node("LAMP_FAIL")
    assert in_one_line([DARK, said], book_of([DARK, said])) == [said]


def test_of_several_causes_one_stands_for_all_that_is_seen() -> None:
    dark, driver, board = by_node("LAMP_FAIL", 3), DRIVER, by_node("LED_OPEN", 4)
    for some in permutations((DARK, dark, driver, board)):
        book = book_of(some)
        assert {one.code for one in in_one_line(some, book)} == {"GEAR_FAIL", "LED_OPEN"}
        assert {one.id for one in explains(driver, book)} == {DARK.id, dark.id}
        assert list(explains(board, book)) == []


def test_a_line_is_as_bad_as_the_worst_of_it() -> None:
    silent = by_node("GEAR_COMM")
    book = book_of([silent, DARK])
    assert (silent.severity, worst_severity(silent, book)) == (2, 3)
    assert explained_by(DARK, book) == silent


def test_a_fault_whose_cause_is_not_listed_stands_for_itself() -> None:
    assert in_one_line([DARK], book_of([DARK, DRIVER])) == [DARK]
