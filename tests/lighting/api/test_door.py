"""The door alone, with requests and answers that no well-behaved program makes."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.testing import capture_logs

from lighting.api.door import Door

TOKEN = "token-of-ani-0123456789"  # noqa: S105 - of a door that lives as long as one test


def through_the_door(app: ASGIApp, chunk: bytes) -> tuple[list[Message], int]:
    """What goes out, and how many chunks were read, when chunks never end."""
    sent: list[Message] = []
    read = 0

    async def receive() -> Message:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": chunk, "more_body": bool(chunk)}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"authorization", f"Bearer {TOKEN}".encode())]
    scope = {"type": "http", "path": "/v1/status", "headers": headers}
    asyncio.run(Door(app, {TOKEN: "ani"})(scope, receive, send))
    return sent, read


async def breaks_off(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise ZeroDivisionError


def test_a_body_without_end_is_cut_off() -> None:
    sent, read = through_the_door(breaks_off, b"x" * 1_000_000)
    assert (sent[0]["status"], read) == (413, 100)


def test_an_answer_that_breaks_off_is_not_begun_again() -> None:
    with capture_logs() as log:
        sent, _ = through_the_door(breaks_off, b"")
    assert [message["type"] for message in sent] == ["http.response.start"]
    assert [one["event"] for one in log] == ["request_failed"]
