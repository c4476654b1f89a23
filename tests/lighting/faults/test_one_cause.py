"""What explains what a lamp draws is named, and nothing else beside it."""

import pytest
from msgspec.structs import replace

from lighting.faults.sighting import Sighting
from tests.lighting.faults.sights import DIMMED, LIT, followed, judged, present, reports

HALF_HOURLY_MS = 1_800_000
HOURLY_MS = 3_600_000
FAINT = replace(LIT, level=30, wanted_level=30, power_w=21.3)


def left(share: float, *sightings: Sighting) -> list[Sighting]:
    """What a lamp shows of which a share is left: power and current of all its light."""
    return [replace(one, power_w=(one.power_w or 0.0) * share) for one in sightings]


def names(sightings: list[Sighting], every_ms: int = 300_000) -> dict[str, str]:
    return {
        code: one.state for code, one in followed(reports(*sightings, every_ms=every_ms)).items()
    }


@pytest.mark.parametrize("share", [0.7, 0.6, 0.3])
def test_a_lamp_that_lost_light_while_it_was_dimmed_still_dims(share: float) -> None:
    evening = [LIT, LIT, DIMMED, DIMMED]
    morning = left(share, LIT, LIT, LIT, LIT)

    assert names([*evening, *morning]) == {"POWER_LOW": "active"}
    assert names([DIMMED, *morning]) == {"POWER_LOW": "active"}


def test_a_lamp_of_which_little_is_left_dims_by_what_is_left() -> None:
    night = left(0.3, LIT, LIT, LIT, DIMMED, DIMMED, DIMMED, LIT, LIT, LIT)

    assert names(night) == {"POWER_LOW": "active"}
    assert present(judged(reports(*night))[1], "DIM_FAIL")[3:] == [False] * 6


def test_one_that_lost_light_and_does_not_follow_is_a_dimming_failure_all_the_same() -> None:
    stuck = left(0.6, LIT)
    at_sixty = [replace(DIMMED, power_w=42.0)]

    assert names(stuck * 3 + at_sixty * 3 + stuck * 3)["DIM_FAIL"] == "active"


def test_a_lamp_that_was_mended_between_two_levels_dims() -> None:
    dark_half = left(0.4, LIT)

    assert "DIM_FAIL" not in names([*dark_half * 4, *[DIMMED] * 4, *[LIT] * 4])


def test_power_that_a_second_load_takes_is_no_dimming_failure() -> None:
    tapped = replace(DIMMED, power_w=262.0, supply_a=1.3, supply_v=220.0)

    assert names([LIT, LIT, tapped, tapped, tapped]) == {"CURR_HIGH": "active"}


@pytest.mark.parametrize("power_w", [262.0, 72.0])
def test_a_second_load_that_is_gone_at_another_level_was_no_dimming_failure(
    power_w: float,
) -> None:
    tapped = replace(DIMMED, power_w=power_w)
    night = [LIT, LIT, tapped, *[LIT] * 4]

    assert present(judged(reports(*night))[1], "DIM_FAIL")[3:] == [None] * 4


def test_a_lamp_that_cycles_at_the_pace_of_its_reports_is_dark_in_each_and_not_dead() -> None:
    """Three starts between two reports, and each finds it in the same dark minute."""
    off = replace(LIT, level=0, wanted_level=0, power_w=0.4, starts=412)
    first = replace(LIT, power_w=0.5, starts=413, settled_s=900.0)
    night = [replace(first, starts=413 + 3 * n, settled_s=900.0 + 1800 * n) for n in range(1, 4)]
    later = replace(first, starts=423, settled_s=900.0)
    once = [off, first, *night]

    assert names(once, HALF_HOURLY_MS) == {"CYCLING": "active"}
    again = [*once, *[replace(off, starts=422)] * 4, later]
    assert names(again, HALF_HOURLY_MS)["LAMP_FAIL"] == "pending"
    restless = [replace(later, starts=423 + 3 * n) for n in range(1, 4)]
    assert names([*again, *restless], HALF_HOURLY_MS) == {"CYCLING": "active"}


def test_a_dead_lamp_that_starts_once_too_often_is_dead() -> None:
    dark = [replace(LIT, power_w=0.5, starts=412 + (n > 1)) for n in range(6)]

    assert names(dark) == {"LAMP_FAIL": "active"}


PARK = replace(LIT, level=80, wanted_level=80)


def test_a_lamp_that_does_not_dim_from_full_light_is_no_other_luminaire() -> None:
    stuck = [replace(PARK, power_w=70.0)] * 5

    assert "ASSET_MISMATCH" not in names(stuck, HOURLY_MS)
    found = names([replace(FAINT, power_w=70.0), *stuck], HOURLY_MS)
    assert found.keys() == {"DIM_FAIL", "POWER_HIGH"}
    assert (found["DIM_FAIL"], found["POWER_HIGH"]) == ("active", "pending")


def test_one_that_draws_as_much_more_at_another_level_is() -> None:
    stronger = replace(FAINT, power_w=26.0), *[replace(PARK, power_w=67.5)] * 5

    assert "ASSET_MISMATCH" in names([*stronger], HOURLY_MS)


def test_one_that_draws_more_than_the_listed_one_can_is() -> None:
    assert "ASSET_MISMATCH" in names([replace(PARK, power_w=84.0)] * 5, HOURLY_MS)


STRONG_PARK = [replace(PARK, power_w=67.5)] * 3


def first_night(park: list[Sighting], power_w: float) -> bool:
    """Whether a luminaire is another one by what a lamp draws in a park, and dimmed afterwards."""
    dimmed = [replace(FAINT, power_w=power_w)] * 2
    return "ASSET_MISMATCH" in names([*park, *dimmed], HOURLY_MS)


def test_a_stronger_luminaire_is_found_in_its_first_night_when_it_dims() -> None:
    assert first_night(STRONG_PARK, 26.0)


@pytest.mark.parametrize(
    "power_w",
    [
        pytest.param(21.3, id="as listed"),
        pytest.param(23.0, id="hardly above the list"),
        pytest.param(32.8, id="a second load of as many watts at each level"),
        pytest.param(67.5, id="it does not dim"),
    ],
)
def test_too_much_power_that_is_another_share_of_the_list_once_dimmed_is_no_other_luminaire(
    power_w: float,
) -> None:
    assert not first_night(STRONG_PARK, power_w)


def test_a_lamp_is_not_called_another_luminaire_by_less_than_a_steady_night() -> None:
    fitting = replace(PARK, power_w=57.0)

    assert not first_night(STRONG_PARK[:2], 26.0)
    assert not first_night([fitting, *STRONG_PARK], 26.0)
    assert not first_night([replace(PARK, power_w=61.0)] * 3, 26.0)


def test_a_night_says_nothing_while_the_lamp_still_fades_nor_of_the_next_day() -> None:
    dimmed = replace(FAINT, power_w=26.0)
    fading = replace(dimmed, settled_s=60.0)
    day_later = replace(dimmed, at_ms=dimmed.at_ms + 16 * HOURLY_MS)

    assert "ASSET_MISMATCH" not in names([*STRONG_PARK, fading], HOURLY_MS)
    assert "ASSET_MISMATCH" not in names([*STRONG_PARK, day_later], HOURLY_MS)
