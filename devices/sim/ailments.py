"""What can break, and the fault code that a good controller raises for it."""

from dataclasses import dataclass
from enum import StrEnum

from devices.sim.luminaire import Defect


class Kind(StrEnum):
    """An ailment by name."""

    DEAD_LAMP = "dead lamp"
    DAY_BURNER = "day burner"
    STUCK_DIMMER = "dimming that does not follow"
    CYCLING = "cycling"
    PANEL_OUTAGE = "panel outage"
    SILENCE = "silence"
    REBOOT = "reboot"
    CLOCK_DRIFT = "drifting clock"
    BROKEN_LINK = "broken link"
    POLE_OUTAGE = "pole outage"
    AGEING = "ageing"
    LOW_VOLTAGE = "low voltage"
    HIGH_VOLTAGE = "high voltage"
    REBOOT_LOOP = "reboot loop"
    POOR_FACTOR = "poor power factor"
    HEAT = "heat"
    TAPPED_LINE = "tapped line"
    HALF_DARK = "half dark"
    RELAY_OPEN = "open relay"
    WRONG_LUMINAIRE = "wrong luminaire"
    LEANING_POLE = "leaning pole"
    OPEN_DOOR = "open door"
    WEAK_BATTERY = "weak battery"
    EMPTY_BATTERY = "empty battery"
    NO_SUN = "solar panel without sun"
    WEAK_SIGNAL = "weak signal"
    OLD_LAMP = "worn out"
    MASKED = "masked values"
    DEAF = "deaf to documents"
    DRIVER_FAILED = "driver failed"
    DRIVER_SILENT = "driver silent"
    DRIVER_DERATES = "driver derates"
    DRIVER_SHUT_DOWN = "driver shut down"
    OPEN_CIRCUIT = "open circuit"
    SHORT_CIRCUIT = "short circuit"
    LEAKAGE = "leakage"
    TRIPPED_BREAKER = "tripped breaker"
    HIT_POLE = "hit pole"
    LOCAL_SWITCH = "local switch"
    REFUSED_PROGRAM = "refused program"
    UPDATE = "update"


OUTAGES = frozenset({Kind.PANEL_OUTAGE, Kind.POLE_OUTAGE})
OF_PANELS = frozenset({Kind.PANEL_OUTAGE, Kind.LOW_VOLTAGE, Kind.HIGH_VOLTAGE})
"""Kinds whose target is a panel."""
CUT_OFF = frozenset({Kind.SILENCE, Kind.BROKEN_LINK})
SIZED = frozenset(
    {
        Kind.AGEING,
        Kind.LOW_VOLTAGE,
        Kind.HIGH_VOLTAGE,
        Kind.POOR_FACTOR,
        Kind.HEAT,
        Kind.TAPPED_LINE,
        Kind.HALF_DARK,
        Kind.WRONG_LUMINAIRE,
        Kind.LEANING_POLE,
        Kind.OPEN_DOOR,
        Kind.WEAK_BATTERY,
        Kind.EMPTY_BATTERY,
        Kind.NO_SUN,
        Kind.WEAK_SIGNAL,
        Kind.OLD_LAMP,
        Kind.MASKED,
    }
)
"""Kinds that have a size: a share of the light lost, volts below or above nominal."""


@dataclass(frozen=True, slots=True)
class Nature:
    """One row of the table: the code it should raise, and what it does."""

    code: str
    what: str
    defect: Defect = Defect.NONE
    also: frozenset[str] = frozenset()
    """Codes that are true of it too, seen from elsewhere or before enough is known."""
    true_from: float = 0.0
    """The size from which on the code is true; below, to raise it is wrong."""
    due_from: float = 0.0
    """The size from which on the code must be raised."""
    due_after_s: int = 0
    """It must have lasted so long to be what its code says [s]."""
    is_seen_by_node: bool = False
    """The node says so itself."""


def _told(code: str, what: str) -> Nature:
    return Nature(code, what, is_seen_by_node=True)


CATALOGUE: dict[Kind, Nature] = {
    Kind.DEAD_LAMP: Nature("LAMP_FAIL", "no light, whatever is commanded", Defect.DARK),
    Kind.DAY_BURNER: Nature(
        "DAY_BURN",
        "relay stuck closed: always full",
        Defect.STUCK_ON,
        frozenset({"RELAY_FAIL", "DIM_FAIL", "POWER_HIGH"}),
    ),
    Kind.STUCK_DIMMER: Nature(
        "DIM_FAIL", "always full while lit", Defect.NOT_DIMMING, frozenset({"POWER_HIGH"})
    ),
    Kind.CYCLING: Nature(
        "CYCLING", "goes off and on by itself while commanded on", Defect.DARK, due_after_s=2040
    ),
    Kind.PANEL_OUTAGE: Nature("SUPPLY_LOSS", "all lamps of a panel lose power"),
    Kind.SILENCE: Nature("COMM_LOST", "link half open: connected, but nothing gets through"),
    Kind.REBOOT: Nature("RESET", "the watchdog boots the node; its memory is kept"),
    Kind.CLOCK_DRIFT: Nature("CLOCK", "the clock lost its source and gains 2 s a minute"),
    Kind.BROKEN_LINK: Nature("COMM_LOST", "the connection breaks off, and none can be made"),
    Kind.POLE_OUTAGE: Nature("COMM_LOST", "one pole loses power: a cable cut or stolen"),
    Kind.AGEING: Nature(
        "POWER_LOW", "strings of LEDs give out: less light, less power", true_from=0.1, due_from=0.2
    ),
    Kind.LOW_VOLTAGE: Nature("VOLT_LOW", "the mains sag at a panel", true_from=15.0, due_from=28.0),
    Kind.HIGH_VOLTAGE: Nature(
        "VOLT_HIGH", "too high a voltage at a panel", true_from=20.0, due_from=39.0
    ),
    Kind.REBOOT_LOOP: Nature("RESET", "bad firmware: the watchdog boots the node, over and over"),
    Kind.POOR_FACTOR: Nature(
        "PF_LOW", "a capacitor is dead: share of power factor lost", true_from=0.045, due_from=0.2
    ),
    Kind.HEAT: Nature(
        "TEMP_HIGH", "fins full of dust: degrees more", true_from=22.0, due_from=30.0
    ),
    Kind.TAPPED_LINE: Nature(
        "CURR_HIGH",
        "a second load behind the node: watts",
        also=frozenset({"POWER_HIGH", "ASSET_MISMATCH", "RELAY_FAIL", "DAY_BURN", "DIM_FAIL"}),
        true_from=2.5,
        due_from=200.0,
    ),
    Kind.HALF_DARK: Nature(
        "CURR_LOW",
        "one of its parts is off the line: share of the power lost",
        also=frozenset({"POWER_LOW"}),
        true_from=0.15,
        due_from=0.6,
    ),
    Kind.RELAY_OPEN: Nature(
        "RELAY_FAIL", "relay stuck open: no power, not even in standby", Defect.DARK
    ),
    Kind.WRONG_LUMINAIRE: Nature(
        "ASSET_MISMATCH",
        "a stronger luminaire than in the list: share more",
        also=frozenset({"POWER_HIGH", "CURR_HIGH"}),
        true_from=0.08,
        due_from=0.15,
    ),
    Kind.LEANING_POLE: Nature(
        "TILT", "the pole leans: degrees", true_from=10.0, due_from=12.0, due_after_s=3600
    ),
    Kind.OPEN_DOOR: Nature("DOOR_OPEN", "1: open, less: ajar", true_from=1.0, due_from=1.0),
    Kind.WEAK_BATTERY: Nature("BATT_LOW", "charge gone: percent", true_from=65.0, due_from=66.0),
    Kind.EMPTY_BATTERY: Nature(
        "BATT_EMPTY",
        "charge gone: percent",
        also=frozenset({"BATT_LOW"}),
        true_from=85.0,
        due_from=86.0,
    ),
    Kind.NO_SUN: Nature("PV_NONE", "share of the sun that is gone", true_from=1.0, due_from=1.0),
    Kind.WEAK_SIGNAL: Nature("COMM_WEAK", "decibels lost", true_from=30.0, due_from=31.0),
    Kind.OLD_LAMP: Nature("LIFE_DUE", "thousands of hours", true_from=44.9, due_from=45.0),
    Kind.MASKED: Nature("DATA_BAD", "a meter that says MASK", true_from=1.0, due_from=1.0),
    Kind.DEAF: Nature(
        "SCHED_STALE",
        "takes no document any more",
        also=frozenset({"CMD_TIMEOUT", "DAY_BURN", "RELAY_FAIL"}),
    ),
    Kind.DRIVER_FAILED: _told("GEAR_FAIL", "the driver says that it failed"),
    Kind.DRIVER_SILENT: _told("GEAR_COMM", "the driver does not answer on its bus"),
    Kind.DRIVER_DERATES: _told("GEAR_DERATE", "the driver takes back its light for heat"),
    Kind.DRIVER_SHUT_DOWN: _told("GEAR_SHUTDOWN", "the driver shut itself down for heat"),
    Kind.OPEN_CIRCUIT: _told("LED_OPEN", "the driver sees no light source"),
    Kind.SHORT_CIRCUIT: _told("LED_SHORT", "the driver sees a short circuit"),
    Kind.LEAKAGE: _told("LEAKAGE", "current to earth"),
    Kind.TRIPPED_BREAKER: _told("BREAKER", "a breaker of the cabinet tripped"),
    Kind.HIT_POLE: _told("IMPACT", "the accelerometer felt a blow"),
    Kind.LOCAL_SWITCH: _told("LOCAL_OVR", "somebody switched it by hand"),
    Kind.REFUSED_PROGRAM: _told("SCHED_INVALID", "the node can't run its program"),
    Kind.UPDATE: _told("FW", "new firmware is being written"),
}
"""Codes: annex C.2 of the domain's canon. A reboot is a moment, the others last."""

DRIFT = 2 / 60
"""What a drifting clock gains [s/s]."""
REBOOT_EVERY_MS = 1_200_000
STEP_MS = 3_600_000
"""What grows, grows in steps of an hour."""
CYCLE_LIT_MS = 360_000
CYCLE_DARK_MS = 240_000
"""An old lamp goes out when hot and lights again when cool: six starts an hour."""


@dataclass(frozen=True, slots=True)
class Ailment:
    """Something that breaks.

    Attributes:
        kind: What breaks.
        target: A node's id, or a panel's name for a panel outage.
        from_ms: When [ms since 1970 UTC, true time].
        until_ms: When it is whole again; None: not in this run.
        size: How much, for the kinds that have one.
        grows_ms: How long it takes to come to its size [ms].
    """

    kind: Kind
    target: str
    from_ms: int
    until_ms: int | None = None
    size: float = 0.0
    grows_ms: int = 0

    @property
    def code(self) -> str:
        """The fault code that it should raise."""
        return CATALOGUE[self.kind].code

    def holds(self, at_ms: int) -> bool:
        """Whether it is broken at a moment."""
        return self.from_ms <= at_ms and (self.until_ms is None or at_ms < self.until_ms)

    def defect(self, at_ms: int) -> Defect:
        """What it does to the light at a moment."""
        if not self.holds(at_ms) or self._is_lit_part(at_ms):
            return Defect.NONE
        return CATALOGUE[self.kind].defect

    def size_at(self, at_ms: int) -> float:
        """How much it is at a moment; 0 while it does not hold."""
        if not self.holds(at_ms):
            return 0.0
        grown_ms = (at_ms - self.from_ms) // STEP_MS * STEP_MS
        return self.size * min(1.0, grown_ms / self.grows_ms) if self.grows_ms else self.size

    def reaches_ms(self, size: float) -> int | None:
        """When it first is of a size; None: never."""
        if self.size < size:
            return None
        wait_ms = int(self.grows_ms * size / self.size) if self.size else 0
        return self.from_ms + -(-wait_ms // STEP_MS) * STEP_MS

    def next_change_ms(self, at_ms: int) -> int | None:
        """The next moment at which it does something else; None if it never does."""
        if at_ms < self.from_ms:
            return self.from_ms
        if not self.holds(at_ms):
            return None
        change_ms = self._next_turn_ms(at_ms)
        both = (one for one in (change_ms, self.until_ms) if one is not None)
        return min(both, default=None)

    def _next_turn_ms(self, at_ms: int) -> int | None:
        passed_ms = at_ms - self.from_ms
        if self.kind is Kind.CYCLING:
            done = passed_ms % (CYCLE_LIT_MS + CYCLE_DARK_MS)
            turn_ms = CYCLE_DARK_MS if done < CYCLE_DARK_MS else CYCLE_DARK_MS + CYCLE_LIT_MS
            return at_ms - done + turn_ms
        if self.kind is Kind.REBOOT_LOOP:
            return at_ms - passed_ms % REBOOT_EVERY_MS + REBOOT_EVERY_MS
        if passed_ms < self.grows_ms:
            return at_ms - passed_ms % STEP_MS + STEP_MS
        return None

    def _is_lit_part(self, at_ms: int) -> bool:
        cycle_ms = CYCLE_LIT_MS + CYCLE_DARK_MS
        return self.kind is Kind.CYCLING and (at_ms - self.from_ms) % cycle_ms >= CYCLE_DARK_MS
