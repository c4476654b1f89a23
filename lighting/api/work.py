"""Routes of work orders, and of pulses to a lamp for whoever stands at its pole."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lighting.api.asking import Ask, Owner, Who
from lighting.api.documents import OBJECT, ROWS, TIME, answer
from lighting.api.requests import MomentText
from lighting.times import from_rfc3339
from lighting.work.questions import (
    FinishWork,
    ListUnproven,
    ListWork,
    ShowVisit,
    ShowWork,
    TakeWork,
    Triage,
    VisitLamp,
)
from lighting.work.ride import ridden, triaged

router = APIRouter()
Why = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
WorkId = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Taking(_Body):
    """Work orders to take; a reason where somebody else has one of them."""

    ids: Annotated[list[WorkId], Field(min_length=1, max_length=1_000)]
    reason: Why = ""


class Finishing(_Body):
    """How an order is closed: by its proof, a reason instead, or later by what the night shows."""

    reason: Why = ""
    later: bool = False


class Pulse(_Body):
    """How long to blink, or to hold each level [s]."""

    seconds: Annotated[int, Field(ge=1, le=600)] | None = None
    reason: Why = ""


@router.get("/work", responses=answer("lighting.work-list/1", at=TIME, orders=ROWS))
def list_work(
    request: Request,
    who: Who,
    kelurahan: str | None = None,
    panel: str | None = None,
    mine: bool = False,  # noqa: FBT001, FBT002 - a value of the query
) -> JSONResponse:
    """Work orders in the order of a ride; planned here, so that the lamps don't wait for it."""
    ask: Ask = request.app.state.ask
    found = ask(ListWork(kelurahan, panel, who if mine else None))
    now_ms = from_rfc3339(found["at"])
    return JSONResponse({**found, "orders": ridden(found["orders"], now_ms)})


@router.get(
    "/work/unproven",
    responses=answer("lighting.work-unproven/1", **{"from": TIME, "to": TIME, "orders": ROWS}),
)
def list_unproven(
    owner: Owner,
    from_ms: Annotated[MomentText, Query(alias="from")],
    to_ms: Annotated[MomentText, Query(alias="to")],
) -> JSONResponse:
    """Orders that were closed without proof in a time."""
    return owner(ListUnproven(from_ms, to_ms))


@router.get("/work/triage", responses=answer("lighting.work-triage/1", at=TIME, rows=ROWS))
def triage(request: Request) -> JSONResponse:
    """What a storm left, by kelurahan, the most urgent first."""
    ask: Ask = request.app.state.ask
    found = ask(Triage())
    return JSONResponse({**found, "rows": triaged(found["rows"])})


@router.get("/work/{order}", responses=answer("lighting.work-show/1", order=OBJECT))
def show_work(owner: Owner, order: str) -> JSONResponse:
    """One work order, and the visits that speak for it."""
    return owner(ShowWork(order))


@router.post("/work/take", responses=answer("lighting.work-take/1", orders=ROWS))
def take_work(owner: Owner, who: Who, body: Taking) -> JSONResponse:
    """Take work orders upon oneself."""
    return owner(TakeWork(tuple(body.ids), body.reason, who))


@router.post("/work/{order}/done", responses=answer("lighting.work-done/1", order=OBJECT))
def finish_work(owner: Owner, who: Who, order: str, body: Finishing) -> JSONResponse:
    """Close a work order, by proof or with a reason."""
    return owner(FinishWork(order, body.reason, body.later, who))


@router.post("/lamps/{lamp}/identify", responses=answer("lighting.lamp-identify/1", visit=OBJECT))
def identify(owner: Owner, who: Who, lamp: str, body: Pulse) -> JSONResponse:
    """Have a lamp blink."""
    return owner(VisitLamp(lamp, "identify", body.seconds or 30, body.reason, who))


@router.post("/lamps/{lamp}/self-test", responses=answer("lighting.lamp-self-test/1", visit=OBJECT))
def self_test(owner: Owner, who: Who, lamp: str, body: Pulse) -> JSONResponse:
    """Have a lamp try 100, 50 and 10 %, and measure each."""
    seconds = min(body.seconds or 10, 60)
    return owner(VisitLamp(lamp, "self-test", seconds, body.reason, who))


@router.get("/visits/{visit}", responses=answer("lighting.visit-show/1", visit=OBJECT))
def show_visit(owner: Owner, visit: str) -> JSONResponse:
    """How far a pulse to a lamp got, step by step."""
    return owner(ShowVisit(visit))
