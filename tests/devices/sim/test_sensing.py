"""A simulated lamp with a motion sensor and a light sensor obeys what its settings say of them."""

from devices.node import facts
from devices.node.facts import LightSeen, Sensed
from devices.sim.lamp import Lamp, LampSpec, Operation
from devices.wire import topics
from devices.wire.codec import encode
from devices.wire.down import Desired
from devices.wire.settings import EffectEntry, FactorsHeld, PhotocellEntry, Settings
from tests.support.node_bench import HOUR_MS, NOON_MS, roads
from tests.support.wire_words import SITE

NODE = "n-1"
SETTINGS = Settings(
    effects=(EffectEntry(name="walker", sensor="motion", do="max", value=100, hold_s=60),),
    photocells=(PhotocellEntry(on_below=20, off_above=60, early_s=1800, late_s=1800),),
    factors=FactorsHeld(virtual_power=80),
)


def lamp_at_11() -> Lamp:
    lamp = Lamp(LampSpec(NODE, 100.0, "panel-1"), (), site=SITE, seed=7, start_ms=NOON_MS)
    desired = Desired(version=1, issued_ms=1, program="roads", settings=SETTINGS)
    program = roads(1, (6, 100, 0), (10, 50, 0), (17, 0, 0))
    program = program.model_copy(update={"labels": ["sunset", "22:00", "sunrise"]})
    for topic, message in (
        (topics.DESIRED.of(SITE, NODE), encode(desired)),
        (topics.PROGRAM.of(SITE, "roads"), encode(program)),
    ):
        lamp.tell(facts.Arrived(topic, message), NOON_MS)
    lamp.advance(NOON_MS + 11 * HOUR_MS)
    return lamp


def light(lamp: Lamp, at_ms: int) -> float:
    lamp.advance(at_ms)
    return lamp.truth.luminaire.light(at_ms)


def test_who_walks_by_gets_light_for_a_minute() -> None:
    lamp = lamp_at_11()
    at_ms = NOON_MS + 11 * HOUR_MS
    assert light(lamp, at_ms) == 40
    lamp.feel(Sensed("motion"), at_ms)
    assert light(lamp, at_ms + 59_000) == 80
    assert light(lamp, at_ms + 61_000) == 40
    assert [one.by for one in lamp.truth.commanded][-2:] == ["sensor", "program"]


def test_daylight_puts_the_lamp_off_early_unless_its_sensor_dies() -> None:
    lamp = lamp_at_11()
    at_ms = NOON_MS + 17 * HOUR_MS - 25 * 60_000
    lamp.feel(LightSeen(500.0), at_ms)
    assert light(lamp, at_ms + 20 * 60_000) == 0
    dying = lamp_at_11()
    dying.feel(LightSeen(500.0), at_ms)
    operations: list[Operation] = dying.feel(None, at_ms + 1000)
    assert operations == []
    assert light(dying, at_ms + 20 * 60_000) == 40
    assert light(dying, at_ms + 26 * 60_000) == 0
