"""What is known of one fault; how it moves on is told by `life` and `flapping`."""

from dataclasses import dataclass

OVER = frozenset({"cleared", "closed"})
"""States of a fault that is no longer open."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one lamp (or of a panel, where `lamp` is None), from first finding to cleared.

    Args:
        code: as in the catalogue.
        state: `pending`, `active`, `acknowledged`, `cleared` or `closed`.
        origin: who found it, `node` or `controller`.
        since_ms: the first finding for it.
        seen: findings for in a row, counted until it is active.
        unseen: findings against in a row, counted while it is active.
        last_seen_ms: the last finding for that changed anything.
        incident: the incident that it belongs to.
        unknown_since_ms: since when its lamp is silent, so that nobody knows whether it lasts.
        changes: how often it came back within its hour, the last time at `back_ms`.
        closed_by: who closed it; `closed_proof` says how the repair is known, or why it is closed
            all the same, and `is_unproven` that nothing showed the fault to be over.
        held_back: the maintenance that keeps it pending.
        freed_ms: when that ended; its hold counts from then.
        turned_ms: when it last became active or was cleared; `turned_before_ms` the time before.
        flapping_ms: since when it comes and goes so fast that it counts as one.
        quiet_ms: since when such a one is not seen; None: it is.
        past: what it was before it seemed to be back, while that is not proved: pending.
    """

    id: str
    code: str
    lamp: str | None
    panel: str
    severity: int
    state: str
    since_ms: int
    active_ms: int | None
    cleared_ms: int | None
    origin: str
    evidence: str
    seen: int = 0
    unseen: int = 0
    incident: str | None = None
    acknowledged_by: str | None = None
    acknowledged_reason: str | None = None
    acknowledged_ms: int | None = None
    last_seen_ms: int = 0
    unknown_since_ms: int | None = None
    changes: int = 0
    back_ms: int = 0
    closed_by: str | None = None
    closed_proof: str | None = None
    closed_ms: int | None = None
    is_unproven: bool = False
    held_back: str | None = None
    freed_ms: int = 0
    turned_ms: int = 0
    turned_before_ms: int = 0
    flapping_ms: int | None = None
    quiet_ms: int | None = None
    past: "Fault | None" = None

    def __post_init__(self) -> None:
        """Take a past as it is kept, too: as what JSON holds."""
        if isinstance(self.past, dict):
            object.__setattr__(self, "past", Fault(**self.past))
