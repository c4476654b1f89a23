"""How a route reaches the owner of the city, and who it speaks for."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import JSONResponse

from lighting.api.door import ACCOUNT
from lighting.questions.of_city import Question

Ask = Callable[[Question], dict[str, Any]]


def _owner(request: Request) -> Callable[[Question], JSONResponse]:
    ask: Ask = request.app.state.ask
    return lambda question: _answered(ask(question))


def _answered(document: dict[str, Any]) -> JSONResponse:
    """The document; an order that waits for a second person is none that was done."""
    return JSONResponse(document, 409 if "error" in document else 200)


def _account(request: Request) -> str:
    return str(request.scope[ACCOUNT])


Owner = Annotated[Callable[[Question], JSONResponse], Depends(_owner)]
"""Puts a question to the owner of the city and waits for the answer."""
Who = Annotated[str, Depends(_account)]
"""The name of the account behind the token."""
