"""What nodes tell reads as sentences with units, and what is foreign is shown as it came."""

from typing import Any

import pytest

from lighting.cli.event_words import sentence


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({"kind": "level", "level": 0, "by": "local"}, "went off, by local"),
        (
            {"kind": "level", "level": 40, "wanted_level": 60, "by": "program", "what": "roads"},
            "went to 40 % though 60 % is wanted, by program: roads",
        ),
        ({"kind": "fault", "code": "LED_OPEN", "begin": True}, "LED_OPEN began, the node says"),
        ({"kind": "fault", "code": "LED_OPEN", "begin": False}, "LED_OPEN is over, the node says"),
        (
            {"kind": "command", "id": "V-000001", "what": "identify", "result": "done"},
            "was told to identify (V-000001): it did so",
        ),
        (
            {"kind": "self-test", "id": "V-000001", "step": 1, "level": 100, "power_w": 70.1},
            "self-test V-000001, step 1: 70.1 W at 100 %",
        ),
        (
            {"kind": "self-test", "id": "V-000001", "result": "done"},
            "self-test V-000001 ended: done",
        ),
        (
            {"kind": "energy", "energy_wh": 12_340, "burn_s": 7_200, "starts": 1},
            "counters stand at 12.3 kWh, 2 h of light, 1 start",
        ),
        ({"kind": "boot", "what": "power on"}, "booted: power on"),
        (
            {"kind": "gap", "from": 5, "to": 9, "count": 4},
            "had no room for 4 events, which are lost",
        ),
        ({"kind": "door", "n": 7, "at": "x", "open": True}, "door: open True"),
        ({"kind": "level", "n": 7}, "level"),
        ({"kind": "fault", "code": "LED_OPEN"}, "fault: code LED_OPEN"),
    ],
)
def test_an_event_is_a_sentence(event: dict[str, Any], said: str) -> None:
    assert sentence(event) == said
