"""What a node tells of its own faults by events, in whatever order these come.

References:
    docs/wire-protocol.md, the topic `event` and the rules of events.
"""

from msgspec.structs import replace

from devices.wire.up import Event, Events, Reported
from lighting.city import City, FaultKey
from lighting.faults.catalogue import kind_of
from lighting.faults.evidence.of_node import REPORTED
from lighting.faults.sighting import Finding
from lighting.faults.told import (
    Told,
    from_before,
    is_older,
    is_outlived,
    newest,
    outlived,
    with_newest,
)
from lighting.health import judging
from lighting.nodes.twin import Twin
from lighting.rows import Action
from lighting.site.inventory import Lamp

TOLD_LATE_MS = 31 * 86_400_000
"""What a node told longer ago by its clock is taken to have happened now [ms]."""


def judge_event(
    city: City, lamp: Lamp, twin: Twin, message: Events, event: Event, now_ms: int
) -> tuple[Twin, list[Action]]:
    """What a node reports of itself: a fault that begins or ends, in whatever order it comes.

    Also what a session that was replaced had to tell, which else would be told nowhere; but it
    leaves no fault open that has ended since.
    """
    if event.kind != "fault" or not event.code or event.begin is None:
        return twin, []
    code = kind_of(event.code).code  # a node may report any text
    at_ms = _told_ms(event.at_ms, event.clock, now_ms)
    session = "" if event.n < twin.booted_n else message.session
    one = Told(code, message.log, event.n, at_ms, event.begin, session)
    before = newest(twin.told, code)
    if before is None or not is_older(one, before):
        twin = replace(twin, told=with_newest(twin.told, one))
        return twin, _told_newest(city, lamp, twin, one)
    key: FaultKey = (lamp.id, code, judging.NODE)
    if one.begin and not before.begin and key not in city.faults and key not in city.resting:
        return twin, [*_told(city, lamp, one), *_told(city, lamp, before)]
    return twin, []


def judge_boots(city: City, lamp: Lamp, twin: Twin, message: Events) -> tuple[Twin, list[Action]]:
    """What boots show by their numbers: which faults were told before the present session."""
    booted_n = max((one.n for one in message.events if one.kind == "boot"), default=0)
    if booted_n <= twin.booted_n:
        return twin, []
    told = from_before(twin.told, message.log, booted_n)
    twin = replace(twin, booted_n=booted_n, told=told)
    if not twin.has_reported or twin.reported_ms is None:
        return twin, []
    return twin, _ended(city, lamp, twin, twin.reported_ms, twin.reported_ms)


def judge_report(
    city: City, lamp: Lamp, twin: Twin, message: Reported, now_ms: int
) -> list[Action]:
    """What a report shows to be over: told in an earlier session, and not seen in this one.

    It was repaired while the node had no power; nobody else says that it ended.
    """
    if not twin.told:
        return []
    said_ms = _told_ms(message.at_ms, message.clock, now_ms)
    moment_ms = judging.moment_of(city, message.at_ms, message.clock, now_ms)
    return _ended(city, lamp, twin, said_ms, moment_ms)


def _told_ms(at_ms: int, clock: str, now_ms: int) -> int:
    """When a node told something: by its clock, where that can be."""
    is_known = clock != "unknown" and 0 <= now_ms - at_ms <= TOLD_LATE_MS
    return at_ms if is_known else now_ms


def _ended(city: City, lamp: Lamp, twin: Twin, said_ms: int, moment_ms: int) -> list[Action]:
    findings = [
        Finding(code, is_present=False, evidence="")
        for code in outlived(twin.told, twin.session, twin.flags, said_ms)
    ]
    return judging.note(
        city, findings, lamp=lamp, panel=lamp.panel, origin=judging.NODE, now_ms=moment_ms
    )


def _told_newest(city: City, lamp: Lamp, twin: Twin, one: Told) -> list[Action]:
    """The newest of a code; of an earlier session, it may be over by what the node said since."""
    if not one.begin or one.session == twin.session:
        return _told(city, lamp, one)
    known = city.resting.get((lamp.id, one.code, judging.NODE))
    if known is not None and one.at_ms <= (known.cleared_ms or 0):
        return []
    said_ms = twin.reported_ms if twin.has_reported else None
    if said_ms is None or not is_outlived(one, twin.session, twin.flags, said_ms):
        return _told(city, lamp, one)
    return [*_told(city, lamp, one), *_ended(city, lamp, twin, said_ms, said_ms)]


def _told(city: City, lamp: Lamp, one: Told) -> list[Action]:
    finding = Finding(one.code, one.begin, REPORTED())
    return judging.note(
        city, [finding], lamp=lamp, panel=lamp.panel, origin=judging.NODE, now_ms=one.at_ms
    )
