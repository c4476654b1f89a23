"""Reports of a month: availability, faults, dead yet billed, lit but not registered."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from lighting.answers.billing import billed, tariffs_of
from lighting.answers.month_asked import Asked, HoursOf
from lighting.reports.availability import Burned, burned_in, by
from lighting.reports.bill import dead_bill
from lighting.reports.dead import dead_yet_billed, unregistered
from lighting.reports.listed import Listed
from lighting.reports.mending import Mending, by_code, mending
from lighting.reports.spans import joined
from lighting.reports.wanted_time import WantedTime
from lighting.site.inventory import Lamp
from lighting.site.tariffs import Tariff
from lighting.stores.history import FaultSpan
from lighting.work.order import WorkOrder

_PLACE = ("street", "kelurahan", "panel")
_H_PER_S = 1 / 3600


def availability_document(
    asked: Asked, by_: str, wanted: WantedTime, hours: HoursOf
) -> dict[str, Any]:
    """Availability and burning hours, each as least and most."""
    burned = [(line, Burned()) for line in asked.lines]
    for listed, rows in asked.hours(hours):
        for line, one in burned:
            lamp = line.lamp
            one.add(burned_in(listed(line), wanted.of(lamp), rows.get(lamp.id, {})))
    if by_ == "lamp":
        figures = [
            _of_lamp(asked, list(found)) for _, found in groupby(burned, lambda one: one[0].lamp.id)
        ]
    else:
        figures = _of_places(by(burned, lambda line: str(getattr(line.lamp, by_))))
    total = next(
        iter(_of_places(by(burned, lambda _: "all"))),
        {"name": "all", "lamps": 0, **_burned(Burned())},
    )
    head = asked.head("lighting.report-availability/1")
    return {**head, "by": by_, "total": total, "figures": figures}


def faults_document(
    asked: Asked, faults: Iterable[FaultSpan], unproven: Iterable[WorkOrder]
) -> dict[str, Any]:
    """Faults by code and kelurahan; of those that work orders closed, how many without proof."""
    by_id = {line.lamp.id: line.lamp for line in asked.lines}
    found = [one for one in faults if one.lamp is None or one.lamp in by_id]
    ids_unproven = {id_ for order in unproven for id_ in order.faults}
    span = (asked.month.from_ms, asked.to_ms)
    rows = mending(found, by_id, *span, ids_unproven)
    head = asked.head("lighting.report-faults/1")
    codes = list(map(_mended, by_code(rows)))
    return {**head, "codes": codes, "figures": list(map(_mended, rows))}


def dead_document(
    asked: Asked, faults: Iterable[FaultSpan], tariffs: Iterable[Tariff]
) -> dict[str, Any]:
    """Lamps that were dead, or silent, while they were billed."""
    prices = tariffs_of(asked.month, tariffs)
    figures = []
    for one in dead_yet_billed(asked.lines, faults):
        row = {
            **_place(one.line.lamp),
            "customer": one.line.lamp.customer,
            **asked.held(one.line.times),
            "codes": sorted({span.code for span in one.spans}),
            "since": asked.scope.time(one.spans[0].since_ms),
        }
        for name, days in (("least", one.least_days), ("most", one.most_days)):
            month_days = len(asked.month.days)
            kwh, money = dead_bill(billed(asked, one.line), _days(days), month_days, prices)
            row |= {f"days_{name}": round(days, 3), f"billed_kwh_{name}": round(float(kwh), 3)}
            row |= {f"money_{name}": None if money is None else float(money)}
        figures.append(row)
    head = asked.head("lighting.report-dead/1")
    return {**head, "currency": prices.currency, "figures": figures}


def unregistered_document(asked: Asked, hours: HoursOf) -> dict[str, Any]:
    """Lamps that burned and have no customer number where others have one."""
    burn_s = dict[tuple[str, int], float]()
    numbers = {one.id: one.customer for one in asked.scope.by_id.values()}
    for listed, rows in asked.hours(hours):
        for key, length_s in unregistered(asked.lines, listed, rows).items():
            burn_s[key] = burn_s.get(key, 0.0) + length_s
    figures = [
        {
            **_place(one.lamp),
            "power_w": one.lamp.power_w,
            **asked.held(one.times),
            "burn_h_least": round(burn_s[one.key] * _H_PER_S, 3),
        }
        for one in asked.lines
        if one.key in burn_s
    ]
    head = asked.head("lighting.report-unregistered/1")
    return {**head, "registered": sum(map(bool, numbers.values())), "figures": figures}


def _of_lamp(asked: Asked, found: Sequence[tuple[Listed, Burned]]) -> dict[str, Any]:
    """All lines of a lamp together, at the place of the newest."""
    whole = Burned()
    for _, one in found:
        whole.add(one)
    times = joined(time for line, _ in found for time in line.times)
    return {**_place(found[-1][0].lamp), **asked.held(times), **_burned(whole)}


def _of_places(sums: Iterable[tuple[str, int, Burned]]) -> list[dict[str, Any]]:
    return [{"name": name, "lamps": count, **_burned(one)} for name, count, one in sums]


def _days(days: float) -> Decimal:
    return Decimal(str(round(days, 6)))


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
