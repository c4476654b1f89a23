"""An unmetered bill against the burn log, in decimal figures that anybody can compute again.

- billed: W x 24 h x 30 d, whatever the length of the month (docs/reports.md); of a line of the
  list that held for a part of the month that part
- least: the energy that is known
- most: least, and in the time of which nothing is known the lamp's full power
- dark: whole days that are known, and on which the lamp did not burn at all
- dead: what is billed for the days on which the lamp was known to be dead (least), or silent (most)
- money: the tariff of each day; what is billed has the mean of the month's days

All money is rounded to hundredths lamp by lamp, so that customers are the sum of their lamps.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

from lighting.reports.dead_time import DeadDays, Key

BILLED_H = Decimal(24 * 30)
_WH_PER_KWH, _S_PER_H = Decimal(1000), Decimal(3600)
_KWH, _MONEY, _PRICE, _SHARE = (Decimal(one) for one in ("0.000001", "0.01", "0.0001", "0.000001"))
ZERO = Decimal(0)
_KNOWN = Decimal("0.95")
"""The share of a day that has to be known to say that the lamp was dark on it."""
_WHOLE_DAY_S = Decimal(23 * 3600)
"""The shortest: clocks go forward."""
_ALIVE = DeadDays()


@dataclass(frozen=True, slots=True)
class BilledLamp:
    """A line of a customer's lamp: what it takes and what it is billed for [W].

    Attributes:
        line: Its number; a lamp whose watts or customer number changed in the month has several.
        listed_from: Since when the list had it, if not since before the month (RFC 3339).
        listed_until: Until when, if not beyond the month.
    """

    customer: str
    lamp: str
    street: str
    kelurahan: str
    panel: str
    power_w: Decimal
    billed_w: Decimal
    line: int = 1
    listed_from: str = ""
    listed_until: str = ""

    @property
    def key(self) -> Key:
        """Its lamp and number."""
        return self.lamp, self.line


@dataclass(frozen=True, slots=True)
class LoggedDay:
    """What is known of a lamp's day, of which a line of it held for `of_s` seconds.

    Attributes:
        energy_wh: In `covered_s` seconds; None: nothing is known.
        burn_s: How long it burned in `burn_covered_s` seconds; None: nothing is known.
    """

    lamp: str
    date: date
    energy_wh: Decimal | None
    burn_s: Decimal | None
    covered_s: Decimal
    burn_covered_s: Decimal
    of_s: Decimal
    line: int = 1


@dataclass(frozen=True, slots=True)
class Length:
    """How long a month is, in days and in seconds of them."""

    days: int
    length_s: Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """A tariff, and on how many days of the month it holds."""

    start: date
    name: str
    currency: str
    per_kwh: Decimal
    source: str
    days: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Of a lamp, a customer or all; money is None where no price holds on some day."""

    lamps: int
    without_data: int
    dark_days: int
    billed_kwh: Decimal
    least_kwh: Decimal
    most_kwh: Decimal
    covered_s: Decimal
    of_s: Decimal
    billed: Decimal | None
    least: Decimal | None
    most: Decimal | None
    dead_days_least: Decimal
    dead_days_most: Decimal
    dead_least: Decimal | None
    dead_most: Decimal | None

    @property
    def coverage(self) -> Decimal:
        """Share of the time for which energy is known, 0 to 1, rounded down."""
        return (self.covered_s / self.of_s if self.of_s else ZERO).quantize(_SHARE, ROUND_DOWN)


@dataclass(frozen=True, slots=True)
class Tariffs:
    """The prices of a month, by their begins; none of them: there is no money."""

    prices: tuple[Price, ...] = ()

    @property
    def currency(self) -> str | None:
        """The one currency; None where there is none, or more than one."""
        found = {one.currency for one in self.prices}
        return found.pop() if len(found) == 1 else None

    def on(self, day: date) -> Decimal:
        """Give the price that holds on a day."""
        return max((one for one in self.prices if one.start <= day), key=_start).per_kwh

    @property
    def mean(self) -> Decimal:
        """The mean price of the month's days."""
        days = sum(one.days for one in self.prices)
        whole = sum((one.per_kwh * one.days for one in self.prices), ZERO)
        return (whole / days).quantize(_PRICE, ROUND_HALF_EVEN)


def dead_bill(
    lamp: BilledLamp, days: Decimal, month_days: int, tariffs: Tariffs
) -> tuple[Decimal, Decimal | None]:
    """Give what a lamp was billed for on so many days of a month [kWh, money]."""
    kwh = _rounded(lamp.billed_w * BILLED_H / _WH_PER_KWH * days / month_days, _KWH)
    return kwh, _rounded(kwh * tariffs.mean, _MONEY) if tariffs.currency is not None else None


def lamp_figures(
    lamp: BilledLamp,
    days: Sequence[LoggedDay],
    month: Length,
    tariffs: Tariffs,
    dead: DeadDays = _ALIVE,
) -> Figures:
    """Set the bill of a line against its log; days on which it did not hold are left out."""
    listed_s = sum((day.of_s for day in days), ZERO)
    month_wh = lamp.billed_w * BILLED_H
    billed_kwh = _rounded(month_wh * listed_s / month.length_s / _WH_PER_KWH, _KWH)
    least_kwh = most_kwh = covered_s = of_s = least = most = ZERO
    is_priced = tariffs.currency is not None
    for day in days:
        known_kwh = _rounded((day.energy_wh or ZERO) / _WH_PER_KWH, _KWH)
        missing_s = max(ZERO, day.of_s - day.covered_s)
        rest_kwh = _rounded(lamp.power_w * missing_s / _S_PER_H / _WH_PER_KWH, _KWH)
        price = tariffs.on(day.date) if is_priced else ZERO
        least_kwh, most_kwh = least_kwh + known_kwh, most_kwh + known_kwh + rest_kwh
        least, most = least + known_kwh * price, most + (known_kwh + rest_kwh) * price
        covered_s, of_s = covered_s + day.covered_s, of_s + day.of_s

    def money(amount: Decimal) -> Decimal | None:
        return _rounded(amount, _MONEY) if is_priced else None

    return Figures(
        lamps=1,
        without_data=int(all(day.energy_wh is None for day in days)),
        dark_days=sum(map(_is_dark, days)),
        billed_kwh=billed_kwh,
        least_kwh=least_kwh,
        most_kwh=most_kwh,
        covered_s=covered_s,
        of_s=of_s,
        billed=money(billed_kwh * tariffs.mean) if is_priced else None,
        least=money(least),
        most=money(most),
        dead_days_least=dead.least,
        dead_days_most=dead.most,
        dead_least=dead_bill(lamp, dead.least, month.days, tariffs)[1],
        dead_most=dead_bill(lamp, dead.most, month.days, tariffs)[1],
    )


def total(parts: Sequence[Figures]) -> Figures:
    """Add figures up; money is unknown where it is for one of them."""
    sums: list[Decimal | int | None] = []
    for one in fields(Figures):
        values = [getattr(part, one.name) for part in parts]
        sums.append(None if None in values else sum(values, 0 if "kwh" not in one.name else ZERO))
    return Figures(*sums)  # type: ignore[arg-type]  # the sums are of the fields' own types


def by_customer(lines: Iterable[BilledLamp], figures: Mapping[Key, Figures]) -> dict[str, Figures]:
    """Give the sums of each customer number, in their order, and `total` for all."""
    lines = tuple(lines)
    found: dict[str, list[BilledLamp]] = {}
    for line in lines:
        found.setdefault(line.customer, []).append(line)
    sums = {customer: _of_lines(found[customer], figures) for customer in sorted(found)}
    return {**sums, "total": _of_lines(lines, figures)}


def _of_lines(lines: Iterable[BilledLamp], figures: Mapping[Key, Figures]) -> Figures:
    """Add lines up, each lamp of them once."""
    found = {line: figures[line.key] for line in lines}
    lamps = {line.lamp for line in found}
    heard = {line.lamp for line, one in found.items() if not one.without_data}
    sums = total(list(found.values()))
    return replace(sums, lamps=len(lamps), without_data=len(lamps - heard))


def _is_dark(day: LoggedDay) -> bool:
    if day.of_s < _WHOLE_DAY_S:
        return False
    return day.burn_s is not None and not day.burn_s and day.burn_covered_s >= _KNOWN * day.of_s


def _start(price: Price) -> date:
    return price.start


def _rounded(value: Decimal, digits: Decimal) -> Decimal:
    return value.quantize(digits, ROUND_HALF_EVEN)
