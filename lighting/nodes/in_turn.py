"""Messages of one session in the order of their numbers, so that it doesn't matter how they come.

One that leaves a hole behind has overtaken others, or they are lost. It waits for them for half a
minute, kept with its node's twin, and is taken up with the moment at which it came. Nearly all come
in turn, and are not held up at all.

A session that was replaced is waited for no longer. What comes of it afterwards is kept, and:

- its events are judged, wherever they come: each is numbered for the node's life, so a fault is in
  the book whichever way its beginning, its end and those of the next session came, and ends as it
  would have (`told_by_node`);
- its measurements are not: the newer session speaks for the lamp as it is, rules want measurements
  in their order, and what broke will break the newer ones as well;
- its birth, its will and its reports change nothing: whatever a report flags is an event too.

References:
    docs/decisions/0015-a-message-waits-for-those-it-overtook.md.
"""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from devices.wire import codec
from devices.wire.quick import Decoded, Heard
from devices.wire.topics import STATUS, TOPICS, Topic
from devices.wire.up import LastWill
from lighting.city import City
from lighting.nodes.twin import Early, Twin
from lighting.rows import Action, TwinRow
from lighting.site.inventory import Lamp

WAIT_MS = 30_000
"""How long a message waits for those that it overtook [ms]."""
FURTHEST = 8
"""It may have overtaken up to seven; where more are missing, they are lost."""
MOST = 16
"""Messages of one node that wait; one more, and all are taken up as they are."""

Take = Callable[[City, Lamp, Topic, Decoded, int], tuple[Action, ...]]
"""Takes up a message that was received at a moment [ms]."""
_TOPIC = {topic.name: topic for topic in TOPICS}


def is_ahead(twin: Twin, topic: Topic, head: Heard) -> bool:
    """Whether a message overtook others that may still come."""
    if head.session == twin.session:
        return 1 < head.seq - twin.seq <= FURTHEST
    if twin.session is None or head.session in twin.past_sessions:
        return False
    return topic is not STATUS and 1 < head.seq <= FURTHEST  # a session begins with its birth


def heard(  # noqa: PLR0913, PLR0917 - of whom, what, as what and when, and by whom it is taken up
    city: City,
    lamp: Lamp,
    topic: Topic,
    message: Heard | LastWill,
    payload: bytes,
    now_ms: int,
    take: Take,
) -> tuple[Action, ...]:
    """What follows from a message that came, once it is its turn."""
    twin = city.twins.get(lamp.node) or Twin(lamp.node)
    actions: tuple[Action, ...] = ()
    if twin.early and _is_over(city, twin, message, now_ms):
        actions = _taken_up(city, lamp, twin, twin.early, take)
        twin = city.twins[lamp.node]
    if _has_to_wait(twin, topic, message):
        return (*actions, *_kept(city, twin, topic, message, payload, now_ms))
    actions += take(city, lamp, topic, message, now_ms)
    twin = city.twins.get(lamp.node, twin)
    return (*actions, *_followed(city, lamp, twin, take)) if twin.early else actions


def overdue(city: City, now_ms: int, take: Take) -> tuple[Action, ...]:
    """What follows from messages that have waited long enough."""
    actions: list[Action] = []
    for node in list(city.early):
        twin, lamp = city.twins.get(node), city.inventory.by_node.get(node)
        if twin is None or lamp is None or not twin.early:
            city.early.discard(node)
        elif not _is_young(city, twin, now_ms):
            actions += _taken_up(city, lamp, twin, twin.early, take)
    return tuple(actions)


def _is_young(city: City, twin: Twin, now_ms: int) -> bool:
    """Whether what is missing may still come; while we are cut off it can't."""
    if city.link_up_ms is None:
        return True
    first_ms = max(city.link_up_ms, min(one.received_ms for one in twin.early))
    return first_ms <= now_ms < first_ms + WAIT_MS


def _is_over(city: City, twin: Twin, message: Heard | LastWill, now_ms: int) -> bool:
    """Whether what waits waits no longer: in vain, too many, or for a session that is over."""
    known = (twin.session, twin.early[0].session, *twin.past_sessions)
    is_new = message.session not in known
    return is_new or len(twin.early) >= MOST or not _is_young(city, twin, now_ms)


def _has_to_wait(twin: Twin, topic: Topic, message: Heard | LastWill) -> bool:
    if isinstance(message, LastWill):
        return bool(twin.early) and message.session == twin.early[0].session
    return is_ahead(twin, topic, message)


def _kept(
    city: City,
    twin: Twin,
    topic: Topic,
    message: Heard | LastWill,
    payload: bytes,
    now_ms: int,
) -> tuple[Action, ...]:
    seq = None if isinstance(message, LastWill) else message.seq
    one = Early(topic.name, message.session, message.connection, seq, payload, now_ms)
    if any(_place(one) == _place(other) for other in twin.early):
        return ()
    city.counts["overtaking"] += 1
    city.early.add(twin.node)
    in_order = tuple(sorted((*twin.early, one), key=_place))
    heard_ms = twin.heard_ms if seq is None else max(twin.heard_ms or 0, now_ms)
    city.twins[twin.node] = twin = replace(twin, early=in_order, heard_ms=heard_ms)
    return (TwinRow(twin),)


def _place(one: Early) -> tuple[int, bool, int]:
    """A will ends its connection."""
    return one.connection, one.seq is None, one.seq or 0


def _followed(city: City, lamp: Lamp, twin: Twin, take: Take) -> tuple[Action, ...]:
    """What waited for just this message, and for what comes with it."""
    actions: tuple[Action, ...] = ()
    while twin.early and _is_next(twin, twin.early[0]):
        actions += _taken_up(city, lamp, twin, twin.early[:1], take)
        twin = city.twins[lamp.node]
    return actions


def _is_next(twin: Twin, one: Early) -> bool:
    return one.session == twin.session and (one.seq is None or one.seq <= twin.seq + 1)


def _taken_up(
    city: City, lamp: Lamp, twin: Twin, some: Iterable[Early], take: Take
) -> tuple[Action, ...]:
    actions: tuple[Action, ...] = ()
    for one in some:
        twin = city.twins.get(lamp.node, twin)
        rest = tuple(other for other in twin.early if other is not one)
        city.twins[lamp.node] = twin = replace(twin, early=rest)
        topic = _TOPIC[one.topic]
        message = codec.decode_heard(topic, one.payload)
        actions += (TwinRow(twin), *take(city, lamp, topic, message, one.received_ms))
    if not city.twins[lamp.node].early:
        city.early.discard(lamp.node)
    return actions
