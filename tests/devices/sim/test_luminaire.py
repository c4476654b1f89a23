from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.sim.luminaire import (
    BUSIEST_MS,
    COLD_SURPLUS,
    POWER_FACTORS,
    STANDBY_W,
    WARM_UP_MS,
    Defect,
    Luminaire,
    measured,
    power_factor_at,
)

START_MS = 1_786_939_200_000
HOUR_MS = 3_600_000


def _lamp(power_w: float = 100.0) -> Luminaire:
    return Luminaire(power_w, 0.3, START_MS)


@pytest.mark.parametrize("level", [1, 50, 100])
def test_power_lies_on_a_line_from_standby_to_nominal(level: int) -> None:
    lamp = _lamp().driven(START_MS, level, 0)
    warm_w = lamp.drawn_w(START_MS + WARM_UP_MS)
    assert warm_w == pytest.approx(STANDBY_W + (100 - STANDBY_W) * level / 100)
    assert lamp.drawn_w(START_MS) == pytest.approx(warm_w * (1 + COLD_SURPLUS))


def test_off_it_draws_standby_and_without_supply_nothing() -> None:
    lamp = _lamp()
    assert lamp.drawn_w(START_MS) == STANDBY_W
    dark = lamp.driven(START_MS, 100, 0).with_supply(START_MS + 1, has_supply=False)
    assert dark.drawn_w(START_MS + 1) == 0
    assert dark.with_supply(START_MS + 2, has_supply=True).light(START_MS + 2) == 0


def test_a_warm_hour_at_full_light_uses_its_nominal_power() -> None:
    warm = _lamp().driven(START_MS, 100, 0).advanced(START_MS + WARM_UP_MS)
    later = warm.advanced(START_MS + WARM_UP_MS + HOUR_MS)
    assert later.energy_wh - warm.energy_wh == pytest.approx(100.0)


changes = st.lists(
    st.tuples(
        st.integers(1, 1_500_000),
        st.one_of(
            st.tuples(st.integers(0, 100), st.integers(0, 900)),
            st.sampled_from(Defect),
            st.sampled_from(["supply goes", "supply comes"]),
        ),
    ),
    max_size=6,
)


def _changed(lamp: Luminaire, at_ms: int, change: tuple[int, int] | Defect | str) -> Luminaire:
    if isinstance(change, Defect):
        return lamp.with_defect(at_ms, change)
    if isinstance(change, str):
        return lamp.with_supply(at_ms, has_supply=change == "supply comes")
    return lamp.driven(at_ms, *change)


@given(changes)
def test_energy_and_burn_time_agree_with_adding_up_second_by_second(
    told: list[tuple[int, tuple[int, int] | Defect | str]],
) -> None:
    lamp, energy_wh, burn_ms, at_ms = _lamp(), 0.0, 0, START_MS
    for wait_ms, change in [*told, (900_000, Defect.NONE)]:
        for step_ms in range(at_ms, at_ms + wait_ms, 1000):
            long_ms = min(1000, at_ms + wait_ms - step_ms)
            middle_ms = step_ms + long_ms / 2
            energy_wh += lamp.drawn_w(middle_ms) * long_ms / HOUR_MS
            burn_ms += lamp.is_lit(middle_ms) * long_ms
        at_ms += wait_ms
        lamp = _changed(lamp, at_ms, change)
    assert lamp.energy_wh == pytest.approx(energy_wh, rel=1e-3, abs=0.05)
    assert lamp.burn_ms == pytest.approx(burn_ms, abs=1000 * (len(told) + 1))


@given(changes)
def test_counters_never_run_back_and_do_not_depend_on_when_they_are_read(
    told: list[tuple[int, tuple[int, int] | Defect | str]],
) -> None:
    often, seldom, at_ms = _lamp(), _lamp(), START_MS
    read = [measured(often, at_ms)]
    for wait_ms, change in told:
        for part in (wait_ms // 3, wait_ms // 2):
            often = often.advanced(at_ms + part)
            read.append(measured(often, at_ms + part))
        at_ms += wait_ms
        often, seldom = _changed(often, at_ms, change), _changed(seldom, at_ms, change)
        read.append(measured(often, at_ms))
    assert often.energy_wh == pytest.approx(seldom.energy_wh)
    assert (often.burn_ms, often.starts) == (seldom.burn_ms, seldom.starts)
    for before, after in pairwise(read):
        assert (before.energy_wh or 0) <= (after.energy_wh or 0)
        assert (before.burn_s or 0) <= (after.burn_s or 0)
        assert (before.starts or 0) <= (after.starts or 0)


def test_time_that_has_passed_is_not_counted_again() -> None:
    lamp = _lamp().driven(START_MS, 100, 0).advanced(START_MS + HOUR_MS)
    assert lamp.advanced(START_MS) is lamp


def test_a_start_is_counted_when_light_begins_and_not_when_it_changes() -> None:
    lamp = _lamp().driven(START_MS, 100, 0).driven(START_MS + 1, 50, 0)
    assert lamp.starts == 1
    assert lamp.driven(START_MS + 2, 0, 0).driven(START_MS + 3, 10, 5).starts == 2


def test_a_fade_is_a_straight_line_and_can_be_left_halfway() -> None:
    lamp = _lamp().driven(START_MS, 100, 0).driven(START_MS, 0, 100)
    assert lamp.light(START_MS + 25_000) == pytest.approx(75)
    back = lamp.driven(START_MS + 50_000, 100, 50)
    assert back.light(START_MS + 75_000) == pytest.approx(75)
    assert lamp.is_lit(START_MS + 99_999)
    assert not lamp.is_lit(START_MS + 100_000)


@pytest.mark.parametrize(("level", "power_factor"), list(enumerate(POWER_FACTORS)))
def test_the_power_factor_follows_the_curve(level: int, power_factor: float) -> None:
    assert power_factor_at(level * 10) == pytest.approx(power_factor)


@given(st.integers(0, 100), st.integers(0, 10 * HOUR_MS), st.floats(0, 1))
def test_what_the_meter_shows_is_plausible_and_true_within_half_a_percent(
    level: int, after_ms: int, phase: float
) -> None:
    lamp = Luminaire(60.0, phase, START_MS).driven(START_MS, level, 0)
    shown = measured(lamp, START_MS + after_ms)
    # The meter shows hundredths of a watt.
    drawn_w = lamp.drawn_w(START_MS + after_ms)
    assert shown.power_w == pytest.approx(drawn_w, abs=0.005 * drawn_w + 0.006)
    assert shown.supply_v is not None
    assert 210 < shown.supply_v < 230
    assert shown.supply_a is not None
    assert shown.power_factor is not None
    apparent_va = shown.supply_v * shown.supply_a
    assert shown.power_w == pytest.approx(apparent_va * shown.power_factor, rel=0.01, abs=0.1)
    assert 20 < (shown.gear_temp_c or 0) < 60
    assert 49.9 < (shown.supply_hz or 0) < 50.1


def test_the_mains_sag_while_a_town_uses_most_and_rise_twelve_hours_later() -> None:
    busy_ms = START_MS - START_MS % (24 * HOUR_MS) + BUSIEST_MS
    still, swinging = (
        Luminaire(60.0, 0.5, busy_ms, mains_swing_v=swing_v) for swing_v in (0.0, 5.0)
    )
    for hours, off_v in ((0, -5.0), (6, 0.0), (12, 5.0), (24, -5.0)):
        at_ms = busy_ms + hours * HOUR_MS
        seen_v, plain_v = (measured(one, at_ms).supply_v or 0.0 for one in (swinging, still))
        assert seen_v - plain_v == pytest.approx(off_v, abs=0.11)
