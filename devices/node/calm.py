"""The short way of what a node lives through nearly always: a measurement is due, nothing else.

A node is calm while it does what it did and has said all that it had to say: then a measurement is
one message more, and the broker's word for it one less to wait for. Whatever is else goes the whole
way of `machine`, to the same result.
"""

from msgspec.structs import replace

from devices.node import reports
from devices.node.facts import Measured, Moment
from devices.node.ladder import still_holds
from devices.node.state import HOUR_MS, Contact, Desk, Node, Step
from devices.wire.topics import TELEMETRY


def measure(node: Node, measured: Measured, moment: Moment) -> Step | None:
    """The step of a calm node that measures; None: there is more to do."""
    if not _is_only_report_due(node.desk, node.contact, moment) or not _is_all_said(node):
        return None
    node = replace(node, moment=moment)
    level = None if node.is_fading else node.level
    if not node.desk.seen.is_of(node.memory, node.wanted, level) or not still_holds(node):
        return None
    desk, contact, settings = node.desk, node.contact, node.memory.settings
    token = desk.next_token if settings.telemetry_qos else None
    members = f'"samples":[{reports.sample_of(node, measured)}]'
    message = reports.message_of(node, TELEMETRY, members, qos=settings.telemetry_qos, token=token)
    desk = replace(
        desk,
        telemetry_due_ms=desk.next_report_ms(moment.uptime_ms, settings.report_s * 1000),
        stalled_at=node.memory.outbox.oldest,
        next_token=desk.next_token if token is None else token + 1,
        in_flight=desk.in_flight if token is None else (*desk.in_flight, message),
    )
    contact = replace(contact, seq=contact.seq + 1, is_heard=False)
    return replace(node, desk=desk, contact=contact), (message,)


def forget(node: Node, token: int, moment: Moment) -> Step | None:
    """The step of a node whose message has arrived; None: others waited for that."""
    desk = node.desk
    if desk.unsent:
        return None
    in_flight = tuple([one for one in desk.in_flight if one.token != token])
    return replace(node, moment=moment, desk=replace(desk, in_flight=in_flight)), ()


def _is_only_report_due(desk: Desk, contact: Contact, moment: Moment) -> bool:
    uptime_ms = moment.uptime_ms
    return (
        desk.telemetry_due_ms <= uptime_ms
        and desk.hour == moment.now_ms // HOUR_MS
        and (contact.announce_due_ms is None or contact.announce_due_ms > uptime_ms)
        and (contact.connect_due_ms is None or contact.connect_due_ms > uptime_ms)
    )


def _is_all_said(node: Node) -> bool:
    """Whether no sample and no event waits to be sent, for the first time or again."""
    desk, outbox = node.desk, node.memory.outbox
    return (
        node.contact.is_online
        and node.test is None
        and not node.desired.retired
        and not desk.unsent
        and len(desk.in_flight) < reports.KEPT_IN_FLIGHT
        and (not outbox.entries or outbox.entries[-1].n <= desk.sent_upto)
        and not (node.contact.is_heard and outbox.oldest == desk.stalled_at <= desk.sent_upto)
    )
