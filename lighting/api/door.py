"""What stands before every request: who asks, how much is sent, and that errors stay inside."""

import hmac
import json
from collections.abc import Mapping

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lighting.api.failures import Failure, failure

log = structlog.get_logger()

ACCOUNT = "lighting.account"
"""Where the name of the account stands in a request's scope."""
LARGEST_BODY = 2_000_000
LARGEST_IMPORT = 50_000_000  # as the list of lamps itself
LARGEST_HEARD = 100_000_000
"""How much is listened to before the line is cut [bytes]."""
IMPORT = "/v1/lamps/import"
OPEN_TO_ALL = frozenset({"/openapi.json"})


class Door:
    """Lets a request in with its account's name and its whole body, or answers it itself."""

    def __init__(self, app: ASGIApp, tokens: Mapping[str, str]) -> None:
        self._app = app
        self._names = tuple((token.encode(), name) for token, name in tokens.items())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        answer = _Answer(send)
        try:
            await self._admit(scope, receive, answer)
        except Exception:
            log.exception("request_failed", path=scope["path"])
            if not answer.is_begun:
                await _refuse(answer, 500, _UNFORESEEN)

    async def _admit(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        headers = dict(scope["headers"])
        name = self._name(headers.get(b"authorization", b""))
        if name is None and scope["path"] not in OPEN_TO_ALL:
            await _refuse(answer, 401, _WHO)
            return
        most = LARGEST_IMPORT if scope["path"] == IMPORT else LARGEST_BODY
        body = await _whole_body(receive, most)
        if body is None:
            await _refuse(answer, 413, _too_large(most))
            return
        scope[ACCOUNT] = name
        await self._app(scope, _again(body, receive), answer)

    def _name(self, header: bytes) -> str | None:
        """The account of a token; every token is compared, in the same time for any."""
        scheme, _, given = header.partition(b" ")
        found = None
        for token, name in self._names:
            if hmac.compare_digest(token, given.strip()):
                found = name
        return found if scheme.lower() == b"bearer" else None


class _Answer:
    """Sends, and remembers whether an answer has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.is_begun = False

    async def __call__(self, message: Message) -> None:
        self.is_begun = True
        await self._send(message)


async def _whole_body(receive: Receive, most: int) -> bytes | None:
    """The body, None if it is larger than `most` [bytes].

    What is too large is still read, and forgotten: who sends it would not hear the answer else.
    """
    body, size = bytearray(), 0
    while size < LARGEST_HEARD:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size <= most:
            body += part
        if not message.get("more_body"):
            return bytes(body) if size <= most else None
    return None


def _again(body: bytes, receive: Receive) -> Receive:
    """Give the body that was read as if it came now, then whatever comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again


async def _refuse(send: Send, status: int, document: Failure) -> None:
    body = json.dumps(document).encode()
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    if status == 401:  # noqa: PLR2004 - the status that asks for a token, RFC 9110 15.5.2
        headers.append((b"www-authenticate", b"Bearer"))
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _too_large(most: int) -> Failure:
    what = f"the request is larger than {most // 1_000_000} MB"
    return failure("too_large", what, "nothing of it was taken", "send less at a time")


_WHO = failure(
    "unknown_account",
    "the controller doesn't know who is asking",
    "the request has no token, or one that no account has",
    "send Authorization: Bearer TOKEN with a token of the tokens file",
)
_UNFORESEEN = failure(
    "unforeseen",
    "the controller failed at this request",
    "nobody foresaw why; its log tells more",
    "try again; if it fails again, report it with the log",
)
