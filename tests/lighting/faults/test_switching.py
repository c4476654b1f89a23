"""DAY_BURN, CYCLING and CMD_TIMEOUT, each with its near-misses."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from lighting.faults.sighting import Sighting
from tests.lighting.faults.sights import (
    EVENING_MS,
    LIT,
    MINUTE_MS,
    OFF_BY_DAY,
    followed,
    judged,
    present,
    reports,
)

BURNING = replace(OFF_BY_DAY, power_w=69.8)


def started(counts: list[int], template: Sighting = LIT) -> list[Sighting]:
    """Samples five minutes apart with these readings of the starts' counter."""
    return reports(*(replace(template, starts=count) for count in counts))


def test_a_lamp_that_burns_by_day_in_two_samples_is_a_day_burner() -> None:
    burning = replace(BURNING, settled_s=14_280.0)

    fault = followed(reports(burning, burning))["DAY_BURN"]

    assert (fault.state, fault.severity) == ("active", 3)
    assert fault.evidence == ("240 min after sunrise, off wanted for 238 min, 69.8 W of 70 W")


def test_one_sample_by_day_is_pending_and_darkness_ends_it() -> None:
    assert followed([BURNING])["DAY_BURN"].state == "pending"
    assert followed(reports(BURNING, OFF_BY_DAY)) == {}


@pytest.mark.parametrize(
    "sighting",
    [
        replace(BURNING, wanted_level=100, level=100),
        replace(BURNING, sun_up_s=None),
        replace(BURNING, sun_up_s=900.0),
        replace(BURNING, settled_s=900.0),
        replace(BURNING, wanted_level=None),
        replace(BURNING, power_w=None),
        replace(BURNING, nominal_w=0.0),
    ],
    ids=[
        "wanted on by day",
        "night or near sunset",
        "15 min after sunrise",
        "switched off 15 min ago",
        "wanted level unknown",
        "no meter",
        "wattage unknown",
    ],
)
def test_what_is_no_day_burning_is_neither_for_nor_against(sighting: Sighting) -> None:
    assert present(judged([sighting])[1], "DAY_BURN") == [None]


@pytest.mark.parametrize(("power_w", "is_present"), [(17.6, True), (17.5, False)])
def test_a_quarter_of_nominal_power_by_day_is_the_limit(
    *, power_w: float, is_present: bool
) -> None:
    assert present(judged([replace(BURNING, power_w=power_w)])[1], "DAY_BURN") == [is_present]


def test_a_lamp_that_is_off_when_wanted_off_speaks_against_day_burning_even_at_night() -> None:
    off_at_night = replace(OFF_BY_DAY, sun_up_s=None)

    assert followed(reports(BURNING, BURNING, off_at_night))["DAY_BURN"].state == "active"
    faults = followed(reports(BURNING, BURNING, off_at_night, off_at_night))
    assert faults["DAY_BURN"].state == "cleared"


def test_four_starts_within_an_hour_are_cycling() -> None:
    fault = followed(started([412, 413, 414, 415, 416]))["CYCLING"]

    assert (fault.state, fault.evidence) == ("active", "4 starts in 60 min that nobody commanded")


def test_three_starts_within_an_hour_are_not() -> None:
    _, looks = judged(started([412, 413, 413, 414, 414, 415, 415]))

    assert True not in present(looks, "CYCLING")


def test_four_starts_spread_over_more_than_an_hour_are_not() -> None:
    counts = [412, 413, *[413] * 5, 414, *[414] * 4, 415, *[415] * 2, 416]

    _, looks = judged(started(counts))

    assert True not in present(looks, "CYCLING")


def test_starts_that_were_commanded_are_not_counted() -> None:
    def switched() -> Iterator[Sighting]:
        for n in range(12):
            is_on = n % 2 == 1
            yield replace(LIT if is_on else OFF_BY_DAY, starts=412 + (n + 1) // 2, settled_s=120.0)

    _, looks = judged(reports(*switched()))

    assert True not in present(looks, "CYCLING")


def test_a_start_long_after_the_command_is_not_the_command_s() -> None:
    watch, _ = judged(reports(LIT, replace(LIT, starts=413, settled_s=361.0)))
    soon, _ = judged(reports(LIT, replace(LIT, starts=413, settled_s=360.0)))

    assert watch.unasked == ((EVENING_MS + 300_000, 1),)
    assert soon.unasked == ()


def test_a_start_while_a_lit_lamp_changes_its_level_is_nobody_s_command() -> None:
    dimmed = replace(LIT, level=60, wanted_level=60, starts=413, settled_s=120.0)

    asked, _ = judged(reports(LIT, dimmed))
    unasked, _ = judged(reports(LIT, replace(dimmed, was_lit=True)))

    assert asked.unasked == ()
    assert unasked.unasked == ((EVENING_MS + 300_000, 1),)


def test_starts_are_not_counted_while_the_wanted_level_is_unknown() -> None:
    watch, _ = judged(started([412, 415, 419], replace(LIT, wanted_level=None)))

    assert watch.unasked == ()


def test_the_counter_may_wrap() -> None:
    watch, _ = judged(started([2**32 - 2, 1]))

    assert watch.unasked == ((EVENING_MS + 300_000, 3),)


@pytest.mark.parametrize("after", [3, 90_000], ids=["fell", "leapt"])
def test_a_counter_that_falls_or_leaps_is_another_counter(after: int) -> None:
    watch, _ = judged(started([412, after]))

    assert watch.unasked == ()


def test_starts_of_an_interval_with_a_reboot_are_the_supply_s() -> None:
    flapping = [replace(LIT, starts=412 + 2 * n, uptime_s=100) for n in range(5)]

    assert "CYCLING" not in followed(reports(*flapping))


def test_after_a_long_silence_only_the_mean_counts() -> None:
    later = replace(LIT, starts=412 + 30, settled_s=40_000.0)

    watch, _ = judged(reports(LIT, later, every_ms=10 * 60 * MINUTE_MS))

    assert watch.unasked == ((EVENING_MS + 600 * MINUTE_MS, 3),)


def test_a_sample_without_the_counter_counts_nothing_and_the_next_begins_anew() -> None:
    watch, looks = judged(reports(LIT, replace(LIT, starts=None), replace(LIT, starts=430)))

    assert watch.unasked == ()
    assert present(looks, "CYCLING") == [None, None, None]


def test_cycling_is_over_when_the_lamp_was_on_for_an_hour_without_a_start() -> None:
    cycling = [412, 413, 414, 415, 416]

    within = followed(started([*cycling, *[416] * 11]))
    after = followed(started([*cycling, *[416] * 12]))

    assert within["CYCLING"].state == "active"
    assert after["CYCLING"].state == "cleared"


def test_an_hour_of_light_without_the_counter_shows_no_calm() -> None:
    uncounted = [replace(LIT, starts=None)] * 13

    _, looks = judged(reports(*uncounted))

    assert present(looks, "CYCLING") == [None] * 13


def test_a_day_s_rest_does_not_clear_cycling() -> None:
    cycling = started([412, 413, 414, 415, 416])
    rest = reports(*[replace(OFF_BY_DAY, at_ms=EVENING_MS, starts=416)] * 30)[5:]

    assert followed([*cycling, *rest])["CYCLING"].state == "active"


def test_a_level_that_differs_in_two_samples_is_a_command_not_obeyed() -> None:
    deaf = replace(LIT, wanted_level=60, settled_s=130.0)

    faults = followed(reports(deaf, replace(deaf, settled_s=430.0)))

    assert faults["CMD_TIMEOUT"].state == "active"
    assert faults["CMD_TIMEOUT"].evidence == "wanted 60 % for 430 s, reported 100 %"


@pytest.mark.parametrize(
    ("sighting", "said"),
    [
        (replace(LIT, wanted_level=60, settled_s=120.0), None),
        (replace(LIT, wanted_level=60, settled_s=121.0), True),
        (replace(LIT, wanted_level=60, uptime_s=120), None),
        (replace(LIT, wanted_level=99), False),
        (replace(LIT, wanted_level=98), True),
        (replace(LIT, wanted_level=0, level=1), True),
        (replace(LIT, wanted_level=None), None),
        (replace(LIT, level=None), None),
    ],
    ids=[
        "within twice the fade and a minute",
        "after it",
        "after a boot",
        "rounded by the driver's curve",
        "not by rounding",
        "off is off",
        "wanted level unknown",
        "level unknown",
    ],
)
def test_obedience_at_its_limits(*, sighting: Sighting, said: bool | None) -> None:
    assert present(judged([sighting])[1], "CMD_TIMEOUT") == [said]


def test_one_late_sample_is_pending_and_obeying_ends_it() -> None:
    deaf = replace(LIT, wanted_level=60)

    assert followed([deaf])["CMD_TIMEOUT"].state == "pending"
    assert followed(reports(deaf, LIT)) == {}
