"""A node's clock: right, drifting since it lost its source, or never set."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from devices.node.facts import Moment
from devices.sim.ailments import DRIFT, Ailment, Kind
from schedules.decision import Trust


@dataclass(frozen=True, slots=True)
class NodeClock:
    """What a node takes for the time of day.

    Attributes:
        drifts: The times in which it has no source.
        offset_ms: Ahead of true time [ms]; None: nobody has set it.
    """

    drifts: tuple[Ailment, ...]
    offset_ms: int | None

    def moment(self, at_ms: int, boot_ms: int) -> Moment:
        """What it says at a true time, after a boot at another."""
        uptime_ms = at_ms - boot_ms
        if self.offset_ms is None:
            return Moment(uptime_ms, Trust.UNKNOWN, uptime_ms)
        for drift in self.drifts:
            if drift.holds(at_ms):
                gained_ms = int((at_ms - drift.from_ms) * DRIFT)
                return Moment(at_ms + self.offset_ms + gained_ms, Trust.HOLDOVER, uptime_ms)
        return Moment(at_ms + self.offset_ms, Trust.SYNCED, uptime_ms)

    def true_wait_ms(self, at_ms: int, wait_ms: int) -> int:
        """How long to wait so as not to miss what is due in `wait_ms` by a clock that gains."""
        is_gaining = bool(self.drifts) and any(drift.holds(at_ms) for drift in self.drifts)
        return max(ceil(wait_ms / (1 + DRIFT)) if is_gaining else wait_ms, 1)


def clock_of(ailments: Iterable[Ailment], *, has_time_source: bool) -> NodeClock:
    """The clock of a node, by what ails it; without a source it waits to be told the time."""
    drifts = tuple(one for one in ailments if one.kind is Kind.CLOCK_DRIFT)
    return NodeClock(drifts, 0 if has_time_source else None)
