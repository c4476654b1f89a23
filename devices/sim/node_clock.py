"""A node's clock: right, drifting since it lost its source, or never set."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil

from devices.node.facts import Moment
from devices.sim.ailments import DRIFT, Ailment, Kind
from devices.sim.lamp_spec import LampSpec
from schedules.decision import Trust

_S_PER_DAY = 86_400


@dataclass(frozen=True, slots=True)
class NodeClock:
    """What a node takes for the time of day.

    Attributes:
        drifts: The times in which it has no source.
        offset_ms: Ahead of true time when it was set [ms]; None: nobody has set it.
        set_ms: When it was set (true time).
        gain: What its crystal gains ever since, less than 0: loses [s/s].
    """

    drifts: tuple[Ailment, ...]
    offset_ms: int | None
    set_ms: int = 0
    gain: float = 0.0

    def set_to(self, now_ms: int, at_ms: int) -> "NodeClock":
        """The clock once it was told the time at a true time."""
        return replace(self, offset_ms=now_ms - at_ms, set_ms=at_ms)

    def moment(self, at_ms: int, boot_ms: int) -> Moment:
        """What it says at a true time, after a boot at another."""
        uptime_ms = at_ms - boot_ms
        if self.offset_ms is None:
            return Moment(uptime_ms, Trust.UNKNOWN, uptime_ms)
        now_ms = at_ms + self.offset_ms
        if self.gain:
            now_ms += int((at_ms - self.set_ms) * self.gain)
        for drift in self.drifts:
            if drift.holds(at_ms):
                gained_ms = int((at_ms - drift.from_ms) * DRIFT)
                return Moment(now_ms + gained_ms, Trust.HOLDOVER, uptime_ms)
        return Moment(now_ms, Trust.SYNCED, uptime_ms)

    def true_wait_ms(self, at_ms: int, wait_ms: int) -> int:
        """How long to wait so as not to miss what is due in `wait_ms` by a clock that gains."""
        gain = self.gain if self.gain > 0 else 0.0
        if self.drifts and any(drift.holds(at_ms) for drift in self.drifts):
            gain += DRIFT
        if gain:
            wait_ms = ceil(wait_ms / (1 + gain))
        return max(wait_ms, 1)


def clock_of(ailments: Iterable[Ailment], spec: LampSpec, start_ms: int) -> NodeClock:
    """The clock of a node, by what ails it; without a source it waits to be told the time."""
    drifts = tuple(one for one in ailments if one.kind is Kind.CLOCK_DRIFT)
    gain = spec.clock_gain_s_per_day / _S_PER_DAY
    return NodeClock(drifts, 0 if spec.has_time_source else None, start_ms, gain)
