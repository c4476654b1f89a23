"""The door of the node: boot it, hand it events, ask when it wants to be called again."""

from msgspec.structs import replace

from devices.node import calm, contact, documents, reports, self_test, sensors
from devices.node.facts import (
    Arrived,
    BootReason,
    Connected,
    Delivered,
    Event,
    Flagged,
    Identity,
    LightSeen,
    LocalSwitch,
    Lost,
    Moment,
    Sensed,
    Tick,
)
from devices.node.ladder import holding, settle, still_holds
from devices.node.memory import read
from devices.node.state import HOUR_MS, Contact, Desk, Node, Step, Turn, roll


def boot(identity: Identity, flash: bytes, dice: int, reason: BootReason, moment: Moment) -> Step:
    """Start a node from its flash.

    Args:
        identity: Who it is and what it can do.
        flash: What the last `Save` wrote; empty for a new node.
        dice: 64 random bits; the session and, for new flash, the log id come from them.
        reason: Why it boots.
        moment: What its clocks say; uptime starts here.
    """
    dice, session = roll(dice)
    dice, log = roll(dice)
    memory = read(flash, f"{log:016x}")
    memory = replace(
        memory,
        boots=memory.boots + 1,
        supply_losses=memory.supply_losses + (reason == "power" and memory.boots > 0),
    )
    node = Node(identity, memory, f"{session:016x}", reason, moment, dice)
    turn = Turn(holding(node))
    turn.record("boot", what=reason)
    settle(turn)
    due_ms = moment.uptime_ms + turn.draw(memory.settings.report_s * 1000)
    desk = Desk(telemetry_due_ms=due_ms, hour=moment.now_ms // HOUR_MS)
    first = Contact(connect_due_ms=contact.first_connect_due_ms(turn))
    return replace(turn.node, desk=desk, contact=first), tuple(turn.actions)


def handle(node: Node, event: Event, moment: Moment) -> Step:
    """The node after an event, and what it asks for, in order."""
    return _at_once(node, event, moment) or _at_length(node, event, moment)


def _at_once(node: Node, event: Event, moment: Moment) -> Step | None:
    """The step of an event that changes next to nothing, as most do; None: it may change more."""
    if isinstance(event, Delivered):
        return calm.forget(node, event.token, moment)
    if not isinstance(event, Tick):
        return None
    if event.measured is not None:
        return calm.measure(node, event.measured, moment)
    now = replace(node, moment=moment)
    return (now, ()) if _is_idle(node, now) else None


def _at_length(node: Node, event: Event, moment: Moment) -> Step:
    turn = Turn(replace(node, moment=moment))
    if isinstance(event, Tick):
        turn.measured = event.measured
        _pass_time(turn)
        _tell(turn)
    elif isinstance(event, Delivered):  # nothing else follows from it; time has its own ticks
        reports.forget_delivered(turn, event.token)
    else:
        _take(turn, event)
        settle(turn)
        _tell(turn)
    return turn.node, tuple(turn.actions)


def _take(turn: Turn, event: Event) -> None:
    """Let an event change what it changes."""
    match event:
        case Connected():
            contact.greet(turn)
        case Lost():
            contact.lose(turn)
        case Arrived():
            documents.take(turn, event)
        case LocalSwitch():
            turn.node = replace(turn.node, local_level=event.level)
            self_test.go_on(turn, None)
        case Flagged():
            reports.note_flags(turn, event.codes)
        case Sensed() | LightSeen():
            sensors.feel(turn, event)
        case Tick() | Delivered():
            pass


def _tell(turn: Turn) -> None:
    """Say whatever has changed."""
    reports.say_reported(turn)
    reports.send_events(turn)


def next_due_ms(node: Node) -> int:
    """When to call with a `Tick` next [ms of uptime]; later than the last event."""
    moment, desk, contact_ = node.moment, node.desk, node.contact
    uptime_ms = moment.uptime_ms
    shift_ms = uptime_ms - moment.now_ms
    due_ms = (desk.hour + 1) * HOUR_MS + shift_ms
    if desk.telemetry_due_ms < due_ms and not node.desired.retired:
        due_ms = desk.telemetry_due_ms
    if node.photocells:
        due_ms = min(due_ms, node.sensors.read_ms + sensors.READ_MS)
    if node.test is not None:
        due_ms = min(due_ms, node.test.due_ms)
    if node.ramp.end_ms > uptime_ms:
        due_ms = min(due_ms, node.ramp.end_ms)
    until_ms = node.wanted.until_ms if node.wanted else None
    if until_ms is not None and until_ms + shift_ms < due_ms:
        due_ms = until_ms + shift_ms
    for one_ms in (contact_.connect_due_ms, contact_.announce_due_ms):
        if one_ms is not None and one_ms < due_ms:
            due_ms = one_ms
    return due_ms if due_ms > uptime_ms else uptime_ms + 1


def is_measuring(node: Node, moment: Moment) -> bool:
    """Whether a `Tick` at a moment needs the meter's figures; else they are not asked for."""
    return bool(
        node.desk.telemetry_due_ms <= moment.uptime_ms
        or node.desk.hour != moment.now_ms // HOUR_MS
        or node.photocells
        or node.factors.clo
        or (node.test is not None and node.test.due_ms <= moment.uptime_ms)
    )


def _is_idle(before: Node, node: Node) -> bool:
    """Whether time alone has passed since `before`, as where a clock's gain brings a call early."""
    uptime_ms, contact_ = node.moment.uptime_ms, node.contact
    announce_due_ms, connect_due_ms = contact_.announce_due_ms, contact_.connect_due_ms
    return (
        not is_measuring(node, node.moment)
        and node.test is None
        and not before.is_fading
        and (announce_due_ms is None or announce_due_ms > uptime_ms)
        and (connect_due_ms is None or connect_due_ms > uptime_ms)
        and still_holds(node)
    )


def _pass_time(turn: Turn) -> None:
    sensors.note_measured(turn, turn.measured)
    self_test.go_on(turn, turn.measured)
    uptime_ms, node = turn.node.moment.uptime_ms, turn.node
    settle(turn)
    _note_hour(turn)
    if not node.desired.retired and node.desk.telemetry_due_ms <= uptime_ms:
        _report(turn)
    announce_due_ms = node.contact.announce_due_ms
    if announce_due_ms is not None and announce_due_ms <= uptime_ms:
        contact.announce(turn)
    connect_due_ms = node.contact.connect_due_ms
    if connect_due_ms is not None and connect_due_ms <= uptime_ms:
        contact.connect(turn)


def _report(turn: Turn) -> None:
    """Measure, and send what waited for that."""
    node, period_ms = turn.node, turn.node.memory.settings.report_s * 1000
    turn.desk(telemetry_due_ms=node.desk.next_report_ms(node.moment.uptime_ms, period_ms))
    turn.is_urgent = True
    reports.repeat_events(turn)
    reports.take_sample(turn)
    reports.send_samples(turn)


def _note_hour(turn: Turn) -> None:
    """Keep the meter's counters of every full hour for the energy books."""
    hour, measured = turn.node.moment.now_ms // HOUR_MS, turn.measured
    if hour == turn.node.desk.hour:
        return
    turn.desk(hour=hour)
    if measured is not None and not turn.node.desired.retired:
        turn.record(
            "energy",
            energy_wh=measured.energy_wh,
            burn_s=measured.burn_s,
            starts=measured.starts,
        )
