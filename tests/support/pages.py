"""What the project's pages show: links, paths, commands, and sessions that can be typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))

LINK = re.compile(r"\]\(([^)\s]+)\)")
FOLDERS = "schedules|devices|lighting|tests|benchmarks|docs"
FILE = re.compile(rf"(?<![\w/.])(?:{FOLDERS})/[\w./-]*\w/?(?=[\s`,;:.)\]#]|$)")
TYPED = re.compile(r"^(?:\$ | {4})(?:sudo -u \w+ )?(lighting(?: [a-z0-9-]\S*.*)?)$", re.MULTILINE)
MENTIONED = re.compile(r"`(lighting [^`]+)`")


@dataclass(frozen=True)
class Typed:
    """A command as a page shows it, and the lines that it is said to print."""

    command: str
    shown: tuple[str, ...]


def name(page: Path) -> str:
    """Give a page's name for a person."""
    return str(page.relative_to(ROOT))


def headings(page: Path) -> set[str]:
    """Give the anchors of a page's headings, as forges make them."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in found}


def blocks(page: Path, language: str) -> list[str]:
    """Give the text of the fenced blocks of a language."""
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def session(page: Path) -> Iterator[Typed]:
    """Give what a page's consoles show, command by command."""
    for block in blocks(page, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.splitlines()
            yield Typed(command, tuple(shown))
