"""How likely it is that links of so many lamps break together by chance.

A mobile link breaks for a minute now and then, so lamps of one panel are silent together at times
without any loss of supply. How often links break is counted over the whole city: how many silences
a lamp has in a second that come to last so long. Short ones are many, long ones are few.

References:
    The chance that k or more of n fall silent in one window is the upper tail of the binomial
    distribution.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import comb

AGES_S = (0, 60, 120, 300, 900)
"""Silences are counted that last so long or longer [s]."""
USUAL_PER_S = (3e-4, 1e-4, 2e-5, 3e-6, 1e-6)
"""Silences of a lamp in a second for each of those ages, before any were counted [1/s]."""
_LEAST_PER_S = 1e-7
_BELIEVED_S = 300.0
_MEMORY_S = 6 * 3_600.0
NO_CHANCE = 1e-7
"""What is less likely than this didn't happen by chance."""


@dataclass(slots=True)
class Rates:
    """How often a lamp falls silent for so long; the last hours count, older ones fade.

    Args:
        per_s: for each of `AGES_S` [1/s].
        weight_s: how much time they stand for [s].
        step_s: time between the last two counts; a silence is known to so much [s].
    """

    per_s: list[float] = field(default_factory=lambda: list(USUAL_PER_S))
    weight_s: float = _BELIEVED_S
    step_s: float = 30.0

    def count(self, ages_s: Iterable[float], lamps: int, passed_s: float) -> None:
        """Count the silences that came to last so long in the time since the last count.

        Args:
            ages_s: how long lamps are silent now that belong to no incident [s].
            lamps: how many lamps there are that could fall silent.
            passed_s: the time since the last count [s].
        """
        if passed_s <= 0 or lamps == 0:
            return
        reached = [0] * len(AGES_S)
        for age_s in ages_s:
            for number, least_s in enumerate(AGES_S):
                reached[number] += least_s <= age_s < least_s + passed_s
        self.step_s = passed_s
        share = passed_s / (self.weight_s + passed_s)
        for number, count in enumerate(reached):
            self.per_s[number] += share * (count / (lamps * passed_s) - self.per_s[number])
        self.weight_s = min(_MEMORY_S, self.weight_s + passed_s)

    def at(self, age_s: float) -> float:
        """Give how often a lamp falls silent for so long [1/s]."""
        number = max(0, bisect_right(AGES_S, age_s) - 1)
        return max(_LEAST_PER_S, self.per_s[number])


def is_by_chance(moments_ms: Sequence[int], lamps: int, rates: Rates, now_ms: int) -> bool:
    """Say whether so many lamps may well have fallen silent together by chance.

    Args:
        moments_ms: when each of those fell silent that still are.
        lamps: how many lamps there are at that place.
        rates: how often that happens.
        now_ms: the controller's clock.
    """
    ordered = sorted(moments_ms)
    for count in range(1, len(ordered) + 1):
        first_ms, last_ms = ordered[0], ordered[count - 1]
        spread_s = rates.step_s + (last_ms - first_ms) / 1000
        share = min(1.0, rates.at((now_ms - last_ms) / 1000) * spread_s)
        if tail(lamps, count, share) < NO_CHANCE:
            return False
    return True


def tail(lamps: int, least: int, share: float) -> float:
    """Give the chance that `least` or more of so many lamps are in a state that `share` are in."""
    if share >= 1.0:
        return 1.0
    rest = 1.0 - share
    return sum(comb(lamps, n) * share**n * rest ** (lamps - n) for n in range(least, lamps + 1))
