"""What the core wants kept and said: facts for the store, messages for the wire.

The core only returns these; the service commits facts, acknowledges, and only then says messages.
"""

from collections.abc import Collection
from dataclasses import dataclass

import msgspec

from devices.wire.quick import Measured
from devices.wire.topics import Topic
from devices.wire.up import Event, Message
from lighting.desired.needs import LampNeed
from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.faults.maintenance import Maintenance
from lighting.nodes.twin import Twin
from lighting.planning.guard import Approval, Darkened
from lighting.site.replaced_list import ListReplaced
from lighting.work.order import Visit, WorkOrder


# A struct, as `TwinRow` is: one of each is made for each message.
class SampleRow(msgspec.Struct, frozen=True, gc=False):
    """One sample; its key is (node, session, sample.at_ms), the same again changes nothing.

    `instead_ms` is the controller's time, where the sample's own can't be: it is stored under that.
    """

    node: str
    lamp: str
    session: str
    sample: Measured
    clock: str
    received_ms: int
    instead_ms: int | None = None


@dataclass(frozen=True, slots=True)
class HourRow:
    """What one lamp did in one hour, in place of the row with its key (lamp, hour_ms).

    Attributes:
        hour_ms: The hour's begin, a whole hour of UTC [ms since 1970].
        energy_wh: Energy in the covered part of the hour; None where nothing is known.
        burn_s: Burning time in the covered part.
        power_min_w: The least power measured in it; the others are mean and most.
        covered_s: Seconds of the hour for which the figures hold, 0 to 3600.
        samples: How many samples were taken in it.
        quality: `counted` by the node, `estimated` from power, `mixed`, or `none`.
    """

    lamp: str
    hour_ms: int
    energy_wh: float | None
    burn_s: float | None
    power_min_w: float | None
    power_mean_w: float | None
    power_max_w: float | None
    covered_s: float
    samples: int
    quality: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """One numbered event; its key is (node, log, event.n), the same again changes nothing."""

    node: str
    lamp: str
    log: str
    event: Event
    received_ms: int


@dataclass(frozen=True, slots=True)
class GapRow:
    """Events that are gone for good: `count` of the numbers `first` to `last`, and why."""

    node: str
    log: str
    first: int
    last: int
    count: int
    why: str
    noted_ms: int


class TwinRow(msgspec.Struct, frozen=True, gc=False):
    """The present knowledge of a node, in place of the one before.

    `is_moved` says that since the row before only what `moves` holds has changed.
    """

    twin: Twin
    is_moved: bool = False


@dataclass(frozen=True, slots=True)
class FaultRow:
    """A fault as it stands now, in place of the row with its id."""

    fault: Fault


@dataclass(frozen=True, slots=True)
class DroppedFault:
    """A fault that was pending and proved to be none."""

    fault: Fault


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident as it stands now, in place of the row with its id."""

    incident: Incident


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A message that could not be used: for the dead-letter table, counted by reason."""

    topic: str
    reason: str
    detail: str
    payload: bytes
    received_ms: int


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A retained document as it was issued, key (kind, subject), and its bytes on the wire."""

    kind: str
    subject: str
    version: int
    issued_ms: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """An operator's schedule, applied; versions are kept for ever."""

    version: int
    text: str
    source: str
    by: str
    reason: str
    applied_ms: int
    base: int | None = None
    """The version that it took the place of; 0: none."""


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """An operator's override, in place of the row with its id."""

    id: str
    choice: str
    group: str | None
    lamps: tuple[str, ...]
    level: int
    priority: int
    start_ms: int
    until_ms: int
    fade_s: int
    by: str
    reason: str
    version: int
    set_ms: int
    released_ms: int | None = None
    seat: int = 0
    """Above how many of the same priority it stands: a node goes by `priority` + `seat`."""
    fade_back_s: int | None = None
    agreed_by: str = ""
    """The second person, who agreed to it for `lamps`."""
    darkens: tuple[str, ...] = ()
    """Lamps that it was set to darken without a second person."""
    preset: str = ""
    report_s: int | None = None
    """How often its lamps measure meanwhile [s]; None: as always."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change and the documents it needs each lamp to hold: (lamp, kind, subject, version)."""

    id: str
    what: str
    by: str
    recorded_ms: int
    needs: Collection[LampNeed]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """How far a change got with one lamp, in place of the row with its key (change, lamp)."""

    change: str
    lamp: str
    sent_ms: int | None = None
    received_ms: int | None = None
    applied_ms: int | None = None
    confirmed_ms: int | None = None


@dataclass(frozen=True, slots=True)
class LampsRow:
    """The whole inventory, in place of the one before."""

    csv: str


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what to what and why; never changed, never deleted."""

    at_ms: int
    who: str
    action: str
    target: str
    reason: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HourRolled:
    """An hour was rolled up as it stood after so many marks; marks since then call for another."""

    hour_ms: int
    marks: int


@dataclass(frozen=True, slots=True)
class ParkedAgain:
    """Lines that the measurement store refused are to be sent once more; by their ids."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ParkedDropped:
    """Lines that the measurement store refused are given up for good; by their ids."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FactRow:
    """One small named fact of the controller itself, in place of the one before."""

    name: str
    value: str


Row = (
    SampleRow
    | EventRow
    | GapRow
    | TwinRow
    | FaultRow
    | DroppedFault
    | IncidentRow
    | RefusedRow
    | DocumentRow
    | ScheduleRow
    | OverrideRow
    | ChangeRow
    | LedgerRow
    | LampsRow
    | ListReplaced
    | AuditRow
    | FactRow
    | HourRow
    | HourRolled
    | ParkedAgain
    | ParkedDropped
    | Approval
    | Darkened
    | WorkOrder
    | Visit
    | Maintenance
)


@dataclass(frozen=True, slots=True)
class Say:
    """A message for the wire; a paced one waits its turn behind others, 500 a second."""

    topic: Topic
    subject: str
    message: Message | bytes
    is_paced: bool = False


Action = Row | Say
