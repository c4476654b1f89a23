"""The accounts of the API: a file of lines `NAME TOKEN` that only its owner may read.

A token never appears in a message, a log or an output.
"""

import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

from lighting.errors import ConfigWrong
from lighting.site.text_file import read_text
from schedules.errors import Problem

SHORTEST = 20  # characters; 120 bits when written in base 64
_LINE = rf"([\w.@-]{{1,64}})\s+([A-Za-z0-9_-]{{{SHORTEST},200}})\s*"


@dataclass(frozen=True, slots=True)
class Account:
    """Who somebody is, for the audit, and what proves it."""

    name: str
    token: str = field(repr=False)


def read_secret(path: Path, remedy: str) -> str:
    """Read a file that holds one secret and nothing else.

    Args:
        path: The file; others must not be able to read it.
        remedy: What to do when it is missing or empty.

    Raises:
        ConfigWrong: Missing, empty, or readable by others.
    """
    text = read_text(path, ConfigWrong, remedy).strip()
    problems = _too_open(path)
    if not text:
        problems.append(Problem(str(path), None, "it is empty", remedy))
    if problems:
        raise ConfigWrong(problems)
    return text


def read_token(path: Path, remedy: str) -> str:
    """Read a file that holds one token as it goes over HTTP.

    Args:
        path: The file; others must not be able to read it.
        remedy: What to do when it is missing, empty or something else.

    Raises:
        ConfigWrong: Missing, empty, readable by others, or not one line of plain characters.
    """
    text = read_secret(path, remedy)
    if not is_token(text):
        what = "not one token: several lines, or characters that none has"
        raise ConfigWrong([Problem(str(path), None, what, remedy)])
    return text


def is_token(text: str) -> bool:
    """Whether it can be sent as a token; what can't would stand in an error about its sending."""
    return text.isascii() and text.isprintable() and text != ""


def read_tokens(path: Path) -> tuple[Account, ...]:
    """Read the accounts, at least one, in the order of the file.

    Raises:
        ConfigWrong: With every error: missing, readable by others, a line of another form.
    """
    source = str(path)
    remedy = "make a site with: lighting init; its tokens file is an example"
    text = read_text(path, ConfigWrong, remedy)
    problems = _too_open(path)
    accounts = _accounts(text, source, problems)
    if problems:
        raise ConfigWrong(problems)
    return accounts


def _too_open(path: Path) -> list[Problem]:
    mode = stat.S_IMODE(path.stat().st_mode)
    what = f"others may read or write it (mode {mode:04o})"
    return [Problem(str(path), None, what, f"run: chmod 600 {path}")] if mode & 0o077 else []


def _accounts(text: str, source: str, problems: list[Problem]) -> tuple[Account, ...]:
    accounts: dict[str, Account] = {}
    form = f"write NAME TOKEN: a name, a space and at least {SHORTEST} letters, digits, - or _"
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        found = re.fullmatch(_LINE, line)
        if not found:
            problems.append(Problem(source, number, "not an account", form))
        elif found[1] in accounts:
            problems.append(Problem(source, number, f"{found[1]} stands twice", "keep one line"))
        else:
            accounts[found[1]] = Account(found[1], found[2])
    if not accounts and not problems:
        problems.append(Problem(source, None, "no account in it", form))
    return tuple(accounts.values())
