import json

from schedules.lamp_types import AppliedBy, Curve
from tests.schedules.documents import make_document

LED = """
[lamp-type.led-70]
min_level = 10
curve = "linear"
virtual_power = 90
clo = [[0, 80], [50000, 100]]
"""


def test_a_lamp_type_has_its_factors_as_plain_json() -> None:
    led = make_document(extra=LED).lamp_types["led-70"]
    assert (led.curve, led.by) == (Curve.LINEAR, AppliedBy.CONTROLLER)
    assert json.loads(json.dumps(led.to_settings())) == {
        "min_level": 10,
        "curve": "linear",
        "virtual_power": 90,
        "clo": [[0, 80], [50000, 100]],
    }


def test_factors_that_the_driver_applies_are_not_told_to_the_node() -> None:
    led = make_document(extra=f'{LED}by = "driver"').lamp_types["led-70"]
    assert led.to_settings() == {"min_level": 10, "curve": "linear"}


def test_a_lamp_type_without_keys_changes_nothing() -> None:
    plain = make_document(extra="[lamp-type.plain]").lamp_types["plain"]
    assert plain.to_settings() == {
        "min_level": 0,
        "curve": "logarithmic",
        "virtual_power": 100,
        "clo": [],
    }
