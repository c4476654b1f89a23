import json
import subprocess
import sys
from functools import partial
from pathlib import Path

from benchmarks.rounds import Goal, Measure, Work, compare

ROOT = Path(__file__).parents[2]


def test_all_works_take_turns_in_each_round_after_one_that_warms_them() -> None:
    done: list[str] = []
    works: dict[str, Work] = {name: partial(done.append, name) for name in "abc"}
    found = compare("a", works, {}, rounds=3)
    assert done == ["a", "b", "c"] * 4
    assert [(one.what, one.baseline) for one in found] == [("b", "a"), ("c", "a")]


def test_a_goal_in_seconds_does_not_mind_the_baseline() -> None:
    fast = Measure("help", 0.3, "pass", 0.01, Goal(limit_s=0.4))
    assert (fast.ratio, fast.is_reached, fast.goal.words) == (30, True, "under 0.4 s")
    assert Measure("help", 0.5, "pass", 0.4, Goal(limit_s=0.4)).is_reached is False


def test_a_goal_in_baselines_does_not_mind_the_seconds() -> None:
    slow = Measure("version", 8.0, "pass", 2.0, Goal(limit_ratio=4.5))
    assert (slow.is_reached, slow.goal.words) == (True, "under 4.5 x")
    assert Measure("version", 0.09, "pass", 0.01, Goal(limit_ratio=8)).is_reached is False
    assert Measure("version", 1.0, "pass", 1.0, Goal()).is_reached is None


def test_everything_is_measured_and_printed_as_one_document() -> None:
    subjects = ["start_up", "sun_times", "compiled_year", "lint", "plan"]
    command = [sys.executable, "-m", "benchmarks", "--rounds", "1", "--json", *subjects]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    document = json.loads(said.stdout)
    assert document["schema"] == "lighting.benchmarks/1"
    measures = document["measures"]
    assert {one["subject"] for one in measures} == set(subjects)
    assert all(one["ratio"] > 0 and one["baseline_s"] > 0 for one in measures)


def test_an_unknown_subject_is_refused_with_those_that_exist() -> None:
    command = [sys.executable, "-m", "benchmarks", "moon"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert "sun_times" in said.stderr
