"""The daemon's API as commands ask it: one call, one document, or one of our errors.

What is asked for and how it is shown is left to the commands.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import quote, urlencode

from lighting.errors import (
    ControllerUnreachable,
    DocumentWrong,
    LightingError,
    NothingMatched,
    Refused,
    StoreUnavailable,
    WrongUse,
)
from lighting.site.config import Config
from lighting.site.tokens import Account, read_tokens
from schedules.errors import Problem

ACCOUNT_VARIABLE = "LIGHTING_ACCOUNT"
# Far more than any answer takes on the same machine; a daemon that hangs is said to.
TIMEOUT_S = 20.0
SUCCESS = 200
FAMILIES: Mapping[int, type[LightingError]] = {
    400: WrongUse,
    401: Refused,
    403: Refused,
    404: NothingMatched,
    409: Refused,
    413: WrongUse,
    422: DocumentWrong,
    503: StoreUnavailable,
}
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Controller:
    """A daemon at an address, and the account in whose name it is asked."""

    host: str
    port: int
    account: Account = field(repr=False)
    timeout_s: float = TIMEOUT_S

    @classmethod
    def of(cls, config: Config, timeout_s: float = TIMEOUT_S) -> "Controller":
        """Give the daemon of a site, asked as $LIGHTING_ACCOUNT or the first account."""
        account = choose_account(read_tokens(config.tokens_path), os.environ)
        return cls(config.api.host, config.api.port, account, timeout_s)

    @property
    def address(self) -> str:
        """Where it is looked for."""
        return f"http://{self.host}:{self.port}"

    def get(self, *path: str, **query: str | None) -> Answer:
        """Ask for a document; parts of the query that are None are left out."""
        asked = {key.rstrip("_"): value for key, value in query.items() if value is not None}
        return self._call("GET", f"{_join(path)}?{urlencode(asked)}" if asked else _join(path))

    def post(self, *path: str, **body: object) -> Answer:
        """Have something done; what was done is the answer."""
        return self._call("POST", _join(path), json.dumps(body).encode())

    def _call(self, method: str, target: str, body: bytes | None = None) -> Answer:
        # Without proxies and redirects: the token goes to this address and nowhere else.
        link = HTTPConnection(self.host, self.port, timeout=self.timeout_s)
        headers = {"Authorization": f"Bearer {self.account.token}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            link.request(method, target, body, headers)
            response = link.getresponse()
            status, text = response.status, response.read()
        except (OSError, HTTPException) as error:
            raise self._unreachable(error) from error
        finally:
            link.close()
        return self._read(status, text)

    def _read(self, status: int, text: bytes) -> Answer:
        try:
            document = json.loads(text)
        except ValueError:
            document = None
        if not isinstance(document, dict):
            what = f"what answers at {self.address} is not a controller"
            raise ControllerUnreachable(what, f"HTTP {status}, no JSON", _REMEDY)
        if status >= SUCCESS + 100:
            raise _retold(status, document)
        return document

    def _unreachable(self, error: Exception) -> ControllerUnreachable:
        if isinstance(error, TimeoutError):
            what = f"the controller at {self.address} doesn't answer"
            why = (
                f"nothing came in {self.timeout_s:g} s; whether it did what it was told isn't known"
            )
            return ControllerUnreachable(what, why, _REMEDY)
        what = f"no controller answers at {self.address}"
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return ControllerUnreachable(what, why, _REMEDY)


_REMEDY = "start it with: lighting run; look at what it lacks with: lighting doctor"


def choose_account(accounts: tuple[Account, ...], environ: Mapping[str, str]) -> Account:
    """Give the account named in the environment, else the first.

    Raises:
        NothingMatched: The name is in none of the lines.
    """
    name = environ.get(ACCOUNT_VARIABLE)
    for account in accounts:
        if name in {None, "", account.name}:
            return account
    raise NothingMatched(f"account {name}", [account.name for account in accounts][:3])


def _join(path: tuple[str, ...]) -> str:
    return "/v1/" + "/".join(quote(part, safe="") for part in path)


def _retold(status: int, document: Answer) -> LightingError:
    """Give the error that the daemon told, as if it had happened here."""
    told = document.get("error")
    told = told if isinstance(told, dict) else {}
    what = str(told.get("what") or f"the controller answered with HTTP {status}")
    error = FAMILIES.get(status, LightingError).told(
        what, str(told.get("why") or ""), str(told.get("remedy") or "")
    )
    if isinstance(error, DocumentWrong):
        error.problems = tuple(_problem(each) for each in told.get("problems") or ())
    return error


def _problem(told: Mapping[str, Any]) -> Problem:
    line = told.get("line")
    where = line if isinstance(line, int) else None
    what, remedy = str(told.get("what", "")), str(told.get("remedy", ""))
    return Problem(str(told.get("source", "")), where, what, remedy)
