"""How many reports in a row a link loses by chance, where nobody sends them again (QoS 0).

A link that loses the share p of what is sent loses k in a row with p^k, and has as many tries at it
as its lamp makes reports. A lamp is silent once chance alone would say so of it less often than is
allowed:

    reports in a week * P(k) < false silences allowed of a lamp in a week

p isn't known, but what was lost of it: with `lost` and `came` reports counted, P(k) is the mean of
p^k over what p may be, so little knowledge asks for more reports in a row, and much for as few as p
itself would:

    P(k) = product of (lost + i) / (lost + came + i) for i = 0 .. k-1

Before a link is known it is taken to be as all the links of the city are, for as much as 50 reports
would tell.

References:
    Skellam 1948: the beta-binomial distribution; the product is its chance of k out of k.
"""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

WEEK_S = 604_800
_AS_THE_CITY = 50.0
"""What is known of the city counts for a link as much as so many reports of its own."""
_MEMORY, _MEMORY_OF_CITY = 500.0, 10_000.0
"""Reports that are remembered of a link, two days' at one in five minutes, and of all; older ones
fade."""


class Wanted(NamedTuple):
    """How many report periods without news make a silence.

    Args:
        least: where nothing is lost by chance.
        most: where chance explains even more: no silence is found later than this.
        by_chance: false silences that are allowed, of a lamp in a week.
    """

    least: int
    most: int
    by_chance: float


@dataclass(frozen=True, slots=True)
class Counted:
    """Reports that were lost on the way and that came, as far as they are remembered."""

    lost: float
    came: float

    def and_more(self, lost: float, came: float, memory: float) -> "Counted":
        """Count more; of what is more than is remembered, the older part fades."""
        share = min(1.0, max(0.0, memory - lost - came) / max(1.0, self.lost + self.came))
        return Counted(self.lost * share + lost, self.came * share + came)


USUAL = Counted(2.0, 18.0)
"""A mobile link, before any was counted: one in ten is lost, give or take as much."""


def in_a_row(counted: Counted, reports: int) -> float:
    """Give the chance that a link loses so many reports in a row."""
    chance = 1.0
    for more in range(reports):
        chance *= (counted.lost + more) / (counted.lost + counted.came + more)
    return chance


def periods_of(counted: Counted, report_s: int, wanted: Wanted) -> int:
    """Give how many report periods without news make a lamp silent.

    Args:
        counted: what is known of its link.
        report_s: its report period [s].
        wanted: the fewest, the most, and how often chance may be taken for silence.
    """
    reports = WEEK_S / report_s
    for periods in range(wanted.least, wanted.most):
        if reports * in_a_row(counted, periods) < wanted.by_chance:
            return periods
    return max(wanted.least, wanted.most)


class Mark(NamedTuple):
    """Where a link's count stood; what was said over another session or link of ours is no more."""

    session: str | None
    link_up_ms: int
    seq: int
    holes: int


@dataclass(slots=True)
class Losses:
    """What was counted of each link, by its lamp's place in the list, and of all together."""

    marks: dict[int, Mark] = field(default_factory=dict)
    links: dict[int, Counted] = field(default_factory=dict)
    city: Counted = USUAL

    def note(self, place: int, mark: Mark) -> None:
        """Count what came of a lamp, and what of it is missing, since it was looked at last."""
        before = self.marks.get(place)
        self.marks[place] = mark
        if before is None or before[:2] != mark[:2]:
            return
        said, lost = mark.seq - before.seq, mark.holes - before.holes
        if 0 <= lost <= said and said:
            known = self.links.get(place, Counted(0.0, 0.0))
            self.links[place] = known.and_more(lost, said - lost, _MEMORY)
            self.city = self.city.and_more(lost, said - lost, _MEMORY_OF_CITY)

    def forget_mark(self, place: int) -> None:
        """A lamp was silent: what it didn't say then was not lost by chance."""
        self.marks.pop(place, None)

    def of(self, place: int) -> Counted:
        """What is known of a link, by itself and by all."""
        share = _AS_THE_CITY / (self.city.lost + self.city.came)
        usual = Counted(self.city.lost * share, self.city.came * share)
        own = self.links.get(place)
        return (
            usual
            if own is None
            else replace(own, lost=own.lost + usual.lost, came=own.came + usual.came)
        )
