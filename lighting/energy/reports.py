"""Energy and burning hours over a time: for each lamp, each kelurahan, each panel, and all.

A lamp of which nothing is known has None, never 0, and nothing is made up for the time that is
not covered: the coverage beside each figure says how much of the asked time it holds for.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from lighting.energy.adding_up import Known, Place, added, asked, by_place, known_of_lamps
from lighting.rows import HourRow
from lighting.site.inventory import Lamp

_HOUR_S = 3600

_OfLamp = TypeVar("_OfLamp")
_Total = TypeVar("_Total")


@dataclass(frozen=True, slots=True)
class LampEnergy:
    """What one lamp used.

    Attributes:
        lamp: Its id.
        energy_wh: Energy in the covered time; None where nothing is known.
        coverage: Share of the asked time for which it is known, 0 to 1.
        hours_without_data: Hours of the asked time of which nothing is known.
        quality: `counted`, `estimated`, `mixed`, or `none`, as of its hours.
    """

    lamp: str
    street: str
    kelurahan: str
    panel: str
    energy_wh: float | None
    coverage: float
    hours_without_data: int
    quality: str


@dataclass(frozen=True, slots=True)
class EnergyTotal:
    """What several lamps used together.

    Attributes:
        name: `all`, a kelurahan or a panel.
        lamps: How many they are.
        lamps_without_data: Of how many of them nothing is known.
        energy_wh: Energy in the covered time; None where nothing is known of any.
        coverage: Share of the asked time of all lamps, 0 to 1.
        hours_without_data: Hours of single lamps of which nothing is known.
        quality: As of a lamp.
    """

    name: str
    lamps: int
    lamps_without_data: int
    energy_wh: float | None
    coverage: float
    hours_without_data: int
    quality: str


@dataclass(frozen=True, slots=True)
class EnergyReport:
    """Energy from `from_ms` to `to_ms` [ms since 1970 UTC]; lamps in the order of their list."""

    from_ms: int
    to_ms: int
    lamps: tuple[LampEnergy, ...]
    city: EnergyTotal
    kelurahan: tuple[EnergyTotal, ...]
    panels: tuple[EnergyTotal, ...]


@dataclass(frozen=True, slots=True)
class LampBurning:
    """How long one lamp burned: `burn_h` [h] in the covered time, the rest as in `LampEnergy`."""

    lamp: str
    street: str
    kelurahan: str
    panel: str
    burn_h: float | None
    coverage: float
    hours_without_data: int
    quality: str


@dataclass(frozen=True, slots=True)
class BurningTotal:
    """Burning hours of several lamps added up [h], the rest as in `EnergyTotal`."""

    name: str
    lamps: int
    lamps_without_data: int
    burn_h: float | None
    coverage: float
    hours_without_data: int
    quality: str


@dataclass(frozen=True, slots=True)
class BurningReport:
    """Burning from `from_ms` to `to_ms` [ms since 1970 UTC]; lamps in the order of their list."""

    from_ms: int
    to_ms: int
    lamps: tuple[LampBurning, ...]
    city: BurningTotal
    kelurahan: tuple[BurningTotal, ...]
    panels: tuple[BurningTotal, ...]


def energy_report(
    hours: Iterable[HourRow], lamps: Sequence[Lamp], from_ms: int, to_ms: int
) -> EnergyReport:
    """Add up energy.

    Args:
        hours: Hours that lie in the asked time; one that its begin or end cuts counts in
            proportion. Those of other lamps are passed over.
        lamps: The lamps that are asked for.
        from_ms: The begin [ms since 1970 UTC].
        to_ms: The end.
    """
    return energy_of(known_energy(hours, lamps, from_ms, to_ms), lamps, from_ms, to_ms)


def known_energy(
    hours: Iterable[HourRow], lamps: Sequence[Lamp], from_ms: int, to_ms: int
) -> dict[str, Known]:
    """Give what is known of each lamp's energy [Wh]; that of parts of a time can be `added`."""
    return known_of_lamps(hours, lamps, from_ms, to_ms, lambda hour: hour.energy_wh)


def energy_of(
    known: Mapping[str, Known], lamps: Sequence[Lamp], from_ms: int, to_ms: int
) -> EnergyReport:
    """Put together what is known of the energy of lamps in a time."""
    parts = _parts(known, lamps, (from_ms, to_ms), LampEnergy, EnergyTotal, lambda one: one.amount)
    return EnergyReport(from_ms, to_ms, *parts)


def burning_hours_report(
    hours: Iterable[HourRow], lamps: Sequence[Lamp], from_ms: int, to_ms: int
) -> BurningReport:
    """Add up burning hours; the arguments are those of `energy_report`."""
    return burning_of(known_burning(hours, lamps, from_ms, to_ms), lamps, from_ms, to_ms)


def known_burning(
    hours: Iterable[HourRow], lamps: Sequence[Lamp], from_ms: int, to_ms: int
) -> dict[str, Known]:
    """Give what is known of each lamp's burning time [s]; as `known_energy`."""
    return known_of_lamps(hours, lamps, from_ms, to_ms, lambda hour: hour.burn_s)


def burning_of(
    known: Mapping[str, Known], lamps: Sequence[Lamp], from_ms: int, to_ms: int
) -> BurningReport:
    """Put together what is known of the burning time of lamps in a time."""
    parts = _parts(known, lamps, (from_ms, to_ms), LampBurning, BurningTotal, _hours)
    return BurningReport(from_ms, to_ms, *parts)


def _parts(
    known: Mapping[str, Known],
    lamps: Sequence[Lamp],
    span_ms: tuple[int, int],
    lamp_row: Callable[..., _OfLamp],
    total_row: Callable[..., _Total],
    amount: Callable[[Known], float | None],
) -> tuple[tuple[_OfLamp, ...], _Total, tuple[_Total, ...], tuple[_Total, ...]]:
    """Lamps, the city, its kelurahan and its panels."""
    span_s, span_hours = asked(*span_ms)

    def of_lamp(lamp: Lamp) -> _OfLamp:
        one = known[lamp.id]
        where = (lamp.id, lamp.street, lamp.kelurahan, lamp.panel)
        return lamp_row(*where, amount(one), *_reliance(one, 1, span_s, span_hours))

    def total(place: Place) -> _Total:
        one = added(known[lamp.id] for lamp in place.lamps)
        count = len(place.lamps)
        head = (place.name, count, _without(place, known), amount(one))
        return total_row(*head, *_reliance(one, count, span_s, span_hours))

    return (
        tuple(map(of_lamp, lamps)),
        total(Place("all", tuple(lamps))),
        tuple(map(total, by_place(lamps, lambda lamp: lamp.kelurahan))),
        tuple(map(total, by_place(lamps, lambda lamp: lamp.panel))),
    )


def _hours(known: Known) -> float | None:
    return None if known.amount is None else known.amount / _HOUR_S


def _without(place: Place, known: Mapping[str, Known]) -> int:
    return sum(known[lamp.id].amount is None for lamp in place.lamps)


def _reliance(known: Known, lamps: int, span_s: float, span_hours: int) -> tuple[float, int, str]:
    """Coverage, hours without data, and quality."""
    asked_s = span_s * lamps
    coverage = min(1.0, known.covered_s / asked_s) if asked_s else 0.0
    return coverage, span_hours * lamps - known.hours, known.quality
