"""The application: the door, the routes, and how each error goes out."""

from collections.abc import Mapping
from importlib.metadata import version
from threading import Semaphore

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException

from lighting.api import audit, inquiries, maintenance, messages, monthly, orders, past, work
from lighting.api.archives import Past
from lighting.api.asking import Ask
from lighting.api.documents import FAILURES
from lighting.api.door import Door
from lighting.api.failures import FORESEEN, failure, status_of, told, unreadable
from lighting.api.looking_back import AT_ONCE

_SUMMARY = "Ask and order what a city's street lamps do. Times are RFC 3339 with offset."


def make_app(ask: Ask, tokens: Mapping[str, str], seen: Past | None = None) -> FastAPI:
    """Make the API of a controller.

    Args:
        ask: Puts a question to the thread that owns the city and waits for the answer; raises
            our errors, and `TimeoutError` when there is none in time.
        tokens: The name of the account behind each token.
        seen: Where questions about the past are answered from, by the API's own threads; without
            it they are answered with the error that there is nothing to read it from.
    """
    app = FastAPI(
        title="Street lighting",
        version=version("street-lighting"),
        summary=_SUMMARY,
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        responses=FAILURES,
        # It would hand bodies and errors to whatever OpenTelemetry set-up the process has.
        telemetry={"auto_configure": False, "tracing": False, "metrics": False, "logs": False},
        # The door has looked at the token; this is for the description.
        dependencies=[Depends(HTTPBearer(auto_error=False))],
    )
    app.state.ask = ask
    app.state.past = seen or Past()
    app.state.turns = Semaphore(AT_ONCE)
    app.include_router(past.router, prefix="/v1")  # first: faults/history is no fault's name
    app.include_router(monthly.router, prefix="/v1")
    app.include_router(audit.router, prefix="/v1")
    app.include_router(inquiries.router, prefix="/v1")
    app.include_router(orders.router, prefix="/v1")
    app.include_router(maintenance.router, prefix="/v1")
    app.include_router(work.router, prefix="/v1")
    app.include_router(messages.router, prefix="/v1")
    for family in FORESEEN:
        app.add_exception_handler(family, _told)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _no_route)
    app.add_middleware(Door, tokens=tokens)
    return app


def _told(_request: Request, error: Exception) -> JSONResponse:
    return JSONResponse(told(error), status_of(error))


def _unreadable(_request: Request, error: Exception) -> JSONResponse:
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    return JSONResponse(unreadable(found), 400)


def _no_route(request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 400:  # noqa: PLR2004 - what FastAPI says of a body that its parser gave up on
        document = failure("wrong_use", "the body can't be read", str(error), "send a JSON object")
        return JSONResponse(document, status)
    what = f"{request.method} {request.url.path} is not something to ask"
    remedy = "see /openapi.json for what there is"
    return JSONResponse(failure("no_such_route", what, str(error), remedy), status)
