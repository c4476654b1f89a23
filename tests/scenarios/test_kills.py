"""The controller killed in a storm, in short; at length: `python -m tests.scenarios.kills`."""

from pathlib import Path

import pytest

from tests.scenarios.kills import storm
from tests.scenarios.mortal import kill_in_steps

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
SEED = 12
FEWEST = 30


def test_a_controller_killed_in_a_storm_leaves_the_same_book_as_one_that_lives(
    tmp_path: Path,
) -> None:
    outcome = kill_in_steps(tmp_path, storm("small", SEED), 20)
    print(outcome.line("small storm in steps", SEED))  # noqa: T201 - shown when it fails
    assert outcome.different == ()
    assert outcome.doubled == 0
    assert outcome.kills == 20
    assert outcome.expected == outcome.found > FEWEST
    assert outcome.incidents == 3
    assert outcome.told > 0
