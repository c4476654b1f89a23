"""For how much of each hour of a month light was wanted of each lamp: schedules and overrides then.

Lamps that are told the same share one table. What photocells and effects do on top of a program is
not known afterwards, so it is not in here; neither are schedules' fades: a fade counts as light.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from lighting.answers.cases import overrides_for
from lighting.desired.documents import as_override
from lighting.planning.programs import PlannedLamp, Shape, Side, Span
from lighting.reports.month import Month
from lighting.reports.spans import Hours, Time, by_hour, clipped, joined
from lighting.rows import OverrideRow
from lighting.site.inventory import Lamp
from schedules.civil_time import night_window
from schedules.document import Document


@dataclass(frozen=True, slots=True)
class InForce:
    """A schedule (None: none) and the time for which it held [ms since 1970 UTC]."""

    document: Document | None
    from_ms: int
    to_ms: int


@dataclass
class WantedTime:
    """What was wanted in a month.

    Attributes:
        month: Which.
        timezone: Of the site.
        in_force: The schedules, the oldest first, none over another.
        overrides: All that held in some of the month.
        default_level: Of lamps without a program [%].
    """

    month: Month
    timezone: str
    in_force: Sequence[InForce]
    overrides: Sequence[OverrideRow] = ()
    default_level: int = 100
    _sides: list[tuple[InForce, Side]] = field(default_factory=list, init=False)
    _known: dict[tuple[object, ...], Hours] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        first = self.month.days[0].date - timedelta(days=1)
        self._sides = [(one, self._side(one, first)) for one in self.in_force]

    def of(self, lamp: Lamp) -> Hours:
        """Give the wanted time of a lamp, hour by hour."""
        planned = PlannedLamp(lamp.id, lamp.groups, lamp.power_w, lamp.standby_w, lamp.type)
        programs = tuple(side.program_of(planned)[0] for _, side in self._sides)
        overrides = overrides_for(self.overrides, lamp)
        key = (*programs, *(one.id for one in overrides))
        if key not in self._known:
            by_program: list[Time] = []
            for (one, side), program in zip(self._sides, programs, strict=True):
                lit = _lit(zip(self._ends_s, side.shapes(program), strict=True))
                by_program += clipped(lit, one.from_ms, one.to_ms)
            within = clipped(overridden(by_program, overrides), *self._limits)
            self._known[key] = by_hour(within)
        return self._known[key]

    @property
    def _ends_s(self) -> list[int]:
        """When each night is over [s since 1970 UTC]."""
        evenings = self._sides[0][1].span.evenings if self._sides else ()
        return [night_window(self.timezone, evening).until_s for evening in evenings]

    @property
    def _limits(self) -> Time:
        return self.month.from_ms, self.month.to_ms

    def _side(self, one: InForce, first: date) -> Side:
        span = Span(first, len(self.month.days) + 1)
        return Side(one.document, self.timezone, span, self.default_level)


def overridden(lit: Iterable[Time], overrides: Iterable[OverrideRow]) -> list[Time]:
    """Put overrides over the times with light, the strongest last."""
    found = joined(lit)
    for row in sorted(overrides, key=lambda one: as_override(one).rank):
        end_ms = row.until_ms if row.released_ms is None else min(row.until_ms, row.released_ms)
        begin_ms = max(row.start_ms, row.set_ms)
        if end_ms <= begin_ms:
            continue
        rest = [*clipped(found, 0, begin_ms), *clipped(found, end_ms, 2**62)]
        found = joined([*rest, (begin_ms, end_ms)] if row.level else rest)
    return found


def _lit(nights: Iterable[tuple[int, Shape]]) -> list[Time]:
    """The times in which a program wants any light, and until when the last of them lasts."""
    found: list[Time] = []
    for until_s, shape in nights:
        ends = [at_s for at_s, _, _ in shape.switches[1:]] + [until_s]
        for (at_s, level, _), end_s in zip(shape.switches, ends, strict=False):
            if level:
                found.append((at_s * 1000, end_s * 1000))
    return found
