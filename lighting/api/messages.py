"""The route to what people were told."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from lighting.answers.notified import messages_of
from lighting.api.documents import ROWS, answer
from lighting.api.looking_back import Back, LookingBack
from lighting.api.requests import LimitQuery
from lighting.errors import StoreUnavailable
from lighting.site.config import Config

router = APIRouter()


@router.get("/messages", responses=answer("lighting.notify-list/1", messages=ROWS))
def list_messages(back: Back, *, limit: LimitQuery = 50, waiting: bool = False) -> JSONResponse:
    """Messages to people, the newest first; with `waiting` only what waits or failed.

    A controller that was started without its settings raises `StoreUnavailable`.
    """
    config = _config(back)
    found = messages_of(config.store_path, limit, config.site.timezone, waiting=waiting)
    return JSONResponse({"schema": "lighting.notify-list/1", "messages": found})


def _config(back: LookingBack) -> Config:
    """Give the settings of the site.

    Raises:
        StoreUnavailable: Nobody says.
    """
    if back.past.config is None:
        raise StoreUnavailable("messages can't be listed here", "nobody says where they are kept")
    return back.past.config
