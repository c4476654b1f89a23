"""What a node is told and what it asks for: the closed unions of events and actions.

The shell around the node (simulator, bridge, firmware) brings events and carries out actions.
"""

from typing import Literal

import msgspec

from devices.node.memory import Memory
from devices.wire.up import Capabilities
from schedules.decision import Trust

BootReason = Literal["power", "watchdog", "command", "update", "unknown"]


class Moment(msgspec.Struct, frozen=True, gc=False):
    """What the node's own clocks say."""

    now_ms: int
    """Time of day [ms since 1970 UTC]; may be wrong, may jump."""
    trust: Trust
    uptime_ms: int
    """Since boot [ms]; only rises."""


class Identity(msgspec.Struct, frozen=True, gc=False):
    """Which node this is and what it can do."""

    site: str
    node: str
    firmware: str = "1.0.0"
    hardware: str = "simulated"
    capabilities: Capabilities = msgspec.field(default_factory=Capabilities)
    has_time_source: bool = True
    """False: the node sets its clock by `controller/time`."""


class Measured(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What the meter in the luminaire says; names, units and ranges of the wire's `Sample`."""

    power_w: float | None = None
    supply_v: float | None = None
    supply_a: float | None = None
    supply_hz: float | None = None
    power_factor: float | None = None
    energy_wh: int | None = None
    burn_s: int | None = None
    starts: int | None = None
    gear_temp_c: float | None = None
    lux: float | None = None
    tilt_deg: float | None = None
    rssi_dbm: float | None = None
    batt_pct: float | None = None
    pv_wh: int | None = None
    door_open: bool | None = None


class Tick(msgspec.Struct, frozen=True, gc=False):
    """Time has passed: a moment that `next_due_ms` named, or any other."""

    measured: Measured | None = None


class Connected(msgspec.Struct, frozen=True, gc=False):
    """The broker took us."""


class Lost(msgspec.Struct, frozen=True, gc=False):
    """The connection ended, or an attempt to make it failed."""


class Arrived(msgspec.Struct, frozen=True, gc=False):
    """A message came; `retained` if the broker had kept it."""

    topic: str
    payload: bytes
    retained: bool = False


class Delivered(msgspec.Struct, frozen=True, gc=False):
    """The broker confirmed the message that was published with this token."""

    token: int


class LocalSwitch(msgspec.Struct, frozen=True, gc=False):
    """The safety switch in the pole: a level [%] before everything else, None when released."""

    level: int | None


class Sensed(msgspec.Struct, frozen=True, gc=False):
    """A sensor that effects may name was triggered, and still is if `is_on`; or ceased to be.

    One that only gives pulses is triggered and off at once.
    """

    sensor: str
    is_on: bool = False


class LightSeen(msgspec.Struct, frozen=True, gc=False):
    """The light sensor's reading changed [lx]; a `Tick` with a measurement says it, too."""

    lux: float


class Flagged(msgspec.Struct, frozen=True, gc=False):
    """Codes of the faults that the node, its driver or its cabinet see now; all of them.

    A boot forgets them: the shell says them again before the node connects.
    """

    codes: tuple[str, ...]


Event = Flagged | Tick | Connected | Lost | Arrived | Delivered | LocalSwitch | Sensed | LightSeen


class Connect(msgspec.Struct, frozen=True, gc=False):
    """Try to connect, with this last will (QoS 1, retained); answer `Connected` or `Lost`."""

    will_topic: str
    will_payload: bytes


class Subscribe(msgspec.Struct, frozen=True, gc=False):
    """Ask for these topics at QoS 1."""

    filters: tuple[str, ...]


class Unsubscribe(msgspec.Struct, frozen=True, gc=False):
    """Take `Subscribe` back."""

    filters: tuple[str, ...]


class Publish(msgspec.Struct, frozen=True, gc=False):
    """Send; with a token, answer `Delivered` once the broker confirmed it."""

    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = False
    token: int | None = None


class Save(msgspec.Struct, frozen=True, gc=False):
    """Write to flash, before the actions that follow."""

    memory: Memory


class SetLevel(msgspec.Struct, frozen=True, gc=False):
    """Drive the lamp to a level [%] in a straight line over `fade_s` [s].

    `output` is that of the driver [% of its full output], and `arc` what it is told, after the
    factors of the lamp; None: the node was told of none, and puts out the level.
    """

    level: int
    fade_s: int
    output: float | None = None
    arc: int | None = None


class SetClock(msgspec.Struct, frozen=True, gc=False):
    """Set the clock [ms since 1970 UTC]; it is `synced` from then on."""

    now_ms: int


class Identify(msgspec.Struct, frozen=True, gc=False):
    """Show a person at the pole which lamp this is, for so long [s]."""

    seconds: int


class Reboot(msgspec.Struct, frozen=True, gc=False):
    """Boot again with reason `command`."""


Action = (
    Connect | Subscribe | Unsubscribe | Publish | Save | SetLevel | SetClock | Identify | Reboot
)
