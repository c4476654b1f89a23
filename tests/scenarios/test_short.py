"""The score on a few scenarios with seeds of their own; on all: `python -m tests.scenarios`."""

import pytest

from tests.scenarios.scoring import FOLDER, Tally, play

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
LEAST = 0.98


@pytest.mark.parametrize("name", ["storm", "feeder", "theft", "rare-reports"])
def test_severe_faults_are_found_in_time_and_few_are_false_whatever_the_seed(name: str) -> None:
    played = play((FOLDER / f"{name}.toml", 770_003))
    assert played.unmet == ()
    assert played.tally.recall_severe >= LEAST
    assert played.tally.precision >= LEAST


def test_tallies_add_up_and_of_nothing_all_is_right() -> None:
    assert Tally().recall_severe == Tally().precision == 1.0
    both = Tally(severe=2, severe_in_time=1, right=3) + Tally(severe=2, severe_in_time=2, wrong=1)
    assert (both.recall_severe, both.precision) == (0.75, 0.75)
