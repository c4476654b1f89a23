"""Which line of a TOML text says what: the standard parser does not tell.

It is given only text that the standard parser has accepted, so it checks nothing.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

# A place in the document: ("profile", "main-road", "steps", 2, "level").
KeyPath = tuple[str | int, ...]

# Nothing of interest lies deeper; a hostile document may.
DEEPEST = 8

TOKEN = re.compile(
    r"""
      (?P<newline>\n)
    | (?P<text>\"{3}(?:\\.|[^\\])*?\"{3,5} | '{3}.*?'{3,5} | "(?:\\.|[^"\\])*" | '[^']*')
    | (?P<mark>[\[\]{},=])
    | (?P<bare>[^\s\[\]{},=."'\#]+)
    | \#[^\n]* | .
    """,
    re.VERBOSE | re.DOTALL,
)


def lines_of(text: str) -> dict[KeyPath, int]:
    """Give the line, from 1, on which each key and each element of a list begins."""
    reader = _Reader()
    for token in TOKEN.finditer(text):
        reader.take(token.lastgroup or "", token[0])
        reader.line += token[0].count("\n")
    return reader.lines


def line_at(lines: Mapping[KeyPath, int], path: KeyPath) -> int | None:
    """Give the line of a place, or of what it would stand in; None for the document itself."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


@dataclass(slots=True)
class _Open:
    """A table or list whose end has not come; `element` is the number of a list's current one."""

    path: KeyPath
    element: int | None = None


@dataclass(slots=True)
class _Reader:
    """Walks the tokens; what is open is a stack, since nesting may be deep."""

    line: int = 1
    lines: dict[KeyPath, int] = field(default_factory=dict)
    opened: list[_Open] = field(default_factory=lambda: [_Open(())])
    key: KeyPath = ()
    in_value: bool = False
    header_marks: str = ""
    tables_of_list: dict[KeyPath, int] = field(default_factory=dict)

    def take(self, kind: str, word: str) -> None:
        if kind in {"text", "bare"}:
            self._take_word(word)
        elif kind == "newline" and len(self.opened) == 1:
            self._expect_key()
        elif kind == "mark" and (self.header_marks or (word == "[" and not self.in_value)):
            self._take_header_mark(word)
        elif kind == "mark":
            self._take_mark(word)

    def _take_word(self, word: str) -> None:
        if self.in_value:
            self._note(self._place())
        else:
            self.key += tuple(tomllib.loads(f"{word} = 0"))

    def _take_mark(self, mark: str) -> None:
        if mark == "=":
            self.in_value = True
            for parts in range(1, len(self.key) + 1):
                self._note(self.opened[-1].path + self.key[:parts])
        elif mark == ",":
            self._next()
        elif mark in "[{":
            place = self._place()
            self._note(place)
            self.opened.append(_Open(place, 0 if mark == "[" else None))
            if mark == "{":
                self._expect_key()
        else:
            self.opened.pop()
            self.in_value = True

    def _next(self) -> None:
        opened = self.opened[-1]
        if opened.element is None:
            self._expect_key()
        else:
            opened.element += 1

    def _take_header_mark(self, mark: str) -> None:
        """Read [a.b] or [[a.b]], of which the latter begins another table of the list a.b."""
        self.header_marks += mark
        if self.header_marks.count("]") < self.header_marks.count("["):
            return
        path: KeyPath = ()
        for part in self.key:
            path += (part,)
            self._note(path)
            if path == self.key and len(self.header_marks) > len("[]"):
                self.tables_of_list[path] = self.tables_of_list.get(path, -1) + 1
            if path in self.tables_of_list:
                path += (self.tables_of_list[path],)
        self._note(path)
        self.opened = [_Open(path)]
        self.header_marks = ""
        self._expect_key()

    def _expect_key(self) -> None:
        self.key = ()
        self.in_value = False

    def _place(self) -> KeyPath:
        opened = self.opened[-1]
        return opened.path + (self.key if opened.element is None else (opened.element,))

    def _note(self, path: KeyPath) -> None:
        if len(path) <= DEEPEST:
            self.lines.setdefault(path, self.line)
