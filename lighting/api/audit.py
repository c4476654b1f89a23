"""The route of the audit: who did what, when and why, read by the API's own threads."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from lighting.answers.audit import OF_ALL, about, show_audit, words
from lighting.answers.known_names import check_word
from lighting.api.documents import ROWS, YES, answer
from lighting.api.looking_back import Back, Choice, LookingBack
from lighting.api.past import FromQuery, ToQuery
from lighting.api.requests import LimitQuery
from lighting.errors import NothingMatched, StoreUnavailable, WrongUse
from lighting.stores.orders import Asked, Orders

router = APIRouter()
Word = Annotated[str | None, Query(max_length=200)]


@router.get("/audit", responses=answer("lighting.audit-show/1", is_cut=YES, entries=ROWS))
def get_audit(  # noqa: PLR0913, PLR0917 - each is a value of the query
    back: Back,
    from_ms: FromQuery = None,
    to_ms: ToQuery = None,
    who: Word = None,
    what: Word = None,
    lamp: Word = None,
    limit: LimitQuery = 100,
) -> JSONResponse:
    """Who did what, when and why; the newest first, of all times unless one is asked for."""
    check_word(what, words(), "order that the audit knows")
    _check_span(from_ms, to_ms)
    orders = _orders(back)
    _check_name(who, orders)
    most = limit + 1 if lamp is None else -1
    asked = Asked(from_ms or 0, to_ms or 2**62, who, what, most)
    return JSONResponse(_found(back, orders, asked, lamp, limit))


def _check_name(who: str | None, orders: Orders) -> None:
    """Look whether somebody ordered anything at all; who did not raises `NothingMatched`."""
    names = orders.names() if who is not None else []
    if who is not None and who not in names:
        known = ", ".join(names) or "nobody yet"
        error = NothingMatched.told(
            f"nothing matches account {who}",
            "whoever ordered nothing is not in the audit",
            f"write one of those who are: {known}",
        )
        raise error


def _check_span(from_ms: int | None, to_ms: int | None) -> None:
    """Look at a time that is asked for.

    Raises:
        WrongUse: It ends before it begins.
    """
    if from_ms is not None and to_ms is not None and to_ms <= from_ms:
        raise WrongUse("that time ends before it begins", remedy="let --from be before --to")


def _found(
    back: LookingBack, orders: Orders, asked: Asked, lamp: str | None, limit: int
) -> dict[str, Any]:
    """The entries; a lamp that is in no list and was ordered nothing raises `NothingMatched`."""
    if lamp is None:
        return show_audit(orders.entries(asked), back.scope(Choice()), limit)
    scope, missing = back.scope_of(lamp)
    found = list(about(orders.entries(asked), lamp, orders))
    if missing is not None and all(row.action in OF_ALL for row in found):
        raise missing
    return show_audit(found, scope, limit)


def _orders(back: LookingBack) -> Orders:
    """Give the audit.

    Raises:
        StoreUnavailable: Nobody has it.
    """
    if back.past.orders is None:
        raise StoreUnavailable(
            "the audit can't be asked for here", "this controller was started without its database"
        )
    return back.past.orders
