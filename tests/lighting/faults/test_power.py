"""LAMP_FAIL, DIM_FAIL, POWER_HIGH and POWER_LOW, each with its near-misses."""

import pytest
from msgspec.structs import replace

from lighting.faults.sighting import Sighting
from tests.lighting.faults.sights import DIMMED, EVENING_MS, LIT, followed, judged, present, reports

DARK = replace(LIT, power_w=1.8)
NINETEEN_HOURS_MS = 19 * 3_600_000


def states(sightings: list[Sighting]) -> dict[str, str]:
    """Codes of the faults there are in the end, and their states."""
    return {code: fault.state for code, fault in followed(sightings).items()}


def test_a_healthy_lamp_has_no_fault() -> None:
    night = reports(LIT, LIT, LIT, DIMMED, DIMMED, DIMMED, LIT, LIT)

    assert states(night) == {}


def test_a_lamp_that_is_dark_in_two_samples_has_failed() -> None:
    fault = followed(reports(LIT, DARK, DARK))["LAMP_FAIL"]

    assert (fault.state, fault.severity) == ("active", 3)
    assert fault.evidence == "commanded 100 %, 1.8 W of 70 W"


def test_one_dark_sample_is_pending_and_a_lit_one_ends_that() -> None:
    assert states(reports(LIT, DARK)) == {"LAMP_FAIL": "pending"}
    assert states(reports(LIT, DARK, LIT, DARK)) == {"LAMP_FAIL": "pending"}


def test_a_lamp_that_is_dark_for_less_than_four_minutes_has_not_failed() -> None:
    assert states(reports(LIT, *[DARK] * 4, every_ms=60_000)) == {"LAMP_FAIL": "pending"}
    assert states(reports(LIT, *[DARK] * 5, every_ms=60_000)) == {"LAMP_FAIL": "active"}


@pytest.mark.parametrize(
    ("power_w", "is_dark"), [(17.4, True), (17.6, False)], ids=["below 25 %", "above 25 %"]
)
def test_a_quarter_of_the_expected_power_is_the_limit_of_darkness(
    *, power_w: float, is_dark: bool
) -> None:
    _, looks = judged([replace(LIT, power_w=power_w)])

    assert present(looks, "LAMP_FAIL") == [is_dark]
    assert present(looks, "POWER_LOW") == [None if is_dark else True]


def test_low_power_at_a_low_level_is_no_failure() -> None:
    low = replace(LIT, level=20, wanted_level=20, power_w=14.3)

    assert states(reports(low, low, low)) == {}


@pytest.mark.parametrize(
    "sighting",
    [
        replace(DARK, level=0, wanted_level=0),
        replace(DARK, level=0),
        replace(DARK, power_w=None),
        replace(DARK, settled_s=120.0),
        replace(DARK, settled_s=0.0, wanted_level=None),
        replace(DARK, uptime_s=120),
        replace(DARK, level=None, wanted_level=None),
        replace(DARK, nominal_w=0.0, standby_w=0.0),
    ],
    ids=[
        "off at night",
        "not yet switched on",
        "no meter",
        "still fading",
        "wanted level unknown",
        "node booted within twice the fade and a minute",
        "level unknown",
        "wattage unknown",
    ],
)
def test_a_sample_that_shows_nothing_is_neither_for_nor_against(sighting: Sighting) -> None:
    _, looks = judged([sighting])

    for code in ("LAMP_FAIL", "DIM_FAIL", "POWER_HIGH", "POWER_LOW"):
        assert present(looks, code) == [None]


def test_a_node_that_does_not_tell_its_level_is_judged_by_the_wanted_one() -> None:
    _, looks = judged([replace(DARK, level=None)])

    assert present(looks, "LAMP_FAIL") == [True]


def test_power_proves_no_light_where_standby_alone_reaches_the_limit() -> None:
    faint = replace(LIT, level=3, wanted_level=3, power_w=4.0, standby_w=4.0)

    _, looks = judged([faint])

    assert present(looks, "LAMP_FAIL") == [None]


def test_a_lamp_that_keeps_starting_has_not_failed() -> None:
    cycling = [replace(DARK, starts=412 + n) for n in range(1, 8)]

    _, looks = judged(reports(LIT, *cycling))

    assert present(looks, "LAMP_FAIL")[1:] == [None] * 3 + [False] * 4
    assert present(looks, "CYCLING")[1:] == [None] * 3 + [True] * 4


def test_a_lamp_that_gave_light_while_it_dimmed_was_not_dark_in_a_row() -> None:
    dimming = replace(LIT, level=60, wanted_level=40, power_w=41.0, settled_s=1.0)
    dark = replace(DARK, level=40, wanted_level=40, power_w=0.5)
    in_the_dark = replace(dimming, power_w=0.5)

    assert states(reports(LIT, DARK, dimming, dark)) == {"LAMP_FAIL": "pending"}
    assert states(reports(LIT, DARK, in_the_dark, dark)) == {"LAMP_FAIL": "active"}


@pytest.mark.parametrize(
    ("power_w", "standby_w", "is_lit"),
    [(17.5, 0.4, True), (17.4, 0.4, False), (20.0, 17.5, False)],
    ids=["a quarter of full power", "less", "standby takes a quarter of full power"],
)
def test_on_the_way_to_a_level_a_quarter_of_full_power_is_light(
    *, power_w: float, standby_w: float, is_lit: bool
) -> None:
    fading = replace(LIT, power_w=power_w, standby_w=standby_w, settled_s=1.0)

    _, looks = judged([fading])

    assert present(looks, "LAMP_FAIL") == [False if is_lit else None]


def test_an_old_lamp_that_goes_out_when_hot_is_cycling_and_nothing_else() -> None:
    night = [
        replace(LIT, starts=412 + n // 2, power_w=70.0 if n % 2 == 0 else 0.5) for n in range(12)
    ]

    assert states(reports(*night)) == {"CYCLING": "active"}


def test_a_dead_lamp_stays_dead_through_the_day_and_is_cleared_by_two_lit_samples() -> None:
    day = replace(LIT, level=0, wanted_level=0, power_w=0.4)
    dead = [LIT, DARK, DARK, DARK, day, day, day, DARK]

    assert states(reports(*dead)) == {"LAMP_FAIL": "active"}
    assert states(reports(*dead, LIT)) == {"LAMP_FAIL": "active"}
    assert states(reports(*dead, LIT, LIT)) == {"LAMP_FAIL": "cleared"}


@pytest.mark.parametrize(
    ("power_w", "code"),
    [(81.0, "POWER_HIGH"), (59.0, "POWER_LOW"), (80.0, None), (60.0, None)],
    ids=["16 % above", "16 % below", "14 % above", "14 % below"],
)
def test_fifteen_percent_off_in_three_samples_is_a_fault(power_w: float, code: str | None) -> None:
    off = replace(LIT, power_w=power_w)

    assert states(reports(off, off, off)) == ({code: "active"} if code else {})


@pytest.mark.parametrize(("power_w", "is_fault"), [(26.3, True), (26.2, False)])
def test_five_watts_are_tolerated_at_a_low_level(*, power_w: float, is_fault: bool) -> None:
    low = replace(LIT, level=30, wanted_level=30, power_w=power_w)  # expected: 21.3 W

    assert states(reports(low, low, low)) == ({"POWER_HIGH": "active"} if is_fault else {})


def test_the_evidence_of_wrong_power_has_both_figures() -> None:
    fault = followed(reports(*[replace(LIT, power_w=88.04)] * 3))["POWER_HIGH"]

    assert fault.evidence == "88.0 W at 100 %, expected 70.0 W within 10.5 W"


def test_too_much_power_speaks_against_too_little() -> None:
    _, looks = judged([replace(LIT, power_w=88.0)])

    assert present(looks, "POWER_LOW") == [False]


def test_three_samples_within_a_minute_are_too_quick_for_a_fault() -> None:
    off = replace(LIT, power_w=88.0)

    assert {f.state for f in followed(reports(off, off, off, every_ms=1000)).values()} == {
        "pending"
    }


def test_power_that_stays_when_the_lamp_is_dimmed_is_a_dimming_failure_and_nothing_else() -> None:
    stuck = replace(DIMMED, power_w=69.5)

    faults = followed(reports(LIT, stuck, stuck, stuck, stuck))

    assert {code: fault.state for code, fault in faults.items()} == {"DIM_FAIL": "active"}
    assert faults["DIM_FAIL"].evidence == "69.5 W at 60 %, 70.0 W at 100 %"


def test_one_stuck_sample_is_pending_only() -> None:
    assert states(reports(LIT, replace(DIMMED, power_w=69.5))) == {"DIM_FAIL": "pending"}


def test_a_lamp_stuck_at_its_dimmed_power_is_a_dimming_failure_not_low_power() -> None:
    stuck = replace(LIT, power_w=42.0)

    assert states(reports(stuck, DIMMED, stuck, stuck, stuck)) == {"DIM_FAIL": "active"}


def test_power_that_goes_the_wrong_way_does_not_follow() -> None:
    inverse = replace(DIMMED, power_w=90.0)

    assert states(reports(LIT, inverse, inverse, inverse)) == {"DIM_FAIL": "active"}


def test_a_curved_characteristic_still_follows() -> None:
    curved = replace(DIMMED, power_w=50.0)

    _, looks = judged(reports(LIT, curved))

    assert present(looks, "DIM_FAIL") == [None, False]
    assert present(looks, "POWER_HIGH") == [False, True]


def test_levels_too_close_to_tell_say_nothing_about_dimming() -> None:
    near = replace(LIT, level=88, wanted_level=88, power_w=70.0)  # 8.4 W less wanted

    assert states(reports(LIT, near, near, near)) == {}
    assert present(judged(reports(LIT, near))[1], "DIM_FAIL") == [None, None]


def test_the_night_before_is_no_evidence_about_dimming() -> None:
    stuck = replace(DIMMED, power_w=69.5)

    _, looks = judged(reports(LIT, stuck, every_ms=NINETEEN_HOURS_MS))

    assert present(looks, "DIM_FAIL") == [None, None]
    assert present(looks, "POWER_HIGH") == [False, True]


def test_a_repaired_driver_clears_the_dimming_failure() -> None:
    stuck = replace(DIMMED, power_w=69.5)

    assert states(reports(LIT, stuck, stuck, DIMMED, DIMMED)) == {"DIM_FAIL": "cleared"}


def test_back_at_full_light_the_lamp_that_did_not_dim_draws_what_it_should() -> None:
    stuck = replace(DIMMED, power_w=69.5)

    _, looks = judged(reports(LIT, stuck, stuck, LIT))

    assert present(looks, "DIM_FAIL") == [None, True, True, None]
    assert present(looks, "POWER_HIGH") == [False, None, None, False]
    assert states(reports(LIT, stuck, stuck, LIT, LIT)) == {"DIM_FAIL": "active"}


def test_a_steady_lamp_is_remembered_once_an_hour_and_for_its_latest_levels() -> None:
    steady, _ = judged(reports(LIT, *[replace(LIT, power_w=70.3)] * 3))
    later, _ = judged(reports(*[LIT] * 14))
    changed, _ = judged(reports(LIT, replace(LIT, power_w=69.4)))
    levels = [
        replace(LIT, level=level, wanted_level=level, power_w=0.7 * level)
        for level in (100, 20, 40, 60, 80)
    ]
    many, _ = judged(reports(*levels))

    assert [reading.at_ms for reading in steady.readings] == [EVENING_MS]
    assert [reading.power_w for reading in changed.readings] == [69.4]
    assert [reading.at_ms for reading in later.readings] == [EVENING_MS + 13 * 300_000]
    assert [reading.level for reading in many.readings] == [20, 40, 60, 80]
