"""Everything that can be asked of the thread that owns the city: inquiries, and orders that change.

An order carries who gives it and why; who may give it is checked before, at the API's door.
"""

from dataclasses import dataclass

from lighting.questions.maintenance import ListMaintenance, MaintenanceOrdered
from lighting.questions.past import DropParked, LookInto, LookUp, RetryParked
from lighting.work.questions import WorkInquiry, WorkOrdered

__all__ = ["DropParked", "LookInto", "LookUp", "RetryParked"]


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """The city on one screen."""


@dataclass(frozen=True, slots=True)
class ListLamps:
    """The lamps of a choice (None: all), those left that fit every condition that is set."""

    choice: str | None = None
    except_: str | None = None
    silent: bool = False
    faulty: bool = False
    not_converged: bool = False


@dataclass(frozen=True, slots=True)
class ShowLamp:
    """All that is known of one lamp."""

    lamp: str


@dataclass(frozen=True, slots=True)
class ShowSchedule:
    """The schedule in force, or a version by itself or by its number, counted from 1."""

    version: int | None = None


@dataclass(frozen=True, slots=True)
class ListSchedules:
    """The newest versions of the schedule: who applied each, when and why."""

    limit: int = 20


@dataclass(frozen=True, slots=True)
class ShowChange:
    """How far a change got, and which lamps lack a step; `newest` is the last one made."""

    id: str
    step: str = "applied"


@dataclass(frozen=True, slots=True)
class ListChanges:
    """The newest changes, and how many lamps took each step."""

    limit: int = 20


@dataclass(frozen=True, slots=True)
class ListOverrides:
    """The overrides that hold now or will."""


@dataclass(frozen=True, slots=True)
class ListPresets:
    """The presets of the site, and which of them are running."""


@dataclass(frozen=True, slots=True)
class RehearsePreset:
    """What a preset would do if it were started now; nothing is changed."""

    name: str
    choice: str | None = None
    except_: str | None = None
    until_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ListFaults:
    """Faults and incidents that fit every condition that is set.

    Without a `state` these are the open ones that have proved true and hang on no open incident;
    `members` also gives those that hang on one; `all` these, pending and cleared ones.
    Severity is 1 to 4.
    """

    code: str | None = None
    severity: int | None = None
    since_ms: int | None = None
    kelurahan: str | None = None
    panel: str | None = None
    origin: str | None = None
    state: str | None = None
    members: bool = False


@dataclass(frozen=True, slots=True)
class ListIncidents:
    """Incidents of a kind, or of all; with `past` also those that are over."""

    kind: str | None = None
    past: bool = False


@dataclass(frozen=True, slots=True)
class ShowIncident:
    """One incident, open or over."""

    id: str


@dataclass(frozen=True, slots=True)
class ShowFault:
    """One fault, open or cleared."""

    id: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why a lamp is as it is, at a moment [ms since 1970 UTC]; None is now."""

    lamp: str
    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Pulse:
    """Whether the thread that owns the city keeps up; the service answers it."""


@dataclass(frozen=True, slots=True)
class ImportLamps:
    """The whole inventory, in place of the one before; `dry_run` only tells what would change."""

    csv: str
    source: str
    dry_run: bool
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class ApplySchedule:
    """A schedule's text, read from `source`, to be in force from now on.

    `base` is the version in force that whoever orders it knows of, 0 for none; where another one
    is in force the order is refused. None: he doesn't say, and is told what it took the place of.
    """

    text: str
    source: str
    reason: str
    who: str
    base: int | None = None


@dataclass(frozen=True, slots=True)
class SetOverride:
    """A level [%] for a choice of lamps, from `start_ms` (None: now) until `until_ms`.

    Without an end it lasts as long as the site's settings say. `preset` is the one that it is of;
    `report_s` how often the lamps measure meanwhile.
    """

    level: int
    choice: str
    except_: str | None
    start_ms: int | None
    until_ms: int | None
    priority: str
    fade_s: int
    reason: str
    who: str
    fade_back_s: int | None = None
    preset: str = ""
    report_s: int | None = None


@dataclass(frozen=True, slots=True)
class ReleaseOverride:
    """An override ended before its time."""

    id: str
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class Approve:
    """A second person agrees to an order that waits: it is carried out."""

    id: str
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class Reject:
    """A second person says no to an order that waits, or who gave it takes it back."""

    id: str
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class StartPreset:
    """A preset of the site is to hold from now on, for its own lamps or those of a choice."""

    name: str
    choice: str | None
    except_: str | None
    until_ms: int | None
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class EndPreset:
    """Every override of a preset ended before its time."""

    name: str
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class AcknowledgeFault:
    """Somebody has seen a fault and says what he makes of it."""

    id: str
    reason: str
    who: str


Order = (
    ImportLamps
    | ApplySchedule
    | SetOverride
    | ReleaseOverride
    | Approve
    | Reject
    | StartPreset
    | EndPreset
    | AcknowledgeFault
    | MaintenanceOrdered
    | RetryParked
    | DropParked
    | WorkOrdered
)
Inquiry = (
    ShowStatus
    | ListLamps
    | ShowLamp
    | ShowSchedule
    | ListSchedules
    | ShowChange
    | ListChanges
    | ListOverrides
    | ListPresets
    | RehearsePreset
    | ListFaults
    | ShowFault
    | ListIncidents
    | ShowIncident
    | ListMaintenance
    | Why
    | LookUp
    | LookInto
    | WorkInquiry
)
Question = Inquiry | Order | Pulse
