"""A plan as the document that --json prints, and as tables for a person."""

from collections.abc import Iterator, Mapping
from datetime import date
from operator import itemgetter
from typing import Any

from lighting.cli import show
from lighting.cli.night_words import nights_in_words
from lighting.planning.energy import S_PER_H, Energy, Prices
from lighting.planning.plan import Change, Plan
from lighting.planning.programs import Span

Row = dict[str, Any]
FEW = 5
# A change of a lamp's hours that is not worth a figure.
LEAST_H = 0.005
# Figures from here on are shown without decimals.
ENOUGH = 100
WIDE = 8
LEFT_OUT = ("overrides", "sensor effects", "photocells", "constant light output", "faults")


def plan_document(found: Plan, span: Span, prices: Prices) -> Row:
    """Give a plan as the document that --json prints; all figures are of all nights together."""
    return {
        "schema": "lighting.schedule-plan/1",
        "first_night": span.first.isoformat(),
        "nights": span.nights,
        "lamps": found.lamps,
        "lamps_changed": sum(len(one.lamps) for one in found.changes),
        "changes": [_change(one) for one in found.changes],
        "hours": _hours(found.before_s, found.after_s),
        "energy": _pair(found.before.kwh, found.after.kwh, "kwh"),
        "money": _money(found.before, found.after),
        "tariffs": list(_tariffs(found, prices)),
        "no_tariff_on": _told(prices.unpriced(span.evenings)),
        "co2": _co2(found, prices),
        "left_out": list(LEFT_OUT),
    }


def _told(evening: date | None) -> str | None:
    return evening.isoformat() if evening else None


def _change(change: Change) -> Row:
    return {
        "program_before": change.before or None,
        "program_after": change.after or None,
        "lamps": list(change.lamps),
        "nights": [night.isoformat() for night in change.nights],
        "hours_a_lamp": _hours(change.before_s, change.after_s),
    }


def _hours(before_s: Mapping[int, int], after_s: Mapping[int, int]) -> list[Row]:
    levels = sorted({*before_s, *after_s}, reverse=True)
    sides = {"before_h": before_s, "after_h": after_s}
    return [
        {"level": level}
        | {name: round(side.get(level, 0) / S_PER_H, 2) for name, side in sides.items()}
        for level in levels
    ]


def _pair(before: float, after: float, unit: str) -> Row:
    figures = {"before": before, "after": after, "change": after - before}
    return {f"{name}_{unit}": round(figure, 2) for name, figure in figures.items()}


def _money(before: Energy, after: Energy) -> list[Row] | None:
    if before.money is None or after.money is None:
        return None
    return [
        {"currency": currency}
        | {
            "before": round(cost, 2),
            "after": round(after.money[currency], 2),
            "change": round(after.money[currency] - cost, 2),
        }
        for currency, cost in before.money.items()
    ]


def _tariffs(found: Plan, prices: Prices) -> Iterator[Row]:
    """Give the prices that were used, and the energy under each."""
    for number, kwh in found.before.by_tariff.items():
        if number >= 0:
            tariff = prices.tariffs[number]
            yield {
                "name": tariff.name,
                "from": tariff.start.isoformat(),
                "currency": tariff.currency,
                "per_kwh": tariff.per_kwh,
                "before_kwh": round(kwh, 2),
                "after_kwh": round(found.after.by_tariff[number], 2),
            }


def _co2(found: Plan, prices: Prices) -> Row | None:
    if prices.co2 is None or found.before.co2_kg is None or found.after.co2_kg is None:
        return None
    factor = {"kg_per_kwh": prices.co2.kg_per_kwh, "source": prices.co2.source}
    return _pair(found.before.co2_kg, found.after.co2_kg, "kg") | factor


def print_plan(answer: Row) -> None:
    """Print a plan: who changes and how first, then what it comes to."""
    show.print_text(f"{answer['source']} against {answer['against']}")
    _print_count(answer)
    for change in answer["changes"]:
        show.print_line()
        _print_change(change, answer["nights"])
    show.print_line()
    _print_totals(answer)
    for note in _notes(answer):
        show.print_text(note)


def print_sums(answer: Row) -> None:
    """Print what a plan comes to for all lamps together: count, hours at each level, money."""
    _print_count(answer)
    show.print_table(_hour_columns(answer["nights"] * max(1, answer["lamps"])), answer["hours"])
    _print_totals(answer)


def _print_count(answer: Row) -> None:
    nights = _many(answer["nights"], "night")
    changed, lamps = answer["lamps_changed"], _many(answer["lamps"], "lamp")
    told = f"{changed:,} of {lamps} would change" if changed else f"none of {lamps} would change"
    show.print_text(f"{told} in {nights} from {answer['first_night']}")


def _print_change(change: Row, span: int) -> None:
    before, after = (change[key] or "no program" for key in ("program_before", "program_after"))
    program = after if before == after else f"{before} -> {after}"
    lamps = f"{len(change['lamps']):,} lamps" if change["lamps"][FEW:] else ""
    show.print_text(f"{program}: {lamps or ', '.join(change['lamps'])}")
    nights = [date.fromisoformat(night) for night in change["nights"]]
    show.print_text(f"nights: {nights_in_words(nights, span)}")
    show.print_table(_hour_columns(len(nights)), change["hours_a_lamp"])


def _hour_columns(nights: int) -> tuple[show.Column, ...]:
    def mean(key: str) -> show.Column:
        heading = f"{key.removesuffix('_h'):>{WIDE}}"
        return heading, lambda row: f"{row[key] / nights:.2f} h".rjust(WIDE)

    def change(row: show.Row) -> str:
        shift = (row["after_h"] - row["before_h"]) / nights
        return (f"{shift:+.2f} h" if abs(shift) >= LEAST_H else "").rjust(WIDE)

    level: show.Column = ("a night", lambda row: f"{row['level']} %" if row["level"] else "off")
    return level, mean("before_h"), mean("after_h"), (f"{'change':>{WIDE}}", change)


def _print_totals(answer: Row) -> None:
    rows = [_total("energy, kWh", answer["energy"], "_kwh")]
    rows += [_total(f"cost, {one['currency']}", one, "") for one in answer["money"] or ()]
    rows += [_total("CO2, kg", answer["co2"], "_kg")] if answer["co2"] else []
    figures = ("before", "after", "change")
    width = max(WIDE, *(len(row[key]) for row in rows for key in figures))
    columns = [
        ("all lamps", itemgetter("what")),
        *((f"{key:>{width}}", itemgetter(key)) for key in figures),
        ("", itemgetter("share")),
    ]
    show.print_table(
        columns, [row | {key: row[key].rjust(width) for key in figures} for row in rows]
    )


def _total(what: str, pair: Row, unit: str) -> Row:
    before, after, change = (pair[f"{key}{unit}"] for key in ("before", "after", "change"))
    digits = 0 if max(before, after) >= ENOUGH else 2
    is_same = not round(change, digits)
    return {
        "what": what,
        "before": f"{before:,.{digits}f}",
        "after": f"{after:,.{digits}f}",
        "change": "" if is_same else f"{change:+,.{digits}f}",
        "share": f"{change / before:+.1%}" if before and not is_same else " ",
    }


def _notes(answer: Row) -> Iterator[str]:
    for tariff in answer["tariffs"] if answer["money"] else ():
        price = f"{tariff['currency']} {tariff['per_kwh']:,.2f} a kWh"
        yield f"tariff {tariff['name']}: {price} since {tariff['from']}"
    if answer["money"] is None:
        yield _no_money(answer)
    if answer["co2"]:
        yield f"CO2: {answer['co2']['kg_per_kwh']:g} kg a kWh ({answer['co2']['source']})"
    yield f"left out: {', '.join(answer['left_out'])}"
    yield "a fade counts as the level that it leads to"


def _no_money(answer: Row) -> str:
    why = f"no [[tariff]] in lighting.toml holds on {answer['no_tariff_on']}"
    return f"no cost is told: {why}"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
