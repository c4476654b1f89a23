"""An unmetered bill of a month: all that it is computed from, gathered."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lighting.answers.month_asked import Asked, HoursOf
from lighting.energy.adding_up import Known, added
from lighting.energy.reports import known_burning, known_energy
from lighting.reports.bill import BilledLamp, LoggedDay, Price, Tariffs
from lighting.reports.dead import dead_yet_billed
from lighting.reports.dead_time import Told
from lighting.reports.hour_log import HourLog
from lighting.reports.listed import Listed
from lighting.reports.month import Day, Month
from lighting.reports.pack import Bill
from lighting.reports.spans import FAR_MS, HOUR_MS, clipped, common, length_ms, until
from lighting.rows import HourRow
from lighting.site.inventory import Lamp
from lighting.site.tariffs import Tariff, tariff_on
from lighting.stores.history import FaultSpan


@dataclass(frozen=True, slots=True)
class Papers:
    """What a bill is made from beside the log of hours.

    Attributes:
        site: The city's short name.
        faults: Those of the month.
        tariffs: The prices.
    """

    site: str
    faults: Iterable[FaultSpan]
    tariffs: Iterable[Tariff]


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
    lines = tuple(line for line in asked.lines if line.lamp.customer)
    lamps = tuple({line.lamp.id: line.lamp for line in lines}.values())
    log = HourLog(lamps, asked.listed, scope.time, is_written=with_hours)
    days = list[LoggedDay]()
    for day in month.days:
        rows = list(hours(day.from_ms - day.from_ms % HOUR_MS, day.to_ms))
        log.add(rows)
        days += _logged(day, lines, rows)
    facts = {
        "schema": "lighting.bill-pack/1",
        "site": papers.site,
        "month": month.name,
        "from": scope.time(month.from_ms),
        "to": scope.time(month.to_ms),
        "made_at": scope.time(scope.now_ms),
        "burn_log_sha256": log.sha256,
        "list_known_from": scope.time(asked.known_ms),
        "lamps_not_in_list": sorted(log.others),
    }
    dead = tuple(_dead_rows(asked, lines, papers.faults))
    found = tuple(billed(asked, line) for line in lines)
    return Bill(facts, found, tuple(days), dead, tariffs_of(month, papers.tariffs)), log.text


def _logged(day: Day, lines: Sequence[Listed], rows: Iterable[HourRow]) -> Iterator[LoggedDay]:
    """What is known of a day of each line: energy and burning time, each with its cover."""
    by_lamp: dict[str, list[HourRow]] = {}
    for row in rows:
        by_lamp.setdefault(row.lamp, []).append(row)
    for line in lines:
        lamp, times = line.lamp, clipped(line.times, day.from_ms, day.to_ms)
        if not times:
            continue
        found = by_lamp.get(lamp.id, ())
        energy = added(known_energy(found, [lamp], *time)[lamp.id] for time in times)
        burning = added(known_burning(found, [lamp], *time)[lamp.id] for time in times)
        of_s = Decimal(length_ms(times)) / 1000
        amounts = (_decimal(energy.amount), _decimal(burning.amount))
        covered = (min(of_s, _seconds(energy)), min(of_s, _seconds(burning)))
        yield LoggedDay(lamp.id, day.date, *amounts, *covered, of_s, line.number)


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


def billed(asked: Asked, line: Listed) -> BilledLamp:
    """Give a line as a bill has it."""
    lamp, held = line.lamp, asked.held(line.times)
    watts = (Decimal(str(lamp.power_w)), Decimal(str(billed_w(lamp))))
    named = (lamp.customer, lamp.id, lamp.street, lamp.kelurahan, lamp.panel)
    listed = (held["listed_from"] or "", held["listed_until"] or "")
    return BilledLamp(*named, *watts, line.number, *listed)


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(round(value, 3)))


def _dead_rows(
    asked: Asked, lines: Iterable[Listed], faults: Iterable[FaultSpan]
) -> Iterator[Told]:
    """Times of dead lamps, each cut where its line began or ended within the month."""
    month = asked.month
    for one in dead_yet_billed(lines, faults):
        held = one.line.wider(month.from_ms, month.to_ms)
        lamp = {"customer": one.line.lamp.customer, "lamp": one.line.lamp.id}
        for span in one.spans:
            for begin, end in common([(span.since_ms, until(span.cleared_ms))], held):
                yield {
                    **lamp,
                    "line": str(one.line.number),
                    "code": span.code,
                    "since": asked.scope.time(begin) or "",
                    "until": "" if end == FAR_MS else asked.scope.time(end) or "",
                }
