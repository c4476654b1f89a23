"""Rules of the house that no other tool checks."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("schedules", "devices", "lighting")
ERROR_ROOTS = {"schedules": "ScheduleError", "devices": "DeviceError", "lighting": "LightingError"}
ASKS_THE_TIME = {
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "date.today",
    "time.ctime",
    "time.gmtime",
    "time.localtime",
    "time.time",
    "time.time_ns",
}
LOG_METHODS = {"debug", "info", "warning", "error", "exception", "critical"}
LOGGER_NAMES = {"log", "_log", "logger", "LOG"}


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def here(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def error_classes(package: str) -> Iterator[type[Exception]]:
    names = [package]
    names += [
        module.name
        for module in pkgutil.walk_packages([str(ROOT / package)], f"{package}.")
        if not module.name.endswith("__main__")
    ]
    for name in names:
        for thing in vars(importlib.import_module(name)).values():
            if (
                isinstance(thing, type)
                and issubclass(thing, Exception)
                and thing.__module__ == name
            ):
                yield thing


def test_no_file_outgrows_its_noun() -> None:
    lines = {
        path: path.read_text(encoding="utf-8").count("\n")
        for path in python_files(*PACKAGES, "tests", "benchmarks")
    }
    limits = {path: 400 if here(path).startswith("tests/") else 300 for path in lines}
    assert [here(path) for path in lines if lines[path] > limits[path]] == []


def test_nothing_is_left_for_later_in_a_comment() -> None:
    later = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
    texts = [*python_files(*PACKAGES, "tests", "benchmarks"), ROOT / "Makefile", ROOT / ".ci/run"]
    texts += [
        *ROOT.glob("*.md"),
        *ROOT.glob("*.toml"),
        *ROOT.glob("*.conf"),
        *ROOT.glob("docs/**/*.md"),
    ]
    assert [here(p) for p in texts if later.search(p.read_text(encoding="utf-8"))] == []


def test_only_the_clock_asks_what_time_it_is() -> None:
    asked = [
        f"{here(path)}:{call.lineno} {name}"
        for path in python_files(*PACKAGES)
        for call in calls(path)
        if (name := ".".join(ast.unparse(call.func).split(".")[-2:])) in ASKS_THE_TIME
    ]
    assert [place for place in asked if not place.startswith("devices/clock.py:")] == []
    assert any(place.startswith("devices/clock.py:") for place in asked), "the rule finds nothing"


def test_only_the_link_knows_paho() -> None:
    knowing = [
        here(path)
        for path in python_files(*PACKAGES, "tests")
        if re.search(r"^\s*(import|from) paho", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert knowing == ["devices/mqtt.py"]


def test_test_folders_are_no_packages() -> None:
    assert [here(path) for path in python_files("tests") if path.name == "__init__.py"] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_error_explains_itself_and_has_the_packages_root(package: str) -> None:
    classes = {error.__name__: error for error in error_classes(package)}
    root = classes[ERROR_ROOTS[package]]
    assert [name for name, error in classes.items() if not issubclass(error, root)] == []
    assert [name for name, error in classes.items() if not error.__doc__] == []


def test_log_events_are_snake_case_words_that_can_be_searched_for() -> None:
    events = [
        (f"{here(path)}:{call.lineno}", call.args[0] if call.args else None)
        for path in python_files("devices", "lighting")
        for call in calls(path)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in LOG_METHODS
        and ast.unparse(call.func.value).rpartition(".")[2] in LOGGER_NAMES
    ]
    assert events, "the rule finds nothing"
    wrong = [place for place, event in events if not _is_event_name(event)]
    assert wrong == []


def _is_event_name(node: ast.expr | None) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", node.value) is not None
    )
