"""Limits of the site and of a lamp type: what is in force, and how a wrong one is told."""

from typing import Any

import pytest
from msgspec.structs import replace

from lighting.errors import ConfigWrong
from lighting.faults.limits import DEFAULT, Faults, limits_of
from lighting.faults.sighting import Sighting
from lighting.site.config import parse_config, settings_of
from tests.lighting.faults.sights import LIT, OFF_BY_DAY, followed, reports

SITE = """\
[site]
name = "kupang"
timezone = "Asia/Makassar"
latitude = -10.178
longitude = 123.607
"""
SODIUM = '[faults]\nvolt_low_v = 190\n[faults.type."SON-T 70"]\nwarm_up_s = 600\n'


def faults_of(text: str) -> Faults:
    return parse_config(SITE + text, "lighting.toml").faults


def problem_of(text: str) -> str:
    with pytest.raises(ConfigWrong) as caught:
        faults_of(text)
    (problem,) = caught.value.problems
    return str(problem)


def codes(limits: dict[str, Any], *sightings: Sighting) -> set[str]:
    """Codes of what is active in the end by limits of one's own."""
    mine = DEFAULT.model_copy(update=limits)
    faults = followed(reports(*[replace(one, limits=mine) for one in sightings]))
    return {code for code, fault in faults.items() if fault.state == "active"}


def test_a_type_has_its_own_limits_and_the_site_s_where_it_says_nothing() -> None:
    faults = faults_of(SODIUM)
    sodium, other = limits_of(faults, "SON-T 70"), limits_of(faults, "LED 40")
    assert (sodium.warm_up_s, sodium.volt_low_v, sodium.volt_high_v) == (600, 190, 253)
    assert (other.warm_up_s, other.volt_low_v) == (0, 190)


def test_every_limit_says_where_it_came_from() -> None:
    config = parse_config(SITE + SODIUM, "lighting.toml")
    origins = {one.key: (one.value, one.origin) for one in settings_of(config)}
    assert origins["faults.volt_low_v"] == (190, "lighting.toml:7")
    assert origins["faults.dark_share"] == (0.25, "default")
    assert origins["faults.type.SON-T 70.warm_up_s"] == (600, "lighting.toml:9")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("volt_lo_v = 190", '7: faults.volt_lo_v is not known; did you mean "volt_low_v"'),
        ("volt_low_v = 210", "7: faults.volt_low_v = 210 isn't below volt_low_clear_v = 205"),
        ("volt_low_v = 210", "; write a volt_low_v below volt_low_clear_v"),
        ("volt_low_clear_v = 190", "7: faults.volt_low_v = 198 isn't below volt_low_clear_v = 190"),
        ("volt_low_clear_v = 190", "; write a volt_low_clear_v above volt_low_v"),
        ("volt_high_v = 240", "7: faults.volt_high_clear_v = 245 isn't below volt_high_v = 240"),
        ("volt_low_clear_v = 250", "isn't below volt_high_clear_v = 245"),
        ("temp_warn_c = 90", "faults.temp_warn_c = 90 isn't below temp_critical_c = 85"),
        ("batt_empty_pct = 30", "faults.batt_empty_pct = 30 isn't below batt_low_pct = 30"),
        ("volt_low_v = -1", "-1 should be greater than or equal to 0; write volts, such as 198"),
        ("day_burn_s = -1", "7: faults.day_burn_s = -1 should be greater than or equal to 0"),
        ("lit_share = 25", "lit_share = 25 should be less than 1; write share of the power"),
        ("dark_share = 0", "should be greater than 0; write share of the expected power"),
        ("cycling_starts = 1", "; write starts that are too many, 2 to 1000"),
        ("cycling_s = 60", "; write seconds in which they are, 600 to 86400"),
        ("temp_warn_c = nan", "should be a finite number; write degrees Celsius"),
        ("type = 3", "; write tables [faults.type.NAME] with the limits of a lamp type"),
    ],
)
def test_a_wrong_limit_is_told_with_line_and_remedy(text: str, told: str) -> None:
    problem = problem_of(f"[faults]\n{text}\n")
    assert problem.startswith("lighting.toml:7: faults.")
    assert told in problem


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("warm_up = 600", 'faults.type.LED.warm_up is not known; did you mean "warm_up_s"?'),
        ("tick_s = 30", "faults.type.LED.tick_s is not known; known: "),
        ("dark_share = -0.1", "faults.type.LED.dark_share = -0.1 should be greater than 0"),
        ("volt_low_v = 206", "faults.type.LED.volt_low_v = 206 isn't below volt_low_clear_v = 205"),
    ],
)
def test_a_wrong_limit_of_a_type_is_told_with_its_table(text: str, told: str) -> None:
    assert f"lighting.toml:7: {told}" in problem_of(f"[faults.type.LED]\n{text}\n")


def test_a_type_that_is_no_table_is_told() -> None:
    told = problem_of("[faults.type]\nLED = 1\n")
    assert told.startswith("lighting.toml:7: faults.type.LED = 1 should be ")
    assert told.endswith("; write tables [faults.type.NAME] with the limits of a lamp type")


def test_how_dark_is_dark_is_a_matter_of_the_type() -> None:
    half = replace(LIT, power_w=30.0)
    assert codes({}, half, half, half) == {"POWER_LOW"}
    assert codes({"dark_share": 0.5}, half, half, half) == {"LAMP_FAIL"}


def test_how_lit_is_lit_by_day_and_for_how_long_is_a_matter_of_the_type() -> None:
    glowing = replace(OFF_BY_DAY, power_w=10.0, sun_up_s=1200.0)
    burning = replace(glowing, power_w=69.0)
    assert codes({}, glowing, glowing) == set()
    assert codes({"lit_share": 0.1}, glowing, glowing) == {"DAY_BURN"}
    assert codes({}, burning, burning) == {"DAY_BURN"}
    assert codes({"day_burn_s": 3600}, burning, burning) == set()


def test_how_many_starts_are_too_many_is_a_matter_of_the_type() -> None:
    restless = [replace(LIT, starts=412 + n) for n in range(4)]
    assert codes({}, *restless) == set()
    assert codes({"cycling_starts": 3}, *restless) == {"CYCLING"}
    assert codes({"cycling_starts": 3, "cycling_s": 600}, *restless) == set()
