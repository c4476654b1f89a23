"""Reports of energy and burning hours, each figure with its coverage and quality.

What is not known is None, never 0.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from lighting.answers.scope import Scope
from lighting.energy.adding_up import Known, added
from lighting.energy.reports import (
    BurningReport,
    EnergyReport,
    burning_of,
    energy_of,
    known_burning,
    known_energy,
)
from lighting.errors import WrongUse
from lighting.rows import HourRow
from lighting.site.inventory import Lamp

By = Literal["lamp", "kelurahan", "panel"]
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
_DIGITS = 3

Hours = Callable[[int, int], Iterable[HourRow]]
"""Gives roll-ups of hours that begin in a time [ms since 1970 UTC]."""
KnownOf = Callable[[Iterable[HourRow], Sequence[Lamp], int, int], dict[str, Known]]


@dataclass(frozen=True, slots=True)
class Period:
    """A time that is asked for, and up to when it is over by now [ms since 1970 UTC]."""

    from_ms: int
    asked_to_ms: int
    to_ms: int


def period(from_ms: int, to_ms: int, now_ms: int) -> Period:
    """Give a time up to the present hour: what has not been can't be missing.

    Raises:
        WrongUse: Nothing of it is over yet, or it ends before it begins.
    """
    if to_ms <= from_ms:
        raise WrongUse("that time ends before it begins", remedy="exchange --from and --to")
    until_ms = min(to_ms, now_ms - now_ms % HOUR_MS)
    if until_ms <= from_ms:
        raise WrongUse(
            "of that time no hour is over yet",
            "energy and burning time are known by whole hours",
            "ask for a time that begins earlier",
        )
    return Period(from_ms, to_ms, until_ms)


def energy_document(asked: Period, by: By, scope: Scope, hours: Hours) -> dict[str, Any]:
    """Energy of the scope's lamps in a time."""
    known = _known(asked, scope, hours, known_energy)
    report = energy_of(known, scope.lamps, asked.from_ms, asked.to_ms)
    return _document("lighting.report-energy/1", asked, by, scope, report)


def burning_document(asked: Period, by: By, scope: Scope, hours: Hours) -> dict[str, Any]:
    """Burning hours of the scope's lamps in a time."""
    known = _known(asked, scope, hours, known_burning)
    report = burning_of(known, scope.lamps, asked.from_ms, asked.to_ms)
    return _document("lighting.report-burning-hours/1", asked, by, scope, report)


def _known(asked: Period, scope: Scope, hours: Hours, known_of: KnownOf) -> dict[str, Known]:
    """Read hours day by day and add the days up, so that no more than a day is in memory."""
    known = {lamp.id: Known() for lamp in scope.lamps}
    for day_ms in range(asked.from_ms - asked.from_ms % HOUR_MS, asked.to_ms, DAY_MS):
        begin_ms, end_ms = max(day_ms, asked.from_ms), min(day_ms + DAY_MS, asked.to_ms)
        part = known_of(hours(day_ms, end_ms), scope.lamps, begin_ms, end_ms)
        known = {lamp: added((before, part[lamp])) for lamp, before in known.items()}
    return known


def _document(
    schema: str, asked: Period, by: By, scope: Scope, report: EnergyReport | BurningReport
) -> dict[str, Any]:
    parts = {"lamp": report.lamps, "kelurahan": report.kelurahan, "panel": report.panels}
    return {
        "schema": schema,
        "from": scope.time(asked.from_ms),
        "to": scope.time(asked.to_ms),
        "asked_to": scope.time(asked.asked_to_ms),
        "by": by,
        "total": _rounded(asdict(report.city)),
        "figures": [_rounded(asdict(row)) for row in parts[by]],
    }


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: round(value, 4 if name == "coverage" else _DIGITS)
        if isinstance(value, float)
        else value
        for name, value in row.items()
    }
