"""What a node says: birth, reported, measurements and events.

Payloads are put together as text, for speed; tests hold them against the models of the wire.
"""

import json
from typing import Any

import msgspec
from msgspec.structs import replace

from devices.node.facts import Measured, Publish
from devices.node.outbox import GAP, packed
from devices.node.state import Node, Seen, Turn
from devices.wire import topics
from devices.wire.topics import Topic

_HEAD_BYTES = 400
"""More than the head of an up message, its log id and `oldest` take."""
_SAMPLES_IN_A_MESSAGE = 20
KEPT_SAMPLES = 200
"""Samples kept while there is no connection; beyond, the oldest go."""
KEPT_IN_FLIGHT = 50
"""Telemetry messages that may wait for the broker's word."""
_PATIENT = frozenset({"energy", GAP})
"""Kinds that go out with the next measurements: all nodes write them down at the same moment."""
_encode = msgspec.json.Encoder().encode


def say_status(turn: Turn) -> None:
    """Publish the birth."""
    node = turn.node
    rest = {
        "online": True,
        "firmware": node.identity.firmware,
        "hardware": node.identity.hardware,
        "boot_reason": node.boot_reason,
        "boots": node.memory.boots,
        "log": node.memory.log,
        "capabilities": node.identity.capabilities.model_dump(),
    }
    _publish(turn, topics.STATUS, _members(rest))


def say_reported(turn: Turn, *, is_forced: bool = False) -> None:
    """Publish what the node holds and does, if that differs from what it said last."""
    node = turn.node
    if not node.contact.is_online:
        return
    level = None if node.is_fading else node.level
    if not is_forced and node.desk.seen.is_of(node.memory, node.wanted, level):
        return
    seen = Seen(node.memory, node.wanted, level)
    mark = _mark(node)
    if mark == node.desk.reported and not is_forced:
        turn.desk(seen=seen)
        return
    turn.desk(reported=mark, seen=seen)
    _publish(turn, topics.REPORTED, _members({**_reported(node), "level": node.level}))


def _mark(node: Node) -> tuple[object, ...]:
    """What makes a report another one; a level on its way is not worth a message of its own."""
    memory, wanted = node.memory, node.wanted
    level = None if node.is_fading else node.level
    reason = wanted and (wanted.level, wanted.by, wanted.what, wanted.until_ms)
    held = memory.program and (memory.program.id, memory.program.version)
    groups = [(group, document.version) for group, document in memory.overrides.items()]
    return (memory.desired and memory.desired.version, held, groups, reason, level)


def _reported(node: Node) -> dict[str, Any]:
    memory, wanted = node.memory, node.wanted
    content: dict[str, Any] = {"desired": memory.desired.version if memory.desired else 0}
    if memory.program:
        content["program"] = {"id": memory.program.id, "version": memory.program.version}
    content["overrides"] = {
        f"group:{group}": document.version for group, document in memory.overrides.items()
    }
    if wanted:
        reason: dict[str, Any] = {"by": wanted.by, "what": wanted.what[:200]}
        if wanted.until_ms is not None:
            reason["until_ms"] = wanted.until_ms
        content |= {"wanted_level": wanted.level, "reason": reason}
    return {**content, "fault_flags": list(node.flags)}


def note_flags(turn: Turn, codes: tuple[str, ...]) -> None:
    """Write down which faults began and which ended."""
    before = turn.node.flags
    for code in sorted(set(before) ^ set(codes)):
        turn.record("fault", code=code, begin=code in codes)
    turn.node = replace(turn.node, flags=codes)


def take_sample(turn: Turn) -> None:
    """Put the measurements of this moment with the unsent ones."""
    node, measured = turn.node, turn.measured
    if measured is None:
        return
    turn.desk(unsent=(*node.desk.unsent, sample_of(node, measured))[-KEPT_SAMPLES:])


def sample_of(node: Node, measured: Measured) -> str:
    """The measurements of this moment as a JSON object of the wire."""
    figures = _encode(measured)[1:-1].decode()
    return (
        f'{{"at_ms":{max(node.moment.now_ms, 0)},"level":{node.level}'
        f"{',' if figures else ''}{figures}"
        f',"supply_losses":{node.memory.supply_losses},"uptime_s":{node.moment.uptime_ms // 1000}}}'
    )


def send_samples(turn: Turn) -> None:
    """Send the unsent measurements, unless too many wait for the broker's word already."""
    while turn.node.contact.is_online and turn.node.desk.unsent:
        desk, qos = turn.node.desk, turn.node.memory.settings.telemetry_qos
        if qos and len(desk.in_flight) >= KEPT_IN_FLIGHT:
            return
        samples = desk.unsent[:_SAMPLES_IN_A_MESSAGE]
        turn.desk(unsent=desk.unsent[_SAMPLES_IN_A_MESSAGE:])
        _send_telemetry(turn, f'"samples":[{",".join(samples)}]', qos)


def _send_telemetry(turn: Turn, members: str, qos: int) -> None:
    token = turn.node.desk.next_token if qos else None
    message = _publish(turn, topics.TELEMETRY, members, qos=qos, token=token)
    if token is not None:
        turn.desk(next_token=token + 1, in_flight=(*turn.node.desk.in_flight, message))


def repeat_telemetry(turn: Turn) -> None:
    """Send again, unchanged, what an earlier connection took and the broker never confirmed."""
    turn.actions.extend(turn.node.desk.in_flight)


def forget_delivered(turn: Turn, token: int) -> None:
    """The broker has it: drop the copy, and use the room."""
    in_flight = turn.node.desk.in_flight
    turn.desk(in_flight=tuple([one for one in in_flight if one.token != token]))
    if turn.node.desk.unsent:
        send_samples(turn)


def send_events(turn: Turn) -> None:
    """Send the events of the window that were not sent yet; routine alone waits for the samples."""
    node = turn.node
    entries_held = node.memory.outbox.entries
    if not node.contact.is_online or not entries_held or entries_held[-1].n <= node.desk.sent_upto:
        return
    window = node.memory.outbox.window(after=node.desk.sent_upto)
    if not turn.is_urgent and all(entry.kind in _PATIENT for entry in window):
        return
    for entries in packed(window, topics.EVENT.max_bytes - _HEAD_BYTES):
        texts = ",".join(entry.text for entry in entries)
        head = f'"log":"{node.memory.log}","oldest":{node.memory.outbox.oldest}'
        _publish(turn, topics.EVENT, f'{head},"events":[{texts}]')
        turn.desk(sent_upto=entries[-1].n)


def repeat_events(turn: Turn) -> None:
    """Send again what a controller that hears has not confirmed since the last measurements."""
    oldest, desk = turn.node.memory.outbox.oldest, turn.node.desk
    if turn.node.contact.is_heard and oldest == desk.stalled_at <= desk.sent_upto:
        turn.desk(sent_upto=0)
    if oldest != desk.stalled_at:
        turn.desk(stalled_at=oldest)
    if turn.node.contact.is_heard:
        turn.contact(is_heard=False)


def _members(content: dict[str, Any]) -> str:
    return json.dumps(content, separators=(",", ":"))[1:-1]


def _publish(
    turn: Turn, topic: Topic, members: str, *, qos: int = 1, token: int | None = None
) -> Publish:
    """Send a message."""
    message = message_of(turn.node, topic, members, qos=qos, token=token)
    turn.contact(seq=turn.node.contact.seq + 1)
    turn.actions.append(message)
    return message


def message_of(
    node: Node, topic: Topic, members: str, *, qos: int = 1, token: int | None = None
) -> Publish:
    """The node's next message: the head that every up message has, then its own members."""
    seq = node.contact.seq + 1
    head = (
        f'"v":1,"session":"{node.session}","connection":{node.contact.connection},"seq":{seq}'
        f',"at_ms":{max(node.moment.now_ms, 0)},"clock":"{node.moment.trust}"'
    )
    return Publish(
        topic.of(node.identity.site, node.identity.node),
        f"{{{head},{members}}}".encode(),
        qos,
        topic.retained,
        token,
    )
