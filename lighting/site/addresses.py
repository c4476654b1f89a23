"""The address of a service that is asked over HTTP, as settings name it."""

import re
from typing import Annotated

from pydantic import AfterValidator

from schedules.errors import UnreadableValueError

_PORTS = 65_535
_FORM = re.compile(
    r"https?://(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?(?:/[A-Za-z0-9._~/-]*)?"
)


def _http_or_empty(text: str) -> str:
    """Look that it is an address; what is none may hold a password, and is not shown.

    Raises:
        UnreadableValueError: It is none.
    """
    found = _FORM.fullmatch(text)
    if text and (found is None or int(found[1] or 0) > _PORTS):
        raise UnreadableValueError("not http:// or https:// with a host, and a port and a path")
    return text


HttpUrl = Annotated[str, AfterValidator(_http_or_empty)]
"""Such as `http://127.0.0.1:8086`, without user, password or query; empty: there is none."""
