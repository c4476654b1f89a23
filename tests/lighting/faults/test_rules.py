"""The rules that go by measurements of their own: each with what raises it and its near-misses."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lighting.faults.catalogue import CATALOGUE
from lighting.faults.limits import Limits
from lighting.faults.sighting import Sighting
from lighting.faults.watch import EMPTY, judge
from tests.lighting.faults.sights import LIT, OFF_BY_DAY, followed, judged, reports

OFF_AT_NIGHT = replace(OFF_BY_DAY, sun_up_s=None)
HOURLY_MS = 3_600_000
FELT = replace(LIT, has_sensors=True)


def codes(*sightings: Sighting, every_ms: int = 300_000) -> set[str]:
    """Codes of the faults that are active in the end."""
    faults = followed(reports(*sightings, every_ms=every_ms))
    return {code for code, fault in faults.items() if fault.state == "active"}


@pytest.mark.parametrize(
    ("code", "raising", "near_miss"),
    [
        ("VOLT_LOW", {"supply_v": 197.9}, {"supply_v": 198.0}),
        ("VOLT_HIGH", {"supply_v": 253.1}, {"supply_v": 253.0}),
        ("TEMP_HIGH", {"gear_temp_c": 70.5}, {"gear_temp_c": 70.0}),
        ("TEMP_HIGH", {"led_temp_c": 71.0, "gear_temp_c": 40.0}, {"led_temp_c": 69.0}),
        ("PF_LOW", {"power_factor": 0.92}, {"power_factor": 0.94}),
        ("CURR_HIGH", {"supply_a": 0.7}, {"supply_a": 0.45}),
        ("CURR_LOW", {"supply_a": 0.15, "power_w": 32.0}, {"supply_a": 0.2, "power_w": 43.0}),
        ("LIFE_DUE", {"burn_s": 45_000 * 3600}, {"burn_s": 44_999 * 3600}),
        ("LIFE_DUE", {"starts": 90_000}, {"starts": 89_999}),
        ("DOOR_OPEN", {"door_open": True}, {"door_open": False}),
        ("BATT_LOW", {"batt_pct": 29.9}, {"batt_pct": 30.0}),
        ("BATT_EMPTY", {"batt_pct": 9.0}, {"batt_pct": 10.0}),
        ("DATA_BAD", {"bad": ("supply_v",)}, {"supply_v": 221.0}),
    ],
)
def test_a_limit_that_is_crossed_is_a_fault_and_one_that_is_met_is_none(
    code: str, raising: dict[str, Any], near_miss: dict[str, Any]
) -> None:
    assert code in codes(*[replace(FELT, **raising)] * 4)
    assert code not in codes(*[replace(FELT, **near_miss)] * 4)


@pytest.mark.parametrize(
    ("code", "bad", "between", "over"),
    [
        ("VOLT_LOW", {"supply_v": 190.0}, {"supply_v": 203.0}, {"supply_v": 206.0}),
        ("VOLT_HIGH", {"supply_v": 255.0}, {"supply_v": 247.0}, {"supply_v": 244.0}),
        ("TEMP_HIGH", {"gear_temp_c": 75.0}, {"gear_temp_c": 65.0}, {"gear_temp_c": 55.0}),
        ("BATT_LOW", {"batt_pct": 25.0}, {"batt_pct": 35.0}, {"batt_pct": 45.0}),
        ("BATT_EMPTY", {"batt_pct": 5.0}, {"batt_pct": 15.0}, {"batt_pct": 25.0}),
    ],
)
def test_a_fault_with_a_way_back_stays_until_that_is_gone(
    code: str, bad: dict[str, Any], between: dict[str, Any], over: dict[str, Any]
) -> None:
    found, middle, fine = (replace(FELT, **one) for one in (bad, between, over))

    assert code in codes(*[found] * 3, *[middle] * 4)
    assert code not in codes(*[found] * 3, *[fine] * 4)


def test_critical_heat_is_of_the_highest_severity() -> None:
    warm, hot = replace(LIT, gear_temp_c=75.0), replace(LIT, gear_temp_c=86.0)

    assert followed(reports(*[warm] * 3))["TEMP_HIGH"].severity == 2
    assert followed(reports(*[warm] * 3, hot))["TEMP_HIGH"].severity == 4


def test_a_dimmed_lamp_may_have_the_power_factor_of_its_level() -> None:
    dimmed = replace(LIT, level=30, wanted_level=30, power_w=21.3, power_factor=0.75)

    assert codes(*[dimmed] * 4) == set()


def test_a_lamp_that_draws_half_is_told_of_once() -> None:
    assert codes(*[replace(LIT, power_w=30.0, supply_a=0.14)] * 4) == {"CURR_LOW"}
    assert codes(*[replace(LIT, power_w=160.0, supply_a=0.75)] * 4) == {"CURR_HIGH"}


def test_an_open_relay_is_told_from_a_dead_lamp_by_its_standby() -> None:
    dead = replace(LIT, power_w=0.0)
    standby = replace(OFF_AT_NIGHT, power_w=0.5)

    assert codes(standby, *[dead] * 4) == {"RELAY_FAIL"}
    assert codes(*[dead] * 4) == {"LAMP_FAIL"}
    assert codes(standby, *[replace(dead, power_w=0.5)] * 4) == {"LAMP_FAIL"}


def test_a_relay_that_sticks_closed_shows_at_night() -> None:
    stuck = replace(OFF_AT_NIGHT, power_w=70.0)

    assert codes(*[stuck] * 4) == {"RELAY_FAIL"}
    assert "RELAY_FAIL" not in codes(*[replace(stuck, sun_up_s=14_400.0)] * 4)
    assert codes(*[replace(stuck, settled_s=200.0)] * 4) == set()


def test_a_pole_leans_from_where_it_stood() -> None:
    upright = replace(FELT, tilt_deg=3.0)

    assert codes(upright, *[replace(FELT, tilt_deg=13.5)] * 3) == {"TILT"}
    assert codes(upright, *[replace(FELT, tilt_deg=12.5)] * 3) == set()
    assert codes(upright, replace(FELT, tilt_deg=40.0), upright) == set()


def test_a_solar_panel_that_gives_nothing_for_a_day_is_none() -> None:
    idle = [replace(FELT, pv_wh=700)] * 30
    cloudy = [replace(FELT, pv_wh=700 + hour // 12) for hour in range(30)]

    assert codes(*idle, every_ms=HOURLY_MS) == {"PV_NONE"}
    assert codes(*cloudy, every_ms=HOURLY_MS) == set()


@pytest.mark.parametrize(
    ("weak", "expected"), [(13, {"COMM_WEAK"}), (11, set())], ids=["over half", "under half"]
)
def test_a_link_is_weak_by_the_median_of_a_day(weak: int, expected: set[str]) -> None:
    day = [replace(FELT, rssi_dbm=-115.0 if n < weak else -80.0) for n in range(25)]

    assert codes(*day, every_ms=HOURLY_MS) == expected


def test_a_luminaire_that_is_steadily_too_strong_is_another_one() -> None:
    other, fitting = replace(LIT, power_w=78.0), replace(LIT, power_w=76.0)

    assert codes(*[other] * 5, every_ms=HOURLY_MS) == {"ASSET_MISMATCH"}
    assert codes(*[fitting] * 5, every_ms=HOURLY_MS) == set()


def test_a_counter_that_runs_back_makes_the_data_doubtful_for_an_hour() -> None:
    fell = replace(LIT, is_back=True)

    assert codes(LIT, fell, LIT) == {"DATA_BAD"}
    assert codes(LIT, fell, *[LIT] * 30) == set()


def test_a_lamp_that_warms_up_is_not_judged_by_its_power() -> None:
    limits = Limits(warm_up_s=600)
    cold = replace(LIT, limits=limits, power_w=30.0, supply_a=0.1, power_factor=0.4)
    _, looks = judged(reports(OFF_AT_NIGHT, cold, cold, cold, cold))

    power = {"LAMP_FAIL", "POWER_LOW", "CURR_LOW", "PF_LOW"}
    told = [{one.code for one in look.values() if one.is_present} & power for look in looks]
    assert told[:4] == [set()] * 4
    assert told[4] == {"CURR_LOW", "PF_LOW"}


def test_a_sample_out_of_a_backlog_says_nothing_of_today() -> None:
    dark = replace(LIT, power_w=0.5, supply_v=150.0)
    late = replace(dark, received_ms=dark.at_ms + 901_000)

    assert judge(EMPTY, late)[1] == ()
    assert judge(EMPTY, dark)[1] != ()


numbers = st.none() | st.floats(-1e6, 1e6)
counts = st.none() | st.integers(0, 2**53)


@given(
    st.lists(
        st.builds(
            Sighting,
            at_ms=st.integers(1, 2**45),
            received_ms=st.integers(0, 2**45),
            level=st.none() | st.integers(0, 100),
            power_w=numbers,
            starts=counts,
            wanted_level=st.none() | st.integers(0, 100),
            settled_s=st.floats(0, 1e6),
            fade_s=st.integers(0, 600),
            sun_up_s=st.none() | st.floats(0, 86_400),
            nominal_w=st.floats(0, 400),
            standby_w=st.floats(0, 20),
            supply_v=numbers,
            supply_a=numbers,
            power_factor=numbers,
            gear_temp_c=numbers,
            led_temp_c=numbers,
            burn_s=counts,
            has_sensors=st.booleans(),
            tilt_deg=numbers,
            rssi_dbm=numbers,
            door_open=st.none() | st.booleans(),
            batt_pct=numbers,
            pv_a=numbers,
            pv_wh=counts,
            bad=st.sampled_from([(), ("supply_v",)]),
            is_back=st.booleans(),
            limits=st.sampled_from([Limits(), Limits(warm_up_s=60, gradient=1.2)]),
        ),
        max_size=8,
    )
)
def test_whatever_is_measured_each_code_is_judged_once_and_nothing_breaks(
    seen: list[Sighting],
) -> None:
    watch = EMPTY
    for one in seen:
        watch, findings = judge(watch, one)
        found = [finding.code for finding in findings]
        assert len(set(found)) == len(found)
        assert set(found) <= set(CATALOGUE)


@given(
    st.lists(
        st.builds(
            replace,
            st.just(LIT),
            level=st.sampled_from([0, 30, 60, 100]),
            wanted_level=st.sampled_from([0, 30, 60, 100]),
            power_w=st.sampled_from([0.0, 0.5, 21.3, 42.2, 70.0, 70.3, 76.0, 90.0]),
            supply_v=st.sampled_from([None, 190.0, 204.0, 220.0, 250.0]),
            supply_a=st.sampled_from([None, 0.05, 0.2, 0.32, 0.6]),
            power_factor=st.sampled_from([None, 0.5, 0.75, 0.9, 0.98]),
            gear_temp_c=st.sampled_from([None, 40.0, 65.0, 80.0]),
            sun_up_s=st.sampled_from([None, 7200.0]),
            settled_s=st.sampled_from([10.0, 3700.0]),
            burn_s=st.sampled_from([None, 5, 50_000 * 3600]),
        ),
        max_size=12,
    )
)
def test_the_quick_path_finds_and_remembers_what_the_long_way_does(seen: list[Sighting]) -> None:
    watch = EMPTY
    for one in reports(*seen):
        after, findings = judge(watch, one)
        quick, found = judge(watch, one, is_ailing=False)

        assert quick == after
        assert [f for f in found if f.is_present] == [f for f in findings if f.is_present]
        watch = after
