"""What every node should hold: its own document, its program, its groups' overrides.

Documents are state, not pulses. This file says what they should contain; a document is issued anew,
under a higher version, only when its content changes.
"""

from collections.abc import Iterator
from dataclasses import replace

from devices.wire import codec
from devices.wire.documents import to_document, to_entry, to_overrides
from devices.wire.down import Desired, Document, GroupOverrides, OverrideEntry
from devices.wire.settings import Settings
from devices.wire.topics import DESIRED, OVERRIDE, PROGRAM, Topic
from lighting.city import City, Issued
from lighting.desired.on_top import factors_held, on_top_of, with_own
from lighting.nodes.alike import slim
from lighting.nodes.twin import Twin
from lighting.rows import Action, DocumentRow, OverrideRow, Say
from lighting.site.inventory import Inventory, Lamp
from schedules.compile import compile_program, evening_of
from schedules.decision import Override, Situation, Trust
from schedules.program import Program

EVERYBODY = "all"
"""The group that every lamp is in, so that the whole city hears one message."""

_ON_THE_WIRE = {30: 30, 50: 50, 100: 200, 200: 400}
"""Where each priority begins for a node: above it there is room for those that came later."""


def version_after(previous: int, now_ms: int) -> int:
    """A version that is higher than the one before: the time, made to rise."""
    return max(previous + 1, now_ms)


def groups_of(lamp: Lamp) -> tuple[str, ...]:
    """The groups whose overrides a lamp hears, the whole city's first."""
    return (EVERYBODY, *lamp.groups)


def program_of(city: City, lamp: Lamp) -> str | None:
    """The program of a lamp: the first assignment that names a group of it, else that for all."""
    return city.applied.names.of(lamp) if city.applied else None


def see_groups(city: City) -> None:
    """Put each lamp into the groups that the schedule puts around its own.

    What was worked out by the lists before goes with them: of a lamp that is silent, or gone from
    the list, it would be kept for ever.
    """
    for known in (city.calm, city.told, city.bounds):
        known.clear()
    document = city.applied.document if city.applied else None
    if document is None or not document.groups_nested:
        city.inventory = city.listed
        return
    lamps = (
        replace(lamp, groups=document.groups_of(lamp.id, lamp.groups)) for lamp in city.listed.lamps
    )
    city.inventory = Inventory(tuple(lamps))


def situation_of(city: City, lamp: Lamp, trust: Trust = Trust.SYNCED) -> Situation:
    """What the ladder has to go by for a lamp, as issued; the nodes run the same ladder."""
    issued = city.programs.get(program_of(city, lamp) or "")
    own = city.desired.get(lamp.node)
    found = list(to_overrides(own.overrides, own.version, "node")) if own else []
    for group in groups_of(lamp):
        document = city.group_overrides.get(group)
        if document is not None:
            found += to_overrides(document.overrides, document.version, f"group:{group}")
    return Situation(
        overrides=tuple(found),
        program=issued.program if issued else None,
        default_level=own.default_level if own else city.config.nodes.default_level,
        trust=trust,
    )


def lacking(city: City, lamp: Lamp, twin: Twin | None) -> tuple[tuple[str, str, int], ...]:
    """The documents (kind, subject, version) that a node should hold and does not."""
    known = twin or Twin(lamp.node)
    missing = []
    own = city.desired.get(lamp.node)
    if own is not None and known.desired < own.version:
        missing.append((DESIRED.name, lamp.node, own.version))
    name = program_of(city, lamp)
    issued = city.programs.get(name or "")
    if name and issued and (known.program != name or known.program_version < issued.version):
        missing.append((PROGRAM.name, name, issued.version))
    if not city.group_overrides:
        return tuple(missing)
    held = known.overrides
    for group in groups_of(lamp):
        document = city.group_overrides.get(group)
        if document is not None and held.get(f"group:{group}", 0) < document.version:
            missing.append((OVERRIDE.name, group, document.version))
    return tuple(missing)


def issue(
    city: City, topic: Topic, subject: str, message: Document, *, is_paced: bool = True
) -> tuple[Action, ...]:
    """The record of a document and the message that carries it."""
    payload = codec.encode(message)
    row = DocumentRow(topic.name, subject, message.version, message.issued_ms, payload)
    city.said_ms[topic.name, subject] = (message.issued_ms, message.issued_ms)
    return row, Say(topic, subject, payload, is_paced=is_paced)


def issue_desired(city: City, now_ms: int) -> Iterator[Action]:
    """Every node's own document whose content is not what it should be; the retired ones too."""
    own: dict[str, list[OverrideRow]] = {}
    often: dict[str, int] = {}
    for order in live_overrides(city, now_ms):
        if order.report_s and order.start_ms <= now_ms:
            for one in order.lamps:
                often[one] = min(order.report_s, often.get(one, order.report_s))
        for one in order.lamps if order.group is None else ():
            own.setdefault(one, []).append(order)
    for lamp in city.inventory.lamps:
        wanted = _desired(city, lamp, own.get(lamp.id, []), now_ms, often.get(lamp.id))
        yield from _if_changed(city, lamp.node, wanted, now_ms)
    for node, document in list(city.desired.items()):
        if city.inventory.by_node.get(node) is None and not document.retired:
            gone = Desired(version=1, issued_ms=now_ms, retired=True)
            yield from _if_changed(city, node, gone, now_ms)


def _desired(
    city: City, lamp: Lamp, own: list[OverrideRow], now_ms: int, report_s: int | None
) -> Desired:
    nodes, name = city.config.nodes, program_of(city, lamp)
    before = city.desired.get(lamp.node)
    settings = Settings(
        report_s=min(report_s or nodes.report_s, nodes.report_s),
        spread_s=nodes.spread_s,
        telemetry_qos=1 if nodes.telemetry_qos else 0,
        min_level=nodes.min_level,
    )
    document = city.applied.document if city.applied else None
    held = factors_held(document, lamp)
    known = before.settings if before else settings
    return Desired(
        version=1,
        issued_ms=now_ms,
        program=name,
        groups=list(groups_of(lamp)),
        overrides=[_entry(order) for order in own],
        default_level=nodes.default_level,
        settings=with_own(settings, on_top_of(city, name), held, known),
    )


def _if_changed(city: City, node: str, wanted: Desired, now_ms: int) -> Iterator[Action]:
    before = city.desired.get(node)
    if before is not None and _content(before) == _content(wanted):
        return
    floor = max(before.version if before else 0, _reported_version(city, node))
    document = slim(wanted.model_copy(update={"version": version_after(floor, now_ms)}))
    city.desired[node] = document
    yield from issue(city, DESIRED, node, document)


def _reported_version(city: City, node: str) -> int:
    twin = city.twins.get(node)
    return twin.desired if twin else 0


def _content(document: Document) -> Document:
    return document.model_copy(update={"version": 1, "issued_ms": 0})


def issue_group(city: City, group: str, now_ms: int, floor: int = 0) -> tuple[Action, ...]:
    """A group's overrides as they are now, under a version above the last and above `floor`."""
    before = city.group_overrides.get(group)
    version = version_after(max(floor, before.version if before else 0), now_ms)
    live = [_entry(order) for order in live_overrides(city, now_ms) if order.group == group]
    document = GroupOverrides(version=version, issued_ms=now_ms, overrides=live)
    city.group_overrides[group] = document
    return issue(city, OVERRIDE, group, document, is_paced=False)


def issue_missing(city: City, now_ms: int) -> Iterator[Action]:
    """What is not issued yet: programs first, so that a node finds what its own document names.

    A schedule that needs more points than a node can hold raises `DocumentError`.
    """
    yield from issue_missing_programs(city, now_ms)
    yield from issue_desired(city, now_ms)


def issue_missing_programs(city: City, now_ms: int) -> Iterator[Action]:
    """Programs that lamps need and that are not issued yet; raises as `issue_missing` does."""
    wanted = {name for lamp in city.inventory.lamps if (name := program_of(city, lamp))}
    for name in sorted(wanted - set(city.programs)):
        yield from issue_program(city, name, now_ms)


def issue_program(city: City, name: str, now_ms: int) -> tuple[Action, ...]:
    """A program compiled from the schedule in force, from the present night on.

    A schedule that needs more points than a node can hold raises `DocumentError`.
    """
    if city.applied is None:
        return ()
    document = city.applied.document
    first = evening_of(document, now_ms // 1000)
    origin = city.applied.names.origin(name, city.inventory.lamps)
    nights = city.config.schedule.nights
    program = compile_program(document, origin.group, first, nights, origin.also)
    before = city.programs.get(name)
    if before is not None and before.program == program:
        return ()
    return _issue(city, program, version_after(before.version if before else 0, now_ms), now_ms)


def reissue_program(city: City, name: str, now_ms: int, floor: int) -> tuple[Action, ...]:
    """A program as it was issued, under a version above `floor`."""
    return _issue(city, city.programs[name].program, version_after(floor, now_ms), now_ms)


def _issue(city: City, program: Program, version: int, now_ms: int) -> tuple[Action, ...]:
    message = to_document(program, version, now_ms)
    city.programs[program.id] = Issued(program, version, now_ms, codec.encode(message))
    return issue(city, PROGRAM, program.id, message, is_paced=False)


def say_again(city: City, topic: Topic, subject: str, *, is_paced: bool = True) -> Say | None:
    """A document as it was issued, once more."""
    if topic is PROGRAM:
        issued = city.programs.get(subject)
        return Say(topic, subject, issued.payload, is_paced=is_paced) if issued else None
    documents = city.desired if topic is DESIRED else city.group_overrides
    document = documents.get(subject)
    return Say(topic, subject, document, is_paced=is_paced) if document else None


def everything(city: City) -> Iterator[Say]:
    """Every document again, for a broker that forgot."""
    for topic, subjects in (
        (PROGRAM, city.programs),
        (OVERRIDE, city.group_overrides),
        (DESIRED, city.desired),
    ):
        for subject in subjects:
            said = say_again(city, topic, subject)
            if said is not None:
                yield said


def live_overrides(city: City, now_ms: int) -> list[OverrideRow]:
    """The overrides that are neither released nor over."""
    return [
        order
        for order in city.overrides.values()
        if order.released_ms is None and order.until_ms > now_ms
    ]


def _entry(order: OverrideRow) -> OverrideEntry:
    return to_entry(as_override(order))


def as_override(order: OverrideRow) -> Override:
    """An override as the ladder knows it."""
    return Override(
        id=order.id,
        version=order.version,
        level=order.level,
        priority=_ON_THE_WIRE[order.priority] + order.seat,
        start_ms=order.start_ms,
        until_ms=order.until_ms,
        fade_s=order.fade_s,
        fade_back_s=order.fade_back_s,
        by=order.by,
        reason=order.reason,
        source=f"group:{order.group}" if order.group else "node",
    )
