"""The whole demo, small: real broker, real controller process, real connections."""

import re
import signal
from pathlib import Path

import pytest

from lighting.cli.demo import print_summary
from tests.support.program import call
from tests.support.tour import shape

README = Path(__file__).parents[3] / "README.md"
TRANSCRIPT = "<!-- transcript: make demo -->\n```\n"


@pytest.mark.slow
@pytest.mark.broker
@pytest.mark.timeout(180)
@pytest.mark.usefixtures("mosquitto_broker")
def test_a_small_night_is_lived_through_and_told_as_the_readme_shows(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = signal.getsignal(signal.SIGTERM)
    outcome = call("demo", "--lamps", "24", "--speed", "1500", "--seed", "11", "--json")
    assert outcome.code == 0, outcome.err + outcome.out
    told = outcome.document
    assert (told["schema"], told["lamps"], told["ok"]) == ("lighting.demo/1", 24, True)
    assert told["messages"]["lost"] == 0
    assert told["messages"]["stored"] == told["messages"]["sent"] > 1000
    assert (told["faults"]["injected"], told["faults"]["found"]) == (9, 9)
    assert told["convergence"]["changes"] > 50
    assert 0 < told["energy"]["used_wh"] < told["energy"]["full_wh"]
    assert signal.getsignal(signal.SIGTERM) is before
    print_summary(told)
    said = outcome.err + capsys.readouterr().out
    shown = README.read_text(encoding="utf-8").partition(TRANSCRIPT)[2].partition("\n```")[0]
    known = {_anonymous(line) for line in said.splitlines()}
    missing = [one for one in shown.splitlines() if one != "..." and _anonymous(one) not in known]
    assert shown
    assert missing == [], said


def _anonymous(line: str) -> str:
    """Give a line of the demo without what machine and seed decide: broker, lamps, figures."""
    line = re.sub(r"\w+ on (?=127)", "BROKER on ", line)
    line = re.sub(r"KPG-\d+ .*?(?=, panel| \()", "LAMP", line)
    return shape(line.partition("; the machine was too slow")[0])


def test_too_few_lamps_are_refused() -> None:
    assert call("demo", "--lamps", "3").code == 2


def test_a_broker_that_is_not_there_is_said_with_the_remedy() -> None:
    outcome = call("demo", "--broker", "127.0.0.1:1")
    assert outcome.code == 5
    assert "no broker answers at 127.0.0.1:1" in outcome.err
