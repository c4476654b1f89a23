"""The controller killed in a storm, in short; at length: `python -m tests.scenarios.kills`."""

from dataclasses import replace
from pathlib import Path

import pytest

from lighting.scenario.plan import Plan
from tests.scenarios.killed_process import kill_in_earnest
from tests.scenarios.kills import storm
from tests.scenarios.mortal import kill_in_steps
from tests.scenarios.outcome import Outcome

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
SEED = 12
FEWEST = 25
MINUTE_MS = 60_000


def evening() -> Plan:
    """From 18:40 to 20:20: enough for the panels to fail, and for what breaks with them."""
    plan = storm("small", SEED)
    start_ms = plan.start_ms + 40 * MINUTE_MS
    return replace(plan, start_ms=start_ms, end_ms=start_ms + 100 * MINUTE_MS)


def check(outcome: Outcome) -> None:
    print(outcome.line("small storm", SEED))  # noqa: T201 - shown when it fails
    assert outcome.different == ()
    assert outcome.doubled == 0
    assert outcome.expected == outcome.found > FEWEST
    assert outcome.incidents == 3
    assert outcome.told > 0


def test_a_controller_killed_amid_anything_leaves_the_same_book_as_one_that_lives(
    tmp_path: Path,
) -> None:
    outcome = kill_in_steps(tmp_path, evening(), 20)
    check(outcome)
    assert outcome.kills == 20


@pytest.mark.broker
def test_a_process_killed_in_a_storm_leaves_the_same_book_as_one_that_lives(tmp_path: Path) -> None:
    check(kill_in_earnest(tmp_path, evening(), 3))
