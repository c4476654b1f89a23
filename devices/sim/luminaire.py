"""The electrical side of a lamp: light and power over time, and the counters of its meter.

Between two changes light is a straight line and the warm-up too, so power is at most a square of
time and Simpson's rule gives the energy exactly.
"""

import math
from enum import Enum, auto
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from devices.node.facts import Measured

STANDBY_W = 0.5
"""Driver and node with the light off [W]; IEC 62386-era street light drivers: 0.3 to 0.5 W."""
WARM_UP_MS = 600_000
COLD_SURPLUS = 0.03
"""Share of power that a cold LED takes more, gone in a straight line after the warm-up."""
NOMINAL_V = 220.0
NOMINAL_HZ = 50.0
AIR_C = 25.0
"""Night air of Kupang."""
HEATING_K = 20.0
"""The gear is warmer than the air by so much, once warm, at full power."""
BUSIEST_MS = 41_400_000
"""When a town of Eastern Indonesia uses most: 19:30 in Kupang, by UTC's day [ms]."""
_MS_PER_H = 3_600_000
_DAY_MS = 86_400_000

POWER_FACTORS = (0.65, 0.60, 0.70, 0.75, 0.80, 0.85, 0.87, 0.89, 0.90, 0.95, 0.98)
"""At 0, 10, ... 100 % (TALQ LampType, documented sample of powerFactorThresholdDimmingCurve)."""


class Defect(Enum):
    """How light can differ from what is commanded."""

    NONE = auto()
    DARK = auto()
    """No light, whatever is commanded."""
    STUCK_ON = auto()
    """Full light, whatever is commanded: the relay's contacts are welded."""
    NOT_DIMMING = auto()
    """On and off, but always full."""


class Luminaire(msgspec.Struct, frozen=True, gc=False):
    """A lamp and its meter, with everything counted up to `at_ms` [ms since 1970 UTC, true time].

    Attributes:
        power_w: At full light, warm [W].
        phase: 0..1, makes its voltage and noise its own.
        from_level: Commanded level at `from_ms` [%].
        to_level: Commanded level from `to_ms` on [%].
        lit_ms: When it last began to give light.
        energy_wh: Since it was built [Wh].
        burn_ms: Time with light [ms].
        starts: Times that light began [count].
        wear: Share of its light, and of the power for it, that is gone, 0 to 1.
        supply_shift_v: What the mains are above nominal, for longer than noise [V].
        mains_swing_v: By how much they sag when a town uses most, and rise when least [V].
    """

    power_w: float
    phase: float
    at_ms: int
    from_level: float = 0
    to_level: float = 0
    from_ms: int = 0
    to_ms: int = 0
    defect: Defect = Defect.NONE
    has_supply: bool = True
    lit_ms: int = 0
    energy_wh: float = 0.0
    burn_ms: int = 0
    starts: int = 0
    wear: float = 0.0
    supply_shift_v: float = 0.0
    mains_swing_v: float = 0.0

    def advanced(self, at_ms: int) -> "Luminaire":
        """The luminaire at a later moment, with what it used counted."""
        if at_ms <= self.at_ms:
            return self
        if self.to_ms <= self.at_ms and not self.at_ms < self.lit_ms + WARM_UP_MS < at_ms:
            return self._straight(at_ms)
        edges = (self.at_ms, self.to_ms, self.lit_ms + WARM_UP_MS, at_ms)
        cuts = sorted({edge for edge in edges if self.at_ms <= edge <= at_ms})
        energy_wh, burn_ms = self.energy_wh, self.burn_ms
        for start_ms, end_ms in pairwise(cuts):
            energy_wh += self._used_wh(start_ms, end_ms)
            burn_ms += (end_ms - start_ms) * self.is_lit((start_ms + end_ms) / 2)
        return replace(self, at_ms=at_ms, energy_wh=energy_wh, burn_ms=burn_ms)

    def _straight(self, at_ms: int) -> "Luminaire":
        """The luminaire at a later moment with no edge before it, as it mostly is."""
        used_wh = self._used_wh(self.at_ms, at_ms)
        passed_ms = (at_ms - self.at_ms) if self.is_lit(at_ms) else 0
        return replace(
            self,
            at_ms=at_ms,
            energy_wh=self.energy_wh + used_wh,
            burn_ms=self.burn_ms + passed_ms,
        )

    def driven(self, at_ms: int, level: float, fade_s: int) -> "Luminaire":
        """Commanded to a level [% of the driver's full output] in a straight line over `fade_s`."""
        commanded = round(self.commanded_level(at_ms))
        return self._changed(
            at_ms,
            from_level=commanded,
            to_level=level,
            from_ms=at_ms,
            to_ms=at_ms + fade_s * 1000,
        )

    def with_defect(self, at_ms: int, defect: Defect) -> "Luminaire":
        """With a defect from now on; `Defect.NONE` is the repair."""
        return self._changed(at_ms, defect=defect)

    def with_wear(self, at_ms: int, wear: float) -> "Luminaire":
        """With a share of its light gone from now on."""
        return self if wear == self.wear else self._changed(at_ms, wear=wear)

    def with_shift(self, supply_shift_v: float) -> "Luminaire":
        """At mains that are off nominal by so much [V]."""
        if supply_shift_v == self.supply_shift_v:
            return self
        return replace(self, supply_shift_v=supply_shift_v)

    def with_supply(self, at_ms: int, *, has_supply: bool) -> "Luminaire":
        """With the feeder switched; without supply the command is forgotten."""
        off = {} if has_supply else {"from_level": 0, "to_level": 0, "to_ms": 0}
        return self._changed(at_ms, has_supply=has_supply, **off)

    def _changed(self, at_ms: int, **changes: object) -> "Luminaire":
        before = self.advanced(at_ms)
        after = replace(before, **changes)
        if after.is_lit(at_ms) and not before.is_lit(at_ms):
            return replace(after, lit_ms=at_ms, starts=after.starts + 1)
        return after

    def commanded_level(self, at_ms: float) -> float:
        """What is commanded at a moment [%], on the way of a fade too."""
        if at_ms >= self.to_ms:
            return self.to_level
        passed = (at_ms - self.from_ms) / (self.to_ms - self.from_ms)
        return self.from_level + (self.to_level - self.from_level) * passed

    def is_lit(self, at_ms: float) -> bool:
        """Whether it gives light just after a moment."""
        if not self.has_supply or self.defect is Defect.DARK:
            return False
        is_commanded = self.to_level > 0 or (at_ms < self.to_ms and self.from_level > 0)
        return is_commanded or self.defect is Defect.STUCK_ON

    def light(self, at_ms: float) -> float:
        """The light that it truly gives at a moment [%]."""
        return self.light_if(at_ms, is_lit=self.is_lit(at_ms))

    def light_if(self, at_ms: float, *, is_lit: bool) -> float:
        """The same, where it is known whether it is lit."""
        return self._driven_level(at_ms) * (1 - self.wear) if is_lit else 0.0

    def _driven_level(self, at_ms: float) -> float:
        return self.commanded_level(at_ms) if self.defect is Defect.NONE else 100.0

    def drawn_w(self, at_ms: float) -> float:
        """Power at a moment [W]."""
        return self.power_if(at_ms, is_lit=self.is_lit(at_ms))

    def power_if(self, at_ms: float, *, is_lit: bool) -> float:
        """The same, where it is known whether it is lit."""
        if not is_lit:
            return STANDBY_W if self.has_supply else 0.0
        level = self._driven_level(at_ms) * (1 - self.wear)
        steady_w = STANDBY_W + (self.power_w - STANDBY_W) * level / 100
        left = max(0.0, 1 - (at_ms - self.lit_ms) / WARM_UP_MS)
        return steady_w * (1 + COLD_SURPLUS * left)

    def _used_wh(self, start_ms: int, end_ms: int) -> float:
        """Energy of a stretch without an edge in it [Wh], by Simpson's rule, exact up to cubes."""
        middle_ms = (start_ms + end_ms) / 2
        is_lit = self.is_lit(middle_ms)
        first = middle = last = self.power_if(start_ms, is_lit=is_lit)
        if is_lit and (start_ms < self.to_ms or start_ms < self.lit_ms + WARM_UP_MS):
            middle = self.power_if(middle_ms, is_lit=is_lit)
            last = self.power_if(end_ms, is_lit=is_lit)
        return (first + 4 * middle + last) / 6 * (end_ms - start_ms) / _MS_PER_H


def measured(luminaire: Luminaire, at_ms: int) -> Measured:
    """What the meter shows: true counters, and power within half a percent of the truth."""
    now = luminaire.advanced(at_ms)
    is_lit = now.is_lit(at_ms)
    light = now.light_if(at_ms, is_lit=is_lit)
    slow, quick = _waves(now.phase, at_ms)
    slow_hz, quick_hz = _waves(now.phase * 3, at_ms)
    slow_w, quick_w = _waves(now.phase * 7, at_ms)
    supply_v = NOMINAL_V + now.supply_shift_v + (4.0 * slow + 1.5 * quick)
    if now.mains_swing_v:
        supply_v -= now.mains_swing_v * math.cos(math.tau * (at_ms - BUSIEST_MS) / _DAY_MS)
    power_w = now.power_if(at_ms, is_lit=is_lit) * (1 + (0.002 * slow_w + 0.002 * quick_w))
    power_factor = power_factor_at(light)
    warm = min(1.0, (at_ms - now.lit_ms) / WARM_UP_MS) if is_lit else 0.0
    return Measured(
        power_w=round(power_w, 2),
        supply_v=round(supply_v, 1),
        supply_a=round(power_w / (supply_v * power_factor), 4),
        supply_hz=round(NOMINAL_HZ + (0.03 * slow_hz + 0.02 * quick_hz), 2),
        power_factor=round(power_factor, 3),
        energy_wh=int(now.energy_wh),
        burn_s=now.burn_ms // 1000,
        starts=now.starts,
        gear_temp_c=round(AIR_C + HEATING_K * warm * light / 100 + (1.0 * slow + 0.5 * quick), 1),
    )


def power_factor_at(level: float) -> float:
    """Power factor at a level [%], on straight lines between the points of the curve."""
    number = min(int(level // 10), len(POWER_FACTORS) - 2)
    low, high = POWER_FACTORS[number], POWER_FACTORS[number + 1]
    return low + (high - low) * (level / 10 - number)


def _waves(phase: float, at_ms: int) -> tuple[float, float]:
    """Noise, smooth: two waves of 23 and 4 minutes, each lamp at its own place in them."""
    slow, quick = at_ms / 1_380_000 + phase, at_ms / 420_000 + phase
    return math.sin(math.tau * slow), math.sin(math.tau * quick * 1.7)
