"""From a message's bytes to the book of faults: masks, flags, labels, old programs, counters."""

import pytest

from lighting.city import City
from lighting.desired import reconcile
from lighting.rows import Action, SampleRow
from tests.support.city_of_tests import (
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    REPORT_MS,
    Talker,
    bare_city,
    hear,
    lamps,
    lit_city,
    rows,
)

NIGHT_MS = NOW_MS + HOUR_MS  # 21:00: 100 % is wanted
MASKS = {
    "supply_v": 65_535,
    "supply_hz": 655.35,
    "power_w": 65_535,
    "supply_a": 65.535,
    "gear_temp_c": 195,
    "led_temp_c": 194,
    "batt_pct": 255,
    "energy_wh": 2**48 - 1,
    "burn_s": 2**32 - 1,
    "starts": 2**32 - 2,
}
"""All ones, or one less, in the width of each value (IEC 62386-252 and -253)."""


@pytest.fixture
def city() -> City:
    """One lamp that holds all its documents since the early evening."""
    made = lit_city(lamps(1))
    hear(made, Talker().holding(made, NOW_MS), NOW_MS)
    return made


def measure(city: City, node: Talker, count: int, **facts: object) -> list[Action]:
    """So many measurements in their rhythm; what follows from the last."""
    actions: list[Action] = []
    for number in range(count):
        at_ms = NIGHT_MS + number * REPORT_MS
        actions = hear(city, node.sample(at_ms, **facts), at_ms)
    return actions


def codes(city: City) -> dict[str, str]:
    return {fault.code: fault.state for fault in city.faults.values()}


@pytest.mark.parametrize("name", MASKS)
def test_a_masked_value_is_unknown_and_never_a_figure(city: City, name: str) -> None:
    actions = measure(city, Talker(seq=9), 3, **{name: MASKS[name]})

    (row,) = rows(actions, SampleRow)
    assert getattr(row.sample, name) is None
    assert codes(city) == {"DATA_BAD": "active"}
    (fault,) = city.faults.values()
    assert fault.evidence == f"masked or impossible: {name}"


def test_values_at_the_end_of_what_can_be_are_figures(city: City) -> None:
    actions = measure(city, Talker(seq=9), 3, supply_v=240.0, batt_pct=100, gear_temp_c=59.9)

    (row,) = rows(actions, SampleRow)
    assert (row.sample.supply_v, row.sample.batt_pct) == (240.0, 100)
    assert city.faults == {}


def test_a_masked_power_says_nothing_about_light(city: City) -> None:
    node = Talker(seq=9)
    measure(city, node, 2, power_w=0.5)
    assert codes(city) == {"LAMP_FAIL": "active"}

    measure(city, Talker(seq=99), 6, power_w=65_535)

    assert codes(city)["LAMP_FAIL"] == "active"


def test_a_flag_that_comes_and_goes_is_a_fault_from_then_to_then(city: City) -> None:
    node = Talker(seq=9)
    hear(city, node.holding(city, NIGHT_MS, fault_flags=["GEAR_FAIL"]), NIGHT_MS)
    assert [(one.code, one.origin, one.state) for one in city.faults.values()] == [
        ("GEAR_FAIL", "node", "active")
    ]

    hear(city, node.holding(city, NIGHT_MS + MINUTE_MS, fault_flags=["LEAKAGE"]), NIGHT_MS)

    assert codes(city) == {"LEAKAGE": "active"}
    assert [one.severity for one in city.faults.values()] == [4]


def test_a_flag_without_a_meaning_here_is_a_warning_of_that_name(city: City) -> None:
    hear(city, Talker(seq=9).holding(city, NIGHT_MS, fault_flags=["hv fuse"]), NIGHT_MS)

    assert [(one.code, one.severity) for one in city.faults.values()] == [("HV_FUSE", 2)]


@pytest.mark.parametrize(
    ("nominal_w", "found"), [(90, {"ASSET_MISMATCH": "active"}), (76, {}), (None, {})]
)
def test_a_luminaire_that_names_another_power_is_not_the_one_in_the_list(
    nominal_w: float | None, found: dict[str, str]
) -> None:
    city = bare_city(lamps(1))
    facts = {} if nominal_w is None else {"nominal_w": nominal_w}

    hear(city, Talker().status(NOW_MS, **facts), NOW_MS)

    assert codes(city) == found


def test_the_right_luminaire_ends_the_mismatch() -> None:
    city = bare_city(lamps(1))
    hear(city, Talker().status(NOW_MS, nominal_w=90), NOW_MS)
    for number in range(3):
        reborn = Talker().again(f"b{number}" * 8)
        hear(city, reborn.status(NOW_MS + number, boots=2 + number, nominal_w=70), NOW_MS)

    assert "ASSET_MISMATCH" not in codes(city)


@pytest.mark.parametrize(("hours", "is_stale"), [(25, True), (23, False)])
def test_a_node_that_is_heard_with_an_old_program_for_a_day_is_told(
    hours: int, *, is_stale: bool
) -> None:
    city = lit_city(lamps(1))
    node = Talker()
    hear(city, node.status(NOW_MS), NOW_MS)
    for hour in range(hours + 1):
        at_ms = NOW_MS + hour * HOUR_MS
        hear(city, node.reported(at_ms, desired=0), at_ms)
        list(reconcile.tick(city, at_ms))

    assert ("SCHED_STALE" in codes(city)) == is_stale


@pytest.mark.parametrize("name", ["energy_wh", "burn_s"])
def test_a_counter_that_runs_back_without_a_boot_makes_the_data_doubtful(
    city: City, name: str
) -> None:
    node = Talker(seq=9)
    for number, figure in enumerate((5000, 4000, 4001)):
        at_ms = NIGHT_MS + number * REPORT_MS
        hear(city, node.sample(at_ms, uptime_s=90_000 + number * 300, **{name: figure}), at_ms)

    assert codes(city) == {"DATA_BAD": "active"}
    assert [one.evidence for one in city.faults.values()] == ["a counter ran back without a reset"]


@pytest.mark.parametrize(
    ("figures", "uptimes_s"),
    [((5000, 3, 4), (90_000, 100, 400)), ((5000, 5000, 5001), (90_000, 90_300, 90_600))],
    ids=["a new node or a reboot", "a lamp that rests"],
)
def test_a_counter_that_begins_anew_or_stands_still_is_no_fault(
    city: City, figures: tuple[int, ...], uptimes_s: tuple[int, ...]
) -> None:
    node = Talker(seq=9)
    for number, (figure, uptime_s) in enumerate(zip(figures, uptimes_s, strict=True)):
        at_ms = NIGHT_MS + number * REPORT_MS
        hear(city, node.sample(at_ms, uptime_s=uptime_s, energy_wh=figure), at_ms)

    assert city.faults == {}
