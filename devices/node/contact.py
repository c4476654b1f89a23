"""Coming and going: first connect, back-off, announcements, and news of the controller."""

from devices.node import reports
from devices.node.facts import Connect, SetClock, Subscribe
from devices.node.ladder import settle
from devices.node.state import Node, Turn
from devices.wire import topics
from devices.wire.codec import encode
from devices.wire.down import ControllerStatus, ControllerTime
from devices.wire.up import LastWill
from schedules.decision import Trust

BACK_OFF_S = 10
LONGEST_BACK_OFF_S = 600
QUICK_SPREAD_S = 10
"""First wait after a boot that was not a power-up: then it boots alone, and no herd comes."""
CLOCK_TOLERANCE_MS = 2000
"""A synced clock that is no further off is left alone: what is seen is the way's delay."""


def first_connect_due_ms(turn: Turn) -> int:
    """A random moment within the spread after boot [ms of uptime]."""
    came_with_others = turn.node.boot_reason in {"power", "unknown"}
    spread_s = turn.node.memory.settings.spread_s if came_with_others else QUICK_SPREAD_S
    return turn.node.moment.uptime_ms + turn.draw(spread_s * 1000 + 1)


def connect(turn: Turn) -> None:
    """Try to connect. Each try has its own number: a broker may say the will of a failed one."""
    node = turn.node
    turn.contact(connection=node.contact.connection + 1, connect_due_ms=None)
    will = LastWill(session=node.session, connection=turn.node.contact.connection)
    topic = topics.STATUS.of(node.identity.site, node.identity.node)
    turn.actions.append(Connect(topic, encode(will)))


def lose(turn: Turn) -> None:
    """Wait before the next try: full jitter, from 10 s doubling to 600 s."""
    failed = turn.node.contact.failed_attempts
    longest_s = min(BACK_OFF_S * 2 ** min(failed, 10), LONGEST_BACK_OFF_S)
    due_ms = turn.node.moment.uptime_ms + turn.draw(longest_s * 1000 + 1)
    turn.contact(is_online=False, failed_attempts=failed + 1, connect_due_ms=due_ms)


def greet(turn: Turn) -> None:
    """Connected: announce, then send the measurements that waited."""
    turn.contact(is_online=True, failed_attempts=0)
    announce(turn)
    reports.repeat_telemetry(turn)
    reports.send_samples(turn)


def announce(turn: Turn) -> None:
    """Subscribe, then birth, reported, and whatever is not confirmed."""
    settle(turn)
    turn.contact(announce_due_ms=None)
    turn.actions.append(Subscribe(subscriptions(turn.node)))
    reports.say_status(turn)
    reports.say_reported(turn, is_forced=True)
    turn.desk(sent_upto=0)
    turn.is_urgent = True
    reports.send_events(turn)


def subscriptions(node: Node) -> tuple[str, ...]:
    """The topics of a node: its own three, the controller's, its program's and its groups'."""
    site, name = node.identity.site, node.identity.node
    own = (topics.DESIRED.of(site, name), topics.RECEIVED.of(site, name))
    controller = f"{topics.ROOT}/{site}/controller/+"
    return (*own, topics.COMMAND.of(site, name), controller, *document_topics(node))


def document_topics(node: Node) -> tuple[str, ...]:
    """The topics that the desired document names: its program and its groups."""
    site, desired = node.identity.site, node.desired
    program = (topics.PROGRAM.of(site, desired.program),) if desired.program else ()
    return (*program, *(topics.OVERRIDE.of(site, group) for group in dict.fromkeys(desired.groups)))


def hear_status(turn: Turn, status: ControllerStatus, *, is_retained: bool) -> None:
    """A controller that came anew is told everything again, at a random moment.

    What the broker had kept is older than this connection's announcement, and needs none.
    """
    contact = turn.node.contact
    if not status.online or status.session == contact.controller_session:
        return
    turn.contact(controller_session=status.session)
    if not is_retained and contact.is_online:
        spread_ms = turn.node.memory.settings.spread_s * 1000
        due_ms = turn.node.moment.uptime_ms + turn.draw(spread_ms + 1)
        turn.contact(announce_due_ms=due_ms)


def feel_pulse(turn: Turn) -> None:
    """The controller is there and hears."""
    if not turn.node.contact.is_heard:
        turn.contact(is_heard=True)


def hear_time(turn: Turn, told: ControllerTime) -> None:
    """Set the clock of a node that has no source of its own."""
    moment = turn.node.moment
    is_right = abs(told.at_ms - moment.now_ms) <= CLOCK_TOLERANCE_MS
    if not (is_right and moment.trust is Trust.SYNCED):
        turn.actions.append(SetClock(told.at_ms))
