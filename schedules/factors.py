"""Between the wanted light and what the driver is told: each factor by itself, then the curve.

References:
    IEC 62386-102:2014, 9.3 (logarithmic dimming curve), and IEC 62386-207:2018 (linear).
    TALQ 2.7.1, LampType: CLO profile, virtual power output, minimum level.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from schedules.lamp_types import FULL_LEVEL, Curve

MOST_ARC = 254
S_PER_H = 3600
# Decades of light over which the logarithmic curve goes, from 0.1 % at arc level 1.
_DECADES = 3
_LEAST_PERCENT = 0.1

Clo = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Factors:
    """The factors of a lamp and its driver.

    Attributes:
        dims: Whether the driver dims, or only switches.
        min_level: The least the driver can do, or may [% of its full output].
        virtual_power: Percent of the driver's full output that is taken for 100 %.
        clo: Burning hours and the output [%] from then on, straight in between.
        curve: How the driver reads its levels.
    """

    dims: bool = True
    min_level: int = 0
    virtual_power: int = FULL_LEVEL
    clo: tuple[tuple[int, int], ...] = ()
    curve: Curve = Curve.LOGARITHMIC


PLAIN = Factors()


class Factor(NamedTuple):
    """One factor that was looked at: its words, and the driver's output before and after it [%]."""

    name: str
    what: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Driven:
    """What becomes of a wanted level.

    Attributes:
        level: The light that the lamp gives [%]; more than wanted where the driver can't do less.
        output: What the driver puts out [% of its full output].
        arc: The level that it is told, 0 to 254.
        factors: What lies between the wanted level and the arc level, in order.
    """

    level: int
    output: float
    arc: int
    factors: tuple[Factor, ...]


def driven(wanted: int, factors: Factors, burn_s: int | None) -> Driven:
    """Give what the driver is told for a wanted level [%].

    Args:
        wanted: The ladder's answer [%].
        factors: Of the lamp.
        burn_s: How long it has burnt in its life [s]; None: unknown, taken for new.
    """
    if wanted == 0:
        return Driven(0, 0.0, 0, ())
    found, output = list[Factor](), float(wanted)
    if not factors.dims:
        found.append(Factor("dimming", "only switches", output, FULL_LEVEL))
        return Driven(FULL_LEVEL, FULL_LEVEL, MOST_ARC, tuple(found))
    share = _share(factors, burn_s)
    for name, what, percent in _shares(factors, burn_s):
        after = output * percent / FULL_LEVEL
        found.append(Factor(name, what, output, after))
        output = after
    level = wanted
    if output < factors.min_level:
        found.append(Factor("minimum", f"{factors.min_level} %", output, factors.min_level))
        output = float(factors.min_level)
        level = max(wanted, min(round(output / share), FULL_LEVEL))
    arc = arc_level(output, factors.curve)
    shown = Factor("curve", f"{factors.curve}, arc level {arc}", output, output)
    return Driven(level, output, arc, (*found, shown))


def output_share(factors: Factors, burn_s: int | None) -> float:
    """Give what full light is of the driver's full output, 0 to 1."""
    return _share(factors, burn_s) if factors.dims else 1.0


def constant_light(clo: Clo, burn_s: int) -> float:
    """Give the output [%] that keeps the light constant after so many burning seconds."""
    hours = burn_s / S_PER_H
    for (from_h, low), (to_h, high) in pairwise(clo):
        if hours < to_h:
            return low + (high - low) * (hours - from_h) / (to_h - from_h)
    return clo[-1][1] if clo else FULL_LEVEL


def arc_level(percent: float, curve: Curve) -> int:
    """Give the arc level nearest to an output [%]; none but 0 % is 0."""
    if percent <= 0:
        return 0
    if curve is Curve.LINEAR:
        return max(1, round(percent * MOST_ARC / FULL_LEVEL))
    steps = (MOST_ARC - 1) / _DECADES
    return max(1, round(1 + steps * math.log10(percent / _LEAST_PERCENT)))


def percent_of(arc: int, curve: Curve) -> float:
    """Give the output [%] at an arc level, 0 to 254."""
    if curve is Curve.LINEAR or arc == 0:
        return arc * FULL_LEVEL / MOST_ARC
    steps = (MOST_ARC - 1) / _DECADES
    return _LEAST_PERCENT * math.pow(10, (arc - 1) / steps)


def _shares(factors: Factors, burn_s: int | None) -> list[tuple[str, str, float]]:
    found: list[tuple[str, str, float]] = []
    if factors.clo:
        percent = constant_light(factors.clo, burn_s or 0)
        hours = "unknown hours" if burn_s is None else f"{burn_s // S_PER_H} h"
        found.append(("constant light", f"{percent:.1f} % after {hours}", percent))
    if factors.virtual_power != FULL_LEVEL:
        percent = factors.virtual_power
        found.append(("virtual power", f"{percent} %", percent))
    return found


def _share(factors: Factors, burn_s: int | None) -> float:
    clo = constant_light(factors.clo, burn_s or 0)
    return clo / FULL_LEVEL * factors.virtual_power / FULL_LEVEL
