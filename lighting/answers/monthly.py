"""Reports of a month: availability, faults, dead yet billed, lit but not registered, the bill."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lighting.answers.scope import Scope
from lighting.energy.adding_up import Known
from lighting.energy.reports import known_burning, known_energy
from lighting.reports.availability import Burned, burned_in, by, one_an_hour
from lighting.reports.bill import BilledLamp, LoggedDay, Price, Tariffs, dead_bill
from lighting.reports.dead import dead_yet_billed, unregistered
from lighting.reports.dead_time import Told
from lighting.reports.hour_log import HourLog
from lighting.reports.mending import Mending, by_code, mending
from lighting.reports.month import Day, Month
from lighting.reports.pack import Bill
from lighting.reports.wanted_time import HOUR_MS, WantedTime
from lighting.rows import HourRow
from lighting.site.inventory import Lamp
from lighting.site.tariffs import Tariff, tariff_on
from lighting.stores.history import FaultSpan
from lighting.work.order import WorkOrder

HoursOf = Callable[[int, int], Iterable[HourRow]]
_PLACE = ("street", "kelurahan", "panel")
_H_PER_S = 1 / 3600


@dataclass(frozen=True, slots=True)
class Asked:
    """A month, up to when it is over [ms since 1970 UTC], and the lamps that are meant."""

    month: Month
    to_ms: int
    scope: Scope

    def head(self, schema: str) -> dict[str, Any]:
        """Give the begin of a document."""
        scope, month = self.scope, self.month
        return {
            "schema": schema,
            "month": month.name,
            "from": scope.time(month.from_ms),
            "to": scope.time(self.to_ms),
            "asked_to": scope.time(month.to_ms),
        }

    def hours(self, hours: HoursOf) -> Iterator[tuple[range, dict[str, dict[int, HourRow]]]]:
        """Read day by day, so that no more than a day is in memory."""
        for day in self.month.days:
            begins = range(day.from_ms - day.from_ms % HOUR_MS, min(day.to_ms, self.to_ms), HOUR_MS)
            if begins:
                yield begins, one_an_hour(hours(begins[0], begins[-1] + 1))


def availability_document(
    asked: Asked, by_: str, wanted: WantedTime, hours: HoursOf
) -> dict[str, Any]:
    """Availability and burning hours, each as least and most."""
    lamps = asked.scope.lamps
    burned = {lamp.id: Burned() for lamp in lamps}
    for begins, rows in asked.hours(hours):
        for lamp in lamps:
            burned[lamp.id].add(burned_in(begins, wanted.of(lamp), rows.get(lamp.id, {})))
    whole = Burned()
    for one in burned.values():
        whole.add(one)
    if by_ == "lamp":
        figures = [{**_place(lamp), **_burned(burned[lamp.id])} for lamp in lamps]
    else:
        sums = by(lamps, burned, lambda lamp: str(getattr(lamp, by_)))
        figures = [{"name": name, "lamps": count, **_burned(one)} for name, count, one in sums]
    total = {"name": "all", "lamps": len(lamps), **_burned(whole)}
    head = asked.head("lighting.report-availability/1")
    return {**head, "by": by_, "total": total, "figures": figures}


def faults_document(
    asked: Asked, faults: Iterable[FaultSpan], unproven: Iterable[WorkOrder]
) -> dict[str, Any]:
    """Faults by code and kelurahan; of those that work orders closed, how many without proof."""
    ids = {lamp.id for lamp in asked.scope.lamps}
    found = [one for one in faults if one.lamp is None or one.lamp in ids]
    ids_unproven = {id_ for order in unproven for id_ in order.faults}
    span = (asked.month.from_ms, asked.to_ms)
    rows = mending(found, asked.scope.by_id, *span, ids_unproven)
    head = asked.head("lighting.report-faults/1")
    codes = list(map(_mended, by_code(rows)))
    return {**head, "codes": codes, "figures": list(map(_mended, rows))}


def dead_document(
    asked: Asked, faults: Iterable[FaultSpan], tariffs: Iterable[Tariff]
) -> dict[str, Any]:
    """Lamps that were dead, or silent, while they were billed."""
    prices = tariffs_of(asked.month, tariffs)
    figures = []
    for one in dead_yet_billed(asked.scope.lamps, faults, asked.month.from_ms, asked.to_ms):
        row = {
            **_place(one.lamp),
            "customer": one.lamp.customer,
            "codes": sorted({span.code for span in one.spans}),
            "since": asked.scope.time(one.spans[0].since_ms),
        }
        for name, days in (("least", one.least_days), ("most", one.most_days)):
            month_days = len(asked.month.days)
            kwh, money = dead_bill(_billed(one.lamp), _days(days), month_days, prices)
            row |= {f"days_{name}": round(days, 3), f"billed_kwh_{name}": round(float(kwh), 3)}
            row |= {f"money_{name}": None if money is None else float(money)}
        figures.append(row)
    head = asked.head("lighting.report-dead/1")
    return {**head, "currency": prices.currency, "figures": figures}


def unregistered_document(asked: Asked, hours: HoursOf) -> dict[str, Any]:
    """Lamps that burned and have no customer number where others have one."""
    lamps, burn_s = asked.scope.lamps, dict[str, float]()
    numbers = {one.id: one.customer for one in asked.scope.by_id.values()}
    for _, rows in asked.hours(hours):
        found = {lamp: list(of_lamp.values()) for lamp, of_lamp in rows.items()}
        for lamp, length_s in unregistered(lamps, found).items():
            burn_s[lamp] = burn_s.get(lamp, 0.0) + length_s
    figures = [
        {**_place(one), "power_w": one.power_w, "burn_h_least": round(burn_s[one.id] * _H_PER_S, 3)}
        for one in lamps
        if one.id in burn_s
    ]
    head = asked.head("lighting.report-unregistered/1")
    return {**head, "registered": sum(map(bool, numbers.values())), "figures": figures}


@dataclass(frozen=True, slots=True)
class Papers:
    """What a bill is made from beside the log of hours.

    Attributes:
        site: The city's short name.
        faults: Those of the month.
        tariffs: The prices.
        imported_ms: When the list of lamps was first replaced after the month began, if it was.
    """

    site: str
    faults: Iterable[FaultSpan]
    tariffs: Iterable[Tariff]
    imported_ms: int | None = None


def bill_of(
    asked: Asked, hours: HoursOf, papers: Papers, *, with_hours: bool = False
) -> tuple[Bill, str | None]:
    """Gather all that a bill is computed from, of lamps with a customer number.

    Args:
        asked: The month and the lamps.
        hours: Gives the log.
        papers: The rest.
        with_hours: Whether the log of hours is wanted as a file, too.
    """
    scope, month = asked.scope, asked.month
    lamps = tuple(lamp for lamp in scope.lamps if lamp.customer)
    log = HourLog(lamps, scope.by_id, scope.time, is_written=with_hours)
    days = list[LoggedDay]()
    for day in month.days:
        rows = list(hours(day.from_ms - day.from_ms % HOUR_MS, day.to_ms))
        log.add(rows)
        days += _logged(day, lamps, rows)
    facts = {
        "schema": "lighting.bill-pack/1",
        "site": papers.site,
        "month": month.name,
        "from": scope.time(month.from_ms),
        "to": scope.time(month.to_ms),
        "made_at": scope.time(scope.now_ms),
        "burn_log_sha256": log.sha256,
        "list_replaced_at": scope.time(papers.imported_ms),
        "lamps_not_in_list": sorted(log.others),
    }
    dead = tuple(_dead_rows(asked, lamps, papers.faults))
    found = tuple(map(_billed, lamps))
    return Bill(facts, found, tuple(days), dead, tariffs_of(month, papers.tariffs)), log.text


def _logged(day: Day, lamps: Sequence[Lamp], rows: list[HourRow]) -> Iterator[LoggedDay]:
    """What is known of a day of each lamp: energy and burning time, each with its cover."""
    span = (day.from_ms, day.to_ms)
    energy, burning = known_energy(rows, lamps, *span), known_burning(rows, lamps, *span)
    of_s = Decimal((day.to_ms - day.from_ms) // 1000)
    for lamp in lamps:
        one, other = energy[lamp.id], burning[lamp.id]
        amounts = (_decimal(one.amount), _decimal(other.amount))
        covered = (min(of_s, _seconds(one)), min(of_s, _seconds(other)))
        yield LoggedDay(lamp.id, day.date, *amounts, *covered, of_s)


def _seconds(known: Known) -> Decimal:
    return Decimal(str(round(known.covered_s, 3)))


def tariffs_of(month: Month, tariffs: Iterable[Tariff]) -> Tariffs:
    """Give the prices of a month; none where there is none on some day of it."""
    listed, days = tuple(tariffs), dict[Tariff, int]()
    for day in month.days:
        one = tariff_on(listed, day.date)
        if one is None:
            return Tariffs()
        days[one] = days.get(one, 0) + 1
    return Tariffs(tuple(_price(one, count) for one, count in days.items()))


def billed_w(lamp: Lamp) -> float:
    """Give the power that a lamp is billed for [W]."""
    return lamp.power_w if lamp.billed_w is None else lamp.billed_w


def _price(one: Tariff, days: int) -> Price:
    price = Decimal(str(one.per_kwh))
    return Price(one.start, one.name, one.currency, price, one.source, days)


def _billed(lamp: Lamp) -> BilledLamp:
    watts = (Decimal(str(lamp.power_w)), Decimal(str(billed_w(lamp))))
    return BilledLamp(lamp.customer, lamp.id, lamp.street, lamp.kelurahan, lamp.panel, *watts)


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(round(value, 3)))


def _days(days: float) -> Decimal:
    return Decimal(str(round(days, 6)))


def _dead_rows(asked: Asked, lamps: Iterable[Lamp], faults: Iterable[FaultSpan]) -> Iterator[Told]:
    begin_ms, end_ms = asked.month.from_ms, asked.month.to_ms
    for one in dead_yet_billed(lamps, faults, begin_ms, end_ms):
        for span in one.spans:
            yield {
                "customer": one.lamp.customer,
                "lamp": one.lamp.id,
                "code": span.code,
                "since": asked.scope.time(span.since_ms) or "",
                "until": asked.scope.time(span.cleared_ms) or "",
            }


def _place(lamp: Lamp) -> dict[str, Any]:
    return {"lamp": lamp.id, **{name: getattr(lamp, name) for name in _PLACE}}


def _burned(one: Burned) -> dict[str, Any]:
    least, most = one.share_least, one.share_most
    burn_s_most = one.burn_s + one.asked_s - one.covered_s
    return {
        "wanted_h": round(one.wanted_s * _H_PER_S, 3),
        "availability_least": None if least is None else round(least, 4),
        "availability_most": None if most is None else round(most, 4),
        "burn_h_least": round(one.burn_s * _H_PER_S, 3),
        "burn_h_most": round(burn_s_most * _H_PER_S, 3),
        "coverage": round(one.coverage, 4),
    }


def _mended(row: Mending) -> dict[str, Any]:
    mean_h = row.mean_repair_h
    return {
        "code": row.code,
        "severity": row.severity,
        "kelurahan": row.kelurahan or None,
        "begun": row.begun,
        "mended": row.mended,
        "closed": row.closed,
        "closed_without_proof": row.unproven,
        "still_open": row.still_open,
        "mean_repair_h": None if mean_h is None else round(mean_h, 2),
    }
