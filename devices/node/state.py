"""The node between two events, and the turn in which one event is handled."""

import json
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import force_setattr, replace

from devices.node.facts import Action, BootReason, Identity, Measured, Moment, Publish, Save
from devices.node.memory import Memory
from devices.wire.down import Desired
from schedules.decision import Override, Wanted
from schedules.factors import PLAIN, Factors
from schedules.program import Program
from schedules.sensing import EffectOnTop, Light, PhotocellOnTop, Trigger

if TYPE_CHECKING:
    from devices.node.self_test import SelfTest

HOUR_MS = 3_600_000
FIRST_DESIRED = Desired(version=1, issued_ms=0)
"""What holds until the first desired document has come; its version is never reported."""


# Structs, not dataclasses: each event copies them, in a tenth of the time.
class Ramp(msgspec.Struct, frozen=True, gc=False):
    """The lamp's way from one level to another, in a straight line [%; ms of uptime]."""

    from_level: int = 0
    to_level: int = 0
    start_ms: int = 0
    end_ms: int = 0

    def level_at(self, uptime_ms: int) -> int:
        """The level at a moment [%]."""
        if uptime_ms >= self.end_ms:
            return self.to_level
        passed = (uptime_ms - self.start_ms) / (self.end_ms - self.start_ms)
        return round(self.from_level + (self.to_level - self.from_level) * passed)


class Contact(msgspec.Struct, frozen=True, gc=False):
    """The node's standing with broker and controller. Due times are uptime [ms]."""

    connection: int = 0
    seq: int = 0
    is_online: bool = False
    failed_attempts: int = 0
    connect_due_ms: int | None = None
    announce_due_ms: int | None = None
    controller_session: str | None = None
    is_heard: bool = False
    """The controller's pulse came since the last measurements: whatever is said, it hears."""


class Seen(msgspec.Struct, frozen=True, gc=False):
    """What a report was last made of; the same objects make the same report."""

    memory: Memory | None = None
    wanted: Wanted | None = None
    level: int | None = None

    def is_of(self, memory: Memory, wanted: Wanted | None, level: int | None) -> bool:
        """Whether nothing has changed since: so it is at nearly every event."""
        return self.memory is memory and self.wanted is wanted and self.level == level


class Desk(msgspec.Struct, frozen=True, gc=False):
    """What has been said, and what waits to be. Due times are uptime [ms]."""

    reported: tuple[object, ...] = ()
    seen: Seen = Seen()
    sent_upto: int = 0
    """Highest event number sent since the last announcement."""
    stalled_at: int = 0
    """Lowest unconfirmed event at the last measurements."""
    telemetry_due_ms: int = 0
    hour: int = 0
    """Last full hour whose energy was recorded [h since 1970 UTC]."""
    next_token: int = 1
    in_flight: tuple[Publish, ...] = ()
    unsent: tuple[str, ...] = ()
    """Samples taken without a connection, as JSON."""

    def next_report_ms(self, uptime_ms: int, period_ms: int) -> int:
        """When to measure after now; whole periods later, so that a fleet keeps its spread."""
        late_ms = uptime_ms - self.telemetry_due_ms
        return self.telemetry_due_ms + (late_ms // period_ms + 1) * period_ms


class Sensors(msgspec.Struct, frozen=True, gc=False):
    """What the sensors said last. Times are uptime [ms], so that no leap of the clock moves them.

    Attributes:
        triggers: When each was last triggered, and whether it still is.
        light: What the light sensor says.
        read_ms: When it was last read.
        burn_s: The meter's counter of time with light [s].
    """

    triggers: tuple[Trigger, ...] = ()
    light: Light | None = None
    read_ms: int = 0
    burn_s: int | None = None


class Node(msgspec.Struct, frozen=True, gc=False):
    """Everything a node knows. Only `memory` survives a reboot."""

    identity: Identity
    memory: Memory
    session: str
    boot_reason: BootReason
    moment: Moment
    dice: int
    """State of the node's own random numbers, so that each runs its own course."""
    program: Program | None = None
    overrides: tuple[Override, ...] = ()
    effects: tuple[EffectOnTop, ...] = ()
    photocells: tuple[PhotocellOnTop, ...] = ()
    factors: Factors = PLAIN
    sensors: Sensors = Sensors()
    output: float = 0.0
    """What the driver was last told to put out [% of its full output]."""
    local_level: int | None = None
    flags: tuple[str, ...] = ()
    """Codes of the faults that it sees now."""
    wanted: Wanted | None = None
    settled: tuple[object, ...] = ()
    """What `wanted` was decided of; empty if it has to be asked again at the next event."""
    settled_ms: int = 0
    """When that was [ms since 1970 UTC]."""
    ramp: Ramp = Ramp()
    contact: Contact = Contact()
    desk: Desk = Desk()
    test: "SelfTest | None" = None
    """The self-test under way."""
    refused: int = 0
    """Payloads that could not be read or did not belong here."""

    @property
    def desired(self) -> Desired:
        """The desired document in force."""
        return self.memory.desired or FIRST_DESIRED

    @property
    def level(self) -> int:
        """What the lamp does at the moment of the last event [%]."""
        return self.ramp.level_at(self.moment.uptime_ms)

    @property
    def is_fading(self) -> bool:
        """Whether the lamp was on its way to another level at the last event."""
        return self.moment.uptime_ms < self.ramp.end_ms


Step = tuple[Node, tuple[Action, ...]]
"""The node after an event, and what it asks for, in order."""


class Turn(msgspec.Struct, gc=False):
    """One event being handled: the node as it becomes, and what it asks for, in order.

    The node is the turn's own copy, which nobody has seen yet, so what changes often is changed in
    it and not copied again; contact and desk are copied at their first change.
    """

    node: Node
    measured: Measured | None = None
    is_urgent: bool = False
    """Whether unsent events go out now rather than with the next measurements."""
    is_test_over: bool = False
    """Whether a self-test ended in this turn: the lamp goes back at once."""
    actions: list[Action] = []
    _has_own_contact: bool = False
    _has_own_desk: bool = False

    def contact(self, **changes: object) -> None:
        """Change the node's standing with broker and controller."""
        if self._has_own_contact:
            _set(self.node.contact, changes)
        else:
            force_setattr(self.node, "contact", replace(self.node.contact, **changes))
            self._has_own_contact = True

    def desk(self, **changes: object) -> None:
        """Change what has been said or waits."""
        if self._has_own_desk:
            _set(self.node.desk, changes)
        else:
            force_setattr(self.node, "desk", replace(self.node.desk, **changes))
            self._has_own_desk = True

    def save(self, memory: Memory) -> None:
        """Take over a memory; what is asked for later comes after it lies in flash."""
        force_setattr(self.node, "memory", memory)
        self.actions.append(Save(memory))

    def refuse(self) -> None:
        """Count a payload that could not be used."""
        force_setattr(self.node, "refused", self.node.refused + 1)

    def draw(self, below: int) -> int:
        """A random whole number from 0 to below - 1 (0 if `below` is less than 1)."""
        dice, number = roll(self.node.dice)
        force_setattr(self.node, "dice", dice)
        return number % max(below, 1)

    def record(self, kind: str, **fields: object) -> None:
        """Number an event and keep it until it is confirmed."""
        moment, memory = self.node.moment, self.node.memory
        stamp = f'"at_ms":{max(moment.now_ms, 0)},"clock":"{moment.trust}"'
        members = "".join(
            f',"{name}":{json.dumps(value)}' for name, value in fields.items() if value is not None
        )
        self.save(replace(memory, outbox=memory.outbox.append(kind, stamp, members)))


def _set(own: Contact | Desk, changes: dict[str, object]) -> None:
    for name, value in changes.items():
        force_setattr(own, name, value)


def roll(dice: int) -> tuple[int, int]:
    """Give the next state and a random number of 64 bits.

    References:
        Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014 (SplitMix64).
    """
    mask = 2**64 - 1
    dice = (dice + 0x9E3779B97F4A7C15) & mask
    mixed = ((dice ^ (dice >> 30)) * 0xBF58476D1CE4E5B9) & mask
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
    return dice, mixed ^ (mixed >> 31)
