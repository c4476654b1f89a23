"""The operator's document: TOML into checked models, or everything that is wrong with it.

The format is explained in `docs/schedule-format.md`; what it means for a night is left to
`compile`.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from schedules.calendars import Calendar
from schedules.effects import Effect
from schedules.errors import (
    DocumentError,
    NoSuchGroupError,
    Problem,
    UnreadableValueError,
    nearest,
    shown,
)
from schedules.events import MOST_EVENTS, Event, read_choice, read_title
from schedules.groups import ALL, GROUP, NestedGroup, groups_holding, holders_of, read_group_name
from schedules.holiday_dates import AS_PUBLISHED, HolidayDates
from schedules.lamp_types import LampType
from schedules.lines import KeyPath, lines_of
from schedules.profiles import Profile
from schedules.references import broken_references
from schedules.site import Site
from schedules.wording import SCHEDULE

__all__ = [
    "ALL",
    "GROUP",
    "Document",
    "calendar_name",
    "read_document",
    "to_calendar",
]

MOST_CHARACTERS = 131_072
MOST_PROBLEMS = 200
# The parser takes quadratic time for keys of thousands of parts.
LONG_KEY = re.compile(r"(?:[^\s.=,#]{1,80}[ \t]*\.[ \t]*){16}")
TABLE_NAME = re.compile(r"\('([^)]*)',?\)")
POSITION = re.compile(r" \(at line (\d+), column \d+\)$")

REMEDY = 'write each table and key once, and each text in quotes: at = "22:00"'


Title = Annotated[str, AfterValidator(read_title)]
NestedName = Annotated[str, AfterValidator(read_group_name)]


@dataclass(frozen=True, slots=True)
class Document:
    """A checked document.

    Attributes:
        site: The city.
        profiles: By name; every name that a calendar uses is there.
        calendars: By name; every name that an assignment uses is there.
        assignments: Calendar by group, in the document's order.
        source: Where the text came from, for messages.
        lines: On which line each place of the text begins, for messages.
        effects: Of sensors, by name; every name that a profile uses is there.
        groups_nested: Groups of groups and lamps, by name; none is within itself.
        events: Levels on top of the programs, the strongest first.
        lamp_types: Kinds of lamps, by name.
        holidays: Dates that the operator knows better than the library.
        holders: The nested groups that hold a lamp or a "group:NAME", by its name.
    """

    site: Site
    profiles: Mapping[str, Profile]
    calendars: Mapping[str, Calendar]
    assignments: Mapping[str, str]
    source: str
    lines: Mapping[KeyPath, int]
    effects: Mapping[str, Effect] = field(default_factory=dict)
    groups_nested: Mapping[str, NestedGroup] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    lamp_types: Mapping[str, LampType] = field(default_factory=dict)
    holidays: HolidayDates = AS_PUBLISHED
    holders: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "holders", holders_of(self.groups_nested))

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups that have a calendar, in the document's order."""
        return tuple(self.assignments)

    def groups_of(self, lamp: str, own: Iterable[str]) -> tuple[str, ...]:
        """Give all groups of a lamp: its own in the list of lamps, then those around them."""
        own = tuple(own)
        around = groups_holding(self.holders, [lamp, *(GROUP + name for name in own)])
        return tuple(dict.fromkeys([*own, *around]))


class _Tables(BaseModel):
    """The document as it is written."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    site: Site
    profile: Annotated[dict[Title, Profile], Field(min_length=1)]
    calendar: Annotated[dict[Title, Calendar], Field(min_length=1)]
    assign: Annotated[dict[Annotated[str, AfterValidator(read_choice)], str], Field(min_length=1)]
    effect: dict[Title, Effect] = {}
    group: dict[NestedName, NestedGroup] = {}
    event: Annotated[tuple[Event, ...], Field(strict=False, max_length=MOST_EVENTS)] = ()
    lamp_type: Annotated[dict[Title, LampType], Field(alias="lamp-type")] = {}
    holidays: HolidayDates = AS_PUBLISHED


def read_document(text: str, source: str) -> Document:
    """Read the operator's document.

    Args:
        text: TOML.
        source: Name of the text in messages: "schedules.toml".

    Raises:
        DocumentError: with all problems of the document (the first 200), in order of lines; of
            TOML itself only the first, after which nothing can be told.
    """
    text = text.removeprefix("\ufeff")  # some editors begin a file with it
    raw = _parse(text, source)
    lines = lines_of(text)
    tables, of_form = _validate(raw, source, lines)
    found = chain(of_form, broken_references(raw, source, lines))
    problems = list(islice(found, MOST_PROBLEMS))
    if tables is None or problems:
        raise DocumentError(sorted(problems, key=lambda problem: problem.line or 0))
    return Document(
        site=tables.site,
        profiles=tables.profile,
        calendars=tables.calendar,
        assignments={key.removeprefix(GROUP): name for key, name in tables.assign.items()},
        source=source,
        lines=lines,
        effects=tables.effect,
        groups_nested=tables.group,
        events=tables.event,
        lamp_types=tables.lamp_type,
        holidays=tables.holidays,
    )


def to_calendar(document: Document, group: str) -> Calendar:
    """Give a group's calendar, see `calendar_name`."""
    return document.calendars[calendar_name(document, group)]


def calendar_name(document: Document, group: str) -> str:
    """Give the name of a group's calendar; a group without one of its own has that of "all".

    Raises:
        NoSuchGroupError: it has neither.
    """
    name = document.assignments.get(group, document.assignments.get(ALL))
    if name is None:
        message = f"{document.source} has no group {shown(group)}; "
        raise NoSuchGroupError(message + nearest(group, document.groups))
    return name


def _parse(text: str, source: str) -> dict[str, Any]:
    try:
        _check_size(text)
        return tomllib.loads(text)
    except UnreadableValueError as error:
        problem = Problem(source, None, error.what, error.remedy or "")
    except RecursionError:
        problem = Problem(source, None, "lists or tables are nested too deep", REMEDY)
    except ValueError as error:
        position = POSITION.search(str(error))
        line = int(position[1]) if position else text.count("\n") + 1
        what = POSITION.sub("", str(error)).replace(" (at end of document)", ", the text ends here")
        what = TABLE_NAME.sub(lambda name: "[" + name[1].replace("', '", ".") + "]", what)
        problem = Problem(source, line, f"not TOML: {what[:1].lower()}{what[1:]}", REMEDY)
    raise DocumentError([problem])


def _check_size(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        message = f"{len(text)} characters are too many for a schedule"
        raise UnreadableValueError(message, f"keep it under {MOST_CHARACTERS}")
    if LONG_KEY.search(text):
        message = "a key has more than 16 parts"
        raise UnreadableValueError(message, "keys have three parts at most")


def _validate(
    raw: dict[str, Any], source: str, lines: dict[KeyPath, int]
) -> tuple[_Tables | None, Iterator[Problem]]:
    try:
        return _Tables.model_validate(raw), iter(())
    except ValidationError as error:
        findings = error.errors(include_url=False)
        return None, (SCHEDULE.to_problem(finding, source, lines) for finding in findings)
