"""What lamps use over nights, and what that costs and gives off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lighting.planning.programs import Kind, Shape, Side
from lighting.power import drawn_w
from lighting.site.tariffs import Co2, Tariff, tariff_on
from schedules.lamp_types import LampType

S_PER_H = 3600
WH_PER_KWH = 1000


@dataclass(frozen=True, slots=True)
class Prices:
    """What is known of a kWh: its dated price, its CO2."""

    tariffs: tuple[Tariff, ...] = ()
    co2: Co2 | None = None

    def unpriced(self, evenings: Sequence[date]) -> date | None:
        """Give the first evening for which no price holds."""
        return next((each for each in evenings if tariff_on(self.tariffs, each) is None), None)


@dataclass(frozen=True, slots=True)
class Energy:
    """Energy over the nights.

    Attributes:
        kwh: All of it.
        by_tariff: Under each price [kWh], by its number among those of the settings.
        money: By currency; None where there is no price for every night.
        co2_kg: None where no factor is known.
    """

    kwh: float
    by_tariff: Mapping[int, float]
    money: Mapping[str, float] | None
    co2_kg: float | None


def energy_of(
    side: Side, kinds: Mapping[Kind, tuple[Sequence[Shape], int]], prices: Prices
) -> Energy:
    """Add up what lamps use under a schedule; a night has the price of its evening's date.

    Args:
        side: The schedule.
        kinds: Kinds of lamps with what they do night by night, and how many there are of each.
        prices: Of a kWh.
    """
    evenings = side.span.evenings
    numbers = [_number(prices, evening) for evening in evenings]
    by_tariff = dict.fromkeys(numbers, 0.0)
    added: dict[int, list[Mapping[int, int]]] = {}
    for kind, (shapes, count) in kinds.items():
        if id(shapes) not in added:
            added[id(shapes)] = _by_tariff(numbers, shapes, list(by_tariff))
        factors = side.document.lamp_types.get(kind.type) if side.document else None
        for number, seconds in zip(by_tariff, added[id(shapes)], strict=True):
            by_tariff[number] += count * _kwh(kind, factors, seconds)
    kwh = sum(by_tariff.values())
    co2_kg = kwh * prices.co2.kg_per_kwh if prices.co2 else None
    return Energy(kwh, by_tariff, _money(prices, by_tariff), co2_kg)


def output_level(level: int, factors: LampType | None) -> float:
    """Give what a driver is told for a wanted light [%], whoever applies the factors."""
    if not level or factors is None:
        return level
    return max(factors.min_level, level * factors.virtual_power / 100)


def _number(prices: Prices, evening: date) -> int:
    found = tariff_on(prices.tariffs, evening)
    return -1 if found is None else prices.tariffs.index(found)


def _by_tariff(
    numbers: Sequence[int], shapes: Sequence[Shape], order: Sequence[int]
) -> list[Mapping[int, int]]:
    """Give how long each level lasts under each price [s by %], in the order of `order`."""
    found: dict[int, dict[int, int]] = {number: {} for number in order}
    for number, shape in zip(numbers, shapes, strict=True):
        total = found[number]
        for level, length_s in shape.seconds.items():
            total[level] = total.get(level, 0) + length_s
    return list(found.values())


def _kwh(kind: Kind, factors: LampType | None, seconds: Mapping[int, int]) -> float:
    used = sum(
        length_s * drawn_w(kind.power_w, kind.standby_w, output_level(level, factors))
        for level, length_s in seconds.items()
    )
    return used / S_PER_H / WH_PER_KWH


def _money(prices: Prices, by_tariff: Mapping[int, float]) -> dict[str, float] | None:
    if -1 in by_tariff:
        return None
    money: dict[str, float] = {}
    for number, kwh in by_tariff.items():
        tariff = prices.tariffs[number]
        money[tariff.currency] = money.get(tariff.currency, 0) + kwh * tariff.per_kwh
    return money
