"""The whole demo, small: real broker, real controller process, real connections."""

import signal

import pytest

from tests.support.program import call


@pytest.mark.slow
@pytest.mark.broker
@pytest.mark.timeout(180)
@pytest.mark.usefixtures("mosquitto_broker")
def test_a_small_night_is_lived_through_and_found_to_be_well() -> None:
    before = signal.getsignal(signal.SIGTERM)
    outcome = call("demo", "--lamps", "24", "--speed", "4000", "--seed", "11", "--json")
    assert outcome.code == 0, outcome.err + outcome.out
    told = outcome.document
    assert (told["schema"], told["lamps"], told["ok"]) == ("lighting.demo/1", 24, True)
    assert told["messages"]["lost"] == 0
    assert told["messages"]["stored"] == told["messages"]["sent"] > 1000
    assert (told["faults"]["injected"], told["faults"]["found"]) == (9, 9)
    assert told["convergence"]["changes"] > 50
    assert 0 < told["energy"]["used_wh"] < told["energy"]["full_wh"]
    assert "SUPPLY_LOSS  panel P-05" in outcome.err
    assert signal.getsignal(signal.SIGTERM) is before


def test_too_few_lamps_are_refused() -> None:
    assert call("demo", "--lamps", "3").code == 2


def test_a_broker_that_is_not_there_is_said_with_the_remedy() -> None:
    outcome = call("demo", "--broker", "127.0.0.1:1")
    assert outcome.code == 5
    assert "no broker answers at 127.0.0.1:1" in outcome.err
