"""What can be wrong with a schedule: each error says what, where, and what would be right."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from typing_extensions import override

SHOWN_CHARACTERS = 40
MOST_NAMES = 12
LONGEST_NUMBER_BITS = 128


@dataclass(frozen=True, slots=True)
class Problem:
    """One error of a document; `line` counts from 1 and is None where no line is to blame."""

    source: str
    line: int | None
    what: str
    remedy: str

    @override
    def __str__(self) -> str:
        place = self.source if self.line is None else f"{self.source}:{self.line}"
        return f"{place}: {self.what}; {self.remedy}"


class ScheduleError(Exception):
    """Root of all errors of this package."""


class DocumentError(ScheduleError):
    """The operator's document is wrong; `problems` lists every error, in order of lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnreadableValueError(ScheduleError, ValueError):
    """A value of the document cannot be understood; a `remedy` of None leaves it to the key."""

    def __init__(self, what: str, remedy: str | None = None) -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(what)


class NoSuchGroupError(ScheduleError):
    """The document assigns no calendar to the group."""


class NoSuchNightError(ScheduleError):
    """The night lies outside the years that can be planned."""


def shown(value: object) -> str:
    """Give a value of the document as it may stand in a message, whatever its size."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int) and value.bit_length() > LONGEST_NUMBER_BITS:
        return "a huge number"  # Python refuses to write some out
    text = "".join(mark if mark.isprintable() else "?" for mark in str(value)[:SHOWN_CHARACTERS])
    if len(str(value)) > SHOWN_CHARACTERS:
        text += "..."
    return f'"{text}"' if isinstance(value, str) else text


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Ask for the known names that are spelled most like a name; None if none is."""
    close = get_close_matches(name[:SHOWN_CHARACTERS], sorted(known), n=3, cutoff=0.6)
    return f"did you mean {' or '.join(shown(word) for word in close)}?" if close else None


def nearest(name: str, known: Iterable[str]) -> str:
    """Give the remedy for a name that is not known: the nearest ones, else what there is."""
    names = sorted(known)
    if not names:
        return "none is defined yet"
    listed = ", ".join(shown(word) for word in names[:MOST_NAMES])
    dots = ", ..." if len(names) > MOST_NAMES else ""
    return did_you_mean(name, names) or f"known: {listed}{dots}"
