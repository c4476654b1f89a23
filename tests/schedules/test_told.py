from schedules.document import read_document
from schedules.told import not_told
from tests.support.city_of_tests import SCHEDULE

MOTION = """
[effect.motion]
sensor = "motion"
do = "max"
value = 100
hold = "3m"
"""
LAMP_TYPE = "\n[lamp-type.led-70]\nmin_level = 10\n"
PARK = "[profile.park]\n"


def told(text: str) -> list[str]:
    return [str(one) for one in not_told(read_document(text, "s.toml"))]


def test_a_schedule_of_steps_and_events_can_be_told() -> None:
    assert told(SCHEDULE) == []


def test_what_a_used_profile_asks_of_sensors_is_named_with_its_line() -> None:
    park = PARK + 'effects = ["motion"]\nphotocell = { on_below = 20, off_above = 60 }\n'
    by_the_sun = SCHEDULE.replace('at = "18:30"', 'at = "sunset"')
    text = by_the_sun.replace(PARK, park) + MOTION
    line = text[: text.index("effects = ")].count("\n") + 1
    found = told(text)
    assert [one.split(": ")[0] for one in found] == [f"s.toml:{line + 1}", f"s.toml:{line}"]
    assert "photocell of profile park" in found[0]


def test_what_no_calendar_uses_is_not_minded() -> None:
    unused = '\n[profile.later]\neffects = ["motion"]\nsteps = []\n'
    text = SCHEDULE + MOTION + unused
    assert told(text) == []


def test_factors_of_a_lamp_type_are_named() -> None:
    assert "lamp type led-70" in told(SCHEDULE + LAMP_TYPE)[-1]
