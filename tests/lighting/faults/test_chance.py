"""Links that break by chance, told from a supply that is gone; how often they do, is learnt."""

from lighting.faults.chance import Rates, is_by_chance

NOW_MS = 1_786_881_600_000


def silent(*ages_s: int) -> list[int]:
    """When lamps fell silent that have been so for so long [ms]."""
    return [NOW_MS - age_s * 1000 for age_s in ages_s]


def counted(fresh: float, lamps: int, looks: int, step_s: float = 60.0) -> Rates:
    """After so many looks with so many fresh silences at each; half of them outlast a look."""
    rates = Rates()
    for _ in range(looks):
        ages_s = [1.0] * round(fresh) + [61.0] * round(fresh / 2)
        rates.count(ages_s, lamps, step_s)
    return rates


def test_a_panel_that_is_gone_at_once_is_no_chance() -> None:
    assert not is_by_chance(silent(*[0] * 19), 19, Rates(), NOW_MS)
    assert not is_by_chance(silent(*[0] * 19), 19, counted(10, 120, 400), NOW_MS)


def test_a_lamp_or_two_may_be_silent_by_chance() -> None:
    assert is_by_chance(silent(0, 20), 19, Rates(), NOW_MS)


def test_what_was_noticed_at_two_looks_happened_in_the_time_of_two() -> None:
    rates = counted(10.5, 120, 400)
    half = silent(*[0] * 7, *[60] * 5)

    assert rates.step_s == 60.0
    assert is_by_chance(half, 21, rates, NOW_MS)


def test_links_that_are_bad_from_the_start_are_known_to_be_within_minutes() -> None:
    rates = counted(10.5, 120, 3)

    assert is_by_chance(silent(*[0] * 7, *[60] * 3), 19, rates, NOW_MS)
    assert not is_by_chance(silent(*[0] * 10, *[60] * 9), 19, rates, NOW_MS)


def test_a_panel_gone_where_links_hold_is_no_chance_after_a_quiet_day() -> None:
    rates = counted(0, 1000, 1440)

    assert not is_by_chance(silent(0, 0, 0), 3, rates, NOW_MS)


def test_nothing_is_counted_where_no_time_passed_or_no_lamp_is_left() -> None:
    rates = Rates()
    rates.count([1.0], 0, 60.0)
    rates.count([1.0], 120, 0.0)

    assert rates == Rates()
