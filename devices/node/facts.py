"""What a node is told and what it asks for: the closed unions of events and actions.

The shell around the node (simulator, bridge, firmware) brings events and carries out actions.
"""

from dataclasses import dataclass, field
from typing import Literal

from devices.node.memory import Memory
from devices.wire.up import Capabilities
from schedules.decision import Trust

BootReason = Literal["power", "watchdog", "command", "update", "unknown"]


@dataclass(frozen=True, slots=True)
class Moment:
    """What the node's own clocks say."""

    now_ms: int
    """Time of day [ms since 1970 UTC]; may be wrong, may jump."""
    trust: Trust
    uptime_ms: int
    """Since boot [ms]; only rises."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Which node this is and what it can do."""

    site: str
    node: str
    firmware: str = "1.0.0"
    hardware: str = "simulated"
    capabilities: Capabilities = field(default_factory=Capabilities)
    has_time_source: bool = True
    """False: the node sets its clock by `controller/time`."""


@dataclass(frozen=True, slots=True)
class Measured:
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


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed: a moment that `next_due_ms` named, or any other."""

    measured: Measured | None = None


@dataclass(frozen=True, slots=True)
class Connected:
    """The broker took us."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection ended, or an attempt to make it failed."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message came; `retained` if the broker had kept it."""

    topic: str
    payload: bytes
    retained: bool = False


@dataclass(frozen=True, slots=True)
class Delivered:
    """The broker confirmed the message that was published with this token."""

    token: int


@dataclass(frozen=True, slots=True)
class LocalSwitch:
    """The safety switch in the pole: a level [%] before everything else, None when released."""

    level: int | None


@dataclass(frozen=True, slots=True)
class Sensed:
    """A sensor that effects may name was triggered, and still is if `is_on`; or ceased to be.

    One that only gives pulses is triggered and off at once.
    """

    sensor: str
    is_on: bool = False


@dataclass(frozen=True, slots=True)
class LightSeen:
    """The light sensor's reading changed [lx]; a `Tick` with a measurement says it, too."""

    lux: float


@dataclass(frozen=True, slots=True)
class Flagged:
    """Codes of the faults that the node, its driver or its cabinet see now; all of them."""

    codes: tuple[str, ...]


Event = Flagged | Tick | Connected | Lost | Arrived | Delivered | LocalSwitch | Sensed | LightSeen


@dataclass(frozen=True, slots=True)
class Connect:
    """Try to connect, with this last will (QoS 1, retained); answer `Connected` or `Lost`."""

    will_topic: str
    will_payload: bytes


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Ask for these topics at QoS 1."""

    filters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Take `Subscribe` back."""

    filters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Publish:
    """Send; with a token, answer `Delivered` once the broker confirmed it."""

    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = False
    token: int | None = None


@dataclass(frozen=True, slots=True)
class Save:
    """Write to flash, before the actions that follow."""

    memory: Memory


@dataclass(frozen=True, slots=True)
class SetLevel:
    """Drive the lamp to a level [%] in a straight line over `fade_s` [s].

    `output` is that of the driver [% of its full output], and `arc` what it is told, after the
    factors of the lamp; None: the node was told of none, and puts out the level.
    """

    level: int
    fade_s: int
    output: float | None = None
    arc: int | None = None


@dataclass(frozen=True, slots=True)
class SetClock:
    """Set the clock [ms since 1970 UTC]; it is `synced` from then on."""

    now_ms: int


@dataclass(frozen=True, slots=True)
class Identify:
    """Show a person at the pole which lamp this is, for so long [s]."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Reboot:
    """Boot again with reason `command`."""


Action = (
    Connect | Subscribe | Unsubscribe | Publish | Save | SetLevel | SetClock | Identify | Reboot
)
