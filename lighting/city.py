"""The state that one thread owns: the lamps, what should be, and what is known of every node."""

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from devices.wire.down import Desired, GroupOverrides
from lighting.desired.ledger import Ledger
from lighting.desired.program_names import ProgramNames
from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.faults.maintenance import Maintenance
from lighting.health.listening import Listening
from lighting.nodes.twin import Twin
from lighting.planning.guard import Approval, Darkened
from lighting.rows import ChangeRow, OverrideRow, ScheduleRow
from lighting.site.config import Config
from lighting.site.inventory import Inventory
from lighting.work.order import Visit, WorkOrder
from lighting.work.proof import Seen
from schedules.document import Document
from schedules.program import Program

if TYPE_CHECKING:
    from lighting.desired.on_top import OnTop
    from lighting.faults.bounds import Bounds
    from lighting.nodes.calm import Calm, Told

FaultKey = tuple[str, str, str]
"""Subject (a lamp, or `panel:P-07`), code, origin: one open fault each."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A program as it was issued; `payload` is what is on the wire."""

    program: Program
    version: int
    issued_ms: int
    payload: bytes


class Answer(NamedTuple):
    """What the ladder wants, level [%] and fade [s], from `since_ms` to just before `until_ms`."""

    level: int
    fade_s: int
    since_ms: int
    until_ms: int | None
    issued: Issued | None
    """The program that it was read from."""


@dataclass(frozen=True, slots=True)
class Applied:
    """The schedule in force, as text and as read."""

    row: ScheduleRow
    document: Document
    names: ProgramNames = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", ProgramNames(self.document))


@dataclass(slots=True)
class City:
    """Everything the controller knows; changed only by the thread that owns it."""

    config: Config
    session: str
    inventory: Inventory
    """As the schedule sees it: each lamp also in the groups around its own."""
    listed: Inventory = field(default_factory=Inventory)
    """As the list of lamps says."""
    applied: Applied | None = None
    programs: dict[str, Issued] = field(default_factory=dict)
    desired: dict[str, Desired] = field(default_factory=dict)
    group_overrides: dict[str, GroupOverrides] = field(default_factory=dict)
    overrides: dict[str, OverrideRow] = field(default_factory=dict)
    approvals: dict[str, Approval] = field(default_factory=dict)
    darkened: dict[str, Darkened] = field(default_factory=dict)
    measured_often: set[str] = field(default_factory=set)
    """The overrides meanwhile which lamps measure more often than else."""
    changes: dict[str, ChangeRow] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    twins: dict[str, Twin] = field(default_factory=dict)
    faults: dict[FaultKey, Fault] = field(default_factory=dict)
    resting: dict[FaultKey, Fault] = field(default_factory=dict)
    """Faults that were cleared so lately that they would come back as themselves."""
    ailing: set[str] = field(default_factory=set)
    """Subjects that have a fault, or had one of late; the rules look closely at these."""
    maintenance: dict[str, Maintenance] = field(default_factory=dict)
    """Work on lamps that lasts."""
    held_back: dict[str, str] = field(default_factory=dict)
    """By lamp the work that its faults are held back by; see `held_back`."""
    incidents: dict[str, Incident] = field(default_factory=dict)
    """The open ones, by kind and scope."""
    listening: Listening = field(default_factory=Listening)
    work: dict[str, WorkOrder] = field(default_factory=dict)
    visits: dict[str, Visit] = field(default_factory=dict)
    repaired: dict[str, Seen] = field(default_factory=dict)
    """What the power of lamps with a work order showed of late."""
    next_work: int = 1
    answers: dict[tuple[str, int, str], Answer] = field(default_factory=dict)
    """What the ladder said last of lamps that are all alike; see `wanted`."""
    tops: dict[str, tuple[Issued, Applied, "OnTop"]] = field(default_factory=dict)
    """What stands on top of programs, as worked out last; see `on_top`."""
    calm: dict[str, "Calm"] = field(default_factory=dict)
    """By topic, lamps of which nothing new was heard; see `calm`."""
    told: dict[tuple[str, tuple[str, ...]], "Told"] = field(default_factory=dict)
    bounds: dict[tuple[str, int, int, float, float], "Bounds"] = field(default_factory=dict)
    """What calm lamps have in common, by program and groups, and by type, level and power."""
    early: set[str] = field(default_factory=set)
    """Nodes of which a message waits for those that it overtook; see `in_turn`."""
    said_ms: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    link_up_ms: int | None = None
    caught_up_ms: int = 0
    away_from_ms: int | None = None
    """When we were last there before a start, if the broker kept what was said since."""
    canary: str | None = None
    canary_due_ms: int | None = None
    tick_ms: int | None = None
    is_reviewed: bool = False
    past_session: str | None = None
    beacon_ms: int = 0
    imported_ms: int = 0
    next_fault: int = 1
    next_order: int = 1
    delays_ms: deque[int] = field(default_factory=lambda: deque(maxlen=100))
    counts: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Until a schedule is read, lamps are in their own groups only."""
        self.listed = self.listed if self.listed.lamps else self.inventory
        self.ailing = {key[0] for key in self.faults}

    @property
    def site(self) -> str:
        """The site's name, as it stands in every topic."""
        return self.config.site.name
