"""Reports missed in a row: how many chance explains, by how much is known of a link."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lighting.faults.missed import USUAL, Counted, Losses, Mark, Wanted, in_a_row, periods_of

WANTED = Wanted(least=3, most=12, by_chance=0.001)
REPORT_S = 300
counts = st.builds(Counted, st.floats(0, 1e4), st.floats(1, 1e4))


def well_known(loss: float) -> Counted:
    return Counted(loss * 1e7, (1 - loss) * 1e7)


@pytest.mark.parametrize(
    ("loss", "periods"), [(0.0, 3), (0.005, 3), (0.01, 4), (0.1, 7), (0.2, 10), (0.5, 12)]
)
def test_so_many_periods_are_no_chance(loss: float, periods: int) -> None:
    assert periods_of(well_known(loss), REPORT_S, WANTED) == periods


def test_rare_reports_have_fewer_tries_at_a_row() -> None:
    assert periods_of(well_known(0.1), 3_600, WANTED) == 6


@given(loss=st.floats(0.001, 0.5), reports=st.integers(0, 12))
def test_of_a_link_known_for_long_it_is_the_loss_to_that_power(loss: float, reports: int) -> None:
    assert in_a_row(well_known(loss), reports) == pytest.approx(loss**reports, rel=0.05)


@given(counted=counts, reports=st.integers(0, 30))
def test_a_longer_row_is_never_likelier_and_never_less_likely_than_the_mean_says(
    counted: Counted, reports: int
) -> None:
    mean = counted.lost / (counted.lost + counted.came)
    chance = in_a_row(counted, reports)
    assert 0 <= in_a_row(counted, reports + 1) <= chance <= 1
    assert chance >= mean**reports * (1 - 1e-9)


@given(counted=counts, report_s=st.integers(10, 86_400))
def test_chance_alone_is_below_what_is_allowed_or_the_wait_is_the_longest(
    counted: Counted, report_s: int
) -> None:
    periods = periods_of(counted, report_s, WANTED)
    assert WANTED.least <= periods <= WANTED.most
    false_a_week = 604_800 / report_s * in_a_row(counted, periods)
    assert periods == WANTED.most or false_a_week < WANTED.by_chance
    if periods > WANTED.least:
        assert 604_800 / report_s * in_a_row(counted, periods - 1) >= WANTED.by_chance


@given(counted=counts, more=st.floats(0, 100))
def test_a_link_that_loses_more_is_never_waited_for_less(counted: Counted, more: float) -> None:
    worse = Counted(counted.lost + more, counted.came)
    assert periods_of(worse, 300, WANTED) >= periods_of(counted, 300, WANTED)


@given(counted=counts, lost=st.floats(0, 100), came=st.floats(0, 100))
def test_what_is_counted_is_no_more_than_is_remembered(
    counted: Counted, lost: float, came: float
) -> None:
    after = counted.and_more(lost, came, 500.0)
    assert after.lost + after.came <= 500.0 + 1e-6
    assert after.lost >= lost
    assert after.came >= came


def test_the_fewest_hold_where_they_are_more_than_the_most() -> None:
    assert periods_of(well_known(0.1), REPORT_S, Wanted(5, 2, 0.001)) == 5


def heard(losses: Losses, place: int, loss: float, reports: int) -> None:
    """A lamp says so much, and each is lost by chance; it is looked at now and then."""
    dice, holes = Random(1), 0  # noqa: S311 - the same each time
    for seq in range(1, reports + 1):
        holes += dice.random() < loss
        if seq % 4 == 0:
            losses.note(place, Mark("a1", 0, seq, holes))


def test_a_link_is_taken_for_a_usual_one_until_it_is_known() -> None:
    losses = Losses()
    assert periods_of(losses.of(0), REPORT_S, WANTED) > 7
    assert losses.city == USUAL
    heard(losses, 0, loss=0.0, reports=1_000)
    assert periods_of(losses.of(0), REPORT_S, WANTED) == 3


def test_what_is_known_of_all_is_taken_of_a_link_yet_unknown() -> None:
    losses = Losses()
    for place in range(1, 101):
        heard(losses, place, loss=0.0, reports=100)
    assert periods_of(losses.of(0), REPORT_S, WANTED) <= 4


def test_a_bad_link_among_good_ones_is_known_by_itself() -> None:
    losses = Losses()
    for place in range(1, 101):
        heard(losses, place, loss=0.0, reports=100)
    heard(losses, 0, loss=0.3, reports=100)
    assert periods_of(losses.of(0), REPORT_S, WANTED) >= 9
    assert periods_of(losses.of(1), REPORT_S, WANTED) <= 4


def test_a_link_that_was_mended_is_waited_for_less_after_some_days() -> None:
    losses = Losses()
    heard(losses, 0, loss=0.3, reports=1_000)
    losses.forget_mark(0)
    heard(losses, 0, loss=0.0, reports=3_000)
    assert periods_of(losses.of(0), REPORT_S, WANTED) <= 4


@pytest.mark.parametrize(
    "mark",
    [Mark("b2", 0, 40, 30), Mark("a1", 9, 40, 30), Mark("a1", 0, 3, 0), Mark("a1", 0, 4, 0)],
    ids=["another session", "our link was down", "numbers went back", "nothing said"],
)
def test_what_tells_nothing_of_the_link_is_not_counted(mark: Mark) -> None:
    losses = Losses()
    losses.note(0, Mark("a1", 0, 4, 0))
    losses.note(0, mark)
    assert (losses.links, losses.city) == ({}, USUAL)


def test_what_was_not_said_by_a_silent_lamp_is_no_loss_by_chance() -> None:
    losses = Losses()
    losses.note(0, Mark("a1", 0, 4, 0))
    losses.forget_mark(0)
    losses.note(0, Mark("a1", 0, 40, 35))
    assert losses.links == {}
