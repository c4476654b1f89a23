"""How results are printed: tables and JSON from the same rows, safe whatever is in them.

Data goes to stdout, everything else to stderr. On a terminal a table has colours; piped it has
plain columns that `grep` and `awk` can read.
"""

import csv
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, TextIO

from lighting.cli.widths import GAP, broken, fitted, hanging
from lighting.safe_text import escaped

Row = Mapping[str, Any]
Column = tuple[str, Callable[[Row], object]]
UNKNOWN = "-"
FACTS_WIDTH = 15
"""Columns for the name of a fact, unless one is longer."""
# A spreadsheet would run these as formulas when the file is opened in it (CWE-1236).
_FORMULA = ("=", "+", "-", "@")


def print_json(document: Mapping[str, Any]) -> None:
    """Print one document; what isn't ASCII is escaped, so that no text can steer a terminal."""
    print_line(json.dumps(document, indent=2))


def print_line(text: str = "") -> None:
    """Print a line of data."""
    sys.stdout.write(f"{text}\n")


def print_text(text: str) -> None:
    """Print a line that may hold a stranger's text."""
    for line in _wrapped(escaped(text), 2, sys.stdout):
        print_line(line)


def print_as_written(text: str) -> None:
    """Print a line of somebody's document, which may be copied: as long as it is."""
    print_line(escaped(text))


def say(text: str) -> None:
    """Say something that isn't data: on stderr."""
    for line in _wrapped(escaped(text), len(text) - len(text.lstrip()), sys.stderr):
        sys.stderr.write(f"{line}\n")


def print_labelled(name: str, text: str, width: int) -> None:
    """Print a name and what it is, which may hold a stranger's text; wrapped under itself."""
    for line in _wrapped(escaped(f"{name:<{width}} {text}"), width + 1, sys.stdout):
        print_line(line)


def _wrapped(text: str, indent: int, stream: TextIO) -> list[str]:
    """Break a line between words where a person reads it; piped it stays one line."""
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        return [text]
    room = shutil.get_terminal_size((80, 24)).columns
    return hanging(text, room, indent)


def print_facts(facts: Mapping[str, Any], when: Callable[[str], str]) -> None:
    """Print names and values, one a line; `when` writes times for a person."""
    width = max([FACTS_WIDTH, *map(len, facts)])
    for name, value in facts.items():
        shown = in_words(value, when, name)
        print_labelled(name.replace("_", " "), _cell(shown), width)


def in_words(value: object, when: Callable[[str], str], name: str = "") -> str:
    """Give a fact of an answer in words: `level 60, power_w 41.8, at 18:14 WITA`."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_inner(each, when, key)}" for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return "; ".join(in_words(each, when) for each in value) or UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return UNKNOWN
    return when(value) if isinstance(value, str) and _is_time(name) else str(value)


def _inner(value: object, when: Callable[[str], str], name: str) -> str:
    said = in_words(value, when, name)
    return f"({said})" if isinstance(value, Mapping) else said


def _is_time(name: str) -> bool:
    return name.rpartition("_")[2] in {"at", "since", "until", "start"}


def columns(*keys: str) -> tuple[Column, ...]:
    """Give the columns that show fields as they are, under their names."""
    return tuple((key.replace("_", " "), itemgetter(key)) for key in keys)


def some(names: Sequence[str], most: int = 10) -> str:
    """Name a few of many."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if names[most:] else "")


def print_table(columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """Print rows under headings; nothing for an empty table, its caller says why it is empty."""
    cells = [[_cell(value(row)) for _, value in columns] for row in rows]
    if not cells:
        return
    headings = [heading for heading, _ in columns]
    if is_terminal():
        _print_rich(headings, cells)
    else:
        _print_plain(headings, cells)


def print_csv(names: Sequence[str], rows: Iterable[Row]) -> None:
    """Print fields of rows for a spreadsheet, under their names; what is unknown is empty."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_csv_cell(row.get(name)) for name in names])


def _csv_cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = escaped(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def is_terminal() -> bool:
    """Whether a person looks at stdout."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _cell(value: object) -> str:
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, (list, tuple)):
        return escaped(" ".join(map(str, value))) or UNKNOWN
    return escaped(str(value))


def _print_plain(headings: list[str], cells: list[list[str]]) -> None:
    rows = [headings, *cells]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print_line("  ".join(padded).rstrip())


def _print_rich(headings: list[str], cells: list[list[str]]) -> None:
    # Imported here: it takes a third of the time that --help may take.
    from rich.console import Console  # noqa: PLC0415 - see above
    from rich.table import Table  # noqa: PLC0415 - see above
    from rich.text import Text  # noqa: PLC0415 - see above

    console = Console(file=sys.stdout)
    widths = fitted(list(zip(headings, *cells, strict=True)), console.width)
    if widths is None:
        _print_broken(console.width, headings, cells)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading, width in zip(headings, widths, strict=True):
        table.add_column(Text(heading), width=width, overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))  # Text, so that [red] in a street's name is only text
    console.print(table)


def _print_broken(room: int, headings: list[str], cells: list[list[str]]) -> None:
    """Print rows in a terminal that is too narrow for them: each on as many lines as it needs."""
    indent = max(len(row[0]) for row in cells) + GAP
    for row in (headings, *cells):
        for line in broken([row[0].ljust(indent - GAP), *row[1:]], room, indent):
            print_line(line)
