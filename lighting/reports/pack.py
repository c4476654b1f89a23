"""The evidence pack of a bill: CSV files with all inputs and figures, their hashes, and a check.

The hash of the data is that of lamps.csv, days.csv, dead.csv and tariffs.csv one after the other,
as `cat lamps.csv days.csv dead.csv tariffs.csv | sha256sum` gives it.
"""

import csv
import io
import json
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

from lighting.reports.bill import (
    BilledLamp,
    Figures,
    Length,
    LoggedDay,
    Price,
    Tariffs,
    by_customer,
    dead_bill,
    lamp_figures,
)
from lighting.reports.dead_time import (
    TOLD,
    DeadDays,
    Key,
    Told,
    days_of_row,
    dead_days,
    key_of,
)
from lighting.reports.hour_log import HOURS
from lighting.times import from_rfc3339
from schedules.errors import Problem

DATA = ("lamps.csv", "days.csv", "dead.csv", "tariffs.csv")
MANIFEST, SUMS, CUSTOMERS = "manifest.json", "SHA256SUMS", "customers.csv"
MONEY = ("billed", "least", "most")
_LAMP = (
    *("customer", "lamp", "line", "street", "kelurahan", "panel", "power_w", "billed_w"),
    *("listed_from", "listed_until"),
)
_DAY = ("lamp", "line", "date", "energy_wh", "burn_s", "covered_s", "burn_covered_s", "of_s")
_DEAD = (*TOLD, "days", "billed_kwh", "billed_money")
_PRICE = ("from", "name", "currency", "per_kwh", "source", "days")
_FIGURES = (
    *("lamps", "lamps_without_data", "dark_days"),
    *("billed_kwh", "least_kwh", "most_kwh", "coverage"),
    *("billed_money", "least_money", "most_money", "overbilled_least", "overbilled_most"),
    *("dead_days_least", "dead_days_most", "dead_money_least", "dead_money_most"),
)


@dataclass(frozen=True, slots=True)
class Bill:
    """All that a bill is computed from.

    Attributes:
        facts: Month, site, time zone, when it was made, the hash of the log of hours, and what the
            list of lamps doesn't tell of the month.
        lamps: In the order of the list, each line of them that held in some of the month.
        days: Of each line every day of the month on which it held.
        dead: Times in which lamps were dead or silent, see `dead_time.TOLD`.
        tariffs: The prices of the month.
    """

    facts: Mapping[str, Any]
    lamps: tuple[BilledLamp, ...]
    days: tuple[LoggedDay, ...]
    dead: tuple[Told, ...]
    tariffs: Tariffs

    def figures(self) -> dict[Key, Figures]:
        """Compute each line."""
        days: dict[Key, list[LoggedDay]] = {}
        for day in self.days:
            days.setdefault((day.lamp, day.line), []).append(day)
        dead = dead_days(self.dead, *self.span)
        money = (self.length, self.tariffs)
        return {
            line.key: lamp_figures(
                line, days.get(line.key, ()), *money, dead.get(line.key, DeadDays())
            )
            for line in self.lamps
        }

    def dead_rows(self) -> Iterator[dict[str, Any]]:
        """Compute each time of a dead lamp: its days in the month, and what was billed for them."""
        lines = {one.key: one for one in self.lamps}
        for row in self.dead:
            days = days_of_row(row, *self.span)
            kwh, money = dead_bill(lines[key_of(row)], days, self.length.days, self.tariffs)
            yield {**row, "days": days, "billed_kwh": kwh, "billed_money": money}

    @property
    def span(self) -> tuple[int, int]:
        """The month [ms since 1970 UTC]."""
        return from_rfc3339(str(self.facts["from"])), from_rfc3339(str(self.facts["to"]))

    @property
    def length(self) -> Length:
        """How long the month is."""
        year, month = map(int, str(self.facts["month"]).split("-"))
        from_ms, to_ms = self.span
        return Length(monthrange(year, month)[1], Decimal(to_ms - from_ms) / 1000)

    def customers(self) -> dict[str, Figures]:
        """Compute each customer number, and `total` for all."""
        return by_customer(self.lamps, self.figures())


def figures_row(one: Figures) -> dict[str, Any]:
    """Give figures under their names; what is unknown is None."""
    over = [
        None if one.billed is None or other is None else one.billed - other
        for other in (one.most, one.least)
    ]
    energy = (one.billed_kwh, one.least_kwh, one.most_kwh, one.coverage)
    money = (one.billed, one.least, one.most, *over)
    dead = (one.dead_days_least, one.dead_days_most, one.dead_least, one.dead_most)
    count = (one.lamps, one.without_data, one.dark_days)
    return dict(zip(_FIGURES, (*count, *energy, *money, *dead), strict=True))


def files_of(bill: Bill) -> dict[str, str]:
    """Give the text of each CSV file and of the manifest, by name."""
    figures, customers = bill.figures(), bill.customers()
    rows: dict[str, tuple[tuple[str, ...], Iterable[Mapping[str, Any]]]] = {
        "lamps.csv": (
            (*_LAMP, *_FIGURES[1:]),
            ({**_fields(one, _LAMP), **figures_row(figures[one.key])} for one in bill.lamps),
        ),
        "days.csv": (_DAY, (_fields(one, _DAY) for one in bill.days)),
        "dead.csv": (_DEAD, bill.dead_rows()),
        "tariffs.csv": (_PRICE, map(_price_row, bill.tariffs.prices)),
        CUSTOMERS: (
            ("customer", *_FIGURES),
            ({"customer": name, **figures_row(one)} for name, one in customers.items()),
        ),
    }
    texts = {name: _csv(names, found) for name, (names, found) in rows.items()}
    facts = {**bill.facts, "data_sha256": data_hash(texts)}
    texts[MANIFEST] = json.dumps(facts, indent=2, sort_keys=True) + "\n"
    return texts


def data_hash(texts: Mapping[str, str]) -> str:
    """Give the hash of the data."""
    return sha256("".join(texts[name] for name in DATA).encode()).hexdigest()


def sums_of(texts: Mapping[str, str]) -> str:
    """Give the hash of each file, as `sha256sum -c` reads it."""
    return "".join(
        f"{sha256(text.encode()).hexdigest()}  {name}\n" for name, text in sorted(texts.items())
    )


def read_bill(texts: Mapping[str, str]) -> Bill:
    """Read a pack's inputs back.

    Raises:
        ValueError: They are no such files.
    """
    try:
        facts = json.loads(texts[MANIFEST])
        facts.pop("data_sha256", None)
        lamps = tuple(_lamp(row) for row in _rows(texts["lamps.csv"]))
        days = tuple(map(_day, _rows(texts["days.csv"])))
        prices = tuple(map(_price, _rows(texts["tariffs.csv"])))
        dead = tuple({name: row[name] for name in TOLD} for row in _rows(texts["dead.csv"]))
        return Bill(facts, lamps, days, dead, Tariffs(prices))
    except (KeyError, InvalidOperation, AttributeError, TypeError) as error:
        raise ValueError(f"{type(error).__name__} {error}") from error


def wrong_in(texts: Mapping[str, str]) -> Iterator[Problem]:
    """Check hashes, and compute every figure again; nothing is wrong with an honest pack."""
    yield from _wrong_hashes(texts)
    lacking = {*DATA, CUSTOMERS, MANIFEST, SUMS} - texts.keys()
    if lacking:
        for name in sorted(lacking):
            yield Problem(name, None, "the file is missing", "ask for the whole pack")
        return
    try:
        bill = read_bill(texts)
        expected = files_of(bill)
    except (ValueError, LookupError, ArithmeticError) as error:
        yield Problem("lamps.csv", None, f"can't be read: {error}", "ask for the pack again")
        return
    yield from _wrong_hours(texts, bill)
    for name, text in expected.items():
        yield from _differences(name, texts[name], text)


def _wrong_hashes(texts: Mapping[str, str]) -> Iterator[Problem]:
    sums = texts.get(SUMS, "").splitlines()
    for line in sums:
        digest, _, name = line.partition("  ")
        if name not in texts:
            yield Problem(name, None, "the file is missing", "ask for the whole pack")
        elif sha256(texts[name].encode()).hexdigest() != digest:
            yield Problem(name, None, "its hash is another one", "it was changed; ask for it again")
    for name in sorted(texts.keys() - {SUMS} - {line.partition("  ")[2] for line in sums}):
        yield Problem(name, None, f"it has no hash in {SUMS}", "ask for the whole pack")


def _wrong_hours(texts: Mapping[str, str], bill: Bill) -> Iterator[Problem]:
    if HOURS in texts:
        digest = sha256(texts[HOURS].encode()).hexdigest()
        if digest != bill.facts.get("burn_log_sha256"):
            yield Problem(HOURS, None, f"its hash is not the one in {MANIFEST}", "ask for it again")


def _differences(name: str, found: str, expected: str) -> Iterator[Problem]:
    mine, theirs = expected.splitlines(), found.splitlines()
    for number in range(max(len(mine), len(theirs))):
        right = mine[number] if number < len(mine) else "no such line"
        is_there = number < len(theirs)
        if not is_there or theirs[number] != right:
            what = "computed again it is another line" if is_there else "the line is missing"
            yield Problem(name, number + 1, what, f"it should be: {right}")


def _fields(one: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names}


def _price_row(one: Price) -> dict[str, Any]:
    return {**_fields(one, _PRICE[1:]), "from": one.start}


def _price(row: Mapping[str, str]) -> Price:
    start = date.fromisoformat(row["from"])
    named = (row["name"], row["currency"], Decimal(row["per_kwh"]), row["source"])
    return Price(start, *named, int(row["days"]))


def _lamp(row: Mapping[str, str]) -> BilledLamp:
    customer, lamp, street, kelurahan, panel = (row[name] for name in (*_LAMP[:2], *_LAMP[3:6]))
    power_w, billed_w = _decimals(row, _LAMP[6:8])
    held = (int(row["line"]), row["listed_from"], row["listed_until"])
    return BilledLamp(customer, lamp, street, kelurahan, panel, power_w, billed_w, *held)


def _day(row: Mapping[str, str]) -> LoggedDay:
    energy_wh, burn_s = (Decimal(row[name]) if row[name] else None for name in _DAY[3:5])
    covered_s, burn_covered_s, of_s = _decimals(row, _DAY[5:])
    known = (energy_wh, burn_s, covered_s, burn_covered_s, of_s)
    return LoggedDay(row["lamp"], date.fromisoformat(row["date"]), *known, int(row["line"]))


def _decimals(row: Mapping[str, str], names: Iterable[str]) -> tuple[Decimal, ...]:
    return tuple(Decimal(row[name]) for name in names)


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _csv(names: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
