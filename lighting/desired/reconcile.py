"""Documents are repeated until they are held, and renewed before they run out.

There is no queue of what is still to be sent: what a node lacks is read off what it reported, each
time anew, so nothing is lost by a crash.
"""

from collections.abc import Iterator
from contextlib import suppress

from devices.wire.down import ControllerTime
from devices.wire.topics import CONTROLLER_TIME, DESIRED, TOPICS
from devices.wire.up import Reported
from lighting.city import City
from lighting.desired.documents import (
    groups_of,
    issue,
    issue_desired,
    issue_group,
    issue_program,
    lacking,
    program_of,
    reissue_program,
    say_again,
    version_after,
)
from lighting.faults.evidence.of_node import DOCUMENTS, NOT_TAKEN
from lighting.faults.limits import limits_of
from lighting.faults.rules.program import judge_program
from lighting.faults.sighting import AGAINST, Finding
from lighting.health import judging
from lighting.nodes.twin import Twin
from lighting.rows import Action, Say
from lighting.site.inventory import Lamp
from schedules.errors import ScheduleError

FIRST_REPEAT_MS = 60_000
LAST_REPEAT_MS = 3_600_000
HIGHEST_BELIEVED = 2**52
"""A node that reports more is not followed: above it there would soon be no version left."""
NOT_TAKEN_MS = 900_000
"""A node that is heard and has not taken a document by then is a fault [ms]."""

_TOPIC = {topic.name: topic for topic in TOPICS}


def tick(city: City, now_ms: int) -> Iterator[Action]:
    """What is to be said because time has passed."""
    yield from _beacon(city, now_ms)
    yield from _renewals(city, now_ms)
    yield from _repeats(city, now_ms)


def _beacon(city: City, now_ms: int) -> Iterator[Action]:
    if now_ms - city.beacon_ms >= city.config.nodes.time_s * 1000:
        city.beacon_ms = now_ms
        yield Say(CONTROLLER_TIME, "", ControllerTime(session=city.session, at_ms=now_ms))


def _renewals(city: City, now_ms: int) -> Iterator[Action]:
    """Programs that have few nights left, compiled anew from tonight on."""
    left_ms, is_renewed = city.config.schedule.renew_nights * 86_400_000, False
    for name, issued in list(city.programs.items()):
        half_ms = (issued.program.until_s - issued.program.from_s) * 500
        if issued.program.until_s * 1000 - now_ms < min(left_ms, half_ms):
            with suppress(ScheduleError):  # nodes go on with their ordinary night
                yield from issue_program(city, name, now_ms)
                is_renewed = True
    if is_renewed:
        yield from issue_desired(city, now_ms)  # what stands on top may have dates, too


def _repeats(city: City, now_ms: int) -> Iterator[Action]:
    """Documents that a node lacks although it was heard since they were said, after a pause."""
    due: set[tuple[str, str]] = set()
    wanting: set[tuple[str, str]] = set()
    in_the_book = {lamp for lamp, code, origin in city.faults if _ends_here(code, origin)}
    for lamp in city.inventory.lamps:
        twin = city.twins.get(lamp.node)
        if twin is None or twin.is_down or twin.heard_ms is None:
            continue
        missing = lacking(city, lamp, twin)
        if not missing and lamp.id not in in_the_book:
            continue  # so it is with nearly all
        yield from _not_taken(city, lamp, twin, missing, now_ms)
        yield from _stale(city, lamp, twin, missing, now_ms)
        for kind, subject, _ in missing:
            wanting.add((kind, subject))
            if twin.heard_ms > city.said_ms.get((kind, subject), (0, 0))[1]:
                due.add((kind, subject))
    for key in [key for key in city.said_ms if key not in wanting]:
        del city.said_ms[key]
    for key in sorted(due):
        yield from _repeated(city, key, now_ms)


def _repeated(city: City, key: tuple[str, str], now_ms: int) -> Iterator[Action]:
    """One document again, if the pause since it was last said is over; pauses double."""
    first_ms, last_ms = city.said_ms.get(key, (now_ms, 0))
    pause_ms = min(max(last_ms - first_ms, FIRST_REPEAT_MS), LAST_REPEAT_MS)
    said = say_again(city, _TOPIC[key[0]], key[1])
    if said is not None and now_ms - last_ms >= pause_ms:
        city.said_ms[key] = (first_ms, now_ms)
        yield said


def _not_taken(
    city: City,
    lamp: Lamp,
    twin: Twin,
    missing: tuple[tuple[str, str, int], ...],
    now_ms: int,
) -> list[Action]:
    """CMD_TIMEOUT: heard since, and still without a document issued long ago."""
    heard_ms = twin.heard_ms or 0
    old = [one for one in missing if heard_ms - one[2] > NOT_TAKEN_MS]
    if old:
        kind, subject, _ = old[0]
        evidence = NOT_TAKEN(document=DOCUMENTS[kind](name=subject))
        finding = Finding("CMD_TIMEOUT", is_present=True, evidence=evidence)
    elif not missing and _is_blamed(city, lamp):
        finding = AGAINST["CMD_TIMEOUT"]
    else:
        return []
    return judging.note(
        city, [finding], lamp=lamp, panel=lamp.panel, origin=judging.CONTROLLER, now_ms=now_ms
    )


def _stale(
    city: City,
    lamp: Lamp,
    twin: Twin,
    missing: tuple[tuple[str, str, int], ...],
    now_ms: int,
) -> list[Action]:
    """SCHED_STALE: heard for a day and more, and still with an old document."""
    oldest_ms = min((one[2] for one in missing), default=None)
    stale_h = limits_of(city.config.faults, lamp.type).stale_h
    findings = judge_program(oldest_ms, twin.heard_ms or 0, stale_h)
    return judging.note(
        city, findings, lamp=lamp, panel=lamp.panel, origin=judging.CONTROLLER, now_ms=now_ms
    )


def _ends_here(code: str, origin: str) -> bool:
    """Whether a fault, that is open, ends when the node has everything."""
    return code in {"CMD_TIMEOUT", "SCHED_STALE"} and origin == judging.CONTROLLER


def _is_blamed(city: City, lamp: Lamp) -> bool:
    """Whether a fault is open that began here; one found in measurements ends by them."""
    fault = city.faults.get((lamp.id, "CMD_TIMEOUT", judging.CONTROLLER))
    return fault is not None and NOT_TAKEN.is_said_by(fault.evidence)


def above_what_was_reported(city: City, lamp: Lamp, message: Reported, now_ms: int) -> list[Action]:
    """Documents issued anew where a node holds a higher version than we know: we go above it.

    This is how a controller restored from an old backup is obeyed again.
    """
    actions: list[Action] = []
    own = city.desired.get(lamp.node)
    if own is not None and own.version < (message.desired or 0) < HIGHEST_BELIEVED:
        version = version_after(message.desired or 0, now_ms)
        document = own.model_copy(update={"version": version, "issued_ms": now_ms})
        city.desired[lamp.node] = document
        actions += issue(city, DESIRED, lamp.node, document)
    name = program_of(city, lamp)
    issued = city.programs.get(name or "")
    held = message.program
    if (
        name
        and issued
        and held
        and held.id == name
        and issued.version < held.version < HIGHEST_BELIEVED
    ):
        actions += reissue_program(city, name, now_ms, floor=held.version)
    for group in groups_of(lamp):
        version = message.overrides.get(f"group:{group}", 0)
        known = city.group_overrides.get(group)
        if (known.version if known else 0) < version < HIGHEST_BELIEVED:
            actions += issue_group(city, group, now_ms, floor=version)
    return actions
