"""The kill loops in short: a minute of them; the long ones by `make soak`."""

from pathlib import Path

import pytest

from tests.faults.loops import LOOPS

pytestmark = [
    pytest.mark.broker,
    pytest.mark.influx,
    pytest.mark.slow,
    pytest.mark.timeout(240),
]

SEED = 16
SHORT = [
    ("controller", 4, "paho"),
    ("controller", 4, "lean"),
    ("influxdb", 2, "paho"),
    ("broker", 3, "paho"),
    ("broker", 2, "lean"),
    ("disk", 1, "paho"),
]
FEWEST = 500


@pytest.mark.parametrize(("name", "kills", "link"), SHORT)
def test_whatever_is_killed_nothing_is_lost_doubled_or_wrong(
    tmp_path: Path, name: str, kills: int, link: str
) -> None:
    outcome = LOOPS[name](tmp_path, SEED, kills, link)
    print(outcome.line(f"{name} link={link}", SEED))  # noqa: T201 - shown when it fails
    assert (outcome.lost, outcome.doubled, outcome.wrong) == (0, 0, 0)
    assert outcome.sent > FEWEST
    assert outcome.acknowledged > 0
    if name != "broker":  # which may forget what it has not delivered; that is then named
        assert outcome.named == 0
        assert outcome.stored == outcome.sent
