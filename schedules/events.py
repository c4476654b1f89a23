"""Events: a level on top of the programs of some lamps, for part of certain nights.

The document's model and which events concern whom; what they make of a night's points is left to
`compile`.
"""

from collections.abc import Iterable
from typing import Annotated
from zlib import crc32

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, model_validator

from schedules.anchors import Clock, SunTime, check_order, read_anchor, read_fade_s
from schedules.calendars import Occasion, read_occasion
from schedules.errors import UnreadableValueError, shown
from schedules.groups import ALL, GROUP
from schedules.site import read_name

MOST_EVENTS = 200
LONGEST_NAME = 60
LONGEST_STEM = 22


def read_title(name: str) -> str:
    """Read a name of the operator's choice.

    Raises:
        UnreadableValueError: it is empty, too long or can't be printed.
    """
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        message = f"{shown(name)} is not a name of 1 to {LONGEST_NAME} printable characters"
        raise UnreadableValueError(message)
    return name


def read_choice(key: str) -> str:
    """Read whom something is for.

    Raises:
        UnreadableValueError: it is neither "all" nor "group:NAME".
    """
    name = key.removeprefix(GROUP)
    if key == ALL:
        return key
    if name in {key, ALL}:
        message = f"{shown(key)} does not say which lamps"
        raise UnreadableValueError(message)
    read_name(name)
    return key


class Event(BaseModel):
    """From `start` to `until` of these nights that level, whatever the program says."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    name: Annotated[str, AfterValidator(read_title)]
    on: Annotated[Occasion, PlainValidator(read_occasion)]
    choice: Annotated[str, AfterValidator(read_choice), Field(alias="for")]
    start: Annotated[Clock | SunTime, PlainValidator(read_anchor), Field(alias="from")]
    until: Annotated[Clock | SunTime, PlainValidator(read_anchor)]
    level: Annotated[int, Field(ge=0, le=100)]
    fade_s: Annotated[int, PlainValidator(read_fade_s), Field(alias="fade")] = 0
    fade_back_s: Annotated[int, PlainValidator(read_fade_s), Field(alias="fade_back")] = 0

    @property
    def group(self) -> str:
        """The group whose lamps are meant, or "all"."""
        return self.choice.removeprefix(GROUP)

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Event":
        check_order(self.start, self.until)
        return self


def variant_name(group: str, further: Iterable[Event]) -> str:
    """Name the program of those lamps of a group whom further events concern.

    It hangs only on whom these events are for, so that the program keeps its name when they change.

    Args:
        group: Whose program it would be without them.
        further: Events that don't concern all lamps of the group.
    """
    choices = sorted({event.choice for event in further})
    if not choices:
        return group
    return f"{group[:LONGEST_STEM]}-{crc32(' '.join(choices).encode()):08x}"
