"""Between wanted light and driver: each factor by itself, and the curve of the standard."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.factors import (
    Factors,
    arc_level,
    constant_light,
    driven,
    output_share,
    percent_of,
)
from schedules.lamp_types import Curve

CURVE = Path(__file__).parents[1] / "fixtures" / "dali_curve.csv"
CLO = ((0, 80), (50_000, 100))
HOUR_S = 3600


def test_half_light_is_arc_level_229_on_the_logarithmic_curve_and_127_on_the_linear_one() -> None:
    assert arc_level(50, Curve.LOGARITHMIC) == 229
    assert arc_level(50, Curve.LINEAR) == 127


def test_every_arc_level_of_the_standards_table_gives_its_percent_and_comes_back() -> None:
    with CURVE.open(encoding="utf-8") as file:
        rows = [(int(row["arc_level"]), float(row["percent"])) for row in csv.DictReader(file)]
    assert [arc for arc, _ in rows] == list(range(255))
    for arc, percent in rows:
        assert percent_of(arc, Curve.LOGARITHMIC) == pytest.approx(percent, abs=0.0006)
        for curve in Curve:
            assert arc_level(percent_of(arc, curve), curve) == arc


def test_the_least_light_is_never_rounded_to_none() -> None:
    assert [arc_level(0.01, curve) for curve in Curve] == [1, 1]
    assert [arc_level(0, curve) for curve in Curve] == [0, 0]


@pytest.mark.parametrize(
    ("hours", "percent"), [(0, 80), (25_000, 90), (50_000, 100), (90_000, 100)]
)
def test_constant_light_rises_with_the_burning_hours(hours: int, percent: float) -> None:
    assert constant_light(CLO, hours * HOUR_S) == percent


def test_without_a_list_of_hours_light_needs_no_help() -> None:
    assert constant_light((), 5) == 100


def test_factors_multiply_one_after_the_other_and_each_is_told() -> None:
    factors = Factors(virtual_power=90, clo=CLO)
    told = driven(50, factors, 25_000 * HOUR_S)
    assert [(one.name, one.what, one.before, one.after) for one in told.factors] == [
        ("constant light", "90.0 % after 25000 h", 50, 45),
        ("virtual power", "90 %", 45, 40.5),
        ("curve", "logarithmic, arc level 221", 40.5, 40.5),
    ]
    assert (told.level, told.output, told.arc) == (50, 40.5, 221)
    assert output_share(factors, 25_000 * HOUR_S) == pytest.approx(0.81)


def test_a_lamp_whose_hours_nobody_knows_is_taken_for_new() -> None:
    told = driven(100, Factors(clo=CLO), None)
    assert told.factors[0].what == "80.0 % after unknown hours"
    assert told.output == 80


def test_light_below_what_the_driver_can_do_is_raised_and_said_to_be() -> None:
    told = driven(5, Factors(min_level=10), None)
    assert (told.level, told.output) == (10, 10)
    assert told.factors[0][:2] == ("minimum", "10 %")
    assert driven(5, Factors(min_level=10, virtual_power=50), None).level == 20


def test_a_driver_that_only_switches_gives_all_or_nothing() -> None:
    told = driven(1, Factors(dims=False, virtual_power=50), None)
    assert (told.level, told.output, told.arc) == (100, 100, 254)
    assert told.factors[0].what == "only switches"
    assert output_share(Factors(dims=False, virtual_power=50), None) == 1


@given(
    st.integers(0, 100),
    st.builds(
        Factors,
        dims=st.booleans(),
        min_level=st.integers(0, 100),
        virtual_power=st.integers(1, 100),
        clo=st.sampled_from([(), CLO]),
        curve=st.sampled_from(Curve),
    ),
    st.sampled_from([None, 0, 10_000 * HOUR_S]),
)
def test_off_is_off_and_lit_is_no_less_than_the_least(
    wanted: int, factors: Factors, burn_s: int | None
) -> None:
    told = driven(wanted, factors, burn_s)
    assert 0 <= told.output <= 100
    assert 0 <= told.arc <= 254
    if wanted == 0:
        assert (told.level, told.output, told.arc, told.factors) == (0, 0, 0, ())
    else:
        assert told.output >= factors.min_level
        assert told.arc >= 1
        assert wanted <= told.level <= 100
