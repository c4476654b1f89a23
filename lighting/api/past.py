"""Routes about the past, and about what is on its way to InfluxDB."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from lighting.answers import feeding
from lighting.answers.reports import By
from lighting.api.asking import Owner, Who
from lighting.api.documents import (
    MAYBE,
    MAYBE_NUMBER,
    MAYBE_TIME,
    NUMBER,
    NUMBERS,
    OBJECT,
    ROWS,
    SHARE,
    TEXT,
    TIME,
    YES,
    answer,
)
from lighting.api.looking_back import Back, Choice, FarBack, Span
from lighting.api.requests import ExceptQuery, ForQuery, LimitQuery, MomentQuery, ParkedLines
from lighting.questions.of_city import DropParked, RetryParked

router = APIRouter()

FromQuery = Annotated[MomentQuery, Query(alias="from")]
ToQuery = Annotated[MomentQuery, Query(alias="to")]
_REPORT = {
    "from": TIME,
    "to": TIME,
    "asked_to": TIME,
    "by": TEXT,
    "total": OBJECT,
    "figures": ROWS,
    "waiting": MAYBE,
    "parked": MAYBE_NUMBER,
}


@router.get(
    "/lamps/{lamp}/history",
    responses=answer(
        "lighting.lamp-history/1",
        **{"lamp": TEXT, "from": TIME, "to": TIME, "report_s": NUMBER},
        expected_samples=NUMBER,
        coverage=SHARE,
        fields=ROWS,
        gaps=ROWS,
        samples=ROWS,
        waiting=MAYBE,
        parked=MAYBE_NUMBER,
        kept_since=MAYBE_TIME,
    ),
)
def lamp_history(
    back: FarBack,
    lamp: str,
    from_ms: FromQuery = None,
    to_ms: ToQuery = None,
    fields: str | None = None,
) -> JSONResponse:
    """What a lamp measured, and how much of the time that covers; the last day if none is given."""
    return JSONResponse(back.lamp_history(lamp, Span(from_ms, to_ms), fields))


@router.get(
    "/faults/history",
    responses=answer(
        "lighting.fault-history/1",
        **{"from": TIME, "to": TIME},
        is_cut=YES,
        faults=ROWS,
        waiting=MAYBE,
    ),
)
def fault_history(  # noqa: PLR0913, PLR0917 - each is a value of the query
    back: FarBack,
    lamp: str | None = None,
    code: str | None = None,
    from_ms: FromQuery = None,
    to_ms: ToQuery = None,
    choice: ForQuery = None,
    except_: ExceptQuery = None,
) -> JSONResponse:
    """Faults that began in a time, over or not; the last 31 days if none is given."""
    chosen = Choice(choice or None, except_ or None)
    return JSONResponse(back.fault_history(lamp, code, Span(from_ms, to_ms), chosen))


@router.get("/reports/energy", responses=answer("lighting.report-energy/1", **_REPORT))
def energy(
    back: FarBack,
    from_ms: FromQuery = None,
    to_ms: ToQuery = None,
    choice: ForQuery = None,
    except_: ExceptQuery = None,
    by: By = "panel",
) -> JSONResponse:
    """Energy in a time that is over, with coverage and quality; the last day if none is given."""
    chosen = Choice(choice or None, except_ or None)
    return JSONResponse(back.energy(Span(from_ms, to_ms), chosen, by))


@router.get(
    "/reports/burning-hours", responses=answer("lighting.report-burning-hours/1", **_REPORT)
)
def burning_hours(
    back: FarBack,
    from_ms: FromQuery = None,
    to_ms: ToQuery = None,
    choice: ForQuery = None,
    except_: ExceptQuery = None,
    by: By = "panel",
) -> JSONResponse:
    """Burning hours in a time that is over, likewise."""
    chosen = Choice(choice or None, except_ or None)
    return JSONResponse(back.burning_hours(Span(from_ms, to_ms), chosen, by))


@router.get(
    "/influx",
    responses=answer(
        "lighting.influx-status/1",
        state=TEXT,
        backlog=MAYBE,
        forwarded=NUMBER,
        moving=YES,
        parked=NUMBER,
        lost=OBJECT,
        gaps=ROWS,
    ),
)
def influx_status(back: Back, limit: LimitQuery = 100) -> JSONResponse:
    """How InfluxDB is fed: what waits, what it refused, what is gone for good."""
    scope, parking = back.scope(Choice()), back.parking
    kept = feeding.Kept(parking.is_moving(), parking.lost(), parking.gaps(limit))
    settings, fed = back.past.influx, back.fed(scope)
    return JSONResponse(feeding.status_document(settings, fed, kept, scope.timezone))


@router.get(
    "/influx/parked",
    responses=answer("lighting.influx-parked-list/1", total=NUMBER, parked=ROWS),
)
def list_parked(back: Back, limit: LimitQuery = 100) -> JSONResponse:
    """Lines that InfluxDB refused for good, and why; the newest first."""
    timezone = back.scope(Choice()).timezone
    total = back.parking.parked_count()
    return JSONResponse(feeding.parked_document(back.parking.parked(limit), total, timezone))


@router.post(
    "/influx/parked/retry",
    responses=answer("lighting.influx-parked-retry/1", ids=NUMBERS),
)
def retry_parked(back: Back, owner: Owner, who: Who, body: ParkedLines) -> JSONResponse:
    """Send lines once more that InfluxDB refused, after its reason is gone."""
    return owner(RetryParked(back.parked_ids(body.ids), body.reason, who))


@router.post(
    "/influx/parked/drop",
    responses=answer("lighting.influx-parked-drop/1", ids=NUMBERS),
)
def drop_parked(back: Back, owner: Owner, who: Who, body: ParkedLines) -> JSONResponse:
    """Give lines up for good that InfluxDB refused."""
    return owner(DropParked(back.parked_ids(body.ids), body.reason, who))
