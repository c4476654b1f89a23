"""What a node's sensors say, kept by uptime and handed to the ladder by the time of day."""

from msgspec.structs import replace

from devices.node.facts import LightSeen, Measured, Sensed
from devices.node.state import Node, Turn
from schedules.sensing import (
    FRESH_MS,
    NOTHING_SENSED,
    Light,
    Senses,
    Trigger,
    judge_light,
)

READ_MS = FRESH_MS // 2
"""A photocell is read so often at least [ms of uptime]."""


def senses_now(node: Node) -> Senses:
    """What the sensors say, in the node's time of day."""
    triggers, light = node.sensors.triggers, node.sensors.light
    if not triggers and light is None:
        return NOTHING_SENSED
    shift_ms = node.moment.now_ms - node.moment.uptime_ms
    return Senses(
        tuple(one._replace(last_ms=one.last_ms + shift_ms) for one in triggers),
        _shifted(light, shift_ms),
    )


def _shifted(light: Light | None, shift_ms: int) -> Light | None:
    return light and light._replace(until_ms=light.until_ms + shift_ms)


def feel(turn: Turn, event: Sensed | LightSeen) -> None:
    """A sensor says something new."""
    if isinstance(event, Sensed):
        note_trigger(turn, event.sensor, is_on=event.is_on)
    else:
        note_light(turn, event.lux)


def note_trigger(turn: Turn, sensor: str, *, is_on: bool) -> None:
    """A sensor was triggered, or ceased to be: either is its last moment."""
    held = turn.node.sensors
    trigger = Trigger(sensor, turn.node.moment.uptime_ms, is_on)
    others = tuple(one for one in held.triggers if one.sensor != sensor)
    named = {effect.sensor for effect in turn.node.effects}
    kept = (trigger,) if sensor in named else ()  # what nothing names needs no room
    turn.node = replace(turn.node, sensors=replace(held, triggers=(*others, *kept)))


def note_light(turn: Turn, lux: float) -> None:
    """The light sensor was read."""
    node = turn.node
    if not node.photocells:
        return
    before = senses_now(node).light
    light = judge_light(before, node.photocells, lux, node.moment.now_ms)
    shift_ms = node.moment.uptime_ms - node.moment.now_ms
    turn.node = replace(node, sensors=replace(node.sensors, light=_shifted(light, shift_ms)))


def note_measured(turn: Turn, measured: Measured | None) -> None:
    """Take what the meter says of light and burning hours; a dead sensor says nothing."""
    node = turn.node
    if node.photocells:
        held = replace(node.sensors, read_ms=node.moment.uptime_ms)
        turn.node = replace(node, sensors=held)
    if measured is None:
        return
    if measured.lux is not None:
        note_light(turn, measured.lux)
    if node.factors.clo and measured.burn_s is not None:
        sensors = replace(turn.node.sensors, burn_s=measured.burn_s)
        turn.node = replace(turn.node, sensors=sensors)
