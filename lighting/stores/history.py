"""What can be read back of measurements and faults: one contract, whichever store keeps them.

Every method raises `StoreUnavailable` when the store can't be read, and may be called from any
thread. Both stores give the same answers to the same questions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from lighting.rows import HourRow


@dataclass(frozen=True, slots=True)
class Counted:
    """What roll-ups need of one sample; None is unknown.

    Attributes:
        at_ms: When it was taken, as stored.
        energy_wh: The node's counter of energy.
        burn_s: The node's counter of burning seconds.
        power_w: The power at that moment.
    """

    at_ms: int
    energy_wh: int | None
    burn_s: int | None
    power_w: float | None


@dataclass(frozen=True, slots=True)
class FaultSpan:
    """One fault that proved true, from its first sign to its end (None: still open)."""

    id: str
    code: str
    lamp: str | None
    panel: str
    origin: str
    severity: int
    state: str
    since_ms: int
    cleared_ms: int | None
    evidence: str


class History(Protocol):
    """What can be asked about the past."""

    def samples(self, lamp: str, from_ms: int, to_ms: int) -> list[Mapping[str, Any]]:
        """Give a lamp's measurements stored in `[from_ms, to_ms)`, oldest first.

        Each has `at_ms`, `received_ms`, `clock` and `session`, then what was measured, under the
        names of `devices.wire.up.Sample`; what is unknown is left out. `node_at_ms` is there where
        the node's own time was impossible and `at_ms` is the controller's in its place.
        """
        ...

    def counted(self, from_ms: int, to_ms: int) -> Mapping[str, list[Counted]]:
        """Give what roll-ups need of all lamps in `[from_ms, to_ms)`, by lamp, oldest first."""
        ...

    def hours(self, from_ms: int, to_ms: int, lamp: str | None = None) -> list[HourRow]:
        """Give roll-ups of hours that begin in `[from_ms, to_ms)`, by lamp, then oldest first."""
        ...

    def faults(
        self,
        from_ms: int,
        to_ms: int,
        *,
        lamp: str | None = None,
        code: str | None = None,
        limit: int = 10_000,
    ) -> list[FaultSpan]:
        """Give faults that began in `[from_ms, to_ms)`, the newest first, then by id downwards."""
        ...
