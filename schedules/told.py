"""What of a document nodes are not told of: read and checked, and refused where it is applied.

A lamp that silently does without its photocell is worse than a schedule that is not taken.
"""

from collections.abc import Iterator

from schedules.document import Document
from schedules.errors import Problem
from schedules.lines import line_at

REMEDY = "leave it out; write light that is wanted at certain times as a step or an event"


def not_told(document: Document) -> tuple[Problem, ...]:
    """Give what is used of a document and needs nodes that decide by sensors or factors."""
    return (*_of_profiles(document), *_of_lamp_types(document))


def _of_profiles(document: Document) -> Iterator[Problem]:
    for name in dict.fromkeys(_used(document)):
        profile = document.profiles[name]
        for what, value in (("photocell", profile.photocell), ("effects", profile.effects)):
            if value:
                line = line_at(document.lines, ("profile", name, what))
                told = f"nodes are not told of the {what} of profile {name}"
                yield Problem(document.source, line, told, REMEDY)


def _used(document: Document) -> Iterator[str]:
    for calendar in dict.fromkeys(document.assignments.values()):
        found = document.calendars[calendar]
        yield found.default
        yield from (rule.profile for rule in found.rules)


def _of_lamp_types(document: Document) -> Iterator[Problem]:
    for name in document.lamp_types:
        line = line_at(document.lines, ("lamp-type", name))
        told = f"nodes are not told of the factors of lamp type {name}"
        yield Problem(document.source, line, told, REMEDY)
