"""Every error has its exit code and is said in a sentence."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import devices
import lighting
import schedules
from devices.errors import BrokerRefused, DecodeError
from lighting.cli.exits import CODES, exit_code, explain
from lighting.errors import (
    ConfigWrong,
    ControllerUnreachable,
    InventoryWrong,
    LightingError,
    NothingMatched,
    Refused,
    StoreUnavailable,
    WrongUse,
)
from schedules.errors import DocumentError, NoSuchGroupError, Problem, UnreadableValueError

PROBLEM = Problem("lamps.csv", 3, "power_w \x1b[2J", "write watts")
ROOTS = {family for family, code in CODES if code == 1}


def all_errors() -> Iterator[type[Exception]]:
    for package in (schedules, devices, lighting):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                things = vars(importlib.import_module(module.name)).values()
                yield from (
                    thing
                    for thing in things
                    if isinstance(thing, type)
                    and issubclass(thing, Exception)
                    and thing.__module__ == module.name
                )


def test_every_error_of_ours_belongs_to_a_family_of_the_table() -> None:
    families = tuple(family for family, _ in CODES)
    errors = set(all_errors())
    assert len(errors) > 10
    assert [error for error in errors if not issubclass(error, families)] == []
    assert [error for error in errors if not error.__doc__] == []


def test_roots_stand_last_so_that_they_hide_no_family() -> None:
    codes = [family in ROOTS for family, _ in CODES]
    assert codes == sorted(codes)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (LightingError("x"), 1),
        (DecodeError("not_json", "x"), 1),
        (ZeroDivisionError("x"), 1),
        (WrongUse("x"), 2),
        (UnreadableValueError("x"), 2),
        (NothingMatched("KPG-1"), 4),
        (NoSuchGroupError("x"), 4),
        (ControllerUnreachable("x"), 5),
        (StoreUnavailable("x"), 5),
        (BrokerRefused("x"), 5),
        (Refused("x"), 6),
        (ConfigWrong([PROBLEM]), 7),
        (InventoryWrong([PROBLEM]), 7),
        (DocumentError([PROBLEM]), 7),
    ],
)
def test_each_family_has_its_exit_code(error: Exception, code: int) -> None:
    assert exit_code(error) == code
    assert explain(error).code == code
    assert explain(error).lines()


def test_an_error_is_told_in_three_parts() -> None:
    told = explain(Refused("not now", "it is night", "wait until noon")).lines()
    assert told == ["error: not now", "  why: it is night", "  what to do: wait until noon"]


def test_every_problem_of_a_document_is_told_and_cannot_steer_the_terminal() -> None:
    explanation = explain(InventoryWrong([PROBLEM, PROBLEM]))
    assert explanation.lines()[0] == "lamps.csv:3: power_w \\x1b[2J; write watts"
    assert explanation.lines()[2] == "error: the list of lamps is wrong: 2 errors"
    assert explanation.document("lighting.lamp-import/1")["problems"][0]["line"] == 3


def test_what_nobody_foresaw_says_how_to_report_it() -> None:
    assert "ZeroDivisionError" in explain(ZeroDivisionError("x")).what
    assert "--debug" in explain(ZeroDivisionError("x")).remedy
    assert (
        explain(PermissionError(13, "Permission denied", "/etc/x")).what
        == "/etc/x: Permission denied"
    )
