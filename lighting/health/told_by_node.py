"""What a node tells of its own faults by events, in whatever order these come.

References:
    docs/wire-protocol.md, the topic `event`.
"""

from msgspec.structs import replace

from devices.wire.up import Event
from lighting.city import City, FaultKey
from lighting.faults.catalogue import kind_of
from lighting.faults.evidence.of_node import REPORTED
from lighting.faults.sighting import Finding
from lighting.faults.told import Told, is_older, newest, with_newest
from lighting.health import judging
from lighting.nodes.twin import Twin
from lighting.rows import Action
from lighting.site.inventory import Lamp

TOLD_LATE_MS = 31 * 86_400_000
"""What a node told longer ago by its clock is taken to have happened now [ms]."""


def judge_event(  # noqa: PLR0913 - of whom, what and when, and how it came
    city: City,
    lamp: Lamp,
    twin: Twin,
    log: str,
    event: Event,
    now_ms: int,
    *,
    is_late: bool = False,
) -> tuple[Twin, list[Action]]:
    """What a node reports of itself: a fault that begins or ends, in whatever order it comes.

    Also what a session that was replaced had to tell (`is_late`), which else would be told nowhere;
    but it begins no fault anew that has ended since.
    """
    if event.kind != "fault" or not event.code or event.begin is None:
        return twin, []
    code = kind_of(event.code).code  # a node may report any text
    is_known = event.clock != "unknown" and 0 <= now_ms - event.at_ms <= TOLD_LATE_MS
    one = Told(code, log, event.n, event.at_ms if is_known else now_ms, event.begin)
    before = newest(twin.told, code)
    if before is None or not is_older(one, before):
        twin = replace(twin, told=with_newest(twin.told, one))
        return twin, [] if is_late and _is_over(city, lamp, one) else _told(city, lamp, one)
    key: FaultKey = (lamp.id, code, judging.NODE)
    if one.begin and not before.begin and key not in city.faults and key not in city.resting:
        return twin, [*_told(city, lamp, one), *_told(city, lamp, before)]
    return twin, []


def _is_over(city: City, lamp: Lamp, one: Told) -> bool:
    """Whether what is told to have begun has ended since, by what the node flagged."""
    known = city.resting.get((lamp.id, one.code, judging.NODE))
    return one.begin and known is not None and one.at_ms <= (known.cleared_ms or 0)


def _told(city: City, lamp: Lamp, one: Told) -> list[Action]:
    finding = Finding(one.code, one.begin, REPORTED())
    return judging.note(
        city, [finding], lamp=lamp, panel=lamp.panel, origin=judging.NODE, now_ms=one.at_ms
    )
