"""What each lamp should do at a moment, worked out once for lamps that share their documents."""

from dataclasses import dataclass, field

from lighting.city import City
from lighting.desired.documents import groups_of, lacking, program_of, situation_of
from lighting.desired.levels import last_change_ms
from lighting.desired.on_top import may_be_sensed
from lighting.nodes.twin import Twin
from lighting.site.inventory import Lamp
from schedules.decision import Wanted, decide

PATIENCE_MS = 60_000
"""A node has this long to report a level that the ladder has just changed [ms]."""

Key = tuple[str | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Want:
    """The ladder's answer for a lamp whose node's clock is right, and since when it may hold."""

    wanted: Wanted
    since_ms: int


@dataclass(frozen=True, slots=True)
class Wants:
    """The ladder's answers at one moment; lamps of the same program and groups share one."""

    city: City
    now_ms: int
    _shared: dict[Key, Want] = field(default_factory=dict)

    def of(self, lamp: Lamp) -> Want:
        """Give what a lamp should do."""
        own = self.city.desired.get(lamp.node)
        if own is None or own.overrides:
            return self._decided(lamp)
        key = (program_of(self.city, lamp), groups_of(lamp))
        if key not in self._shared:
            self._shared[key] = self._decided(lamp)
        return self._shared[key]

    def is_converged(self, lamp: Lamp, twin: Twin, *, is_silent: bool) -> bool:
        """Whether a node holds every document it should, and says that it wants what we want.

        An answer that changed less than a minute ago may not have been reported yet.
        """
        if is_silent or lacking(self.city, lamp, twin):
            return False
        want = self.of(lamp)
        if twin.wanted_level == want.wanted.level:
            return True
        if twin.reason_by == "sensor" and may_be_sensed(self.city, lamp):
            return twin.wanted_level is not None
        is_new = self.now_ms - want.since_ms < PATIENCE_MS
        return is_new and twin.wanted_level is not None

    def _decided(self, lamp: Lamp) -> Want:
        situation = situation_of(self.city, lamp)
        return Want(decide(situation, self.now_ms), last_change_ms(situation, self.now_ms))
