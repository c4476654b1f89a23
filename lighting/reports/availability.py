"""Availability: in how much of the time in which light was wanted did a lamp really burn.

Hour by hour, with w the wanted time, c the time for which burning is known and b the burning time
in it [s]: burned when wanted is at least min(b, w), and at most min(w, b + 3600 - c). So what is
not known makes the difference between least and most, and is in no figure as good.

An hour that is wanted only in part (the one of dusk) doesn't say which part of it the lamp burned:
its burning is counted as wanted first. An hour in which a lamp's line of the list began or ended
counts in proportion, as do all its figures.

References:
    EN 13201-5 has no such measure; TALQ 2.7.1 counts burning hours only. The share is that of
    IEC 60050-192:2015, 192-08-05 (mean availability), over the wanted time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from lighting.reports.listed import Listed
from lighting.reports.spans import Hours
from lighting.rows import HourRow

_HOUR_S = 3600.0


@dataclass(slots=True)
class Burned:
    """Of one lamp or several [s]: all can be added up.

    Attributes:
        wanted_s: Light was wanted.
        known_s: Of that, in proportion, for how much burning is known.
        least_s: It surely burned when wanted.
        most_s: It can have burned when wanted.
        asked_s: All the time that was asked about.
        covered_s: Of that, for how much burning is known.
        burn_s: It burned, wanted or not.
    """

    wanted_s: float = 0.0
    known_s: float = 0.0
    least_s: float = 0.0
    most_s: float = 0.0
    asked_s: float = 0.0
    covered_s: float = 0.0
    burn_s: float = 0.0

    def add(self, other: "Burned") -> None:
        """Add another's time."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    @property
    def share_least(self) -> float | None:
        """The least availability; None where no light was wanted."""
        return min(1.0, self.least_s / self.wanted_s) if self.wanted_s else None

    @property
    def share_most(self) -> float | None:
        """The most availability; None where no light was wanted."""
        return min(1.0, self.most_s / self.wanted_s) if self.wanted_s else None

    @property
    def coverage(self) -> float:
        """For how much of the wanted time burning is known, 0 to 1; of all where none was."""
        known_s, of_s = self.known_s, self.wanted_s
        if not of_s:
            known_s, of_s = self.covered_s, self.asked_s
        return min(1.0, known_s / of_s) if of_s else 0.0


def burned_in(listed: Hours, wanted: Hours, found: Mapping[int, HourRow]) -> Burned:
    """Give a lamp's time over the hours in which it was listed, those without data included.

    Args:
        listed: For how much of each [s].
        wanted: What was wanted in each [s].
        found: What is known of each.
    """
    total = Burned()
    for hour_ms, listed_s in listed.items():
        row, wanted_s = found.get(hour_ms), wanted.get(hour_ms, 0.0)
        burn_s, covered_s = _burning(row)
        share = listed_s / _HOUR_S
        least_s = min(burn_s, wanted_s)
        total.wanted_s += share * wanted_s
        total.known_s += share * wanted_s * covered_s / _HOUR_S
        total.least_s += share * least_s
        total.most_s += share * max(least_s, min(wanted_s, burn_s + _HOUR_S - covered_s))
        total.asked_s += listed_s
        total.covered_s += share * covered_s
        total.burn_s += share * burn_s
    return total


def one_an_hour(rows: Iterable[HourRow]) -> dict[str, dict[int, HourRow]]:
    """Give the row of each lamp and hour: of two, the one that covers more."""
    found: dict[str, dict[int, HourRow]] = {}
    for row in rows:
        of_lamp = found.setdefault(row.lamp, {})
        other = of_lamp.get(row.hour_ms)
        if other is None or _weight(row) > _weight(other):
            of_lamp[row.hour_ms] = row
    return found


def by(
    burned: Iterable[tuple[Listed, Burned]], name_of: Callable[[Listed], str]
) -> Iterator[tuple[str, int, Burned]]:
    """Give the sums of lines that have a name in common: the name, how many lamps, their time."""
    found: dict[str, tuple[set[str], Burned]] = {}
    for line, one in burned:
        lamps, total = found.setdefault(name_of(line), (set(), Burned()))
        lamps.add(line.lamp.id)
        total.add(one)
    for name in sorted(found):
        yield name, len(found[name][0]), found[name][1]


def _burning(row: HourRow | None) -> tuple[float, float]:
    """Burning time, and the time for which it is known [s]."""
    if row is None or row.burn_s is None:
        return 0.0, 0.0
    covered_s = min(max(row.covered_s, 0.0), _HOUR_S)
    return min(max(row.burn_s, 0.0), covered_s), covered_s


def _weight(row: HourRow) -> tuple[float, int, str, float, float]:
    return row.covered_s, row.samples, row.quality, row.energy_wh or 0.0, row.burn_s or 0.0
