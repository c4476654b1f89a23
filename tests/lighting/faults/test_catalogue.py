"""The catalogue is complete, and docs/faults.md is made from it."""

import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lighting.faults.catalogue import CATALOGUE, kind_of
from lighting.faults.kind import REPORTED
from lighting.faults.page import page

ROOT = Path(__file__).parents[3]

# docs/faults.md, with its severities.
CODES = {
    "LAMP_FAIL": 3, "LED_OPEN": 3, "LED_SHORT": 3, "DAY_BURN": 3, "CYCLING": 3, "DIM_FAIL": 2,
    "POWER_HIGH": 2, "POWER_LOW": 2, "PF_LOW": 1, "VOLT_LOW": 2, "VOLT_HIGH": 2,
    "SUPPLY_LOSS": 3, "RELAY_FAIL": 3, "GEAR_FAIL": 3, "GEAR_COMM": 2, "GEAR_DERATE": 2,
    "GEAR_SHUTDOWN": 3, "TEMP_HIGH": 2, "CURR_HIGH": 3, "CURR_LOW": 3, "LEAKAGE": 4,
    "DOOR_OPEN": 3, "BREAKER": 3, "LOCAL_OVR": 1, "TILT": 4, "IMPACT": 4, "COMM_LOST": 2,
    "COMM_WEAK": 1, "CLOCK": 2, "SCHED_INVALID": 2, "SCHED_STALE": 2, "CMD_TIMEOUT": 2,
    "BATT_LOW": 2, "BATT_EMPTY": 3, "PV_NONE": 2, "ASSET_MISMATCH": 2, "LIFE_DUE": 1, "RESET": 1,
    "FW": 1, "DATA_BAD": 1,
}  # fmt: skip
DERIVED = [
    "LAMP_FAIL", "DAY_BURN", "CYCLING", "DIM_FAIL", "POWER_HIGH", "POWER_LOW", "SUPPLY_LOSS",
    "COMM_LOST", "CLOCK", "CMD_TIMEOUT", "RESET",
]  # fmt: skip


def test_every_code_has_its_row_and_severity() -> None:
    assert {kind.code: kind.severity for kind in CATALOGUE.values()} == CODES


@pytest.mark.parametrize("code", CODES)
def test_every_row_speaks_in_sentences(code: str) -> None:
    kind = kind_of(code)

    assert kind.code == code
    assert kind.sentence.endswith(".")
    assert kind.remedy.endswith(".")
    assert min(kind.raise_after, kind.clear_after) >= 1


@pytest.mark.parametrize("code", DERIVED)
def test_what_the_controller_finds_itself_has_its_rule_in_words(code: str) -> None:
    assert not kind_of(code).rule.startswith(REPORTED)


def test_a_stranger_s_code_is_a_warning_under_its_own_name() -> None:
    assert (kind_of("HV_FUSE").code, kind_of("HV_FUSE").severity) == ("HV_FUSE", 2)
    assert kind_of("led-open") is CATALOGUE["LED_OPEN"]
    assert kind_of("\n<script>\x00").code == "SCRIPT"
    assert kind_of("").code == "UNNAMED"


@given(st.text())
def test_whatever_a_node_calls_a_fault_its_code_is_short_and_plain(code: str) -> None:
    clean = kind_of(code).code

    assert 1 <= len(clean) <= 32
    assert set(clean) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
    assert kind_of(clean).code == clean


def test_the_page_of_faults_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(ROOT / "lighting" / "faults" / "page.py"), run_name="__main__")

    written = capsys.readouterr().out
    assert written == page()
    stale = "stale: run python -m lighting.faults.page > docs/faults.md"
    assert (ROOT / "docs" / "faults.md").read_text(encoding="utf-8") == written, stale
