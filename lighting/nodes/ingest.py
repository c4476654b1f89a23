"""What a message from a node changes: its twin, its log, its rows, and what is judged of it.

Whatever comes in, nothing raises: what can't be used is refused, counted and kept for a look.
"""

from msgspec.structs import replace

from devices.errors import DecodeError, ForeignTopic
from devices.wire import codec, quick
from devices.wire.down import ControllerStatus, Received
from devices.wire.quick import (
    Decoded,
    Heard,
    Measured,
    Measurements,
    QuickSample,
    QuickTelemetry,
)
from devices.wire.topics import CONTROLLER_STATUS, MAX_UP_BYTES, RECEIVED, STATUS, Topic, parse
from devices.wire.up import Events, LastWill, Reported, Status, Telemetry, Up
from lighting.city import City
from lighting.desired import convergence
from lighting.desired.reconcile import above_what_was_reported
from lighting.faults.rules.data import bad_names
from lighting.health import judging
from lighting.health.told_by_node import judge_boots, judge_event, judge_report
from lighting.nodes import event_logs, in_turn
from lighting.nodes.calm import Calm, look, moved_on, stay
from lighting.nodes.twin import Twin, born, bury, hear, reported, sampled
from lighting.rows import Action, EventRow, RefusedRow, SampleRow, Say, TwinRow
from lighting.site.inventory import Lamp

DAY_MS = 86_400_000
AHEAD_MS = 300_000
"""A clock so far ahead of ours, or less, is believed [ms]."""
# Most messages by far first: a class itself is known at once, its base only at length.
_IN_TURN = (QuickTelemetry, Up, LastWill)


def take(
    city: City, topic: str, payload: bytes, *, is_retained: bool, now_ms: int
) -> tuple[Action, ...]:
    """What follows from one message that the broker delivered."""
    city.counts["received"] += 1
    calm = None if is_retained else city.calm.get(topic)
    if calm is not None and (actions := _at_once(city, calm, payload, now_ms)):
        return actions
    return _at_length(city, topic, payload, now_ms, is_retained=is_retained)


def _at_once(city: City, calm: Calm, payload: bytes, now_ms: int) -> tuple[Action, ...]:
    """What there is to keep of a measurement that says nothing new; nothing: it may say more."""
    message = quick.read_of_known(payload) if len(payload) <= MAX_UP_BYTES else None
    after = moved_on(city, calm, message, now_ms) if message is not None else None
    if message is None or after is None:
        return ()
    city.delays_ms.append(now_ms - message.at_ms)
    city.counts["samples"] += 1
    lamp, sample = calm.lamp, message.samples[0]
    row = SampleRow(lamp.node, lamp.id, message.session, sample, message.clock, now_ms)
    return row, TwinRow(after, is_moved=True)


def _at_length(
    city: City, topic: str, payload: bytes, now_ms: int, *, is_retained: bool
) -> tuple[Action, ...]:
    try:
        row, subject = parse(city.site, topic)
        message = codec.decode_heard(row, payload) if payload else None
    except ForeignTopic as error:
        return refuse(city, topic, payload, "foreign topic", str(error), now_ms)
    except DecodeError as error:
        return refuse(city, topic, payload, error.reason, error.detail, now_ms)
    if row is CONTROLLER_STATUS:
        return _canary(city, message, is_retained=is_retained)
    lamp = city.inventory.by_node.get(subject)
    if lamp is None or message is None or row.way == "down":
        why = "unknown node" if lamp is None else "not a node's to say"
        return refuse(city, topic, payload, why, subject, now_ms)
    if is_retained and row is not STATUS:
        now_ms = _said_ms(city, message, now_ms)
    before = city.twins.get(subject)
    if is_retained or not isinstance(message, _IN_TURN):
        actions = _heard(city, lamp, row, message, now_ms, is_retained=is_retained)
    else:
        actions = in_turn.heard(city, lamp, row, message, payload, now_ms, _taken)
    if not is_retained:
        _calmed(city, topic, lamp, before, message, now_ms)
    return actions


def _calmed(
    city: City, topic: str, lamp: Lamp, before: Twin | None, message: Decoded, now_ms: int
) -> None:
    """Note whether a lamp's next measurement may go the short way, now that it was heard."""
    if isinstance(message, QuickTelemetry):
        look(city, topic, lamp, message, now_ms)
    elif isinstance(message, Events):
        stay(city, lamp, before)


def overdue(city: City, now_ms: int) -> tuple[Action, ...]:
    """What follows from messages that waited long enough for those that they overtook."""
    return in_turn.overdue(city, now_ms, _taken)


def _taken(
    city: City, lamp: Lamp, topic: Topic, message: Decoded, now_ms: int
) -> tuple[Action, ...]:
    return _heard(city, lamp, topic, message, now_ms, is_retained=False)


def _said_ms(city: City, message: Decoded, now_ms: int) -> int:
    """When a retained message was said, by its own clock if that can be."""
    if isinstance(message, Heard) and _can_be(city, message.at_ms, now_ms):
        return min(now_ms, message.at_ms)
    return now_ms


def refuse(
    city: City, topic: str, payload: bytes, reason: str, detail: str, now_ms: int
) -> tuple[Action, ...]:
    """Count a message that can't be used, and keep it for a look."""
    city.refused[reason] += 1
    return (RefusedRow(topic[:300], reason, detail[:300], payload, now_ms),)


def _canary(city: City, message: object, *, is_retained: bool) -> tuple[Action, ...]:
    """Our own retained status came back: the broker has not forgotten."""
    if is_retained and isinstance(message, ControllerStatus):
        city.canary = message.session
    return ()


def _heard(
    city: City,
    lamp: Lamp,
    topic: Topic,
    message: Decoded,
    now_ms: int,
    *,
    is_retained: bool,
) -> tuple[Action, ...]:
    twin = city.twins.get(lamp.node) or Twin(lamp.node)
    match message:
        # Most messages by far, and a class itself is known at once, its base only at length.
        case QuickTelemetry() | Telemetry() | Events() | Reported() | Status():
            return _said(city, lamp, topic, twin, message, now_ms, is_retained=is_retained)
        case LastWill():
            after = bury(twin, message, now_ms)
            city.listening.touched.add(lamp.node)
            city.twins[lamp.node] = after
            return (TwinRow(after),) if after != twin else ()
        case _:
            return ()


def _said(  # noqa: PLR0913 - of whom, what and when, and how it came
    city: City,
    lamp: Lamp,
    topic: Topic,
    twin: Twin,
    message: Heard,
    now_ms: int,
    *,
    is_retained: bool,
) -> tuple[Action, ...]:
    known = hear(twin, message, now_ms)
    is_late = known is None
    if not is_retained:
        city.delays_ms.append(now_ms - message.at_ms)
    if is_late:
        city.counts["late"] += 1
    if is_retained and topic is STATUS and twin.born_session == message.session:
        return ()
    actions: list[Action] = []
    if known is not None:
        twin = known
        if not is_retained:  # when it was said is not known: it shows nothing of the node's clock
            twin, actions = judging.judge_head(city, lamp, twin, message, now_ms)
    return (*actions, *_acted(city, lamp, twin, message, now_ms, is_late=is_late))


def _acted(
    city: City, lamp: Lamp, twin: Twin, message: Heard, now_ms: int, *, is_late: bool
) -> tuple[Action, ...]:
    match message:
        case QuickTelemetry() | Telemetry():
            twin, more = _telemetry(city, lamp, twin, message, now_ms, is_late=is_late)
        case Events():
            twin, more = _events(city, lamp, twin, message, now_ms)
        case Status() if not is_late:
            is_new = twin.born_session not in {None, message.session}
            more = judging.judge_status(city, lamp, twin, message, now_ms) if is_new else []
            more += judging.judge_luminaire(city, lamp, message, now_ms)
            twin = born(twin, message)
            city.listening.touched.add(lamp.node)
        case Reported() if not is_late:
            before, twin = twin, reported(twin, message, now_ms)
            more = [*above_what_was_reported(city, lamp, message, now_ms)]
            if twin is not before:
                more += judging.judge_flags(city, lamp, before, message, now_ms)
                more += judge_report(city, lamp, twin, message, now_ms)
            if lamp.id in city.ledger.open:
                convergence.reported(city, lamp, twin, now_ms)
        case _:
            more = []
    city.twins[lamp.node] = twin
    return (*more, TwinRow(twin))


def _telemetry(
    city: City, lamp: Lamp, twin: Twin, message: Measurements, now_ms: int, *, is_late: bool
) -> tuple[Twin, list[Action]]:
    actions: list[Action] = []
    for said in message.samples:
        sample, bad = believed(said)
        actions.append(
            SampleRow(
                lamp.node,
                lamp.id,
                message.session,
                sample,
                message.clock,
                now_ms,
                _instead_ms(city, sample.at_ms, message.at_ms, now_ms),
            )
        )
        city.counts["samples"] += 1
        if not is_late:
            watch, found = judging.judge_sample(
                city, lamp, twin, sample, message.clock, now_ms, bad
            )
            twin = sampled(twin, sample, watch, now_ms)
            actions += found
    return twin, actions


def believed(sample: Measured) -> tuple[Measured, tuple[str, ...]]:
    """A measurement without what is masked or impossible, and the names of that."""
    bad = bad_names(sample)
    if not bad:
        return sample, bad
    unknown = dict.fromkeys(bad)
    if isinstance(sample, QuickSample):
        return replace(sample, **unknown), bad
    return sample.model_copy(update=unknown), bad


def _instead_ms(city: City, at_ms: int, said_ms: int, now_ms: int) -> int | None:
    """Our time of a measurement whose own can't be; None: its own can be.

    A node whose clock is wrong still knows how long before its message it measured.
    """
    if _can_be(city, at_ms, now_ms):
        return None
    age_ms = said_ms - at_ms
    return now_ms - age_ms if 0 <= age_ms <= DAY_MS else now_ms


def _can_be(city: City, at_ms: int, now_ms: int) -> bool:
    """Whether something may have been at a moment: not ahead of us, nor before all that is kept.

    A day less than is kept, for what waits for its store on the way.
    """
    kept_ms = (city.config.influx.raw_days - 1) * DAY_MS
    return now_ms - kept_ms <= at_ms <= now_ms + AHEAD_MS


def _events(
    city: City, lamp: Lamp, twin: Twin, message: Events, now_ms: int
) -> tuple[Twin, list[Action]]:
    twin = event_logs.turn_to(twin, message.log)
    progress = event_logs.progress_of(twin.log, twin.upto, twin.beyond, message)
    actions: list[Action] = list(progress.gaps(lamp.node, now_ms))
    twin, over = judge_boots(city, lamp, twin, message)
    actions += over
    for event in message.events:
        # Also one that seems known: it may have been given up as gone. The store keeps it once.
        actions.append(EventRow(lamp.node, lamp.id, message.log, event, now_ms))
        if event.n in progress.fresh:
            city.counts["events"] += 1
            twin, found = judge_event(city, lamp, twin, message, event, now_ms)
            actions += found
    city.counts["gaps"] += len(progress.gone)
    twin = replace(twin, log=message.log, upto=progress.upto, beyond=progress.beyond)
    answer = Received(log=message.log, upto=progress.upto)
    return twin, [*actions, Say(RECEIVED, lamp.node, answer)]
