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


@dataclass(frozen=True, slots=True)
class Nature:
    """One row of the table: the code it should raise, and what it does."""

    code: str
    what: str
    defect: Defect = Defect.NONE
    also: frozenset[str] = frozenset()
    """Codes that are true of it too, seen from elsewhere or before enough is known."""


CATALOGUE: dict[Kind, Nature] = {
    Kind.DEAD_LAMP: Nature("LAMP_FAIL", "no light, whatever is commanded", Defect.DARK),
    Kind.DAY_BURNER: Nature(
        "DAY_BURN",
        "relay stuck closed: always full",
        Defect.STUCK_ON,
        frozenset({"DIM_FAIL", "POWER_HIGH"}),
    ),
    Kind.STUCK_DIMMER: Nature(
        "DIM_FAIL", "always full while lit", Defect.NOT_DIMMING, frozenset({"POWER_HIGH"})
    ),
    Kind.CYCLING: Nature("CYCLING", "goes off and on by itself while commanded on", Defect.DARK),
    Kind.PANEL_OUTAGE: Nature("SUPPLY_LOSS", "all lamps of a panel lose power"),
    Kind.SILENCE: Nature("COMM_LOST", "link half open: connected, but nothing gets through"),
    Kind.REBOOT: Nature("RESET", "the watchdog boots the node; its memory is kept"),
    Kind.CLOCK_DRIFT: Nature("CLOCK", "the clock lost its source and gains 2 s a minute"),
}
"""Codes: annex C.2 of the domain's canon. A reboot is a moment, the others last."""

DRIFT = 2 / 60
"""What a drifting clock gains [s/s]."""
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
    """

    kind: Kind
    target: str
    from_ms: int
    until_ms: int | None = None

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

    def next_change_ms(self, at_ms: int) -> int | None:
        """The next moment at which it does something else; None if it never does."""
        if at_ms < self.from_ms:
            return self.from_ms
        if not self.holds(at_ms):
            return None
        if self.kind is not Kind.CYCLING:
            return self.until_ms
        done = (at_ms - self.from_ms) % (CYCLE_LIT_MS + CYCLE_DARK_MS)
        turn_ms = CYCLE_DARK_MS if done < CYCLE_DARK_MS else CYCLE_DARK_MS + CYCLE_LIT_MS
        change_ms = at_ms - done + turn_ms
        return change_ms if self.until_ms is None else min(change_ms, self.until_ms)

    def _is_lit_part(self, at_ms: int) -> bool:
        cycle_ms = CYCLE_LIT_MS + CYCLE_DARK_MS
        return self.kind is Kind.CYCLING and (at_ms - self.from_ms) % cycle_ms >= CYCLE_DARK_MS
