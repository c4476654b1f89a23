"""Sensors of a node: effects and photocell on top of its program, and the driver's factors."""

import pytest

from devices.node import facts
from devices.node.facts import Identity, LightSeen, Sensed, SetLevel
from devices.wire.up import Capabilities
from tests.support.node_bench import HOUR_MS, METER, NOON_MS, NodeBench, roads
from tests.support.wire_words import SITE

NODE = "n-1"
MOTION = {
    "name": "walker",
    "sensor": "motion",
    "do": "max",
    "value": 80,
    "hold_s": 180,
    "fade_s": 2,
    "fade_back_s": 10,
}
CELL = {"on_below": 20, "off_above": 60, "early_s": 1800, "late_s": 1800}
ABLE = Capabilities(sensors=["motion"], photocell=True, factors=True)


def make_bench(able: Capabilities = ABLE, **settings: object) -> NodeBench:
    bench = NodeBench(Identity(SITE, NODE, capabilities=able))
    bench.connect()
    bench.desire(1, settings=settings)
    program = roads(1, (6, 100, 30), (10, 30, 60), (17, 0, 5))
    labels: list[str | int] = ["sunset", "22:00", "sunrise"]
    bench.program(program.model_copy(update={"labels": labels}))
    bench.wait_until(NOON_MS + 11 * HOUR_MS)
    bench.forget()
    return bench


def test_a_trigger_lights_the_lamp_and_its_hold_ends_by_itself() -> None:
    bench = make_bench(effects=[MOTION])
    bench.tell(Sensed("motion"))
    bench.wait(179_000)
    assert bench.node.level == 80
    reason = bench.reported().reason
    assert (reason and (reason.by, reason.what)) == ("sensor", "walker over roads 22:00")
    bench.wait(60_000)
    assert bench.node.level == 30
    assert bench.asked(SetLevel) == [SetLevel(80, 2), SetLevel(30, 10)]


def test_a_trigger_that_goes_on_holds_until_it_ends_and_then_for_its_time() -> None:
    bench = make_bench(effects=[MOTION])
    bench.tell(Sensed("motion", is_on=True))
    bench.wait(HOUR_MS)
    assert bench.node.level == 80
    bench.tell(Sensed("motion"))
    bench.wait(179_000)
    assert bench.node.level == 80
    bench.wait(12_000)
    assert bench.node.level == 30


def test_a_clock_that_is_set_right_moves_no_hold() -> None:
    bench = make_bench(effects=[MOTION])
    bench.tell(Sensed("motion"))
    bench.now_ms += 60_000
    bench.booted_ms += 60_000
    bench.tell(facts.Tick())
    bench.wait(179_000)
    assert bench.node.level == 80
    bench.wait(15_000)
    assert bench.node.level == 30


def test_a_sensor_that_no_effect_names_is_not_remembered() -> None:
    bench = make_bench(effects=[MOTION])
    bench.tell(Sensed("door", is_on=True))
    assert (bench.node.level, bench.node.sensors.triggers) == (30, ())


def test_effects_are_in_flash_and_gone_when_the_controller_says_so() -> None:
    bench = make_bench(effects=[MOTION])
    bench.boot("power")
    bench.tell(Sensed("motion"))
    assert bench.node.ramp.to_level == 80
    bench.connect()
    bench.desire(2, settings={"report_s": 300})
    assert bench.node.effects
    bench.desire(3, settings={"effects": []})
    assert bench.node.effects == ()
    assert bench.node.ramp.to_level == 30


def test_back_from_an_override_the_lamp_takes_the_overrides_time() -> None:
    bench = make_bench()
    entry = {"id": "o-1", "level": 90, "priority": 1, "start_ms": 0, "fade_back_s": 7}
    bench.desire(2, overrides=[entry | {"until_ms": bench.now_ms + 60_000}])
    bench.wait(61_000)
    assert bench.asked(SetLevel) == [SetLevel(90, 0), SetLevel(30, 7)]


def test_a_dark_morning_keeps_the_lamp_lit_until_the_window_ends() -> None:
    bench = make_bench(photocells=[CELL])
    bench.measured = facts.Measured(lux=5.0)
    bench.wait_until(NOON_MS + 17 * HOUR_MS + 29 * 60_000)
    assert bench.node.level == 30
    bench.wait_until(NOON_MS + 17 * HOUR_MS + 31 * 60_000)
    assert bench.node.level == 0


def test_a_bright_morning_puts_the_lamp_off_at_once() -> None:
    bench = make_bench(photocells=[CELL])
    bench.wait_until(NOON_MS + 16 * HOUR_MS + 45 * 60_000)
    assert bench.node.level == 30
    bench.tell(LightSeen(61.0))
    assert bench.node.ramp.to_level == 0
    bench.tell(LightSeen(40.0))
    assert bench.node.ramp.to_level == 0


def test_a_light_sensor_that_dies_gives_the_lamp_back_to_its_program() -> None:
    bench = make_bench(photocells=[CELL])
    bench.wait_until(NOON_MS + 16 * HOUR_MS + 45 * 60_000)
    bench.tell(LightSeen(61.0))
    bench.wait(11 * 60_000)
    assert bench.node.level == 30
    bench.wait_until(NOON_MS + 17 * HOUR_MS + 60_000)
    assert bench.node.level == 0


def test_a_node_without_a_light_sensor_obeys_its_program_alone() -> None:
    bench = make_bench(Capabilities(), photocells=[CELL])
    bench.wait_until(NOON_MS + 16 * HOUR_MS + 45 * 60_000)
    bench.tell(LightSeen(61.0))
    assert bench.node.level == 30


def test_the_driver_is_told_what_the_factors_make_of_the_level() -> None:
    factors = {"virtual_power": 90, "min_level": 20, "curve": "linear"}
    bench = make_bench(factors=factors)
    assert bench.node.level == 30
    assert bench.node.output == pytest.approx(27)
    bench.wait_until(NOON_MS + 24 * HOUR_MS)
    assert bench.asked(SetLevel) == [SetLevel(0, 5, 0.0, 0)]
    entry = {"id": "o-1", "level": 1, "priority": 1, "start_ms": 0, "until_ms": 2**50}
    bench.desire(2, overrides=[entry])
    assert bench.asked(SetLevel)[-1] == SetLevel(22, 0, 20.0, 51)
    assert bench.node.wanted
    assert bench.node.wanted.level == 1


def test_an_old_lamp_is_driven_harder_as_soon_as_its_hours_are_known() -> None:
    factors = {"clo": [[0, 80], [1000, 100]]}
    bench = make_bench(factors=factors)
    assert bench.node.output == pytest.approx(24)
    bench.measured = facts.Measured(burn_s=1000 * 3600)
    bench.wait(HOUR_MS)
    assert bench.node.output == pytest.approx(30)
    assert bench.asked(SetLevel) == [SetLevel(30, 0, 30.0, 210)]
    assert METER.lux is None
