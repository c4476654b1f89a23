"""What a scenario file may say, and how its errors are told."""

from pathlib import Path

import pytest

from lighting.scenario.document import ScenarioWrong, read_scenario
from lighting.scenario.plan import plan_of
from lighting.scenario.stepped import config_of, specs_of

ROOT = Path(__file__).parents[3]
LENGTHS = '"90s", "30m", "2h" or "5d"'
GOOD = """title = "Nothing"
start = 2026-11-02T17:00:00
span = "4h"
[[expect]]
what = "recall"
at_least = 1.0
"""


def problems_of(text: str) -> list[str]:
    with pytest.raises(ScenarioWrong) as caught:
        plan_of(read_scenario(text, "s.toml"), None)
    return [str(one) for one in caught.value.problems]


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*.toml")), ids=lambda p: p.stem)
def test_every_scenario_that_comes_along_can_be_read_and_drawn(path: Path) -> None:
    plan = plan_of(read_scenario(path.read_text(encoding="utf-8"), str(path)), None)
    assert plan.end_ms > plan.start_ms
    assert plan.document.scenario.about


def test_at_least_twelve_scenarios_come_along() -> None:
    assert len([*(ROOT / "scenarios").glob("*.toml")]) >= 12


def test_errors_name_the_line_and_what_to_write_instead() -> None:
    wrong = GOOD.replace('"4h"', '"4 hours"') + '[[ailment]]\nkind = "deadlamp"\ncuont = 2\n'
    assert problems_of(wrong) == [
        's.toml:3: span: "4 hours" is not a length of time; write span = ' + LENGTHS,
        's.toml:8: ailment[1].kind: "deadlamp" is no ailment; did you mean "dead lamp"?',
        's.toml:9: ailment[1].cuont is not known; did you mean "count"?',
    ]


def test_what_is_no_toml_is_told_with_its_line() -> None:
    (problem,) = problems_of(GOOD + "lamps = = 2\n")
    assert problem.startswith("s.toml:7: not TOML: ")


def test_lamps_and_panels_that_the_town_has_not_are_told() -> None:
    wrong = (
        GOOD
        + '[[ailment]]\nkind = "reboot"\nlamps = "group:park"\n'
        + '[[power_cut]]\npanels = ["P-77"]\nbegins = 2026-11-02T18:00:00\nlasts = "1h"\n'
    )
    assert {one.split(":")[1] for one in problems_of(wrong)} == {"9", "11"}


def test_an_ailment_that_needs_a_size_and_an_expectation_without_a_limit_are_told() -> None:
    wrong = GOOD.replace("at_least = 1.0\n", "") + '[[ailment]]\nkind = "ageing"\n'
    told = problems_of(wrong)
    assert "expect[1] has no limit" in told[0]
    assert "ailment[1] has no size" in told[1]


def test_the_same_seed_draws_the_same_and_another_draws_otherwise() -> None:
    text = GOOD + "[network]\noffline = 0.1\n" + '[[ailment]]\nkind = "dead lamp"\ncount = 3\n'
    document = read_scenario(text, "s.toml")
    assert plan_of(document, 5) == plan_of(document, 5)
    assert plan_of(document, 5).ailments != plan_of(document, 6).ailments
    assert plan_of(document, None).seed == 1


def test_noise_is_each_lamp_s_own_and_within_what_the_file_says() -> None:
    noise = "[noise]\nmains_swing_v = 5.0\nclock_drift_s_per_day = 4.0\n"
    plan = plan_of(read_scenario(GOOD + noise, "s.toml"), 5)
    specs = specs_of(plan)
    assert {one.mains_swing_v for one in specs} == {5.0}
    gains_s = {one.clock_gain_s_per_day for one in specs}
    assert len(gains_s) == len(specs)
    assert -4 <= min(gains_s) < -2
    assert 2 < max(gains_s) <= 4


@pytest.mark.parametrize(
    ("network", "qos"), [("", 0), ("loss = 0.1", 1), ("loss = 0.1\nqos = 0", 0), ("qos = 1", 1)]
)
def test_measurements_are_confirmed_where_messages_are_lost_unless_the_file_says_otherwise(
    network: str, qos: int
) -> None:
    plan = plan_of(read_scenario(f"{GOOD}[network]\n{network}\n", "s.toml"), None)
    assert config_of(plan).nodes.telemetry_qos == qos


def test_noise_that_is_none_is_told() -> None:
    told = problems_of(GOOD + "[noise]\nmains_swing_v = 99.0\nclock_drift = 1.0\n")
    form = "mains_swing_v = 5.0, volts from 0 to 30"
    assert told == [
        f"s.toml:8: noise.mains_swing_v = 99.0 should be less than or equal to 30; write {form}",
        's.toml:9: noise.clock_drift is not known; did you mean "clock_drift_s_per_day"?',
    ]
