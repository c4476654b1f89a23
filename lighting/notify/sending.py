"""Sends a message to one address by apprise; says why it did not go, and never the address."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lighting.errors import LightingError
from lighting.notify.deciding import Message
from lighting.site.tokens import read_secret

UNREADABLE = "an address that can't be read"
REMEDY = "write a URL a line, such as json://127.0.0.1:8080, and run chmod 600 on it"


def read_urls(path: Path) -> tuple[str, ...]:
    """Read the addresses; a file that is missing or that others can read is `ConfigWrong`."""
    lines = (line.strip() for line in read_secret(path, REMEDY).splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def named(url: str) -> str:
    """Give the name of an address without its secrets and without its many settings."""
    target = _target(url)
    return UNREADABLE if target is None else str(target.url(privacy=True)).partition("?")[0]


def send(url: str, message: Message) -> str:
    """Send.

    Returns:
        Why it did not go; empty: it went.
    """
    target = _target(url)
    if target is None:
        return "the address can't be read"
    try:
        went = target.notify(title=message.title, body=message.body)
    except Exception as error:  # noqa: BLE001 - a library of a hundred services may fail in any way
        return type(error).__name__
    return "" if went else "the service refused it or can't be reached"


def sent_to(urls: Iterable[str], message: Message) -> list[tuple[str, str]]:
    """Send to each, and give its name and why it did not go; two may have the same name."""
    return [(named(url), send(url, message)) for url in urls]


def _target(url: str) -> Any:  # noqa: ANN401 - the library's own kind
    """Read an address.

    Raises:
        LightingError: The library is not there.
    """
    try:
        from apprise import Apprise  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        remedy = "install it: pip install 'street-lighting[notify]'"
        raise LightingError("apprise is not there", "it is an extra", remedy) from error
    return Apprise.instantiate(url)
