"""Routes of reports about a month."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from lighting.answers.billing import Papers, bill_of
from lighting.answers.month_asked import Asked, HoursOf
from lighting.answers.monthly import (
    availability_document,
    dead_document,
    faults_document,
    unregistered_document,
)
from lighting.answers.reports import By
from lighting.api.documents import MAYBE, OBJECT, ROWS, TEXT, TIME, answer
from lighting.api.looking_back import Choice, FarBack, LookingBack
from lighting.api.requests import ExceptQuery, ForQuery
from lighting.errors import NothingMatched, StoreUnavailable, WrongUse
from lighting.reports.hour_log import HOURS, MOST
from lighting.reports.listed import Listed, listed_in
from lighting.reports.month import month_of
from lighting.reports.pack import files_of
from lighting.reports.spans import HOUR_MS
from lighting.reports.wanted_time import InForce, WantedTime
from lighting.rows import HourRow
from lighting.site.config import Config
from lighting.site.inventory import Inventory
from lighting.site.tariffs import Tariff
from lighting.stores.history import FaultSpan
from lighting.stores.records import Records
from schedules.document import read_document

router = APIRouter()

MonthQuery = Annotated[str, Query(pattern=r"^(19|20|21)\d\d-(0[1-9]|1[0-2])$")]
_HEAD: dict[str, Any] = {
    "month": TEXT,
    "from": TIME,
    "to": TIME,
    "asked_to": TIME,
    "list_known_from": MAYBE,
}


@router.get(
    "/reports/availability",
    responses=answer("lighting.report-availability/1", **_HEAD, total=OBJECT, figures=ROWS),
)
def availability(
    back: FarBack,
    month: MonthQuery,
    choice: ForQuery = None,
    except_: ExceptQuery = None,
    by: By = "lamp",
) -> JSONResponse:
    """In how much of the wanted time lamps burned, as least and most, and burning hours."""
    asked = _asked(back, month, Choice(choice or None, except_ or None))
    document = availability_document(asked, by, _wanted(back, asked), _hours(back))
    return JSONResponse(document | back.waiting(asked.scope))


@router.get(
    "/reports/faults",
    responses=answer("lighting.report-faults/1", **_HEAD, codes=ROWS, figures=ROWS, waiting=MAYBE),
)
def faults(
    back: FarBack, month: MonthQuery, choice: ForQuery = None, except_: ExceptQuery = None
) -> JSONResponse:
    """Faults of a month by code and kelurahan, with the mean time to repair."""
    asked = _asked(back, month, Choice(choice or None, except_ or None))
    unproven = _records(back).unproven(asked.month.from_ms, asked.to_ms)
    document = faults_document(asked, _faults(back, asked), unproven)
    return JSONResponse(document | back.waiting(asked.scope))


@router.get(
    "/reports/dead",
    responses=answer("lighting.report-dead/1", **_HEAD, figures=ROWS, waiting=MAYBE),
)
def dead(
    back: FarBack, month: MonthQuery, choice: ForQuery = None, except_: ExceptQuery = None
) -> JSONResponse:
    """Lamps that were billed in a month while dead, or silent."""
    asked = _asked(back, month, Choice(choice or None, except_ or None))
    document = dead_document(asked, _faults(back, asked), _tariffs(back))
    return JSONResponse(document | back.waiting(asked.scope))


@router.get(
    "/reports/unregistered",
    responses=answer("lighting.report-unregistered/1", **_HEAD, figures=ROWS, waiting=MAYBE),
)
def unregistered(
    back: FarBack, month: MonthQuery, choice: ForQuery = None, except_: ExceptQuery = None
) -> JSONResponse:
    """Lamps that burned in a month and have no customer number."""
    asked = _asked(back, month, Choice(choice or None, except_ or None))
    return JSONResponse(unregistered_document(asked, _hours(back)) | back.waiting(asked.scope))


@router.get(
    "/reports/bill",
    responses=answer("lighting.report-bill/1", month=TEXT, files=OBJECT, waiting=MAYBE),
)
def bill(
    back: FarBack, month: MonthQuery, customer: str | None = None, *, hours: bool = False
) -> JSONResponse:
    """The evidence pack of a month that is over: the text of each of its files, by name.

    Raises:
        WrongUse: The month is not over, or its hours are too many.
    """
    asked = _asked(back, month, Choice())
    if asked.to_ms < asked.month.to_ms:
        what = f"{month} is not over"
        raise WrongUse(what, "a bill is of a whole month", "ask for an earlier month")
    numbers = {line.lamp.customer for line in asked.lines} - {""}
    if not numbers & {customer or next(iter(numbers), "")}:
        error = _no_customer(customer, sorted(numbers))
        raise error
    billed = replace(asked, lines=_of_customer(asked, customer))
    if hours:
        _check_hours(billed)
    site = _config(back).site.name
    papers = Papers(site, _faults(back, asked), _tariffs(back))
    made, log = bill_of(billed, _hours(back), papers, with_hours=hours)
    files = {**files_of(made), **({} if log is None else {HOURS: log})}
    document = {"schema": "lighting.report-bill/1", "month": month, "files": files}
    return JSONResponse(document | back.waiting(asked.scope))


def _check_hours(asked: Asked) -> None:
    """Look that the log of hours isn't too long.

    Raises:
        WrongUse: It is.
    """
    lamps = len({line.lamp.id for line in asked.lines if line.lamp.customer})
    count = lamps * (asked.month.to_ms - asked.month.from_ms) // HOUR_MS
    if count > MOST:
        raise WrongUse(
            f"{lamps} lamps have {count:,} hours in that month",
            f"more than {MOST:,} are too much for one file",
            "ask for one customer number: --customer N",
        )


def _of_customer(asked: Asked, customer: str | None) -> tuple[Listed, ...]:
    return tuple(line for line in asked.lines if customer in {None, line.lamp.customer})


def _asked(back: LookingBack, month: str, choice: Choice) -> Asked:
    """Read a month, up to the present hour; a lamp is meant whose line ever fitted the choice.

    Raises:
        WrongUse: No hour of it is over.
    """
    scope = back.scope(Choice())
    found = month_of(date.fromisoformat(f"{month}-01"), scope.timezone)
    to_ms = min(found.to_ms, scope.now_ms - scope.now_ms % HOUR_MS)
    if to_ms <= found.from_ms:
        raise WrongUse("of that month no hour is over yet", remedy="ask for an earlier month")
    steps, known_ms = _records(back).lists_replaced(found.from_ms)
    lines = listed_in(scope.lamps, steps, found.from_ms, to_ms)
    chosen = listed = frozenset(line.lamp.id for line in lines)
    if choice != Choice():
        inventory = Inventory(tuple(line.lamp for line in lines))
        lamps = inventory.select(choice.choice or "all", choice.except_)
        chosen = frozenset(lamp.id for lamp in lamps)
    meant = tuple(line for line in lines if line.lamp.id in chosen)
    return Asked(found, to_ms, scope, meant, listed, known_ms)


def _hours(back: LookingBack) -> HoursOf:
    def hours(from_ms: int, to_ms: int) -> list[HourRow]:
        return back.past.history.hours(from_ms, to_ms)

    return hours


def _faults(back: LookingBack, asked: Asked) -> list[FaultSpan]:
    """All faults of a month, from the fault book: InfluxDB forgets them before they are billed."""
    return _records(back).faults_within(asked.month.from_ms, asked.to_ms)


def _wanted(back: LookingBack, asked: Asked) -> WantedTime:
    records, month = _records(back), asked.month
    rows = records.schedules_between(month.from_ms, asked.to_ms)
    starts = [max(month.from_ms, row.applied_ms) for row in rows]
    begins = [month.from_ms, *starts] if not starts or starts[0] > month.from_ms else starts
    documents = [read_document(row.text, row.source) for row in rows]
    known = [*([None] if len(begins) > len(starts) else []), *documents]
    ends = [*begins[1:], month.to_ms]
    in_force = [InForce(*one) for one in zip(known, begins, ends, strict=True)]
    overrides = records.overrides_between(month.from_ms, month.to_ms)
    level = _config(back).nodes.default_level
    return WantedTime(month, asked.scope.timezone, in_force, overrides, level)


def _tariffs(back: LookingBack) -> tuple[Tariff, ...]:
    return _config(back).tariff


def _records(back: LookingBack) -> Records:
    """What was ordered.

    Raises:
        StoreUnavailable: Nobody knows.
    """
    if back.past.records is None:
        raise StoreUnavailable("the past can't be asked about here", "there are no records")
    return back.past.records


def _config(back: LookingBack) -> Config:
    """The settings.

    Raises:
        StoreUnavailable: They are not known here.
    """
    if back.past.config is None:
        raise StoreUnavailable("prices can't be told here", "the settings are not known")
    return back.past.config


def _no_customer(customer: str | None, numbers: list[str]) -> NothingMatched:
    why = "no lamp has it in the column customer of the list of lamps"
    error = NothingMatched(f"customer {customer or 'number'}", numbers[:3], why)
    if not numbers:
        error.remedy = "fill that column and read the list in again: lighting lamp import"
    return error
