"""What the controller says: desired state, programs, overrides, confirmations, commands.

A version is the issuing time in milliseconds, made to rise; a reader takes a document only if its
version is higher than the one it holds.
"""

from typing import Annotated, Literal

from pydantic import Field

from devices.wire.identity import Name
from devices.wire.settings import FadeSeconds, Seconds, Settings
from devices.wire.up import Json, Level, LogId, Message, Milliseconds, NullIsDefault, Part, Text

ControllerSession = Annotated[str, Field(min_length=1, max_length=64)]
Point = Annotated[tuple[Seconds, Level, FadeSeconds], Field(strict=False)]
Labels = Annotated[list[Text | int], Field(max_length=4000)]


class Document(Message):
    """The head of every retained document."""

    version: Annotated[int, Field(ge=1, lt=2**53)]
    issued_ms: Milliseconds


class OverrideEntry(Part):
    """A wanted level above the program; it always ends."""

    id: Annotated[str, Field(min_length=1, max_length=40)]
    level: Level
    priority: Annotated[int, Field(ge=0, le=1000)]
    start_ms: Milliseconds
    until_ms: Milliseconds
    fade_s: Annotated[FadeSeconds, NullIsDefault] = 0
    fade_back_s: FadeSeconds | None = Field(default=None, exclude_if=lambda value: value is None)
    by: Annotated[Text, NullIsDefault] = ""
    reason: Annotated[Text, NullIsDefault] = ""


class Desired(Document):
    """One node's own document: its program, groups, settings and own overrides."""

    program: Name | None = None
    groups: Annotated[list[Name], Field(max_length=50), NullIsDefault] = []
    overrides: Annotated[list[OverrideEntry], Field(max_length=50), NullIsDefault] = []
    default_level: Annotated[Level, NullIsDefault] = 100
    settings: Annotated[Settings, NullIsDefault] = Settings()
    retired: Annotated[bool, NullIsDefault] = False


class Ordinary(Part):
    """The night repeated after the last one; points are seconds after the noon `from`."""

    start_s: Seconds = Field(alias="from")
    points: Annotated[list[Point], Field(max_length=200)] = []
    labels: Annotated[Labels, NullIsDefault] = []


class ProgramDocument(Document):
    """Nights for all lamps of a program; points are [UTC seconds, level, fade seconds]."""

    id: Name
    from_ms: Milliseconds
    nights: Annotated[int, Field(ge=0, le=1000)]
    points: Annotated[list[Point], Field(max_length=4000)]
    labels: Annotated[Labels, NullIsDefault] = []
    ordinary: Ordinary | None = None


class GroupOverrides(Document):
    """The overrides in force for a group."""

    overrides: Annotated[list[OverrideEntry], Field(max_length=100), NullIsDefault] = []


class Received(Message):
    """Confirmation of all events of a log up to a number; sent only after the commit."""

    log: LogId
    upto: Annotated[int, Field(ge=0, lt=2**53)]


class Command(Message):
    """A pulse: it acts once, and not after it expired."""

    id: Annotated[str, Field(min_length=1, max_length=40)]
    action: Literal["identify", "self-test", "reboot"]
    expires_ms: Milliseconds
    arguments: Annotated[dict[str, Json], NullIsDefault] = {}


class ControllerStatus(Message):
    """The controller's birth and, with `online: false`, its last will."""

    session: ControllerSession
    online: bool
    at_ms: Milliseconds | None = None
    software: Text | None = None


class ControllerTime(Message):
    """Time for nodes without a source of their own, and the pulse that the controller hears."""

    session: ControllerSession | None = None
    at_ms: Milliseconds
