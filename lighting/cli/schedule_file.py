"""A schedule in a file, and the nights that are asked about: how both are typed."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from devices.clock import SystemClock
from lighting.errors import DocumentWrong, WrongUse
from lighting.site.text_file import read_text
from schedules.compile import evening_of
from schedules.document import Document, read_document

File = Annotated[Path, typer.Argument(metavar="FILE", help="A schedule, in TOML.")]


def schedule_text(path: Path) -> str:
    """Read the text of a schedule; one that is no text or not there is a `DocumentWrong`."""
    wrong = partial(DocumentWrong, "the schedule can't be read")
    return read_text(path, wrong, "check the name; lighting init makes an example")


def schedule_of(path: Path) -> Document:
    """Read a schedule; a wrong one is a `DocumentWrong` or a `DocumentError`."""
    return read_document(schedule_text(path), str(path))


def night_of(document: Document, typed: str | None) -> date:
    """Read the date of an evening; tonight's if none is typed.

    Raises:
        WrongUse: It is no date.
    """
    if typed is None:
        return evening_of(document, SystemClock().now_ms() // 1000)
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise WrongUse(f"{typed!r} is not a date", str(error), "write 2026-08-16") from error
