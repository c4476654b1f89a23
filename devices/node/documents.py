"""What a node is told: documents taken by version, confirmations, and payloads that are refused."""

from functools import lru_cache

from msgspec.structs import replace

from devices.errors import DeviceError
from devices.node import contact
from devices.node.commands import obey
from devices.node.facts import Arrived, Subscribe, Unsubscribe
from devices.node.ladder import holding
from devices.node.memory import Memory
from devices.node.state import Turn
from devices.wire import topics
from devices.wire.codec import decode
from devices.wire.down import (
    Command,
    ControllerStatus,
    ControllerTime,
    Desired,
    GroupOverrides,
    ProgramDocument,
    Received,
)
from devices.wire.settings import Settings
from devices.wire.topics import Topic
from devices.wire.up import Message


@lru_cache(maxsize=4096)
def _read(topic: Topic, payload: bytes) -> Message:
    """A document; thousands of nodes hold the same, and get it again with each connection."""
    return decode(topic, payload)


def take(turn: Turn, arrived: Arrived) -> None:
    """Act on a message; one that can't be read is counted and changes nothing."""
    identity = turn.node.identity
    try:
        topic, subject = topics.parse(identity.site, arrived.topic)
        if topic is topics.CONTROLLER_TIME:
            contact.feel_pulse(turn)
            if identity.has_time_source:
                return
        if not arrived.payload and topic.retained:
            return  # "gone": the node keeps what it holds
        read = _read if topic.retained else decode
        message = read(topic, arrived.payload)
    except DeviceError:
        turn.refuse()
        return
    if topic.path.startswith("node/") and subject != identity.node:
        turn.refuse()
        return
    _act(turn, subject, message, is_retained=arrived.retained)


def _act(turn: Turn, subject: str, message: Message, *, is_retained: bool) -> None:
    match message:
        case Desired():
            _take_desired(turn, message)
        case ProgramDocument():
            _take_program(turn, subject, message)
        case GroupOverrides():
            _take_overrides(turn, subject, message)
        case Received():
            _confirm(turn, message)
        case Command():
            obey(turn, message)
        case ControllerStatus():
            contact.hear_status(turn, message, is_retained=is_retained)
        case ControllerTime():
            contact.hear_time(turn, message)
        case _:
            turn.refuse()  # what a node says is none of a node's business


def _take_desired(turn: Turn, desired: Desired) -> None:
    memory = turn.node.memory
    if memory.desired and desired.version <= memory.desired.version:
        return
    before = contact.document_topics(turn.node)
    settings = _merged(memory.settings, desired.settings)
    _keep(
        turn,
        replace(
            memory,
            desired=desired,
            settings=settings,
            program=memory.program if desired.program else None,
            overrides={g: d for g, d in memory.overrides.items() if g in desired.groups},
        ),
    )
    _change_subscriptions(turn, before)
    if settings.report_s != memory.settings.report_s:
        due_ms = turn.node.moment.uptime_ms + turn.draw(settings.report_s * 1000)
        turn.desk(telemetry_due_ms=due_ms)


def _merged(held: Settings, told: Settings) -> Settings:
    return held.model_copy(update={name: getattr(told, name) for name in told.model_fields_set})


def _change_subscriptions(turn: Turn, before: tuple[str, ...]) -> None:
    if not turn.node.contact.is_online:
        return
    after = contact.document_topics(turn.node)
    if new := tuple(topic for topic in after if topic not in before):
        turn.actions.append(Subscribe(new))
    if left := tuple(topic for topic in before if topic not in after):
        turn.actions.append(Unsubscribe(left))


def _take_program(turn: Turn, subject: str, document: ProgramDocument) -> None:
    memory, able = turn.node.memory, turn.node.identity.capabilities
    if subject != turn.node.desired.program or len(document.points) > able.max_points:
        turn.refuse()
        return
    held = memory.program
    if held and held.id == subject and document.version <= held.version:
        return
    # The id in the topic counts, whatever the payload says.
    _keep(turn, replace(memory, program=document.model_copy(update={"id": subject})))


def _take_overrides(turn: Turn, subject: str, document: GroupOverrides) -> None:
    memory = turn.node.memory
    if subject not in turn.node.desired.groups:
        turn.refuse()
        return
    held = memory.overrides.get(subject)
    if held is None or document.version > held.version:
        _keep(turn, replace(memory, overrides={**memory.overrides, subject: document}))


def _keep(turn: Turn, memory: Memory) -> None:
    """Into flash first; only then does the ladder see it."""
    turn.save(memory)
    turn.node = holding(turn.node)


def _confirm(turn: Turn, received: Received) -> None:
    memory = turn.node.memory
    outbox = memory.outbox.confirm(received.upto)
    if received.log != memory.log or received.upto >= memory.outbox.next_n:
        turn.refuse()
        return
    if outbox is memory.outbox:
        return
    turn.save(replace(memory, outbox=outbox))
    turn.is_urgent = True
    if outbox.oldest > received.upto + 1:
        # A hole that only the new `oldest` explains: say it, or nothing is ever confirmed past it.
        turn.desk(sent_upto=0)
