"""Scenarios played: the worked example of the documentation, and small ones of what breaks."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from lighting.scenario.document import read_scenario
from lighting.scenario.plan import plan_of
from lighting.scenario.report import junit
from lighting.scenario.stepped import run_stepped
from tests.support.program import call

ROOT = Path(__file__).parents[3]
HEAD = """title = "Small"
start = 2026-11-02T17:00:00
span = "3h"
[inventory]
lamps = 24
[[expect]]
what = "recall"
at_least = 1.0
"""


def example() -> str:
    found = re.search(r"```toml\n(.*?)```", (ROOT / "docs" / "scenarios.md").read_text(), re.DOTALL)
    assert found is not None
    return found[1]


def played(text: str, seed: int | None = None) -> dict[str, Any]:
    return run_stepped(plan_of(read_scenario(text, "s.toml"), seed))


def test_the_example_of_the_documentation_is_met_and_the_same_bytes_each_time(
    tmp_path: Path,
) -> None:
    path, xml = tmp_path / "example.toml", tmp_path / "junit.xml"
    path.write_text(example(), encoding="utf-8")
    options = ["simulate", "--json", "--quiet", "--scenario", str(path), "--junit", str(xml)]
    first, second = (call(*options) for _ in range(2))
    assert (first.code, first.out) == (0, second.out)
    report = first.document
    assert report["schema"] == "lighting.scenario-report/1"
    assert report["ok"]
    assert report["score"]["by_code"]["LAMP_FAIL"]["found"] == 2
    assert report["score"]["by_code"]["SUPPLY_LOSS"]["found"] == 1
    assert report["score"]["alarms"]["count"] == 3
    assert report["messages"]["lost"] == 0
    assert ET.fromstring(xml.read_text(encoding="utf-8")).get("failures") == "0"  # noqa: S314 - ours


def test_an_expectation_that_is_not_met_ends_with_1_and_a_failure_in_the_xml(
    tmp_path: Path,
) -> None:
    path, xml = tmp_path / "s.toml", tmp_path / "junit.xml"
    text = HEAD.replace('what = "recall"\nat_least = 1.0', 'what = "found"\nat_least = 1')
    path.write_text(text.replace('"3h"', '"10m"'), encoding="utf-8")
    options = ["simulate", "--quiet", "--scenario", str(path), "--junit", str(xml)]
    result = call(*options)
    assert result.code == 1
    assert "NOT MET  found: 0, at least 1" in result.out
    assert ET.fromstring(xml.read_text(encoding="utf-8")).get("failures") == "1"  # noqa: S314 - ours


def test_what_a_scenario_would_leave_out_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(HEAD, encoding="utf-8")
    said = call("simulate", "--scenario", path, "--ailments", "dead lamp", "--for", "30m")
    assert said.code == 2
    assert "--ailments, --for with --scenario" in said.err
    for option, value in (
        ("--speed", "1"),
        ("--lamps", "50"),
        ("--site", "kupang"),
        ("--clock-file", "clock"),
        ("--inventory", "lamps.csv"),
        ("--ailments", "dead lamp"),
    ):
        said = call("simulate", "--scenario", path, option, value, "--json")
        assert said.code == 2
        assert f"error: {option} with --scenario" in said.err
        assert said.document["schema"] == "lighting.scenario-report/1"
    said = call("simulate", "--junit", tmp_path / "s.xml")
    assert said.code == 2
    assert "add --scenario FILE" in said.err
    said = call("simulate", "--inventory", "lamps.csv", "--lamps", "3", "--json")
    assert said.code == 2
    assert said.document["schema"] == "lighting.simulate/1"


def test_a_place_that_cannot_be_written_is_said_before_the_scenario_is_played(
    tmp_path: Path,
) -> None:
    path = tmp_path / "s.toml"
    path.write_text(HEAD, encoding="utf-8")
    said = call("simulate", "--scenario", path, "--junit", tmp_path / "nowhere" / "s.xml")
    assert said.code == 1
    assert "s.xml" in said.err
    assert "lived through" not in said.err


def test_a_wrong_file_ends_with_7(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text("titel = 1\n", encoding="utf-8")
    result = call("simulate", "--scenario", path, "--json")
    assert result.code == 7
    assert result.document["schema"] == "lighting.scenario-report/1"
    assert f"{path}:1: titel is not known" in result.err


@pytest.mark.parametrize(
    ("kind", "code"),
    [("pole outage", "COMM_LOST"), ("broken link", "COMM_LOST"), ("reboot loop", "RESET")],
)
def test_what_breaks_a_lamp_is_found_by_its_code(kind: str, code: str) -> None:
    ailment = f'[[ailment]]\nkind = "{kind}"\ncount = 2\nbegins = 2026-11-02T18:00:00\n'
    report = played(HEAD + ailment)
    assert report["ok"]
    assert report["score"]["by_code"][code]["found"] == 2
    assert report["score"]["wrong"] == 0


def test_a_little_age_is_no_fault_and_much_of_it_is_right() -> None:
    ailment = '[[ailment]]\nkind = "ageing"\nlamps = "group:main-roads"\nsize = {}\n'
    small, big = (played(HEAD + ailment.format(size)) for size in (0.06, 0.4))
    assert small["score"]["by_code"] == {}
    assert big["score"]["by_code"]["POWER_LOW"]["precision"] == 1
    assert big["score"]["wrong"] == 0


@pytest.mark.parametrize(
    ("kind", "size", "code"),
    [("tapped line", 9.0, "DAY_BURN"), ("poor power factor", 0.056, "PF_LOW")],
)
def test_what_a_rule_just_finds_is_right_though_it_need_not_be_found(
    kind: str, size: float, code: str
) -> None:
    ailment = f'[[ailment]]\nkind = "{kind}"\nlamps = "group:parks"\nsize = {size}\n'
    score = played(HEAD.replace("24", "60") + ailment)["score"]
    assert score["by_code"][code]["precision"] == 1
    assert score["wrong"] == score["missed"] == 0


@pytest.mark.parametrize(("kind", "size"), [("tapped line", 2.4), ("poor power factor", 0.044)])
def test_what_is_too_small_to_be_true_is_not_found(kind: str, size: float) -> None:
    ailment = f'[[ailment]]\nkind = "{kind}"\nlamps = "group:parks"\nsize = {size}\n'
    assert played(HEAD.replace("24", "60") + ailment)["score"]["by_code"] == {}


def test_nonsense_is_refused_and_changes_nothing() -> None:
    table = '[nonsense]\nper_minute = 60\nbegins = 2026-11-02T17:30:00\nlasts = "30m"\n'
    report = played(HEAD + table)
    assert report["messages"]["nonsense"] == 1800
    assert report["messages"]["refused"] > 1000
    assert report["score"]["wrong"] == report["score"]["alarms"]["count"] == 0


def test_xml_holds_what_a_title_may_hold() -> None:
    document = {"title": 'a "b" <c>', "expectations": []}
    assert ET.fromstring(junit(document)).get("name") == 'a "b" <c>'  # noqa: S314 - ours
