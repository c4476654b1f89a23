"""The city as it stood at the last commit, from what the store kept."""

from collections import Counter
from functools import lru_cache
from sys import intern

from devices.errors import DecodeError
from devices.wire import codec
from devices.wire.documents import to_program
from devices.wire.down import Desired, GroupOverrides, ProgramDocument
from devices.wire.topics import TOPICS
from devices.wire.up import Message
from lighting.city import Applied, City, FaultKey, Issued
from lighting.controller import SESSION_FACT
from lighting.desired.convergence import take_up
from lighting.desired.documents import see_groups
from lighting.faults.life import Fault
from lighting.health import held_back
from lighting.nodes.alike import slim
from lighting.rows import DocumentRow
from lighting.site.config import Config
from lighting.site.inventory import Inventory, read_lamps
from lighting.stores.kept import Kept
from lighting.work import keeping
from schedules.document import read_document

_TOPIC = {topic.name: topic for topic in TOPICS}


def restore(config: Config, kept: Kept, session: str, now_ms: int) -> City:
    """Build the city from what was kept; an empty store gives a city without lamps."""
    lamps = read_lamps(kept.lamps_csv, "the store") if kept.lamps_csv else ()
    city = City(config, session, Inventory(lamps), imported_ms=now_ms)
    if kept.schedule is not None:
        row = kept.schedule
        city.applied = Applied(row, read_document(row.text, row.source))
        see_groups(city)
    names = city.applied.names if city.applied else None
    used = {names.of(lamp) for lamp in lamps} | set(names.document.groups) if names else set()
    for document in kept.documents:
        _put(city, document, used)
    city.twins = {twin.node: twin for twin in kept.twins}
    city.early = {twin.node for twin in kept.twins if twin.early}
    city.faults = {_key(fault): fault for fault in kept.faults}
    seeming = [fault.past for fault in kept.faults if fault.past]
    city.resting = {_key(fault): fault for fault in (*kept.resting, *seeming)}
    city.incidents = {incident.key: incident for incident in kept.incidents}
    city.ailing = {key[0] for key in city.faults}
    city.maintenance = {one.id: one for one in kept.maintenance}
    held_back.see(city)
    city.overrides = {order.id: order for order in kept.overrides}
    city.measured_often = {one.id for one in kept.overrides if one.report_s}
    city.approvals = {one.id: one for one in kept.approvals}
    city.darkened = {one.id: one for one in kept.darkened}
    city.changes = {change.id: change for change in kept.changes}
    _follow_again(city, kept, now_ms)
    keeping.restore(city, kept.work, kept.visits, kept.next_work)
    city.past_session = kept.facts.get(SESSION_FACT)
    city.next_fault, city.next_order = kept.next_fault, kept.next_order
    city.counts, city.refused = Counter(kept.counts), Counter(kept.refused)
    return city


def _follow_again(city: City, kept: Kept, now_ms: int) -> None:
    """What nodes said is known from their twins, also where the ledger's last rows are not kept."""
    for change in kept.changes:
        take_up(city, change, kept.steps(change.id), now_ms)


def _key(fault: Fault) -> FaultKey:
    return fault.lamp or f"panel:{fault.panel}", fault.code, fault.origin


def _put(city: City, row: DocumentRow, programs: set[str | None]) -> None:
    """A document of our own; one that a newer version wrote and we can't read is issued anew."""
    try:
        message = _read(row.kind, row.payload)
    except (DecodeError, KeyError):
        return
    match message:
        case Desired():
            city.desired[intern(row.subject)] = slim(message)
        case GroupOverrides():
            city.group_overrides[row.subject] = message
        case ProgramDocument():
            # One of a schedule before: nobody runs it, and it can't be renewed.
            if row.subject in programs:
                program = to_program(message)
                issued = Issued(program, row.version, row.issued_ms, row.payload)
                city.programs[row.subject] = issued
        case _:
            pass


# The documents of lamps that were told the same at once are read once.
@lru_cache(maxsize=256)
def _read(kind: str, payload: bytes) -> Message:
    return codec.decode(_TOPIC[kind], payload)
